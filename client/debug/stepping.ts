// The step commands: where "next statement", "into", "out" and their ways back lead, as pure functions over a step index.
import { inlinedDepth } from '../../compiler/sourcemap/query.ts'
import type { SourceMap } from '../../compiler/sourcemap/types.ts'
import type { StepIndex } from './step-index.ts'

/**
 * instruction: one step. into: the next statement, wherever it is. over: the next statement not deeper than here. out: the first statement of
 * the caller after this call.
 */
export type StepKind = 'instruction' | 'into' | 'over' | 'out'

/** A stop condition: true where execution should stop. */
export type StopAt = (at: number) => boolean

/** Where a step forward from `at` leads; the last step where there is no such place. */
export function stepForward(index: StepIndex, map: SourceMap, at: number, kind: StepKind): number {
  const last = index.length - 1
  if (kind === 'instruction') return Math.min(at + 1, last)
  const depth = depthOf(index, map, at)
  const from = statementOf(index, map, at)
  // Outside statements (the dispatch of messages) there is nothing to step over: the next statement is the next one anywhere.
  const how = from < 0 && kind === 'over' ? 'into' : kind
  for (let next = at + 1; next <= last; next++) {
    if (isStatementStart(index, map, next) && mayStop(index, map, next, how, depth, from)) return next
  }
  return last
}

/** Where a step back from `at` leads: the start of the statement before; step 0 where there is none. */
export function stepBack(index: StepIndex, map: SourceMap, at: number, kind: StepKind): number {
  if (kind === 'instruction') return Math.max(at - 1, 0)
  const depth = depthOf(index, map, at)
  const from = statementOf(index, map, at)
  const how = from < 0 && kind === 'over' ? 'into' : kind
  for (let before = at - 1; before >= 0; before--) {
    if (isStatementStart(index, map, before) && mayStop(index, map, before, how, depth, from)) return before
  }
  return 0
}

/** Runs forward until `stop` says so or the message ends. */
export function runForward(index: StepIndex, at: number, stop: StopAt): number {
  for (let next = at + 1; next < index.length; next++) if (stop(next)) return next
  return index.length - 1
}

/** Runs back until `stop` says so or the message begins. */
export function runBack(at: number, stop: StopAt): number {
  for (let before = at - 1; before >= 0; before--) if (stop(before)) return before
  return 0
}

/** Whether step `at` begins a statement: the first instruction of it, seen from the step before. */
export function isStatementStart(index: StepIndex, map: SourceMap, at: number): boolean {
  const statement = statementOf(index, map, at)
  if (statement < 0) return false
  if (at === 0) return true
  return (
    statementOf(index, map, at - 1) !== statement || depthOf(index, map, at - 1) < depthOf(index, map, at)
  )
}

function mayStop(
  index: StepIndex,
  map: SourceMap,
  at: number,
  kind: StepKind,
  depth: number,
  from: number,
): boolean {
  const there = depthOf(index, map, at)
  switch (kind) {
    case 'out':
      return there < depth
    case 'over':
      return there < depth || (there === depth && statementOf(index, map, at) !== from)
    default:
      return there !== depth || statementOf(index, map, at) !== from
  }
}

/** How deep in calls a step is, those counted that were inlined. */
function depthOf(index: StepIndex, map: SourceMap, at: number): number {
  return index.depth(at) + inlinedDepth(map, index.pc(at))
}

/** The origin index of the statement that the instruction of a step belongs to; -1 outside statements. */
function statementOf(index: StepIndex, map: SourceMap, at: number): number {
  return map.origins[map.instructions[index.pc(at)] ?? -1]?.statement ?? -1
}
