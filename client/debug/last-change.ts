// Who wrote what one sees: the step that last changed a variable or a stored value, asked by its name in the source.
import type { Artifact } from '../../compiler/artifact.ts'
import { framesAt } from '../../compiler/sourcemap/query.ts'
import { callStack, type MachineState } from '../../vm/index.ts'
import type { Trace } from '../../vm/proof/trace.ts'
import type { WatchTarget } from '../../vm/proof/watch.ts'
import { addressesOf } from './homes.ts'
import { nextStep, type SourceLookup, type StepInWords } from './step-words.ts'
import { namedStorage } from './storage-names.ts'

const WORD_BYTES = 8

export interface LastChange {
  /** Step of the whole trace. */
  readonly traceStep: bigint
  /** What the step did, and where. */
  readonly step: StepInWords
}

export type LastChangeResult =
  | { readonly kind: 'changed'; readonly change: LastChange }
  /** As it was when the message (for variables) or the reference block (for storage) began. */
  | { readonly kind: 'unchanged' }
  /** Nothing of this name is to be seen at this step. */
  | { readonly kind: 'unknown' }

/**
 * The last change of a name before step t: a variable, the innermost frame's first, or a stored value as `namedStorage` names it, with or without
 * its contract before a point.
 */
export function lastChangeOf(
  trace: Trace<MachineState>,
  t: bigint,
  name: string,
  artifact: Artifact,
  sources: SourceLookup,
): LastChangeResult {
  const targets = trace.at(t, (state) => targetsOf(state, name, artifact, sources))
  if (targets.length === 0) return { kind: 'unknown' }
  let latest: bigint | undefined
  for (const target of targets) {
    const found = trace.lastChange(target, t)
    if (found !== undefined && (latest === undefined || found > latest)) latest = found
  }
  if (latest === undefined) return { kind: 'unchanged' }
  const step = trace.at(latest, (state) => nextStep(state, sources))
  return { kind: 'changed', change: { traceStep: latest, step } }
}

function targetsOf(
  state: MachineState,
  name: string,
  artifact: Artifact,
  { map }: SourceLookup,
): readonly WatchTarget[] {
  for (const [depth, { fp, pc }] of callStack(state).entries()) {
    // An outer frame stands behind its call instruction.
    const visible = framesAt(map, depth === 0 ? pc : pc - 1)
      .flatMap(({ variables }) => variables)
      .find(({ variable }) => variable.name === name)
    if (visible === undefined) continue
    return addressesOf(state, fp, visible).map((address) => ({ kind: 'ram', address, length: WORD_BYTES }))
  }
  const entry = namedStorage(state.storage, artifact).find(
    (candidate) => candidate.name === name || `${candidate.contract}.${candidate.name}` === name,
  )
  return (entry?.keys ?? []).map((key) => ({ kind: 'storage', instance: BigInt(entry?.instance ?? 0), key }))
}
