// Builds one-step proofs by running the verifier's own semantics over the real trees and noting what they touch: so a proof holds exactly
// what the verifier will ask for, and the two can't drift apart.
import { INBOX_DEPTH } from '../../spec/constants.ts'
import { hashLeaf, hashNode } from '../../hash/domains.ts'
import { collectSiblings } from '../../merkle/multiproof.ts'
import type { LeafTree } from '../../merkle/tree.ts'
import type { AppendPart, InboxEntryView, InboxPart, StepProof, StoragePart, TreePart } from '../format.ts'
import { step } from '../verify/pseudo.ts'
import { placeOfWord } from '../verify/registers.ts'
import { type InboxPiece, type LeafSource, type StepRun, startRun } from '../verify/run.ts'
import { answerOfPath } from '../verify/storage-path.ts'
import { wordOf } from '../bytes.ts'
import type { ProvableState } from './provable.ts'
import { storagePartOf } from './storage-part.ts'

/**
 * The proof of the step that this state takes next. Throws when the state has none, which no state reached from a validated program's start has.
 */
export function buildProof(state: ProvableState): StepProof {
  const run = startRun(sourceOf(state))
  step(run)
  if (run.refusal !== undefined) throw new Error(`this state has no step to prove: ${run.refusal}`)
  const { code, ram, context } = run.trees
  return {
    header: treePart(state.header, run.trees.header),
    ...(code.size > 0 && { code: { depth: state.code.depth, ...treePart(state.code, code) } }),
    ...(ram.size > 0 && { ram: treePart(state.ram, ram) }),
    ...(context.size > 0 && { context: treePart(state.context, context) }),
    ...(run.storage && { storage: storagePart(state, run.storage) }),
    ...(run.inbox && { inbox: inboxPart(state, run.inbox) }),
    ...(run.outboxEntry && { outbox: appendPart(state.outbox, wordBefore(state, 'outboxCount')) }),
    ...(run.eventRecord && { events: appendPart(state.events, wordBefore(state, 'eventCount')) }),
  }
}

function sourceOf(state: ProvableState): LeafSource {
  const leafOf = (tree: LeafTree, index: number): Uint8Array | undefined =>
    index < 2 ** tree.depth ? tree.leaf(index) : undefined
  return {
    leaf: (tree, index) => leafOf(state[tree], index),
    storage: (position, use) => answerOfPath(position, storagePart(state, { position, use }), use),
    inbox: (message, piece) => pieceOf(state, message, piece),
  }
}

function pieceOf(state: ProvableState, message: number, piece: InboxPiece): Uint8Array | undefined {
  const entry = state.inboxEntry(message)
  return typeof piece === 'object' ? entry?.payload.leaf(piece.payloadLeaf) : entry?.[piece]
}

/** The leaves as they are before the step, whatever the run has made of them. */
function treePart(tree: LeafTree, used: ReadonlyMap<number, Uint8Array>): TreePart {
  const indices = [...used.keys()].sort((a, b) => a - b)
  return {
    indices,
    leaves: indices.map((index) => tree.leaf(index)),
    siblings: collectSiblings(tree, indices),
  }
}

function storagePart(
  state: ProvableState,
  { position, use }: Pick<NonNullable<StepRun['storage']>, 'position' | 'use'>,
): StoragePart {
  return storagePartOf(state.storagePath(position), position, use)
}

function inboxPart(state: ProvableState, { message, pieces }: NonNullable<StepRun['inbox']>): InboxPart {
  const siblings = Array.from({ length: INBOX_DEPTH }, (_, level) =>
    state.inboxNode(level, Math.floor(message / 2 ** level) ^ 1),
  )
  return { entry: entryView(state, message, pieces), siblings }
}

function entryView(
  state: ProvableState,
  message: number,
  pieces: ReadonlySet<'head' | 'origin' | number>,
): InboxEntryView {
  const entry = state.inboxEntry(message)
  if (entry === undefined) throw new Error(`the inbox has no entry ${message}`)
  const { head, origin, payload } = entry
  const index = [...pieces].find((piece) => typeof piece === 'number')
  if (index !== undefined) {
    return {
      kind: 'payload',
      headAndOrigin: hashNode(hashLeaf(head), hashLeaf(origin)),
      index,
      leaf: payload.leaf(index),
      siblings: collectSiblings(payload, [index]),
    }
  }
  const view = (name: 'head' | 'origin', leaf: Uint8Array) =>
    pieces.has(name) ? { leaf } : { hash: hashLeaf(leaf) }
  return {
    kind: 'entry',
    head: view('head', head),
    origin: view('origin', origin),
    payloadRoot: payload.root(),
  }
}

function appendPart(tree: LeafTree, count: number): AppendPart {
  const siblings: Uint8Array[] = []
  for (let level = 0; level < tree.depth; level++) {
    const index = Math.floor(count / 2 ** level)
    if (index % 2 === 1) siblings.push(tree.node(level, index - 1))
  }
  return { siblings }
}

function wordBefore(state: ProvableState, name: 'outboxCount' | 'eventCount'): number {
  const { leaf, word } = placeOfWord(name)
  return Number(wordOf(state.header.leaf(leaf), word))
}
