// Sums and counts over maps: what is wrong is told once, where it is wrong.
import { expect, it } from 'vitest'
import { analyse, memoryHost, type Diagnostic } from '../index.ts'

function errorsOf(map: string, use: string): readonly Diagnostic[] {
  const source = `contract Hall {
  storage {
    held: ${map}
    total: sompi = 0 sompi
  }
  pub view fn all(): sompi => ${use}
  pub fn more() by anyone { total += 1 sompi }
}`
  const { diagnostics } = analyse(memoryHost({ 'hall.silo': source }), ['hall.silo'])
  return diagnostics.filter(({ severity }) => severity === 'error')
}

it.each([
  ['map<address, coin>', 'sum(held)', []],
  ['map<address, sompi>', 'sum(hold)', ['E0301']],
  ['map<address, Ticket>', 'sum(held, t => t.funds)', ['E0303']],
  ['map<address, Ticket>', 'sompi(count(held))', ['E0303']],
  ['map<address, sompi>', 'sum(total)', ['E1001']],
  ['map<address, sompi>', 'sum(held, held)', ['E1004']],
  ['map<address, bool>', 'sum(held)', ['E1002']],
])('over a %s: %s', (map, use, codes) => {
  expect(errorsOf(map, use).map(({ code }) => code)).toEqual(codes)
})

it.each([
  ['map<address, u64>', 'map<address, u64 = 0>'],
  ['map<u32, map<address, sompi>>', 'map<u32, map<address, sompi = 0 kas>>'],
])('over a %s, whose values may be missing, says to give it a default', (map, wanted) => {
  const [error] = errorsOf(map, 'sum(held)')
  expect(error?.code).toBe('E1002')
  expect(error?.help).toContain(`\`${wanted}\``)
})
