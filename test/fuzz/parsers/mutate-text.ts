// Texts and JSON values with something about them changed.
import type { Random } from '../../support/random.ts'

const PIECES = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '"',
  ':',
  ',',
  '-',
  '0',
  '18446744073709551616',
  '1e999',
  '\\',
  '\n',
  '\u0000',
  '\ud800',
  '//',
  '/*',
  'contract',
  'fn',
  'let',
  '=>',
  '..',
  'é',
  '🜁',
]

/** The text with pieces cut out, doubled, moved or put in. */
export function mutatedText(random: Random, text: string): string {
  let changed = text
  for (let left = 1 + random.below(4); left > 0; left--) {
    const at = random.below(changed.length + 1)
    const length = random.pick([1, 1, 2, 5, 20, 200])
    const piece = changed.slice(at, at + length)
    const to = random.below(changed.length + 1)
    switch (random.below(5)) {
      case 0:
        changed = changed.slice(0, at) + changed.slice(at + length)
        break
      case 1:
        changed = changed.slice(0, at) + random.pick(PIECES) + changed.slice(at)
        break
      case 2:
        changed = changed.slice(0, to) + piece + changed.slice(to)
        break
      case 3:
        changed = changed.slice(0, at) + random.pick(PIECES) + changed.slice(at + length)
        break
      case 4:
        changed =
          changed.slice(0, at) +
          String.fromCharCode(random.below(random.pick([128, 65_536]))) +
          changed.slice(at + 1)
        break
    }
  }
  return changed
}

/** Any JSON value as the RPC's reader gives it: integers are bigints. */
function anyJson(random: Random, depth = 0): unknown {
  const scalar = (): unknown =>
    random.pick([
      null,
      true,
      false,
      '',
      'text',
      '00',
      'ab'.repeat(32),
      'kaspadev:',
      0n,
      -1n,
      1n << 64n,
      random.word(),
      1.5,
      Number.MAX_VALUE,
      '__proto__',
    ])
  if (depth > 3) return scalar()
  switch (random.below(6)) {
    case 0:
      return Array.from({ length: random.below(4) }, () => anyJson(random, depth + 1))
    case 1:
      return Object.fromEntries(
        Array.from({ length: random.below(4) }, (_, i) => [
          random.pick([`k${i}`, 'kind', 'hash', 'constructor']),
          anyJson(random, depth + 1),
        ]),
      )
    default:
      return scalar()
  }
}

/** The value with one place in it replaced or left out. */
export function mutatedJson(random: Random, json: unknown): unknown {
  if (random.below(4) === 0) return anyJson(random)
  if (Array.isArray(json) && json.length > 0) {
    const at = random.below(json.length)
    if (random.below(6) === 0) return json.filter((_, i) => i !== at)
    return json.map((item: unknown, i) => (i === at ? mutatedJson(random, item) : item))
  }
  if (typeof json !== 'object' || json === null) return anyJson(random)
  const entries = Object.entries(json)
  if (entries.length === 0) return anyJson(random)
  const at = random.below(entries.length)
  const kept = random.below(6) === 0 ? entries.filter((_, i) => i !== at) : entries
  return Object.fromEntries(
    kept.map(([name, value]: [string, unknown], i) => [name, i === at ? mutatedJson(random, value) : value]),
  )
}
