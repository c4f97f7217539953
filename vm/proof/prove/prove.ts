// Proofs from a machine's state: of its next step, of its having halted, of entries of its lists.
import { entryHead, entryOrigin, payloadTree } from '../../inbox.ts'
import { codeTreeOf, contextTreeOf, headerBytes, inboxTreeOf } from '../../machine/header.ts'
import { isHalted } from '../../machine/run.ts'
import type { MachineState } from '../../machine/state.ts'
import { ListTree } from '../../merkle/list-tree.ts'
import { collectSiblings } from '../../merkle/multiproof.ts'
import { HEADER_DEPTH } from '../../spec/constants.ts'
import { storagePath } from '../../storage/contents.ts'
import { concatBytes } from '../../words.ts'
import { encodeProof } from '../encode.ts'
import { HALTED_LEAVES } from '../halted.ts'
import { proveEntries } from '../lists.ts'
import { buildProof } from './build-proof.ts'
import type { ProvableState } from './provable.ts'

/** A prover's view of a machine's present state; good until the machine runs on. */
export function provableOf(state: MachineState): ProvableState {
  const inbox = inboxTreeOf(state)
  return {
    header: headerTree(state),
    code: codeTreeOf(state),
    ram: state.ramTree,
    context: contextTreeOf(state),
    outbox: state.outbox,
    events: state.events,
    storagePath: (position) => storagePath(state.storage.snapshot(), position),
    inboxEntry: (message) => {
      const entry = state.inbox[message]
      if (entry === undefined) return undefined
      return { head: entryHead(entry), origin: entryOrigin(entry), payload: payloadTree(entry.payload) }
    },
    inboxNode: (level, index) => inbox.node(level, index),
  }
}

function headerTree(state: MachineState): ListTree {
  return ListTree.of(HEADER_DEPTH, headerBytes(state))
}

/**
 * The proof of the step that a machine takes next, for `verifyStep` with its machine hash: at most MAX_PROOF_BYTES. A halted machine's next step
 * leaves it as it is. Throws when a state has no step, which none has that a validated program reaches.
 */
export function proveStep(state: MachineState): Uint8Array {
  return encodeProof(buildProof(provableOf(state)))
}

/** The witness for `verifyHalted`. Throws when the machine hasn't halted. */
export function proveHalted(state: MachineState): Uint8Array {
  if (!isHalted(state)) throw new Error('the machine has not halted')
  const header = headerTree(state)
  return concatBytes([
    ...HALTED_LEAVES.map((index) => header.leaf(index)),
    ...collectSiblings(header, HALTED_LEAVES),
  ])
}

/** The path for `verifyOutboxEntries`; indices ascend strictly and are below the outbox's length. */
export function proveOutboxEntries(state: MachineState, indices: readonly number[]): Uint8Array {
  return proveEntries(state.outbox, indices)
}

/** The path for `verifyOutboxEntry`. */
export function proveOutboxEntry(state: MachineState, index: number): Uint8Array {
  return proveOutboxEntries(state, [index])
}

/** The path for `verifyEvents`. */
export function proveEvents(state: MachineState, indices: readonly number[]): Uint8Array {
  return proveEntries(state.events, indices)
}
