// Moves at once, slot allocation under pressure, and source maps of real programs.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FunctionBuilder } from '../mir/builder.ts'
import type { FileId } from '../source.ts'
import { decodeSourceMap } from '../sourcemap/decode.ts'
import { framesAt, functionAt, statementAt, variablesAt } from '../sourcemap/query.ts'
import { siloFromText } from '../testing/from-text.ts'
import { placeAreas } from '../link/areas.ts'
import { largeAreas } from '../link/limits.ts'
import { allocate } from './allocate.ts'
import { generate } from './generate.ts'
import { sequence } from './parallel-move.ts'
import type { FunctionCode } from './types.ts'

const SPAN = { file: 0 as FileId, start: 0, end: 0 }

describe('moves at once', () => {
  it('have the same effect one by one', () => {
    const targets = fc.uniqueArray(fc.integer({ min: 0, max: 7 }), { maxLength: 8 })
    const sources = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(targets, sources, (to, from) => {
        const moves = to.map((slot, i) => ({ to: slot, from: from[i]! }))
        const slots = [0, 1, 2, 3, 4, 5, 6, 7, 99]
        const expected = slots.slice(0, 8)
        for (const move of moves) expected[move.to] = slots[move.from]!
        for (const move of sequence(moves, 8)) slots[move.to] = slots[move.from]!
        expect(slots.slice(0, 8)).toEqual(expected)
      }),
      { numRuns: 500 },
    )
  })
})

describe('slot allocation', () => {
  it('gives registers that live at once different slots, and leaves aligned ones', () => {
    const builder = new FunctionBuilder(SPAN)
    const params = [builder.param(), builder.param()]
    const leaf = builder.leaf(2)
    builder.constantLeaf(leaf, [1n])
    builder.constantLeaf(leaf + 8, [2n])
    const words = Array.from({ length: 40 }, (_, i) => builder.constant(BigInt(i)))
    builder.trap(1, leaf, 2)
    builder.place(builder.label())
    builder.return([])
    const fn = builder.finish({ key: 'f', name: 'f', contract: null, span: SPAN, resultWords: 0 })
    const slots = allocate(fn, true)!.slots
    expect(params.map((reg) => slots[reg])).toEqual([4, 5])
    expect(slots[leaf]! % 8).toBe(0)
    expect(slots[leaf + 15]).toBe(slots[leaf]! + 15)
    for (const word of words)
      expect(slots[word]! < slots[leaf]! || slots[word]! >= slots[leaf]! + 16).toBe(true)
  })

  it('has no slots for a function that needs more than there are', () => {
    const builder = new FunctionBuilder(SPAN)
    const words = Array.from({ length: 245 }, (_, i) => builder.constant(BigInt(i)))
    builder.call('g', null, words, 0)
    builder.return([])
    const fn = builder.finish({ key: 'f', name: 'f', contract: null, span: SPAN, resultWords: 0 })
    expect(generate(fn)).toBeUndefined()
  })

  it('is refused where not even memory helps, with the words of what is too large', () => {
    const refusal = (text: string): string => {
      try {
        siloFromText(text)
        return 'none'
      } catch (error) {
        return String(error)
      }
    }
    const array = '[u64; ..3000]'
    expect(refusal(`contract C { pub view fn give(): bytes<2048> => 0x00 }`)).toContain(
      'E0801 `give` is too large: result of 257 words, where at most 248 fit',
    )
    expect(refusal(`contract C { pub view fn take(a: ${array}): u64 => a.len }`)).toContain(
      'E0801 `take` is too large: arguments of 3001 words, where at most 2047 fit',
    )
    expect(
      refusal(`error E { a: [u64; ..250] }
        contract C { pub view fn trapped(): u64 { trap E { a: [] } } }`),
    ).toContain('E0801 `trapped` is too large: error of 256 words, where at most 248 fit')
    expect(
      refusal(`event E { a: ${array} }
        contract C { pub fn told() by anyone { emit E { a: [] } } }`),
    ).toMatch(/E0801 `told` is too large: event of 30\d\d words, where at most 1792 fit/)
    expect(refusal(`contract C { pub view fn give(): bytes<1976> => 0x00 }`)).toBe('none')
  })
})

