import { describe, expect, it, vi } from 'vitest'
import { inspect } from '../machine/inspect.ts'
import { isHalted, run } from '../machine/run.ts'
import { forkMachine } from '../machine/state.ts'
import type { Program } from '../program/image.ts'
import { testEntry, testMachine, testProgram } from '../testing.ts'
import { CompiledProgram } from './compile.ts'
import { createJit } from './engine.ts'
import type { Jit } from './engine.ts'
import { MAX_INSTRUCTIONS } from './layout.ts'
import { everythingOf } from './testing.ts'
import type { Everything } from './testing.ts'
import { hostWebAssembly } from './wasm/api.ts'

const NESTED = `
          ldi [8] 3
  outer:  ldi [9] 4
  middle: ldi [10] 2
  inner:  subui [10] [10] 1
          addui [20] [20] 7
          jnz [10] inner
          jeq [9] [8] skip
          addui [21] [21] 1
  second: subui [21] [21] 1
          jnz [21] second
  skip:   subui [9] [9] 1
          jnz [9] middle
          subui [8] [8] 1
          jnz [8] outer
          end {16}`

/** Recursion to a depth in slot 4; every level writes a word of heap, stores a key now and then, and sums up. */
const RECURSION = `
        ldi [20] 40
        call 2 down
        mov [8] [20]
        end {8}
  down: jz [4] out
        ldi [6] 262144
        add [6] [6] [4]
        st8 [4] [6] 0
        andi [7] [4] 7
        jnz [7] deep
        mov [16] [4]
        callx 3 [4] store
  deep: subui [12] [4] 1
        call 1 down
        addu [4] [4] [12]
  out:  ret
  store: self [9]
        from [10]
        sstore {8} {8}
        sload {16} {8}
        emit {16} 1
        hash {16} {16}
        ret`

/** What ends in StackOverflow by depth, and by bytes of frames. */
const ENDLESS = 'call 1 f\nend {8}\nf: addui [4] [4] 1\nmov [12] [4]\ncall 1 f\nret'
const ENDLESS_WIDE = 'call 31 f\nend {8}\nf: mov [252] [5]\ncall 31 f\nret'

/** Calls in a row, whose links are whole, written over by the caller, or lie in another callee's frame; one by one they come to the stack's end. */
const LINKS = `
          ldi [20] 700
          call 2 chain
          end {16}
  chain:  jz [4] out
          call 2 f
          call 2 f
          ldi [17] 99
          call 2 f
          call 3 f
          call 2 wide
          call 3 f
          callx 3 [4] f
          call 3 f
          zerol {24}
          call 3 f
          call 1 f
          call 2 f
          call 31 f
          call 3 f
          subui [132] [4] 1
          call 16 chain
          call 3 f
  out:    ret
  f:      from [5]
          self [6]
          xor [4] [5] [6]
          ret
  wide:   addi [9] [4] 7
          ldi [10] 3
          ret`

interface Pair<T> {
  readonly compiled: T[]
  readonly specified: T[]
}

/** What machines come to with each gas limit, in both engines. The whole hash only of some: it is slow on many machines. */
function endsByGas(program: Program, limits: readonly number[]): Pair<unknown> {
  const ends = (engine: Jit): unknown[] =>
    limits.map((gas) => {
      const state = testMachine(program, { inbox: [testEntry({ gas: BigInt(gas), value: 5n }), testEntry()] })
      engine.run(state)
      const roots = [state.storage.root(), state.events.root(), state.outbox.root()]
      return gas % 16 === 0 ? everythingOf(state) : [inspect(state), state.results, roots]
    })
  return { compiled: ends(createJit(program)), specified: ends({ run }) }
}

/** What one machine is at every `stride` steps, in both engines. */
function stops(program: Program, stride: bigint): Pair<Everything> {
  const states = (engine: Jit): Everything[] => {
    const state = testMachine(program, { inbox: [testEntry()] })
    const seen: Everything[] = []
    for (let untilStep = 0n; !isHalted(state); untilStep += stride) {
      engine.run(state, { untilStep })
      seen.push(everythingOf(state))
    }
    return seen
  }
  return { compiled: states(createJit(program)), specified: states({ run }) }
}

