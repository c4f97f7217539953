// Tree proofs as Kaspa writes them: 32 bytes with a bit for each depth (the lowest bit of a byte first) that says the sibling is
// empty, the terminal behind its tag, then the siblings.
import type { Hash } from '../../tx/index.ts'
import { ByteWriter, HASH_BYTES, hashFromBytes } from '../../tx/index.ts'
import type { ProofTerminal, TreeProof } from './lane-proof.ts'
import { TREE_DEPTH } from './lane-tree.ts'

const TAGS = { full: 0, collapsed: 1, collapsedOther: 2 } as const

export function encodeTreeProof({ emptySiblings, siblings, terminal }: TreeProof): Uint8Array {
  const bitmap = new Uint8Array(TREE_DEPTH / 8)
  for (const [depth, empty] of emptySiblings.entries()) {
    if (empty) bitmap[depth >> 3] = (bitmap[depth >> 3] ?? 0) | (1 << (depth & 7))
  }
  const writer = new ByteWriter().bytes(bitmap).u8(TAGS[terminal.kind])
  if (terminal.kind !== 'full') writer.u8(terminal.depth)
  if (terminal.kind === 'collapsedOther') writer.hash(terminal.key).hash(terminal.leafHash)
  for (const sibling of siblings) writer.hash(sibling)
  return writer.finish()
}

/** Total; undefined for anything that isn't a proof with as many siblings as it says. */
export function decodeTreeProof(bytes: Uint8Array): TreeProof | undefined {
  let offset = TREE_DEPTH / 8
  const tag = bytes[offset++]
  const hash = (): Hash | undefined => {
    const part = bytes.slice(offset, offset + HASH_BYTES)
    offset += HASH_BYTES
    return part.length === HASH_BYTES ? hashFromBytes(part) : undefined
  }
  const depth = tag === TAGS.full ? TREE_DEPTH : bytes[offset++]
  if (depth === undefined) return undefined
  const terminal = terminalOf(tag, depth, hash)
  if (terminal === undefined) return undefined
  const emptySiblings = Array.from(
    { length: TREE_DEPTH },
    (_, d) => (((bytes[d >> 3] ?? 0) >> (d & 7)) & 1) === 1,
  )
  const count = emptySiblings.slice(0, depth).filter((empty) => !empty).length
  if (bytes.length !== offset + HASH_BYTES * count) return undefined
  const siblings = Array.from({ length: count }, hash).filter((sibling) => sibling !== undefined)
  return { emptySiblings, siblings, terminal }
}

function terminalOf(
  tag: number | undefined,
  depth: number,
  hash: () => Hash | undefined,
): ProofTerminal | undefined {
  if (tag === TAGS.full) return { kind: 'full' }
  if (tag === TAGS.collapsed) return { kind: 'collapsed', depth }
  if (tag !== TAGS.collapsedOther) return undefined
  const key = hash()
  const leafHash = hash()
  return key === undefined || leafHash === undefined
    ? undefined
    : { kind: 'collapsedOther', depth, key, leafHash }
}
