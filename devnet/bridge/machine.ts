// The one place where the bridge speaks to the machine (vm/consensus.ts): turns its hex hashes and records into the
// machine's bytes and back.
import {
  codeRoot,
  contextRoot,
  EMPTY_EVENT_ROOT,
  EMPTY_OUTBOX_ROOT,
  EMPTY_STORAGE_ROOT,
  initialMachineHash,
  inboxRoot,
  loadProgram,
  MACHINE_VERSION,
  stateCommitment,
  verifyHalted,
  verifyPoints,
} from '../../vm/consensus.ts'
import type { Hash } from '../tx/hash.ts'
import { hashFromBytes, hashToBytes } from '../tx/hash.ts'
import type { Roots } from './payloads.ts'
import { messageKindOf } from './records.ts'
import type { InboxEntryRecord, InboxRecord, SiloRecord } from './records.ts'

/** Roots of the genesis node: nothing stored, nothing to pay, no events. */
export const EMPTY_ROOTS: Roots = {
  storage: hashFromBytes(EMPTY_STORAGE_ROOT),
  outbox: hashFromBytes(EMPTY_OUTBOX_ROOT),
  events: hashFromBytes(EMPTY_EVENT_ROOT),
}

export type CodeResult =
  { readonly ok: true; readonly codeRoot: Hash } | { readonly ok: false; readonly problem: string }

/** Validates a code image (41, E63). */
export function checkCode(image: Uint8Array): CodeResult {
  const loaded = loadProgram(image)
  if (!loaded.ok) return { ok: false, problem: loaded.error }
  return { ok: true, codeRoot: hashFromBytes(codeRoot(loaded.program)) }
}

export function commitmentOf(roots: Roots): Hash {
  return hashFromBytes(
    stateCommitment({
      storageRoot: hashToBytes(roots.storage),
      outboxRoot: hashToBytes(roots.outbox),
      eventRoot: hashToBytes(roots.events),
    }),
  )
}

export function inboxRootOf(entries: readonly InboxEntryRecord[]): Hash {
  return hashFromBytes(
    inboxRoot(
      entries.map((entry) => ({
        admitted: entry.refusal === 0,
        kind: messageKindOf(entry),
        source: entry.delivery,
        sender: hashToBytes(entry.sender),
        transactionId: hashToBytes(entry.transactionId),
        value: entry.value,
        gas: entry.gasLimit,
        refusal: entry.refusal,
        payload: entry.payload,
      })),
    ),
  )
}

/** The machine hash at step 0 of a reference block: nobody claims it (41, E17, E62). */
export function startHashOf(
  silo: SiloRecord,
  inbox: InboxRecord,
  rootOfInbox: Hash,
  parentStorage: Hash,
): Hash {
  const context = contextRoot({
    siloId: hashToBytes(silo.id),
    referenceBlock: hashToBytes(inbox.block),
    daaScore: inbox.daaScore,
    timestamp: inbox.timestamp,
    blueScore: inbox.blueScore,
    machineVersion: MACHINE_VERSION,
    configHash: hashToBytes(silo.configHash),
    codeRoot: hashToBytes(silo.codeRoot),
  })
  return hashFromBytes(
    initialMachineHash({
      storageRoot: hashToBytes(parentStorage),
      inboxRoot: hashToBytes(rootOfInbox),
      inboxCount: inbox.entries,
      codeRoot: hashToBytes(silo.codeRoot),
      contextRoot: context,
    }),
  )
}

/** What is wrong with the claim that a machine with these roots has halted after so many steps; undefined if nothing. */
export function haltedProblem(
  endHash: Hash,
  witness: Uint8Array,
  roots: Roots,
  steps: bigint,
): string | undefined {
  const verdict = verifyHalted(hashToBytes(endHash), witness)
  if (!verdict.ok) return verdict.reason
  if (verdict.steps !== steps) return `the machine halted after ${verdict.steps} steps, not ${steps}`
  const agrees =
    hashFromBytes(verdict.storageRoot) === roots.storage &&
    hashFromBytes(verdict.outboxRoot) === roots.outbox &&
    hashFromBytes(verdict.eventRoot) === roots.events
  return agrees ? undefined : 'the halted machine has other roots than the commitment'
}

export interface Sample {
  readonly index: number
  readonly hash: Hash
}

/** Whether a history of `count` samples with this root holds these (indices ascending). */
export function historyHolds(
  root: Hash,
  count: number,
  samples: readonly Sample[],
  witness: Uint8Array,
): boolean {
  return verifyPoints(
    hashToBytes(root),
    count,
    samples.map((sample) => sample.index),
    samples.map((sample) => hashToBytes(sample.hash)),
    witness,
  )
}
