// The altered machine differs from the honest one in one step of a block, and loses about that very step.
import { describe, expect, it } from 'vitest'
import { executeBlock } from '../../client/silo/execute.ts'
import { testBlock, testMessage, TEST_PROGRAM, TEST_SILO } from '../../client/silo/testing.ts'
import { traceOf } from '../../client/silo/trace.ts'
import { firstDivergence } from '../../vm/proof/trace.ts'
import { verifyStep } from '../../vm/proof/verify/verify-step.ts'
import { instructionAt } from '../../vm/program/image.ts'
import { OPCODE_BY_NAME } from '../../vm/spec/opcodes.ts'
import { inspect } from '../../vm/machine/inspect.ts'
import { StorageTree } from '../../vm/storage/storage-tree.ts'
import { hashFromBytes, hashToBytes } from '../tx/index.ts'
import { alteredEngine } from './altered-engine.ts'
import { play } from './testing/referee.ts'

const BLOCK = testBlock(1, [testMessage(0, { gasLimit: 20n }), testMessage(1), testMessage(2)])
const run = (engine = alteredEngine(7n)): ReturnType<typeof executeBlock> =>
  executeBlock(TEST_SILO, TEST_PROGRAM, new StorageTree(), BLOCK, 1, engine)

describe('altered engine', () => {
  const honest = executeBlock(TEST_SILO, TEST_PROGRAM, new StorageTree(), BLOCK, 1)
  const engine = alteredEngine(7n)
  const altered = run(engine)
  const honestTrace = traceOf(honest)
  const alteredTrace = traceOf(altered, engine)

  it('ends with other storage, and the same again on every run', () => {
    expect(altered.roots.storage).not.toBe(honest.roots.storage)
    expect(altered.roots.outbox).toBe(honest.roots.outbox)
    expect(run().roots).toEqual(altered.roots)
    expect(hashFromBytes(alteredTrace.hashAt(alteredTrace.length))).toBe(altered.endHash)
  })

  it('parts at a storage write of the first successful call', () => {
    const step = firstDivergence(honestTrace, alteredTrace)!
    const before = inspect(honestTrace.stateAt(step - 1n))
    expect(before.message).toBe(1)
    const { opcode } = instructionAt(TEST_PROGRAM, before.pc)
    expect(opcode).toBe(OPCODE_BY_NAME.get('sstore')?.code)
  })

  it.each(['prover', 'challenger'] as const)(
    'loses as %s: every proof of the last step is the honest one',
    (side) => {
      for (const arity of [2, 16, 256]) {
        const game =
          side === 'prover' ? play(arity, alteredTrace, honestTrace) : play(arity, honestTrace, alteredTrace)
        const { step, before, claimed, proofs } = game.result!
        expect(proofs.length).toBeGreaterThan(0)
        for (const proof of proofs) {
          const verdict = verifyStep(hashToBytes(before), proof)
          expect(verdict).toEqual({ ok: true, next: honestTrace.hashAt(step + 1n) })
        }
        expect(hashFromBytes(honestTrace.hashAt(step + 1n)) === claimed).toBe(side === 'challenger')
      }
    },
  )

  it('leaves blocks alone in which no call succeeds', () => {
    const block = testBlock(1, [testMessage(0, { kind: 'constructor' })])
    const one = executeBlock(TEST_SILO, TEST_PROGRAM, new StorageTree(), block, 1)
    const other = executeBlock(TEST_SILO, TEST_PROGRAM, new StorageTree(), block, 1, alteredEngine(7n))
    expect(other.roots).toEqual(one.roots)
  })
})