describe('exact stops', () => {
  it.each([1n, 2n, 3n, 5n, 17n])('nested loops, every %s steps', (stride) => {
    const { compiled, specified } = stops(testProgram(NESTED), stride)
    expect(compiled).toEqual(specified)
  })

  it.each([1n, 7n, 100n, 311n])('recursion, every %s steps', (stride) => {
    const { compiled, specified } = stops(testProgram(RECURSION), stride)
    expect(compiled).toEqual(specified)
  })

  it.each([1n, 3n, 64n])('calls in a row, every %s steps', (stride) => {
    const { compiled, specified } = stops(testProgram(LINKS.replace('700', '3')), stride)
    expect(compiled).toEqual(specified)
  })

  it('calls in a row to the end of the stack', () => {
    const { compiled, specified } = stops(testProgram(LINKS), 997n)
    expect(compiled).toEqual(specified)
    expect(specified.at(-1)!.results[0]!.trapName).toBe('StackOverflow')
  })

  it.each([13n, 400n])('endless recursion, every %s steps', (stride) => {
    for (const text of [ENDLESS, ENDLESS_WIDE]) {
      const { compiled, specified } = stops(testProgram(text), stride)
      expect(compiled).toEqual(specified)
    }
  })

  it('do nothing to a machine that is there already, or beyond', () => {
    const program = testProgram(NESTED)
    const state = testMachine(program)
    const jit = createJit(program)
    jit.run(state, { untilStep: 20n })
    const before = everythingOf(state)
    jit.run(state, { untilStep: 20n })
    jit.run(state, { untilStep: 3n })
    expect(everythingOf(state)).toEqual(before)
    expect(before.view.steps).toBe(20n)
  })
})

describe('gas', () => {
  it('runs out at every instruction of loops', () => {
    const program = testProgram(NESTED)
    const whole = testMachine(program)
    run(whole)
    const limits = Array.from({ length: Number(whole.results[0]!.gasUsed) + 2 }, (_, gas) => gas)
    const { compiled, specified } = endsByGas(program, limits)
    expect(compiled).toEqual(specified)
  })

  it('runs out at every instruction of calls, stores of new and of known keys, and host instructions', () => {
    const text =
      'ldi [20] 9\ncall 2 f\nend {8}\nf: jz [4] out\nmov [16] [4]\nsstore {16} {8}\nsstore {16} {16}\nsload {24} {16}\nemit {24} 3\nsubui [12] [4] 1\ncall 1 f\nout: ret'
    const program = testProgram(text)
    const coarse = Array.from({ length: 120 }, (_, i) => i * 47)
    const fine = Array.from({ length: 60 }, (_, i) => 560 + i)
    const { compiled, specified } = endsByGas(program, [...coarse, ...fine])
    expect(compiled).toEqual(specified)
  })
})

describe('traps inside blocks', () => {
  it.each([
    ['Overflow', 'ldn [9] -1\naddui [10] [9] 1'],
    ['Overflow', 'ldn [9] -1\nmulu [10] [9] [9]'],
    ['DivideByZero', 'divu [10] [9] [8]'],
    ['OutOfBounds', 'ld64 [10] [9] 0'],
    ['Misaligned', 'ldi [9] 262145\nst64 [10] [9] 0'],
    ['OutOfBounds', 'ldi [9] 300\nmsgd {16} [9]'],
    ['Dust', 'pay {8}'],
    ['UserError', 'trap {8} 77'],
    ['StackOverflow', 'call 31 f'],
  ])('%s: exact steps, gas, place and roll-back', (trap, lines) => {
    const recursion = lines.startsWith('call') ? '\nf: addui [8] [8] 1\ncall 31 f\nret' : ''
    const program = testProgram(
      `ldi [8] 0\nldi [20] 5\nsstore {16} {16}\n${lines}\nldi [11] 5\nend {8}${recursion}`,
    )
    const [compiled, specified] = [testMachine(program), testMachine(program)]
    createJit(program).run(compiled)
    run(specified)
    expect(compiled.results[0]!.trapName).toBe(trap)
    expect(everythingOf(compiled)).toEqual(everythingOf(specified))
  })
})

