// A time-travel debugger over one message of a reference block: any step of it, forward or back, with source, variables, storage by
// name and registers. Plain data in and out: the command line, and later an editor's debug adapter, only draw it.
import type { Artifact } from '../../compiler/artifact.ts'
import type { AbiType, AbiValue } from '../../compiler/abi/types.ts'
import { decodeValue, wordsToHex } from '../../compiler/abi/decode.ts'
import { formatValue } from '../../compiler/abi/parse-argument.ts'
import type { SourceFile } from '../../compiler/source.ts'
import { framesAt, type VisibleVariable } from '../../compiler/sourcemap/query.ts'
import type { SourceMap } from '../../compiler/sourcemap/types.ts'
import { callStack, inspect, machineHash } from '../../vm/index.ts'
import type { MachineState, MachineView } from '../../vm/index.ts'
import { readWord } from '../../vm/words.ts'
import type { Trace } from '../../vm/proof/trace.ts'
import { namedStorage, type NamedStorageEntry } from './storage-names.ts'
import { placeOf, placeOfOrigin, type SourcePlace } from './places.ts'
import { lastChangeOf, type LastChangeResult } from './last-change.ts'
import { addressesOf } from './homes.ts'
import { indexSteps, type StepIndex } from './step-index.ts'
import { nextStep, sourceLookup, type SourceLookup } from './step-words.ts'
import { runBack, runForward, stepBack, stepForward, type StepKind } from './stepping.ts'

export interface VariableView {
  readonly name: string
  readonly type: AbiType
  readonly value: AbiValue
  /** The value as people read it. */
  readonly text: string
}

export interface FrameView {
  /** Function name with its contract, or "(entry)" for the program's own dispatch. */
  readonly name: string
  readonly pc: number
  readonly place: SourcePlace | undefined
  readonly variables: readonly VariableView[]
}

export interface StepView {
  /** Step of the message, from 0 (the step that opens it). */
  readonly at: number
  /** Step of the whole trace of the reference block. */
  readonly traceStep: bigint
  /** The instruction that comes next, or what the machine does instead of one. */
  readonly action: string
  readonly place: SourcePlace | undefined
  /** Innermost first, inlined calls as if they had happened; empty at steps that execute no instruction. */
  readonly frames: readonly FrameView[]
  readonly registers: MachineView
}

export interface DebugSession {
  readonly length: number
  /** The step whose instruction trapped; undefined where the message ended well. */
  readonly trappedAt: number | undefined
  /** Where the session stands, 0 .. length - 1. */
  position(): number
  moveTo(at: number): void
  forward(kind: StepKind): void
  back(kind: StepKind): void
  /** Runs to the next (or the last) step whose next instruction begins on that line; false, without moving, where there is none. */
  toLine(path: string, line: number, direction: 'forward' | 'back'): boolean
  view(): StepView
  storage(): readonly NamedStorageEntry[]
  /** The step before this one that last changed a variable, or a stored value by its name in `storage`. */
  lastChange(name: string): LastChangeResult
  /** Machine hash here: what the sides of a dispute compare. */
  hash(): Uint8Array
}

export interface DebugInput {
  readonly trace: Trace<MachineState>
  readonly artifact: Artifact
  /** First step of the message in the trace, and the number of its steps. */
  readonly firstStep: bigint
  readonly steps: bigint
}

export type DebugResult =
  { readonly ok: true; readonly session: DebugSession } | { readonly ok: false; readonly problem: string }

/** Opens a session at the message's first step. */
export function openDebugSession({ trace, artifact, firstStep, steps }: DebugInput): DebugResult {
  const sources = sourceLookup(artifact)
  if (sources === undefined) return { ok: false, problem: "the artifact's source map is damaged" }
  const { map, files } = sources
  const index = indexSteps(trace, firstStep, Number(steps))
  let at = 0
  let known: { at: number; state: MachineState } | undefined
  const state = (): MachineState => {
    if (known?.at !== at) known = { at, state: trace.stateAt(firstStep + BigInt(at)) }
    return known.state
  }
  return {
    ok: true,
    session: {
      length: index.length,
      trappedAt: trappedStep(index, trace.stateAt(firstStep + BigInt(index.length - 1))),
      position: () => at,
      moveTo: (target) => {
        at = Math.max(0, Math.min(target, index.length - 1))
      },
      forward: (kind) => {
        at = stepForward(index, map, at, kind)
      },
      back: (kind) => {
        at = stepBack(index, map, at, kind)
      },
      toLine: (path, line, direction) => {
        const stop = (step: number): boolean => beginsLine(index, map, files, step, path, line)
        const found = direction === 'forward' ? runForward(index, at, stop) : runBack(at, stop)
        if (!stop(found) || found === at) return false
        at = found
        return true
      },
      view: () => viewOf(state(), sources, at),
      lastChange: (name) => lastChangeOf(trace, firstStep + BigInt(at), name, artifact, sources),
      storage: () => namedStorage(state().storage, artifact),
      hash: () => machineHash(state()),
    },
  }
}

/** The last instruction of a message whose trap register is set when it closes. */
function trappedStep(index: StepIndex, closing: MachineState): number | undefined {
  if (index.length === 0 || inspect(closing).trap === 'None') return undefined
  let at = index.length - 1
  while (at >= 0 && index.pc(at) < 0) at--
  return at < 0 ? undefined : at
}

function viewOf(state: MachineState, sources: SourceLookup, at: number): StepView {
  const registers = inspect(state)
  const running = registers.status === 'Running'
  const { does, place } = nextStep(state, sources)
  return {
    at,
    traceStep: registers.steps,
    action: running ? does : `(${does})`,
    place,
    frames: running ? framesOf(state, sources) : [],
    registers,
  }
}

function framesOf(state: MachineState, { map, files }: SourceLookup): FrameView[] {
  return callStack(state).flatMap(({ fp, pc }, depth) => {
    // An outer frame stands behind its call instruction: the call itself is the word before.
    const here = depth === 0 ? pc : pc - 1
    return framesAt(map, here).map(({ fn, origin, variables }) => ({
      name: fn === undefined ? '(entry)' : fn.contract === null ? fn.name : `${fn.contract}.${fn.name}`,
      pc: here,
      place: placeOfOrigin(files, origin),
      variables: variables.map((visible) => variableView(state, fp, visible)),
    }))
  })
}

function variableView(state: MachineState, fp: number, visible: VisibleVariable): VariableView {
  const { variable } = visible
  const words = addressesOf(state, fp, visible).map((address) => readWord(state.ramBytes, address))
  const value = decodeValue(variable.type, words) ?? wordsToHex(words)
  return { name: variable.name, type: variable.type, value, text: formatValue(variable.type, value) }
}

function beginsLine(
  index: StepIndex,
  map: SourceMap,
  files: readonly (SourceFile | undefined)[],
  at: number,
  path: string,
  line: number,
): boolean {
  const pc = index.pc(at)
  const place = pc < 0 ? undefined : placeOf(map, files, pc)
  if (place === undefined || place.line !== line || !place.path.endsWith(path)) return false
  const before = index.pc(at - 1)
  const previous = before < 0 ? undefined : placeOf(map, files, before)
  return previous?.line !== line || previous.path !== place.path || index.depth(at) !== index.depth(at - 1)
}
