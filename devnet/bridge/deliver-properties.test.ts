// Laws of calls between silos over random histories: no sompi is made or lost over all silos, no entry is delivered twice (before finality and after it once each), everything that contracts
// hand out arrives or comes back, and every block is undone exactly.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BridgeRecord } from './records.ts'
import { SiloWorld } from './testing/silo-world.ts'
import { PEGGED } from './testing/two-silos.ts'

const command = fc.tuple(
  fc.constantFrom('peg', 'peg', 'run', 'run', 'publish', 'publish', 'publish', 'block'),
  fc.nat(1_000),
)
const commands = fc.array(command, { minLength: 40, maxLength: 80, size: 'max' })

test('coins of all silos are conserved, and what is sent arrives or comes back', () => {
  let delivered = 0
  let returned = 0
  let heard = 0
  fc.assert(
    fc.property(commands, fc.infiniteStream(fc.nat(1_000)), (list, stream) => {
      const world = new SiloWorld()
      world.brought = PEGGED
      const { chain } = world.silos
      const before: Map<string, BridgeRecord>[] = []
      chain.onBegin = (records) => before.push(new Map(records))
      const { length } = chain
      const choose = (): number => stream.next().value ?? 0
      for (const [kind, n] of list) {
        if (kind === 'peg') {
          const value = 20_000_000n + BigInt(n) * 100_000n
          world.peg(n, value)
          world.brought += value
        } else if (kind === 'run') world.run(n, choose)
        else if (kind === 'block') chain.next()
        expect(kind === 'publish' ? world.publish(n) : undefined).toBeUndefined()
        expect(world.problem()).toBeUndefined()
      }
      // Whatever is under way comes to rest once the contracts take what they get.
      for (let round = 0; round < 6; round++) {
        for (let n = 0; n < 2; n++) world.run(n, () => 4)
        for (let n = 0; n < world.owed.length; n++) expect(world.publish(n)).toBeUndefined()
        expect(world.problem()).toBeUndefined()
      }
      expect(world.settled()).toBe(true)
      delivered += world.delivered
      returned += world.returned
      heard += world.heard
      for (const records of before.toReversed()) {
        chain.undo()
        expect(
          chain.records.size === records.size && [...chain.records].every(([k, r]) => records.get(k) === r),
        ).toBe(true)
      }
      expect(chain.length).toBe(length)
    }),
    { numRuns: 25 },
  )
  // The laws would hold of histories in which nothing is sent: these are none.
  expect(delivered).toBeGreaterThan(20)
  expect(returned).toBeGreaterThan(0)
  expect(heard).toBeGreaterThan(0)
})