describe('a program', () => {
  it('can be entered at its functions and loop heads', () => {
    const compiled = new CompiledProgram(hostWebAssembly()!, testProgram(NESTED))
    const { entryAt, entries } = compiled
    expect(compiled.clusterAt(2)).toBe(0)
    const places = [...entryAt.keys()].filter((word) => entryAt[word] !== 0)
    expect(places).toEqual([0, 1, 2, 3, 8])
    expect(new Set(entries.map(({ entry }) => entry)).size).toBe(5)
  })

  it('is interpreted where there is no WebAssembly, or no memory for it', () => {
    const program = testProgram(RECURSION)
    const specified = testMachine(program)
    run(specified)
    function NoMemory(): never {
      throw new RangeError('no room')
    }
    for (const host of [
      undefined,
      { ...hostWebAssembly(), Module: hostWebAssembly()!.Module, Memory: NoMemory },
    ]) {
      vi.stubGlobal('WebAssembly', host)
      const state = testMachine(program)
      createJit(program).run(state)
      vi.unstubAllGlobals()
      expect(everythingOf(state)).toEqual(everythingOf(specified))
    }
  })

  it('is recognised by its code, and no other is run', () => {
    const jit = createJit(testProgram(NESTED))
    const state = testMachine(testProgram(NESTED))
    jit.run(state)
    expect(state.results[0]!.trapName).toBe('None')
    expect(() => jit.run(testMachine('end {8}'))).toThrow('another program')
  })

  it('may begin functions with loops that lose in a round what came as a parameter', () => {
    const program = testProgram(
      `ldi [29] 7\ncall 1 f\nend {8}\nf: jltu [21] [19] f\nhash {32} {16}\nzerol {16}\njltu [6] [7] f\nret`,
    )
    const [compiled, specified] = [testMachine(program), testMachine(program)]
    createJit(program).run(compiled)
    run(specified)
    expect(everythingOf(compiled)).toEqual(everythingOf(specified))
  })

  it('may have functions too large to compile: the interpreter runs those', () => {
    const filler = Array.from({ length: MAX_INSTRUCTIONS }, () => 'addui [4] [4] 1').join('\n')
    const program = testProgram(
      `ldi [20] 3\nloop: mov [36] [20]\ncall 4 big\nsubui [20] [20] 1\njnz [20] loop\nend {32}\nbig: ${filler}\nret`,
    )
    const [compiled, specified] = [testMachine(program), testMachine(program)]
    createJit(program).run(compiled)
    run(specified)
    expect(everythingOf(compiled)).toEqual(everythingOf(specified))
  })

  it('goes on in a fork, which has a memory of its own', () => {
    const program = testProgram(RECURSION)
    const jit = createJit(program)
    const first = testMachine(program)
    jit.run(first, { untilStep: 150n })
    const second = forkMachine(first)
    jit.run(second)
    expect(inspect(first).steps).toBe(150n)
    jit.run(first)
    expect(everythingOf(first)).toEqual(everythingOf(second))
    expect(first.memory).not.toBe(second.memory)
  })

  it('goes on where another engine has moved the machine into a memory of its own meanwhile', () => {
    const program = testProgram(RECURSION)
    const [first, second] = [createJit(program), createJit(program)]
    const [handed, specified] = [testMachine(program), testMachine(program)]
    for (let untilStep = 50n; untilStep < 500n; untilStep += 50n) {
      first.run(handed, { untilStep })
      second.run(handed, { untilStep: untilStep + 25n })
    }
    first.run(handed)
    run(specified)
    expect(everythingOf(handed)).toEqual(everythingOf(specified))
  })
})
