// Leaves out of a proof, each section checked against the root that the header gives for it.
import {
  CONTEXT_DEPTH,
  EVENT_DEPTH,
  HEADER_DEPTH,
  INBOX_DEPTH,
  OUTBOX_DEPTH,
  RAM_DEPTH,
} from '../../spec/constants.ts'
import { hashLeaf, hashNode } from '../../hash/domains.ts'
import { ZERO_HASH, ZERO_ROOTS } from '../../hash/zero-roots.ts'
import { equalBytes } from '../../words.ts'
import { ZERO_LEAF, wordOf } from '../bytes.ts'
import type { AppendPart, InboxEntryView, InboxPart, StepProof, TreePart } from '../format.ts'
import { foldLeaves, foldPath } from '../multiproof.ts'
import { type RootRegister, type WordRegister, leafOfRoot, placeOfWord, rootIn } from './registers.ts'
import type { InboxPiece, LeafSource, TreeName } from './run.ts'
import { answerOfPath } from './storage-path.ts'

/** The proof's leaves, as a run asks for them. Whether they belong to the state is checked apart. */
export function proofSource(proof: StepProof): LeafSource {
  return {
    leaf: (tree, index) => leafOf(proof[tree], index),
    storage: (position, use) =>
      proof.storage === undefined ? undefined : answerOfPath(position, proof.storage, use),
    inbox: (_, piece) => (proof.inbox === undefined ? undefined : pieceOf(proof.inbox.entry, piece)),
  }
}

function leafOf(part: TreePart | undefined, index: number): Uint8Array | undefined {
  return part?.leaves[part.indices.indexOf(index)]
}

function pieceOf(entry: InboxEntryView, piece: InboxPiece): Uint8Array | undefined {
  if (typeof piece === 'object')
    return entry.kind === 'payload' && entry.index === piece.payloadLeaf ? entry.leaf : undefined
  if (entry.kind !== 'entry') return undefined
  const side = entry[piece]
  return 'leaf' in side ? side.leaf : undefined
}

/** The root of a tree before the step, from the proof's header leaves; undefined when they don't include it. */
export function rootBefore(proof: StepProof, name: RootRegister): Uint8Array | undefined {
  const leaf = leafOf(proof.header, leafOfRoot(name))
  return leaf === undefined ? undefined : rootIn(leaf, name)
}

/** A word register before the step; 0 when the proof's header leaves don't include it. */
export function wordBefore(proof: StepProof, name: WordRegister): bigint {
  const { leaf, word } = placeOfWord(name)
  return wordOf(leafOf(proof.header, leaf) ?? ZERO_LEAF, word)
}

function depthOf(proof: StepProof, tree: TreeName): number {
  switch (tree) {
    case 'header':
      return HEADER_DEPTH
    case 'code':
      return proof.code?.depth ?? 0
    case 'ram':
      return RAM_DEPTH
    case 'context':
      return CONTEXT_DEPTH
  }
}

/** The root of a tree's section, with the given leaves in place of the proof's own if any. */
export function sectionRoot(
  proof: StepProof,
  tree: TreeName,
  leaves: readonly Uint8Array[] | undefined = proof[tree]?.leaves,
): Uint8Array | undefined {
  const part = proof[tree]
  if (part === undefined || leaves === undefined) return undefined
  return foldLeaves(depthOf(proof, tree), part.indices, leaves, part.siblings)
}

/** The first of the perfect trees' sections that isn't what `hash` commits to; undefined when all are. */
export function wrongSection(proof: StepProof, hash: Uint8Array): TreeName | undefined {
  const agrees = (tree: TreeName, root: Uint8Array | undefined): boolean => {
    const shown = sectionRoot(proof, tree)
    return shown !== undefined && root !== undefined && equalBytes(shown, root)
  }
  if (!agrees('header', hash)) return 'header'
  for (const tree of ['code', 'ram', 'context'] as const)
    if (proof[tree] !== undefined && !agrees(tree, rootBefore(proof, tree))) return tree
  return undefined
}

/** The root of an inbox whose entry `message` is the one that the proof shows. */
export function inboxRootOf({ entry, siblings }: InboxPart, message: number): Uint8Array | undefined {
  return siblings.length === INBOX_DEPTH ? foldPath(entryHash(entry), message, siblings) : undefined
}

function entryHash(entry: InboxEntryView): Uint8Array {
  if (entry.kind === 'payload')
    return hashNode(entry.headAndOrigin, foldPath(hashLeaf(entry.leaf), entry.index, entry.siblings))
  const side = (view: { readonly leaf: Uint8Array } | { readonly hash: Uint8Array }): Uint8Array =>
    'leaf' in view ? hashLeaf(view.leaf) : view.hash
  return hashNode(hashNode(side(entry.head), side(entry.origin)), entry.payloadRoot)
}

const APPEND_DEPTH = { outbox: OUTBOX_DEPTH, events: EVENT_DEPTH } as const

/**
 * The root of a list with `leaf` at position `index` and nothing after it. The hashes on the left are the proof's, those on the right are
 * empty. Undefined when the proof has not exactly as many as there are on the left.
 */
export function appendRoot(
  tree: keyof typeof APPEND_DEPTH,
  { siblings }: AppendPart,
  index: number,
  leaf: Uint8Array = ZERO_LEAF,
): Uint8Array | undefined {
  const path: Uint8Array[] = []
  let used = 0
  for (let level = 0; level < APPEND_DEPTH[tree]; level++) {
    const onTheLeft = ((index >>> level) & 1) === 1
    const sibling = onTheLeft ? siblings[used++] : ZERO_ROOTS[level]
    path.push(sibling ?? ZERO_HASH)
  }
  return used === siblings.length ? foldPath(hashLeaf(leaf), index, path) : undefined
}
