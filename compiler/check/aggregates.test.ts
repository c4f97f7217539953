// Sums and counts over maps: what is wrong is told once, where it is wrong.
import { expect, it } from 'vitest'
import { analyse, memoryHost } from '../index.ts'

function codesOf(map: string, use: string): readonly string[] {
  const source = `contract Hall {
  storage {
    held: ${map}
    total: sompi = 0 sompi
  }
  pub view fn all(): sompi => ${use}
  pub fn more() by anyone { total += 1 sompi }
}`
  const { diagnostics } = analyse(memoryHost({ 'hall.silo': source }), ['hall.silo'])
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code)
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
  expect(codesOf(map, use)).toEqual(codes)
})
