// Encoding and decoding: values survive the round trip, foreign words never throw, arguments as people type them.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeCall, decodeError, decodeEvent, decodeValue } from './decode.ts'
import { encodeCall, encodeValue, rangeOf } from './encode.ts'
import { errorIdOf, selectorOf } from './identifiers.ts'
import { formatAmount, parseAmount } from './amount.ts'
import { formatValue, parseArgument, parseJsonArgument } from './parse-argument.ts'
import { signatureOf, wordsOf } from './types.ts'
import type { Abi, AbiFunction, AbiScalar, AbiType, AbiValue } from './types.ts'

const SCALARS: readonly AbiScalar[] = [
  'u8',
  'u16',
  'u32',
  'u64',
  'u128',
  'u256',
  'i128',
  'i256',
  'i8',
  'i16',
  'i32',
  'i64',
  'bool',
  'address',
  'hash',
  'sompi',
  'coin',
  'outbox-id',
  'contract',
]

const anyType: fc.Arbitrary<AbiType> = fc.letrec<{ type: AbiType }>((tie) => ({
  type: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...SCALARS).map((kind): AbiType => ({ kind })),
    fc.array(tie('type'), { maxLength: 4 }).map((types): AbiType => ({
      kind: 'struct',
      name: 'S',
      fields: types.map((type, i) => ({ name: `f${i}`, type, doc: null })),
    })),
    fc
      .record({ element: tie('type'), size: fc.integer({ min: 1, max: 4 }), growable: fc.boolean() })
      .map((array): AbiType => ({ kind: 'array', ...array })),
    fc
      .record({
        kind: fc.constantFrom('bytes' as const, 'string' as const),
        max: fc.integer({ min: 1, max: 30 }),
      })
      .map((text): AbiType => text),
    fc.array(tie('type'), { minLength: 2, maxLength: 4 }).map((items): AbiType => ({ kind: 'tuple', items })),
    fc
      .array(fc.record({ types: fc.array(tie('type'), { maxLength: 3 }), positional: fc.boolean() }), {
        minLength: 1,
        maxLength: 4,
      })
      .map((variants): AbiType => ({
        kind: 'enum',
        name: 'E',
        variants: variants.map(({ types, positional }, v) => ({
          name: `V${v}`,
          positional,
          doc: null,
          fields: types.map((type, i) => ({ name: positional ? String(i) : `f${i}`, type, doc: null })),
        })),
      })),
  ),
})).type

function valueOf(type: AbiType): fc.Arbitrary<AbiValue> {
  switch (type.kind) {
    case 'bool':
      return fc.boolean()
    case 'address':
    case 'hash':
      return fc.uint8Array({ minLength: 32, maxLength: 32 }).map((b) => Buffer.from(b).toString('hex'))
    case 'struct':
      return fc
        .tuple(...type.fields.map((field) => valueOf(field.type)))
        .map((values) => Object.fromEntries(type.fields.map(({ name }, i) => [name, values[i]!])))
    case 'array':
      return fc.array(valueOf(type.element), {
        minLength: type.growable ? 0 : type.size,
        maxLength: type.size,
      })
    case 'bytes':
      return fc.uint8Array({ maxLength: type.max }).map((b) => Buffer.from(b).toString('hex'))
    case 'string':
      return fc
        .string({ unit: 'grapheme', maxLength: type.max })
        .filter((text) => Buffer.byteLength(text) <= type.max)
    case 'tuple':
      return fc.tuple(...type.items.map(valueOf))
    case 'enum':
      return fc.oneof(
        ...type.variants.map(({ name, positional, fields }): fc.Arbitrary<AbiValue> => {
          const data = fc.tuple(...fields.map((field) => valueOf(field.type)))
          if (fields.length === 0) return fc.constant(name)
          return data.map((values) => {
            const record = Object.fromEntries(fields.map((field, i) => [field.name, values[i]!]))
            return { [name]: !positional ? record : values.length === 1 ? values[0]! : values }
          })
        }),
      )
    default: {
      const [min, max] = rangeOf(type.kind)
      return fc.bigInt({ min, max })
    }
  }
}

function abiFunction(name: string, types: readonly AbiType[]): AbiFunction {
  const params = types.map((type, i) => ({ name: `p${i}`, type, doc: null }))
  const signature = signatureOf(name, params)
  const selector = selectorOf(signature)
  const rest = {
    doc: null,
    coin: null,
    result: null,
    payable: false,
    view: false,
    access: ['anyone'],
    origins: [],
    signatures: 0,
  }
  return { name, selector, signature, params, ...rest }
}

function abiWith(functions: readonly AbiFunction[], remote: readonly AbiFunction[] = []): Abi {
  const init = abiFunction('init', [])
  const error = {
    name: 'Bad',
    signature: 'Bad(u64)',
    id: errorIdOf('Bad(u64)'),
    doc: null,
    fields: [{ name: 'n', type: { kind: 'u64' } as const, doc: null }],
  }
  const event = { ...error, name: 'Seen', id: '000000000000002a' }
  return {
    root: 'C',
    contracts: [
      { name: 'C', doc: null, init, functions, remote, refunds: [], events: [event], errors: [error] },
    ],
    instances: ['C'],
  }
}

