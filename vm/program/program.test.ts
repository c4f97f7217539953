import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashLeaf, hashNode } from '../hash/domains.ts'
import { MAX_CODE_WORDS } from '../spec/constants.ts'
import { OPCODE_LIST } from '../spec/opcodes.ts'
import { assemble } from './assembly-text.ts'
import { blocksOf } from './blocks.ts'
import type { Block } from './blocks.ts'
import { codeRoot, codeTree } from './code-tree.ts'
import { disassemble } from './disassembler.ts'
import { decodeImage, encodeImage, instructionAt, programOf } from './image.ts'
import type { Program } from './image.ts'
import { decodeInstruction, encodeInstruction } from './instruction.ts'
import { Reducibility } from './validator/reducible.ts'
import { loadProgram, validateProgram } from './validator/validate.ts'

function program(text: string): Program {
  const result = assemble(text)
  if (!result.ok) throw new Error(result.errors.join('\n'))
  return result.program
}

function problems(text: string): string[] {
  const result = validateProgram(program(text))
  return result.ok ? [] : result.problems.map(({ word, message }) => `${word}: ${message}`)
}

describe('instructions and images', () => {
  it('survive encoding', () => {
    const byte = fc.integer({ min: 0, max: 255 })
    const fields = {
      opcode: byte,
      a: byte,
      b: byte,
      c: byte,
      immediate: fc.integer({ min: 0, max: 0xffff_ffff }),
    }
    fc.assert(
      fc.property(fc.record(fields), (instruction) => {
        const word = encodeInstruction(instruction)
        const decoded = decodeInstruction(Number(word & 0xffff_ffffn), Number(word >> 32n))
        expect(decoded).toEqual(instruction)
      }),
    )
    const image = encodeImage(program('ldi [8] 7\nend {8}\n.word x 1 -1'))
    const decoded = decodeImage(image)
    expect(decoded.ok && encodeImage(decoded.program)).toEqual(image)
  })

  it('are refused when malformed, whatever the bytes', () => {
    const image = encodeImage(program('end {8}\n.word x 5'))
    const changed = (at: number, value: number) => image.map((byte, i) => (i === at ? value : byte))
    const bad: [Uint8Array, RegExp][] = [
      [image.slice(0, 15), /shorter/],
      [changed(0, 0), /SILO/],
      [changed(4, 2), /version 2/],
      [changed(6, 1), /reserved/],
      [changed(8, 9), /more instructions/],
      [changed(12, 3), /as long as/],
      [changed(15, 1), /131072/],
      [Uint8Array.from([...image, 0]), /as long as/],
    ]
    for (const [bytes, error] of bad) {
      const result = decodeImage(bytes)
      expect(result.ok ? '' : result.error).toMatch(error)
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const framed = encodeImage(programOf([], []))
        const full = Uint8Array.from([...framed.slice(0, 16), ...bytes.slice(0, bytes.length & ~7)])
        full[8] = full[12] = bytes.length >> 3
        expect(typeof loadProgram(bytes).ok).toBe('boolean')
        expect(typeof loadProgram(full).ok).toBe('boolean')
      }),
      { numRuns: 2000 },
    )
  })

  it('commit to their words', () => {
    const { words } = program('end {8}\n.word x 1 2 3 4 5 6 7 8')
    const bytes = new Uint8Array(128)
    bytes.set(new Uint8Array(words.buffer))
    const expected = hashNode(hashLeaf(bytes.slice(0, 64)), hashLeaf(bytes.slice(64)))
    expect(codeRoot({ words, instructionCount: 1 })).toEqual(expected)
    expect(codeTree({ words, instructionCount: 1 }).root()).toEqual(expected)
  })
})

