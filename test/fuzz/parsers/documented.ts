// JSON that fits a codec of the RPC, as far as its documentation tells: what requests and answers look like.
import type { Documented } from '../../../client/rpc/codec.ts'
import type { Random } from '../../support/random.ts'

export function jsonFor(random: Random, { type, fields, inner, variants }: Documented): unknown {
  if (fields !== undefined) return objectFor(random, fields)
  if (variants !== undefined) {
    const [kind, variant] = random.pick(Object.entries(variants))
    return { kind, ...objectFor(random, variant) }
  }
  if (inner !== undefined && type.endsWith('[]'))
    return Array.from({ length: random.below(3) }, () => jsonFor(random, inner))
  if (inner !== undefined) return random.below(3) === 0 ? undefined : jsonFor(random, inner)
  return scalarFor(random, type)
}

function objectFor(random: Random, fields: Readonly<Record<string, Documented>>): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, field]) => [name, jsonFor(random, field)] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

function scalarFor(random: Random, type: string): unknown {
  const words = [...type.matchAll(/"([^"]+)"/g)].map(([, word]) => word)
  if (words.length > 0) return random.pick(words)
  if (/^u\d+|int|number|Number/.test(type))
    return random.word() & ((1n << BigInt(random.pick([3, 8, 16, 32, 64]))) - 1n)
  if (/boolean/.test(type)) return random.below(2) === 0
  if (/[Hh]ash|[Ii]d$/.test(type)) return Buffer.from(random.bytes(32)).toString('hex')
  return random.pick([
    '',
    'ab',
    Buffer.from(random.bytes(random.below(40))).toString('hex'),
    'name',
    'kaspadev:qqqqqqqq',
  ])
}
