// The step verifier: a machine hash and a proof in, the next machine hash out. It sees no machine; consensus runs nothing else of the VM
// in a dispute. Read on in pseudo.ts (the steps), running.ts (instructions), proof-source.ts and storage-path.ts (the trees).
import { equalBytes } from '../../words.ts'
import { decodeProof } from '../decode.ts'
import type { StepProof, TreePart } from '../format.ts'
import {
  appendRoot,
  inboxRootOf,
  proofSource,
  rootBefore,
  sectionRoot,
  wordBefore,
  wrongSection,
} from './proof-source.ts'
import { step } from './pseudo.ts'
import { setRoot } from './registers.ts'
import { type StepRun, type TreeName, startRun } from './run.ts'
import { storageRootAfter, storageRootBefore } from './storage-path.ts'

export type StepVerdict =
  { readonly ok: true; readonly next: Uint8Array } | { readonly ok: false; readonly reason: string }

/**
 * The machine hash after one step of the state with this hash, as the proof shows it. Pure and total: any bytes give an answer, never
 * an exception, in bounded time. Exactly one proof is accepted per state, so none can be altered and stay valid.
 */
export function verifyStep(hash: Uint8Array, proof: Uint8Array): StepVerdict {
  const decoded = decodeProof(proof)
  if (!decoded.ok) return decoded
  const shown = showStep(hash, decoded.proof)
  return shown.ok ? { ok: true, next: shown.next } : shown
}

/** What a valid proof shows: the next hash, and all that the step read and wrote. */
export type ShownStep =
  | { readonly ok: true; readonly next: Uint8Array; readonly run: StepRun }
  | { readonly ok: false; readonly reason: string }

/** `verifyStep` for a proof that is decoded already, telling more. */
export function showStep(hash: Uint8Array, proof: StepProof): ShownStep {
  const wrong = wrongSection(proof, hash)
  if (wrong !== undefined) return no(`the proof's ${wrong} is not that of the state`)
  const run = startRun(proofSource(proof))
  step(run)
  if (run.refusal !== undefined) return no(run.refusal)
  const unfit = unusedSection(proof, run) ?? applyToRoots(proof, run)
  if (unfit !== undefined) return no(unfit)
  const next = sectionRoot(proof, 'header', leavesAfter(proof.header, run, 'header'))
  return next === undefined ? no('the header is not a tree') : { ok: true, next, run }
}

function no(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason }
}

/** Names a part of the proof that the step had no use for. */
function unusedSection(proof: StepProof, run: StepRun): string | undefined {
  for (const tree of ['header', 'code', 'ram', 'context'] as const)
    if ((proof[tree]?.indices.length ?? 0) !== run.trees[tree].size)
      return `${tree} leaves that the step does not use`
  const pieces = (proof.inbox === undefined ? 0 : leavesOfInbox(proof.inbox)) - (run.inbox?.pieces.size ?? 0)
  if (pieces !== 0) return 'inbox leaves that the step does not use'
  if ((proof.storage === undefined) !== (run.storage === undefined)) return 'a storage path without use'
  if ((proof.outbox === undefined) !== (run.outboxEntry === undefined)) return 'an outbox path without use'
  if ((proof.events === undefined) !== (run.eventRecord === undefined)) return 'an event path without use'
  return undefined
}

function leavesOfInbox({ entry }: NonNullable<StepProof['inbox']>): number {
  if (entry.kind === 'payload') return 1
  return ('leaf' in entry.head ? 1 : 0) + ('leaf' in entry.origin ? 1 : 0)
}

function leavesAfter(part: TreePart, run: StepRun, tree: TreeName): Uint8Array[] {
  return part.indices.map((index, at) => run.trees[tree].get(index) ?? part.leaves[at] ?? new Uint8Array(0))
}

/** Checks the sections whose place depends on registers, and sets the roots that the step changes. Returns what is wrong, if anything is. */
function applyToRoots(proof: StepProof, run: StepRun): string | undefined {
  if (proof.ram !== undefined) {
    const after = sectionRoot(proof, 'ram', leavesAfter(proof.ram, run, 'ram'))
    if (after !== undefined) setRoot(run, 'ram', after)
  }
  return applyStorage(proof, run) ?? checkInbox(proof, run) ?? applyAppends(proof, run)
}

/** The storage path must lead to the root before the step, wherever a trap has set the root since. */
function applyStorage(proof: StepProof, run: StepRun): string | undefined {
  if (proof.storage === undefined || run.storage === undefined) return undefined
  const { position, written } = run.storage
  if (!sameRoot(storageRootBefore(position, proof.storage), rootBefore(proof, 'storage')))
    return "the storage path is not the state's"
  if (written !== undefined) setRoot(run, 'storage', storageRootAfter(position, proof.storage, written))
  return undefined
}

function checkInbox(proof: StepProof, run: StepRun): string | undefined {
  if (proof.inbox === undefined || run.inbox === undefined) return undefined
  const root = inboxRootOf(proof.inbox, run.inbox.message)
  return sameRoot(root, rootBefore(proof, 'inbox')) ? undefined : "the inbox entry is not the state's"
}

const APPENDS = [
  { tree: 'outbox', count: 'outboxCount', leaf: 'outboxEntry' },
  { tree: 'events', count: 'eventCount', leaf: 'eventRecord' },
] as const

function applyAppends(proof: StepProof, run: StepRun): string | undefined {
  for (const { tree, count, leaf } of APPENDS) {
    const part = proof[tree]
    const added = run[leaf]
    if (part === undefined || added === undefined) continue
    const index = Number(wordBefore(proof, count))
    const after = appendRoot(tree, part, index, added)
    if (after === undefined || !sameRoot(appendRoot(tree, part, index), rootBefore(proof, tree)))
      return `the end of the ${tree} is not the state's`
    setRoot(run, tree, after)
  }
  return undefined
}

function sameRoot(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a !== undefined && b !== undefined && equalBytes(a, b)
}
