// Peacetime compute against WebAssembly written by hand: the same algorithm with the same checks, values in locals, no accounting of steps and gas.
import { createJit } from '../vm/jit/engine.ts'
import { inspect } from '../vm/machine/inspect.ts'
import { run } from '../vm/machine/run.ts'
import type { MachineState } from '../vm/machine/state.ts'
import { testEntry, testMachine, testProgram } from '../vm/testing.ts'
import type { HandWritten } from './by-hand/assemble.ts'
import { FIB, LOOP, MATRIX, SIEVE } from './by-hand/basics.ts'
import { handWritten, WARM_MILLISECONDS } from './by-hand/module.ts'
import { SHA256 } from './by-hand/sha256.ts'
import { TRANSFERS } from './by-hand/transfers.ts'
import type { Execution } from './harness/measure.ts'
import { clocked, wallTime } from './harness/measure.ts'
import {
  fibProgram,
  loopProgram,
  matrixProgram,
  sha256Program,
  sieveProgram,
  transfersProgram,
} from './programs.ts'

export interface JitCase {
  readonly name: string
  readonly program: (size: number) => string
  readonly byHand: readonly HandWritten[]
  /** What the program and the hand-written main function take. */
  readonly size: number
  /** A size for warming up, and for seeing that it works. */
  readonly small: number
}

export const JIT_CASES: readonly JitCase[] = [
  { name: 'counted loop', program: loopProgram, byHand: LOOP, size: 20_000_000, small: 20 },
  { name: 'fib', program: fibProgram, byHand: FIB, size: 30, small: 5 },
  { name: 'sieve', program: sieveProgram, byHand: SIEVE, size: 1_000_000, small: 50 },
  { name: 'matrix', program: matrixProgram, byHand: MATRIX, size: 160, small: 3 },
  { name: 'SHA-256 in software', program: sha256Program, byHand: SHA256, size: 8_000, small: 1 },
  { name: 'token transfers', program: transfersProgram, byHand: TRANSFERS, size: 20_000, small: 1 },
]

/** Executions that one time is the least of: some milliseconds are too short for the clock of processor time, and other work would be in them. */
const REPEATS = 5

function leastOf(times: number, execute: () => Execution): Execution {
  let best = execute()
  for (let i = 1; i < times; i++) {
    const next = execute()
    if (next.milliseconds < best.milliseconds) best = next
  }
  return best
}

function timed(work: () => bigint): Execution {
  return clocked(work, wallTime)
}

/** One execution by each side, which must come to the same result; machines and memories are new, code is warm. */
export interface JitSides {
  readonly interpreted: () => Execution
  readonly compiled: () => Execution
  readonly byHand: () => Execution
}

export function jitSides({ program: text, byHand, size, small }: JitCase, quick = false): JitSides {
  const used = quick ? small : size
  const repeats = quick ? 1 : REPEATS
  const program = testProgram(text(used))
  const jit = createJit(program)
  const hand = handWritten(byHand, BigInt(small))
  const measured = (
    engine: (state: MachineState) => void,
    prepare: (state: MachineState) => void,
  ): Execution => {
    const state = testMachine(program, { inbox: [testEntry({ gas: 1n << 40n })] })
    prepare(state)
    return timed(() => {
      engine(state)
      const [result] = state.results
      if (result?.trap !== 0) throw new Error(`the program trapped: ${result?.trapName}`)
      return inspect(state).result[0] ?? 0n
    })
  }
  const compiled = (): Execution =>
    measured(
      (state) => jit.run(state),
      (state) => jit.run(state, { untilStep: 1n }),
    )
  // As long as the hand-written side had: on a busy computer better code is late.
  const deadline = performance.now() + (quick ? 0 : WARM_MILLISECONDS)
  while (performance.now() < deadline) compiled()
  return {
    interpreted: () =>
      measured(
        (state) => run(state),
        () => undefined,
      ),
    compiled: () => leastOf(repeats, compiled),
    byHand: () => leastOf(repeats, () => timed(() => BigInt.asUintN(64, hand(BigInt(used))))),
  }
}
