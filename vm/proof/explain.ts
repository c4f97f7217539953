// A verified proof for people: the instruction, and every leaf that the step read, before and after.
import { ZERO_LEAF } from './bytes.ts'
import { decodeProof } from './decode.ts'
import type { StepProof } from './format.ts'
import type { TreeName } from './verify/run.ts'
import { showStep } from './verify/verify-step.ts'

/** A leaf in a proof. `after` is what the step makes of it: the same bytes if it only reads it. */
export interface ProvedLeaf {
  readonly tree: TreeName
  readonly index: number
  readonly before: Uint8Array
  readonly after: Uint8Array
}

export type StepExplanation =
  | {
      readonly ok: true
      readonly next: Uint8Array
      /** Header, code, RAM and context leaves, in this order. */
      readonly leaves: readonly ProvedLeaf[]
      /** Storage position that the step uses, and the value that it stores there. */
      readonly storage: { readonly position: Uint8Array; readonly stored?: Uint8Array } | undefined
      /** Leaves appended to the outbox and to the events. */
      readonly outboxEntry: Uint8Array | undefined
      readonly eventRecord: Uint8Array | undefined
    }
  | { readonly ok: false; readonly reason: string }

/** What a valid proof shows; the verifier's reason when it isn't valid. */
export function explainStep(hash: Uint8Array, bytes: Uint8Array): StepExplanation {
  const decoded = decodeProof(bytes)
  if (!decoded.ok) return decoded
  const { proof } = decoded
  const shown = showStep(hash, proof)
  if (!shown.ok) return shown
  const { next, run } = shown
  const leaves = (['header', 'code', 'ram', 'context'] as const).flatMap((tree) =>
    leavesOf(proof, tree, run.trees[tree]),
  )
  const { storage, outboxEntry, eventRecord } = run
  return {
    ok: true,
    next,
    leaves,
    storage: storage && { position: storage.position, ...(storage.written && { stored: storage.written }) },
    outboxEntry,
    eventRecord,
  }
}

function leavesOf(proof: StepProof, tree: TreeName, after: ReadonlyMap<number, Uint8Array>): ProvedLeaf[] {
  const part = proof[tree]
  if (part === undefined) return []
  return part.indices.map((index, at) => {
    const before = part.leaves[at] ?? ZERO_LEAF
    return { tree, index, before, after: after.get(index) ?? before }
  })
}
