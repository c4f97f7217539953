// Programs too large for one module: calls between clusters, in whatever order runs come to them, change nothing but the time.
import { describe, expect, it } from 'vitest'
import { machineHash } from '../machine/header.ts'
import { inspect } from '../machine/inspect.ts'
import { isHalted, run } from '../machine/run.ts'
import { forkMachine } from '../machine/state.ts'
import { testEntry, testMachine, testProgram } from '../testing.ts'
import { CompiledProgram } from './compile.ts'
import { createJit } from './engine.ts'
import { CLUSTER_INSTRUCTIONS } from './layout.ts'
import { everythingOf } from './testing.ts'
import { hostWebAssembly } from './wasm/api.ts'

const FUNCTIONS = 5

/**
 * Functions that call each other in a ring, down to a depth: each takes two words and gives two, has a loop, and code that no run comes to, so
 * that two of them fill a cluster.
 */
function ring(depth: number): string {
  const padding = Array.from(
    { length: CLUSTER_INSTRUCTIONS / 2 },
    (_, i) => `addui [${20 + (i % 9)}] [4] ${i}`,
  )
  const functions = Array.from({ length: FUNCTIONS }, (_, i) => [
    `f${i}: jz [4] out${i}`,
    'ldi [6] 3',
    `loop${i}: addu [7] [7] [6]`,
    'subui [6] [6] 1',
    `jnz [6] loop${i}`,
    'andi [8] [4] 3',
    `jnz [8] deep${i}`,
    'mov [16] [4]',
    'sstore {16} {16}',
    `deep${i}: subui [44] [4] 1`,
    'addu [45] [5] [7]',
    `call 5 f${(i + 1) % FUNCTIONS}`,
    'addu [4] [4] [45]',
    'xor [5] [44] [7]',
    `jlts [4] [6] rare${i}`,
    `out${i}: ret`,
    `rare${i}: ${padding.join('\n')}`,
    'ret',
  ])
  return [
    `ldi [20] ${depth}`,
    'call 2 f0',
    'mov [8] [20]',
    'mov [9] [21]',
    'end {8}',
    ...functions.flat(),
  ].join('\n')
}

const PROGRAM = testProgram(ring(23))

describe('a program of several clusters', () => {
  it('is compiled as far as runs come', () => {
    const compiled = new CompiledProgram(hostWebAssembly()!, PROGRAM)
    expect(compiled.clusters).toHaveLength(0)
    expect(compiled.clusterAt(0)).toBe(0)
    const after = compiled.clusters.length
    expect(after).toBe(1)
    for (const { start } of compiled.functions) compiled.clusterAt(start)
    expect(compiled.clusters.length).toBeGreaterThan(2)
    expect(compiled.clusterAt(0)).toBe(0)
  })

  it.each([1n, 7n, 50n, 131n])('stops exactly every %s steps', (stride) => {
    const jit = createJit(PROGRAM)
    const [compiled, specified] = [testMachine(PROGRAM), testMachine(PROGRAM)]
    for (let untilStep = stride; !isHalted(specified); untilStep += stride) {
      jit.run(compiled, { untilStep })
      run(specified, { untilStep })
      expect(inspect(compiled)).toEqual(inspect(specified))
      expect(machineHash(compiled)).toEqual(machineHash(specified))
    }
    expect(everythingOf(compiled)).toEqual(everythingOf(specified))
    expect(compiled.results[0]?.trapName).toBe('None')
  })

  it('runs out of gas anywhere as the interpreter does', () => {
    const jit = createJit(PROGRAM)
    for (let gas = 0n; gas < 3_500n; gas += 37n) {
      const inbox = [testEntry({ gas })]
      const [compiled, specified] = [testMachine(PROGRAM, { inbox }), testMachine(PROGRAM, { inbox })]
      jit.run(compiled)
      run(specified)
      expect(inspect(compiled)).toEqual(inspect(specified))
      expect(compiled.results).toEqual(specified.results)
    }
  })

  it('goes on in machines that came to its functions in other orders', () => {
    const jit = createJit(PROGRAM)
    const specified = testMachine(PROGRAM)
    run(specified)
    const whole = testMachine(PROGRAM)
    for (const from of [300n, 100n, 200n, 5n]) {
      const start = testMachine(PROGRAM)
      run(start, { untilStep: from })
      const fork = forkMachine(start)
      jit.run(fork)
      expect(everythingOf(fork)).toEqual(everythingOf(specified))
    }
    jit.run(whole)
    expect(everythingOf(whole)).toEqual(everythingOf(specified))
  })

  it('nests calls between clusters to the machine’s limit', () => {
    const program = testProgram(ring(5_000))
    const inbox = [testEntry({ gas: 100_000_000n })]
    const [compiled, specified] = [testMachine(program, { inbox }), testMachine(program, { inbox })]
    createJit(program).run(compiled)
    run(specified)
    expect(compiled.results[0]?.trapName).toBe('StackOverflow')
    expect(everythingOf(compiled)).toEqual(everythingOf(specified))
  })
})
