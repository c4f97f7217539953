// Roots of perfect trees that hold nothing, by depth: what an untouched subtree hashes to.
import { hashLeaf, hashNode } from './domains.ts'

const DEEPEST = 32

function zeroRoots(first: Uint8Array): readonly Uint8Array[] {
  const roots = [first]
  for (let depth = 0; depth < DEEPEST; depth++) {
    const below = roots[depth] ?? first
    roots.push(hashNode(below, below))
  }
  return roots
}

/** `ZERO_ROOTS[d]`: root of a perfect tree of depth d whose leaves are all zero (docs/machine.md: Z[d]). */
export const ZERO_ROOTS = zeroRoots(hashLeaf(new Uint8Array(64)))

/** The same for the inbox tree, whose lowest level are hashes and an absent one is 32 zero bytes. */
export const ZERO_HASH_ROOTS = zeroRoots(new Uint8Array(32))

/** 32 zero bytes: the hash of an absent inbox entry and of an empty storage subtree. */
export const ZERO_HASH = new Uint8Array(32)