describe('encoding', () => {
  it('gives values back', () => {
    const typed = anyType.chain((type) => valueOf(type).map((value) => ({ type, value })))
    fc.assert(
      fc.property(typed, ({ type, value }) => {
        const encoded = encodeValue(type, value)
        if (!encoded.ok) throw new Error(encoded.error)
        expect(encoded.words).toHaveLength(wordsOf(type))
        expect(decodeValue(type, encoded.words)).toEqual(value)
      }),
    )
  })

  it('never throws on foreign words', () => {
    const words = fc.array(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), { maxLength: 12 })
    fc.assert(
      fc.property(anyType, words, (type, given) => {
        const value = decodeValue(type, given)
        expect(value === undefined ? '' : formatValue(type, value)).toBeTypeOf('string')
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(decodeCall(abiWith([]), bytes)).toBeUndefined()
      }),
    )
  })

  it('gives calls back', () => {
    const fn = abiFunction('f', [{ kind: 'u8' }, { kind: 'address' }])
    const args = [7n, 'ab'.repeat(32)]
    const encoded = encodeCall(fn, args)
    if (!encoded.ok) throw new Error(encoded.error)
    expect(encoded.bytes).toHaveLength(48)
    const decoded = decodeCall(abiWith([fn]), encoded.bytes)
    expect(decoded?.fn.name).toBe('f')
    expect(decoded?.args).toEqual({ p0: 7n, p1: 'ab'.repeat(32) })
    expect(decodeCall(abiWith([fn]), encoded.bytes.slice(0, 40))).toBeUndefined()
    // Each kind of message reaches functions of its own.
    expect(decodeCall(abiWith([fn]), encoded.bytes, 'remote')).toBeUndefined()
    expect(decodeCall(abiWith([], [fn]), encoded.bytes, 'remote')?.args).toEqual(decoded?.args)
    expect(decodeCall(abiWith([], [fn]), encoded.bytes)).toBeUndefined()
  })

  it('says what is wrong with arguments', () => {
    const fn = abiFunction('f', [{ kind: 'u8' }])
    expect(encodeCall(fn, [])).toEqual({ ok: false, error: 'f takes 1 argument, not 0' })
    expect(encodeCall(fn, [256n])).toEqual({ ok: false, error: 'p0: must be from 0 to 255' })
    expect(encodeCall(fn, [true])).toEqual({ ok: false, error: 'p0: must be an integer (u8)' })
  })

  it('finds errors and events by their ids', () => {
    const abi = abiWith([])
    expect(decodeError(abi, 4, [1n, 0n, 0n, 0n])?.name).toBe('NotAuthorised')
    expect(decodeError(abi, errorIdOf('Bad(u64)'), [5n, 0n, 0n, 0n])?.args).toEqual({ n: 5n })
    expect(decodeError(abi, 200, [])).toBeUndefined()
    const event = decodeEvent(abi, 0, [[0x2an, 9n, 0n, 0n, 0n, 0n, 0n]])
    expect([event?.event.name, event?.args]).toEqual(['Seen', { n: 9n }])
    expect(decodeEvent(abi, 1, [[0x2an]])).toBeUndefined()
    expect(decodeEvent(abi, 0, [])).toBeUndefined()
  })
})

describe('arguments as people type them', () => {
  const value = (type: AbiType, text: string): unknown => {
    const parsed = parseArgument(type, text)
    return parsed.ok ? parsed.value : parsed.error
  }

  it('reads amounts', () => {
    const sompi = (text: string): unknown => {
      const amount = parseAmount(text)
      return amount.ok ? amount.sompi : amount.reason
    }
    expect(sompi('5 kas')).toBe(500_000_000n)
    expect(sompi('0.2kas')).toBe(20_000_000n)
    expect(sompi('1_000 sompi')).toBe(1000n)
    expect(sompi('12')).toBe(12n)
    for (const bad of ['', 'kas', '1.5', '1.123456789 kas', '-1', '1 doge', '_'])
      expect(sompi(bad)).toBe('form')
    for (const large of ['18446744073709551616', '184467440738 kas']) expect(sompi(large)).toBe('range')
    expect(formatAmount(-150_000_000n)).toBe('-1.5 kas')
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), (amount) => {
        expect(sompi(formatAmount(amount))).toBe(amount)
      }),
    )
  })

  it('reads every type, or says what it expected', () => {
    expect(value({ kind: 'u8' }, '0xff')).toBe(255n)
    expect(value({ kind: 'u8' }, '256')).toBe('expected an integer from 0 to 255, not `256`')
    expect(value({ kind: 'i64' }, '-5')).toBe(-5n)
    expect(value({ kind: 'bool' }, 'true')).toBe(true)
    expect(value({ kind: 'bool' }, 'yes')).toBe('expected true or false, not `yes`')
    expect(value({ kind: 'address' }, `0x${'AB'.repeat(32)}`)).toBe('ab'.repeat(32))
    expect(value({ kind: 'address' }, 'abc')).toMatch(/64 hexadecimal digits/)
    const fields = [{ name: 'a', type: { kind: 'sompi' } as const, doc: null }]
    const struct: AbiType = { kind: 'struct', name: 'S', fields }
    expect(value(struct, '{"a": "1 kas"}')).toEqual({ a: 100_000_000n })
    expect(value(struct, '{"b": 1}')).toBe('S lacks the field a')
    expect(value(struct, '{"a": 1, "b": 2}')).toBe('S has no field b')
    expect(value(struct, '{')).toMatch(/JSON object/)
    expect(parseJsonArgument({ kind: 'u64' }, 1.5).ok).toBe(false)
    expect(parseJsonArgument(struct, [1]).ok).toBe(false)
  })

  it('never throws', () => {
    fc.assert(
      fc.property(anyType, fc.string(), (type, text) => {
        expect(parseArgument(type, text).ok).toBeTypeOf('boolean')
      }),
    )
    fc.assert(
      fc.property(anyType, fc.jsonValue(), (type, json) => {
        expect(parseJsonArgument(type, json).ok).toBeTypeOf('boolean')
      }),
    )
  })
})
