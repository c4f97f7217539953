// Moves at once, slot allocation under pressure, and source maps of real programs.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FunctionBuilder } from '../mir/builder.ts'
import type { FileId } from '../source.ts'
import { decodeSourceMap } from '../sourcemap/decode.ts'
import { encodeSourceMap } from '../sourcemap/encode.ts'
import { framesAt, functionAt, statementAt, variablesAt } from '../sourcemap/query.ts'
import { siloFromText } from '../testing/from-text.ts'
import { allocate } from './allocate.ts'
import { generate } from './generate.ts'
import { sequence } from './parallel-move.ts'

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

  it('refuses a function that needs more slots than there are', () => {
    const builder = new FunctionBuilder(SPAN)
    const words = Array.from({ length: 245 }, (_, i) => builder.constant(BigInt(i)))
    builder.call('g', null, words, 0)
    builder.return([])
    const fn = builder.finish({ key: 'f', name: 'f', contract: null, span: SPAN, resultWords: 0 })
    expect(generate(fn)).toBeUndefined()
  })

  it('tells the programmer which function it is', () => {
    const lets = Array.from({ length: 250 }, (_, i) => `let a${i} = words[${i}]`).join('\n')
    const uses = Array.from({ length: 250 }, (_, i) => `if a${i} == x { return ${i} }`).join('\n')
    const text = `contract C { storage { words: map<u64, u64 = 0> }
      pub view fn big(x: u64): u64 {\n${lets}\n${uses}\n 0 } }`
    expect(() => siloFromText(text)).toThrow('E0801 `big` holds too many values at once')
    // Nobody wrote the entry, which decodes arguments and encodes results.
    const large = `contract C {
      pub view fn few(): u64 => 1
      pub view fn large(): Option<bytes<2048>> => Some(0x00) }`
    expect(() => siloFromText(large)).toThrow('E0801 `large` holds too many values at once')
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
  const { sourceMap, program } = siloFromText(text).silo

  it('survive their compact form', () => {
    expect(decodeSourceMap(JSON.parse(JSON.stringify(encodeSourceMap(sourceMap))))).toEqual(sourceMap)
    expect(sourceMap.instructions).toHaveLength(program.instructionCount)
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
    }`).silo.sourceMap
    expect(decodeSourceMap(JSON.parse(JSON.stringify(encodeSourceMap(inlined))))).toEqual(inlined)
    const frames = inlined.instructions.map((_, pc) =>
      framesAt(inlined, pc).map(
        ({ fn, variables }) => `${fn?.name}: ${variables.map(({ variable }) => variable.name).join(' ')}`,
      ),
    )
    expect(frames).toContainEqual(['inner: z w', 'outer: y', 'run: '])
  })

  it('give undefined for numbers that make no map', () => {
    const encoded = encodeSourceMap(sourceMap)
    expect(decodeSourceMap({ ...encoded, origins: [1, 2, 3] })).toBeUndefined()
    expect(decodeSourceMap({ ...encoded, instructions: [1 << 30, 0] })).toBeUndefined()
    expect(decodeSourceMap({ ...encoded, instructions: [1, 100_000] })).toBeUndefined()
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
