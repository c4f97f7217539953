import { describe, expect, it } from 'vitest'
import { testMachine } from '../../testing.ts'
import { inspect, readSlot } from '../inspect.ts'
import { callStack } from '../inspect.ts'
import { FP } from '../registers.ts'
import { run, step } from '../run.ts'
import type { MachineState } from '../state.ts'
import { oneStep, readyToStep, stepped } from './one-step.ts'

const MAX = (1n << 64n) - 1n
const EXTERNAL = MAX
const words = (bytes: Uint8Array): bigint[] => [...new BigUint64Array(bytes.slice().buffer)]

function steps(state: MachineState, count: number): MachineState {
  for (let i = 0; i < count; i++) step(state)
  return state
}

describe('branches', () => {
  const pairs: [bigint, bigint][] = [
    [0n, 0n],
    [0n, 1n],
    [1n, 0n],
    [1n << 40n, 0n],
    [MAX, 0n],
    [0n, MAX],
    [1n << 63n, (1n << 63n) - 1n],
    [5n, 5n + (1n << 32n)],
  ]
  const s = (x: bigint): bigint => BigInt.asIntN(64, x)
  const taken: Record<string, (a: bigint, b: bigint) => boolean> = {
    jz: (a) => a === 0n,
    jnz: (a) => a !== 0n,
    jeq: (a, b) => a === b,
    jne: (a, b) => a !== b,
    jltu: (a, b) => a < b,
    jgeu: (a, b) => a >= b,
    jlts: (a, b) => s(a) < s(b),
    jges: (a, b) => s(a) >= s(b),
  }
  it.each(Object.keys(taken))('%s', (name) => {
    for (const [a, b] of pairs) {
      const operands = name === 'jz' || name === 'jnz' ? '[10]' : '[10] [20]'
      const { view } = oneStep(`${name} ${operands} there\nmov [8] [8]\nthere: mov [8] [8]`, { 10: a, 20: b })
      expect([a, b, view.pc]).toEqual([a, b, taken[name]!(a, b) ? 2 : 1])
    }
  })
  it('jmp', () => {
    expect(oneStep('jmp there\nmov [8] [8]\nthere: mov [8] [8]').view.pc).toBe(2)
  })
})

describe('calls', () => {
  it('link frames, pass slots and switch who is calling', () => {
    const state = testMachine(`
      ldi [20] 7          ; slot 4 of the callee
      ldi [9] 5
      callx 2 [9] first
      end {8}
      first: ldi [30] 6
      callx 31 [30] second
      ret
      second: self [4]
      from [5]
      ret`)
    steps(state, 4)
    expect(inspect(state)).toMatchObject({ pc: 4, fp: 128, depth: 1, instance: 5n, caller: 0n })
    expect([0, 1, 2, 3, 4].map((n) => readSlot(state, n))).toEqual([3n, 0n, 0n, EXTERNAL, 7n])
    steps(state, 2)
    expect(inspect(state)).toMatchObject({ pc: 7, fp: 128 + 31 * 64, depth: 2, instance: 6n, caller: 5n })
    expect(callStack(state)).toEqual([
      { fp: 2112, pc: 7 },
      { fp: 128, pc: 6 },
      { fp: 0, pc: 3 },
    ])
    steps(state, 2)
    expect([readSlot(state, 4), readSlot(state, 5)]).toEqual([6n, 5n])
    step(state)
    expect(inspect(state)).toMatchObject({ pc: 6, fp: 128, depth: 1, instance: 5n, caller: 0n })
    step(state)
    expect(inspect(state)).toMatchObject({ pc: 3, fp: 0, depth: 0, instance: 0n, caller: EXTERNAL })
  })

  it('call keeps instance and caller; callx reads its slot before the link is written', () => {
    const plain = stepped(readyToStep('call 1 f\nend {8}\nf: ret')).view
    expect(plain).toMatchObject({ fp: 64, instance: 0n, caller: EXTERNAL })
    const { view } = stepped(readyToStep('callx 1 [8] f\nend {8}\nf: ret', { 64: 0x1_0000_0002n }))
    expect(view).toMatchObject({ fp: 64, instance: 0x1_0000_0002n, caller: 0n })
  })

  it('may use the stack to its last byte', () => {
    const last = (1 << 18) - 2048
    const calledFrom = (fp: number): string => {
      const state = readyToStep('call 3 f\nend {8}\nf: ret')
      state.registers[FP] = fp
      const { view } = stepped(state)
      return `${view.trap} ${view.fp}`
    }
    expect(calledFrom(last - 3 * 64)).toBe(`None ${last}`)
    expect(calledFrom(last - 2 * 64)).toBe(`StackOverflow ${last - 2 * 64}`)
  })

  it('trap when nested too deep, or out of stack', () => {
    const deep = testMachine('call 1 f\nend {8}\nf: call 1 f\nret')
    run(deep)
    expect(deep.results[0]).toMatchObject({ trapName: 'StackOverflow', place: 2, steps: 257n + 3n })
    expect(inspect(deep).depth).toBe(256)
    const wide = testMachine('call 31 f\nend {8}\nf: call 31 f\nret')
    run(wide)
    // Frames at 1984 * n must end by 2^18: n is at most 131.
    expect(wide.results[0]).toMatchObject({ trapName: 'StackOverflow', steps: 132n + 3n })
    expect(inspect(wide).fp).toBe(131 * 1984)
    const crossing = testMachine('callx 31 [9] f\nend {8}\nf: callx 31 [9] f\nret')
    run(crossing)
    expect(crossing.results[0]?.trapName).toBe('StackOverflow')
  })
})

describe('ends', () => {
  it('end hands out its leaf and what follows', () => {
    const { state, view, before } = oneStep('end {16}', { 16: 1n, 17: MAX, 18: 3n, 19: 4n, 20: 5n, 255: 6n })
    expect(view).toMatchObject({ status: 'Closing', trap: 'None', place: 0, pc: 0, detail: 0 })
    expect(view.result).toEqual([1n, MAX, 3n, 4n])
    expect(before.gas - view.gas).toBe(1n)
    step(state)
    const output = words(state.results[0]!.output)
    expect([output.length, output[0], output[4], output.at(-1)]).toEqual([240, 1n, 5n, 6n])
  })

  it('trap carries its number and arguments, also from an inner frame', () => {
    const state = testMachine('call 2 f\nend {8}\nf: ldi [8] 11\nldi [16] 12\ntrap {8} 4294967295')
    run(state)
    const [result] = state.results
    expect(result).toMatchObject({ trapName: 'UserError', detail: 0xffff_ffff, place: 4, gasUsed: 5n })
    expect(words(result!.output).slice(0, 9)).toEqual([11n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 12n])
    expect(result!.output.length).toBe(2048 - 64)
  })
})
