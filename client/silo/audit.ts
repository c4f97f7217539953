// Compiled code is not believed where coins hang on it (41, E56, E66): its results are computed again by the specification for some blocks of
// peacetime and for every block that is disputed, and what the specification says is acted on.
import type { Hash } from '../../devnet/tx/index.ts'
import { hashFromBytes } from '../../devnet/tx/index.ts'
import { machineHash } from '../../vm/machine/header.ts'
import { isHalted } from '../../vm/machine/run.ts'
import type { MachineState } from '../../vm/machine/state.ts'
import { createMachine } from '../../vm/machine/state.ts'
import { levelPoints } from '../../vm/proof/history.ts'
import type { Trace } from '../../vm/proof/trace.ts'
import { equalBytes } from '../../vm/words.ts'
import type { Engine } from './engine.ts'
import type { ExecutedBlock } from './execute.ts'
import { traceOf } from './trace.ts'
import type { HasherSource } from './trace.ts'

/** A fault of the engine, for people to look at: the results are those of the specification. */
export interface EngineAlarm {
  /** `differs`: it came to something else than the specification. `failed`: it threw. */
  readonly kind: 'differs' | 'failed'
  readonly block: Hash
  readonly reason: string
}

export interface AuditOptions {
  /** Whether the specification computes this block again at once. */
  readonly isSampled: (block: Hash) => boolean
  readonly onAlarm: (alarm: EngineAlarm) => void
}

/** Executes a block with the engine; by the specification when that fails, and when it comes to something else on a sampled block. */
export function executeAudited(
  execute: (engine: Engine) => ExecutedBlock,
  block: Hash,
  engine: Engine,
  { isSampled, onAlarm }: AuditOptions,
): ExecutedBlock {
  const { check } = engine
  if (check === undefined) return execute(engine)
  let executed: ExecutedBlock
  try {
    executed = execute(engine)
  } catch (error) {
    const right = execute(check.specification)
    // A host that has no stack or memory to spare says nothing about the compiled code.
    if (!(error instanceof RangeError)) check.distrust(right.input.program)
    onAlarm(failure(block, error))
    return right
  }
  if (!isSampled(block)) return executed
  const alarm = auditBlock(executed, engine)
  if (alarm === undefined) return executed
  onAlarm(alarm)
  return execute(check.specification)
}

/** Runs a block again by the specification of its engine. An alarm when they differ: the engine is then distrusted. */
export function auditBlock(block: ExecutedBlock, engine: Engine): EngineAlarm | undefined {
  const { check } = engine
  if (check === undefined) return undefined
  const state = newMachine(block)
  check.specification.runTo(state)
  const right = hashFromBytes(machineHash(state))
  return right === block.endHash
    ? undefined
    : distrusted(block, check, `ends as ${block.endHash} instead of ${right}`)
}

export interface AuditedTrace {
  readonly trace: Trace<MachineState>
  readonly alarm: EngineAlarm | undefined
}

/**
 * The trace to play a dispute about a block from. The engine's, when it agrees with the specification at every point of the first level and in the
 * block's result; otherwise the specification's. Takes a run of the whole block by the specification.
 */
export function auditedTrace(block: ExecutedBlock, engine: Engine, hasher?: HasherSource): AuditedTrace {
  const { check } = engine
  if (check === undefined) return { trace: traceOf(block, engine, hasher), alarm: undefined }
  const specified = (): Trace<MachineState> => traceOf(block, check.specification, hasher)
  try {
    const trace = traceOf(block, engine, hasher)
    const difference = firstDifference(trace, block, check.specification)
    if (difference === undefined) return { trace, alarm: undefined }
    return { trace: specified(), alarm: distrusted(block, check, difference) }
  } catch (error) {
    return { trace: specified(), alarm: failure(block.info.hash, error) }
  }
}

function firstDifference(
  trace: Trace<MachineState>,
  block: ExecutedBlock,
  specification: Engine,
): string | undefined {
  const state = newMachine(block)
  const hashes = trace.levelHashes(0n, trace.length)
  for (const [i, point] of levelPoints(0n, trace.length).entries()) {
    specification.runTo(state, point)
    if (!equalBytes(machineHash(state), hashes[i] ?? new Uint8Array())) return `differs at step ${point}`
  }
  if (!isHalted(state)) return `halts at step ${trace.length}`
  return hashFromBytes(machineHash(state)) === block.endHash ? undefined : 'was executed otherwise before'
}

function newMachine({ input }: ExecutedBlock): MachineState {
  return createMachine({ ...input, storage: input.storage.fork() })
}

function distrusted(block: ExecutedBlock, check: NonNullable<Engine['check']>, reason: string): EngineAlarm {
  check.distrust(block.input.program)
  return { kind: 'differs', block: block.info.hash, reason: `the compiled program ${reason}` }
}

function failure(block: Hash, error: unknown): EngineAlarm {
  return { kind: 'failed', block, reason: `the compiled program failed: ${String(error)}` }
}