describe('areas of memory', () => {
  /** A function that calls others and has an area of so many bytes. */
  const code = (key: string, callees: readonly string[], bytes: number): FunctionCode => {
    const builder = new FunctionBuilder(SPAN)
    for (const callee of callees) builder.call(callee, null, [], 0)
    builder.return([])
    const made = generate(builder.finish({ key, name: key, contract: null, span: SPAN, resultWords: 0 }))!
    return { ...made, memory: bytes === 0 ? null : { bytes, base: 4 } }
  }
  const circles = new Map([
    ['r', { number: 1, calls: 10 }],
    ['s', { number: 1, calls: 10 }],
  ])
  const codes = new Map(
    [
      code('entry', ['a', 'b'], 0),
      code('a', ['c', 'r'], 64),
      code('b', ['c'], 640),
      code('c', [], 128),
      code('r', ['s', 'c'], 64),
      code('s', ['r'], 128),
      code('unreached', ['a'], 1 << 20),
    ].map((one) => [one.source.key, one]),
  )

  it('of functions that may be under way at once lie apart, and others share theirs', () => {
    const { of, bytes } = placeAreas(codes, circles, 'entry', 1000)
    const at = (key: string): number | undefined => of.get(key)?.address
    expect([at('a'), at('b'), at('r'), at('s')]).toEqual([1000, 1000, 1064, 1064 + 640])
    // The circle calls `c` in all its calls, and `a` called the circle.
    expect(at('c')).toBe(1064 + 640 + 1280)
    expect(bytes).toBe(64 + 640 + 1280 + 128)
    expect(of.get('s')).toMatchObject({ stride: 128, calls: 10 })
    expect(at('unreached')).toBeUndefined()
  })

  it('of functions that call themselves without a bound are a bug', () => {
    expect(() => placeAreas(codes, new Map(), 'entry', 1000)).toThrow('calls itself')
  })

  it('are refused when they take more than half of the heap', () => {
    const areas = placeAreas(codes, circles, 'entry', 1000)
    expect(largeAreas(codes, areas)).toEqual([])
    const large = { ...areas, bytes: 3 << 20 }
    expect(largeAreas(codes, large).map((d) => `${d.code} ${d.message}`)).toEqual([
      'E0801 `s` is too large: variables of 160 words, where at most 262144 fit',
    ])
  })
})

describe('source maps', () => {
  const text = `contract C {
  storage { total: u64 = 0 }
  pub fn add(amount: u64): u64 by anyone {
    let doubled = amount * 2
    total += doubled
    require total < 100
    total
  }
}`
  const { silo } = siloFromText(text)
  const { encodedMap, program } = silo
  const sourceMap = silo.sourceMap()

  it('survive as text, and know each instruction', () => {
    expect(decodeSourceMap(JSON.parse(JSON.stringify(encodedMap)))).toEqual(sourceMap)
    expect(sourceMap.instructions).toHaveLength(program.instructionCount)
    const outside = sourceMap.origins.filter(({ start, end, statement }) => {
      const whole = sourceMap.origins[statement]
      return whole !== undefined && (start < whole.start || end > whole.end)
    })
    expect(outside).toEqual([])
  })

  it('keep functions and variables of inlined calls', () => {
    const inlined = siloFromText(`contract C {
      storage { total: u64 = 0 }
      fn outer(x: u64): u64 { let y = x + total
        inner(y) + y }
      fn inner(z: u64): u64 { let w = z * 3
        require w > 2
        w }
      pub fn run(a: u64): u64 by anyone { outer(a) }
    }`).silo.sourceMap()
    const frames = inlined.instructions.map((_, pc) =>
      framesAt(inlined, pc).map(
        ({ fn, variables }) => `${fn?.name}: ${variables.map(({ variable }) => variable.name).join(' ')}`,
      ),
    )
    expect(frames).toContainEqual(['inner: z w', 'outer: y', 'run: '])
  })

  it('give undefined for numbers that make no map', () => {
    expect(decodeSourceMap({ ...encodedMap, origins: [1, 2, 3] })).toBeUndefined()
    expect(decodeSourceMap({ ...encodedMap, instructions: [1 << 30, 0] })).toBeUndefined()
    expect(decodeSourceMap({ ...encodedMap, instructions: [1, 100_000] })).toBeUndefined()
  })

  it('name the statement of each instruction and the variables in scope', () => {
    const add = sourceMap.functions.find(({ name }) => name === 'add')!
    const statements = new Set<string>()
    let sawBoth = false
    for (let pc = add.start; pc < add.end; pc++) {
      expect(functionAt(sourceMap, pc)?.name).toBe('add')
      const statement = statementAt(sourceMap, pc)
      if (statement !== undefined) statements.add(text.slice(statement.start, statement.end))
      const names = variablesAt(sourceMap, pc).map(({ variable }) => variable.name)
      if (names.includes('doubled') && text.slice(statement?.start, statement?.end).startsWith('require'))
        sawBoth = true
    }
    expect([...statements]).toEqual([
      'let doubled = amount * 2',
      'total += doubled',
      'require total < 100',
      'total',
    ])
    expect(sawBoth).toBe(true)
  })
})
