// What runs machines for whoever follows a silo: the interpreter, which is the specification, and compiled code, which is what peacetime is
// computed with (docs/jit.md). An altered engine makes an adversary.
import { bytesToHex } from '../../devnet/tx/index.ts'
import type { Jit } from '../../vm/jit/engine.ts'
import { createJit } from '../../vm/jit/engine.ts'
import { register } from '../../vm/machine/lifecycle.ts'
import { STEPS } from '../../vm/machine/registers.ts'
import { isHalted, run } from '../../vm/machine/run.ts'
import type { MachineState } from '../../vm/machine/state.ts'
import { codeRoot } from '../../vm/program/code-tree.ts'
import type { Program } from '../../vm/program/image.ts'

/**
 * What runs a machine. Runs until so many steps are done since the start of the block, or without a number until the machine halts.
 */
export interface Engine {
  runTo(state: MachineState, untilStep?: bigint): void
  /** For an engine that is made for speed: what overrules it. Without it nothing does. */
  readonly check?: EngineCheck
}

export interface EngineCheck {
  /** The engine that is right where the two differ (41, E66). */
  readonly specification: Engine
  /** From now on the specification runs every program with this one's code. */
  distrust(program: Program): void
}

export const INTERPRETER: Engine = {
  runTo(state, untilStep) {
    run(state, untilStep === undefined ? {} : { untilStep })
  },
}

/**
 * Steps of a block that are interpreted before compiled code takes over. Giving a machine to compiled code takes as long as the interpreter
 * takes for some 8,000 steps (a memory, an instance), and compiling a program as long as for some 40,000, so that short blocks are better
 * off without.
 */
export const INTERPRETED_STEPS = { ofNewProgram: 1n << 15n, ofKnownProgram: 1n << 13n } as const

/** Compiled code for long runs, the interpreter for short ones and for programs that are distrusted. `compile` is for tests. */
export function createCompiledEngine(compile: (program: Program) => Jit = createJit): Engine {
  const distrusted = new Set<string>()
  let engines = new WeakMap<Program, Jit>()
  /** Machines that compiled code has begun to run. */
  const taken = new WeakSet<MachineState>()

  function engineFor(program: Program): Jit {
    const known = engines.get(program)
    if (known !== undefined) return known
    const isDistrusted = distrusted.size > 0 && distrusted.has(bytesToHex(codeRoot(program)))
    const engine = isDistrusted ? { run } : compile(program)
    engines.set(program, engine)
    return engine
  }

  return {
    runTo(state, untilStep) {
      if (!taken.has(state)) {
        const isKnown = engines.has(state.program)
        const { ofKnownProgram, ofNewProgram } = INTERPRETED_STEPS
        const switchAt = register(state, STEPS) + (isKnown ? ofKnownProgram : ofNewProgram)
        if (untilStep !== undefined && untilStep <= switchAt) return INTERPRETER.runTo(state, untilStep)
        INTERPRETER.runTo(state, switchAt)
        if (isHalted(state)) return
        taken.add(state)
      }
      engineFor(state.program).run(state, untilStep === undefined ? {} : { untilStep })
    },
    check: {
      specification: INTERPRETER,
      distrust(program) {
        distrusted.add(bytesToHex(codeRoot(program)))
        engines = new WeakMap()
      },
    },
  }
}
