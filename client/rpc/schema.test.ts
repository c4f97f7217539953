// The schemas say the same as the codecs: a small validator of the words that they use agrees with what is decoded, for values that
// fit and for values that nearly do.
import { isJsonObject } from '../../compiler/json.ts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Codec } from './codec.ts'
import { METHODS } from './methods.ts'
import type { JsonSchema } from './schema.ts'
import { rpcSchema, schemaOf } from './schema.ts'

type Types = ReadonlyMap<string, JsonSchema>

function fits(schema: unknown, json: unknown, types: Types): boolean {
  if (!isJsonObject(schema)) return false
  const { $ref, anyOf, oneOf, const: only, enum: words, type } = schema
  if (typeof $ref === 'string') return fits(types.get($ref.slice($ref.lastIndexOf('/') + 1)), json, types)
  for (const choices of [anyOf, oneOf])
    if (Array.isArray(choices)) return choices.some((choice) => fits(choice, json, types))
  if (only !== undefined) return json === only
  if (Array.isArray(words)) return words.includes(json)
  const kinds: unknown[] = Array.isArray(type) ? type : [type]
  return kinds.some((kind) => isOfKind(kind, schema, json, types))
}

function isOfKind(kind: unknown, schema: Readonly<Record<string, unknown>>, json: unknown, types: Types) {
  const { pattern, maxLength, minimum, maximum, items, maxItems, properties, required } = schema
  switch (kind) {
    case 'null':
      return json === null
    case 'boolean':
      return typeof json === 'boolean'
    case 'number':
      return typeof json === 'number' || typeof json === 'bigint'
    case 'integer':
      return typeof json === 'bigint' && json >= BigInt(Number(minimum)) && json <= BigInt(String(maximum))
    case 'string':
      return (
        typeof json === 'string' &&
        (typeof pattern !== 'string' || new RegExp(pattern).test(json)) &&
        (typeof maxLength !== 'number' || json.length <= maxLength)
      )
    case 'array':
      return (
        Array.isArray(json) &&
        (typeof maxItems !== 'number' || json.length <= maxItems) &&
        json.every((item) => items === undefined || fits(items, item, types))
      )
    case 'object': {
      if (!isJsonObject(json)) return false
      const names = Array.isArray(required) ? required.map(String) : []
      if (names.some((name) => json[name] === undefined)) return false
      const entries = Object.entries(isJsonObject(properties) ? properties : {})
      return entries.every(([name, each]) => json[name] === undefined || fits(each, json[name], types))
    }
    default:
      return false
  }
}

const VALUES = fc.oneof(
  fc.constantFrom(null, true, false, '', 'x', 'ab', 'AB', 'abc', 'honest', 'ab'.repeat(32), 'zz'.repeat(32)),
  fc.constantFrom(-1n, 0n, 1n, 65_535n, 65_536n, 1n << 32n, (1n << 64n) - 1n, 1n << 64n, 1.5),
  fc.constantFrom<unknown>([], [1n], ['ab'.repeat(32)], [['miner-1']], {}),
)

describe('the schemas of methods', () => {
  // Parameters in Kaspa's forms have a decoder of their own, which the schema names and doesn't repeat.
  const named = ['transaction', 'block']
  const rows = Object.entries(METHODS).filter(
    ([, { params }]) => !Object.keys(params.fields ?? {}).some((field) => named.includes(field)),
  )

  it.each(rows)('%s takes what its schema takes, and nothing else', (_name, { params }) => {
    const types = new Map<string, JsonSchema>()
    const codec: Pick<Codec<unknown>, 'decode'> = params
    for (const [field, type] of Object.entries(params.fields ?? {})) {
      const schema = schemaOf(type, types)
      const one = type as unknown as Codec<unknown>
      fc.assert(
        fc.property(VALUES, (json) => {
          expect([field, json, fits(schema, json, types)]).toEqual([field, json, one.decode(json).ok])
        }),
        { numRuns: 60 },
      )
    }
    expect(codec.decode(7n).ok).toBe(false)
  })

  it('refer to types that are all there', () => {
    const schema = rpcSchema()
    const text = JSON.stringify(schema, (_key, value: unknown) =>
      typeof value === 'bigint' ? Number(value) : value,
    )
    const { components } = schema
    const known = isJsonObject(components) && isJsonObject(components['schemas']) ? components['schemas'] : {}
    const mentioned = [...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name ?? '')
    expect(mentioned.length).toBeGreaterThan(20)
    for (const name of mentioned) expect(known[name]).toMatchObject({})
    expect(Object.keys(rpcSchema(['devnet_mine']))).not.toContain('x-notifications')
  })
})
