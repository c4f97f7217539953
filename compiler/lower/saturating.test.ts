// Saturating arithmetic on i128 and i256, over the edges of both types, against plain integers.
import { describe, expect, it } from 'vitest'
import { OPTIMISATIONS } from '../optimise/settings.test-data.ts'
import { call, siloFromText } from '../testing/from-text.ts'

const OPERATIONS: readonly [string, (a: bigint, b: bigint) => bigint][] = [
  ['saturating_add', (a, b) => a + b],
  ['saturating_sub', (a, b) => a - b],
  ['saturating_mul', (a, b) => a * b],
]

describe.each(OPTIMISATIONS)('saturating arithmetic, optimiser %s', (_name, passes) => {
  it.each([
    ['i128', 127n],
    ['i256', 255n],
  ] as const)('on %s gives the nearest value', (int, bits) => {
    const functions = OPERATIONS.map(
      ([name]) => `pub view fn ${name}(a: ${int}, b: ${int}): ${int} => a.${name}(b)`,
    )
    const silo = siloFromText(`contract C { ${functions.join('\n')} }`, passes)
    const [least, most] = [-(1n << bits), (1n << bits) - 1n]
    const edges = [least, least + 1n, most, -1n, 0n, 2n, -(1n << (bits / 2n))]
    const wrong = OPERATIONS.flatMap(([name, exact]) =>
      edges.flatMap((a) =>
        edges.flatMap((b) => {
          const value = exact(a, b)
          const nearest = value < least ? least : value > most ? most : value
          const outcome = call(silo, name, [a, b])
          return outcome.value === nearest
            ? []
            : [{ name, a, b, got: outcome.value ?? outcome.trap, nearest }]
        }),
      ),
    )
    expect(wrong).toEqual([])
  })
})