describe('assembler', () => {
  it('resolves labels of code, words and leaves', () => {
    const built = program(
      'start: ldc [8] answer\nldcl {16} table\njmp start\n.word answer 42\n.leaf table 1 2',
    )
    expect(instructionAt(built, 0).immediate).toBe(16)
    expect(instructionAt(built, 1).immediate).toBe(1)
    expect(instructionAt(built, 2).immediate).toBe(0)
    expect([built.words[16], built.words[18], built.words[20], built.words[32]]).toEqual([1, 2, 0, 42])
    expect(validateProgram(built).ok).toBe(true)
  })

  it('says what is wrong and where', () => {
    const errors = (text: string): string => {
      const result = assemble(text)
      return result.ok ? 'none' : result.errors.join('; ')
    }
    expect(errors('nop')).toBe('line 1: nop is not an instruction')
    expect(errors('\nmov [8] {8}')).toBe('line 2: mov: b must be written as a slot [n]')
    expect(errors('movl {8} [8]')).toBe('line 1: movl: b must be written as a leaf {n}')
    expect(errors('ldi [8] 4294967296')).toMatch(/immediate/)
    expect(errors('ldi [8]')).toMatch(/immediate/)
    expect(errors('end {8} 1')).toMatch(/too many/)
    expect(errors('jmp nowhere')).toBe('jmp names nowhere, which is not defined')
    expect(errors('x: end {8}\nx: end {8}')).toBe('x is defined twice')
    expect(errors('.word 5')).toMatch(/needs a name/)
    expect(errors('.word x y')).toMatch(/not a number/)
    expect(errors('.leaf x 1 2 3 4 5 6 7 8 9')).toMatch(/more than eight/)
  })

  it('reads what the disassembler writes, for every opcode', () => {
    const slotOrNumber = {
      slot: '[9]',
      quad: '[12]',
      wide: 'u256',
      target: '0',
      signed: '-5',
      bits: '63',
    } as const
    const fieldText = {
      read: '[200]',
      write: '[4]',
      readLeaf: '{8}',
      writeLeaf: '{248}',
      updateLeaf: '{16}',
      readPair: '[254]',
      writePair: '[6]',
      readQuad: '[252]',
      writeQuad: '[4]',
      readWide: '[12]',
      writeWide: '[8]',
      frame: '31',
      none: '',
    }
    const lines = OPCODE_LIST.map(({ name, a, b, c, imm, flag }) => {
      const texts: Record<string, string> = {
        ...slotOrNumber,
        slotAndFlag: `[9] ${flag}`,
        wideAndFlag: `[12] u256 ${flag}`,
      }
      const immediate = imm === 'none' ? '' : (texts[imm] ?? '1')
      return [name, fieldText[a], fieldText[b], fieldText[c], immediate].join(' ')
    })
    const once = program(lines.join('\n'))
    expect(once.instructionCount).toBe(OPCODE_LIST.length)
    expect(program(disassemble(once)).words).toEqual(once.words)
  })
})

describe('validator', () => {
  it('accepts loops, branches, calls and data', () => {
    expect(
      problems(`
        loop: addui [8] [8] 1
              call 2 twice
              jnz [8] loop
              end {8}
        twice: add [8] [8] [8]
              jz [8] out
              ret
        out:  trap {8} 3
        .word x 1`),
    ).toEqual([])
  })

  it.each([
    ['mov [3] [8]\nend {8}', '0: mov: a is slot 3; slots 0 to 3 belong to the link'],
    ['movl {4} {8}\nend {8}', '0: movl: a is 4; a leaf begins at slot 8, 16, .. 248'],
    ['zerol {0}\nend {8}', '0: zerol: a is 0; a leaf begins at slot 8, 16, .. 248'],
    ['call 32 f\nend {8}\nf: ret', "0: call: a is 32; a callee's frame is 1 to 31 leaves on"],
    ['call 0 f\nend {8}\nf: ret', "0: call: a is 0; a callee's frame is 1 to 31 leaves on"],
    ['jmp 5\nend {8}', '0: jmp: imm is 5, which is not an instruction'],
    ['ldc [8] 0\nend {8}', '0: ldc: imm is 0, which is not a word of constant data'],
    ['ldc [8] 2\nend {8}', '0: ldc: imm is 2, which is not a word of constant data'],
    ['ldcl {8} 0\nend {8}\n.word x 1 2 3 4 5 6', '0: ldcl: imm is 0, which is not a leaf of constant data'],
    ['ldcl {8} 1\nend {8}\n.word x 1 2 3 4 5 6 7', '0: ldcl: imm is 1, which is not a leaf of constant data'],
    ['shli [8] [8] 64\nend {8}', '0: shli: imm is 64; a shift is 0 to 63'],
    ['fitu [8] 0\nend {8}', '0: fitu: imm is 0; a width is 1 to 63 bits'],
    ['msgh {8} 2\nend {8}', '0: msgh: imm is 2, beyond 1'],
    ['ctx {8} 4\nend {8}', '0: ctx: imm is 4, beyond 3'],
    ['select [8] [8] [8] [3]\nend {8}', '0: select: imm is 3, which is not a slot from 4 to 255'],
    [
      'muldiv [8] [8] [8] [2] up\nend {8}',
      '0: muldiv: imm is 258, which is not a slot from 4 to 255, with or without `up`',
    ],
    ['ldi [8] 1', '0: the last instruction of a function falls through'],
    ['call 2 f\nf: ret', '0: the last instruction of a function falls through'],
    ['ret', '0: ret has nowhere to return to in the entry function'],
    ['call 2 f\nend {8}\nf: end {8}', '2: end occurs outside the entry function'],
    ['call 2 f\njmp g\nf: ret\ng: ret', '1: jmp leaves its function, which is words 0 to 1'],
    ['call 2 f\njmp f\nf: ret', '1: jmp leaves its function, which is words 0 to 1'],
    ['call 2 f\nend {8}\nf: jmp 1', '2: jmp leaves its function, which is words 2 to 2'],
    ['end {8}\nf: call 2 f\nret', '1: the function that begins here is never called'],
    [
      'jz [8] b\na: mov [8] [9]\nb: jnz [8] a\nend {8}',
      '1: a loop has more than one entry: the control flow is not reducible',
    ],
  ])('refuses %j', (text, problem) => {
    expect(problems(text)[0]).toBe(problem)
  })

  it('refuses unknown opcodes and unused fields that are set', () => {
    const check = (word: bigint): string => {
      const result = validateProgram(programOf([word, 0x085cn], []))
      return result.ok ? 'none' : result.problems[0]!.message
    }
    expect(check(0x00n)).toBe('0x00 is not an opcode')
    expect(check(0xffn)).toBe('0xff is not an opcode')
    expect(check(0x0108_0801n)).toBe('mov: c is unused and must be zero')
    expect(check(0x1_0000_0000_0808_0801n & 0xffff_ffff_0008_0801n)).toBe('none')
    expect(check(0x0000_0001_0008_0801n)).toBe('mov: imm is unused and must be zero')
    expect(check(0x0000_0309_0808_082dn)).toMatch(/with or without `up`/)
    expect(validateProgram(programOf([], [1n])).ok).toBe(false)
  })

  it('keeps no more than a hundred problems of the largest image', () => {
    const worst = validateProgram(programOf(Array<bigint>(MAX_CODE_WORDS).fill(0xff01n), []))
    expect(worst.ok ? 0 : worst.problems.length).toBe(100)
  })

  it('takes time near-linear in hostile code', () => {
    const count = 60_000
    const branches = Array.from(
      { length: count },
      (_, i) => `jz [8] ${i % 2 === 0 ? count : Math.floor(i / 2)}`,
    )
    expect(problems([...branches, 'end {8}'].join('\n')).length).toBeLessThanOrEqual(100)
  })
})

describe('reducibility', () => {
  /** T1/T2: drop self-loops, merge blocks with one predecessor; reducible iff one block is left. */
  function naiveReducible(blocks: readonly Block[]): boolean {
    const edges = new Map<number, Set<number>>()
    const waiting = [0]
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (edges.has(at)) continue
      edges.set(at, new Set(blocks[at]!.successors))
      waiting.push(...blocks[at]!.successors)
    }
    for (let changed = true; changed;) {
      changed = false
      for (const [node, next] of edges) changed = next.delete(node) || changed
      for (const node of edges.keys()) {
        const before = [...edges].filter(([, next]) => next.has(node))
        if (node === 0 || before.length !== 1) continue
        const [[, next]] = before as [[number, Set<number>]]
        next.delete(node)
        for (const to of edges.get(node)!) next.add(to)
        edges.delete(node)
        changed = true
        break
      }
    }
    return edges.size === 1
  }

  it('is what reduction to one block says', () => {
    let reducible = 0
    const check = new Reducibility(10)
    const graph = fc.array(fc.array(fc.nat(9), { minLength: 1, maxLength: 2, size: 'max' }), {
      minLength: 10,
      maxLength: 10,
    })
    fc.assert(
      fc.property(graph, (successors) => {
        const blocks = successors.map((next, i) => ({ start: i, end: i + 1, successors: next }))
        const expected = naiveReducible(blocks)
        if (expected) reducible++
        const edges = Int32Array.from(successors.flatMap(([first = -1, second = -1]) => [first, second]))
        expect(check.irreducibleEntries(10, edges).length === 0).toBe(expected)
      }),
      { numRuns: 3000 },
    )
    expect(reducible).toBeGreaterThan(300)
    expect(reducible).toBeLessThan(2700)
  })

  it('cuts a function into blocks at jumps and their targets', () => {
    const built = program('ldi [8] 1\nloop: jz [8] out\ncall 1 f\njmp loop\nout: end {8}\nf: ret')
    expect(blocksOf(built, 0, 5)).toEqual([
      { start: 0, end: 1, successors: [1] },
      { start: 1, end: 2, successors: [2, 3] },
      { start: 2, end: 4, successors: [1] },
      { start: 4, end: 5, successors: [] },
    ])
  })
})
