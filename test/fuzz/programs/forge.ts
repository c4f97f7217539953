// Forged step proofs: a true one with bits turned, parts cut, exchanged or taken from proofs of other steps, as bytes and as decoded sections.
import { decodeProof } from '../../../vm/proof/decode.ts'
import { encodeProof } from '../../../vm/proof/encode.ts'
import type { StepProof, TreePart } from '../../../vm/proof/format.ts'
import { concatBytes } from '../../../vm/words.ts'
import type { Random } from '../../support/random.ts'
import { mutatedBytes } from './mutate.ts'

/** A forgery of `proof`; `other` is a true proof of another step. May be the same bytes by chance. */
export function forged(random: Random, proof: Uint8Array, other: Uint8Array): Uint8Array {
  switch (random.below(6)) {
    case 0:
      return flipped(random, proof)
    case 1:
      return mutatedBytes(random, proof)
    case 2:
      return swapped(random, proof)
    case 3:
      return spliced(random, proof, other)
    case 4:
      return other
    default:
      return rearranged(random, proof, other) ?? flipped(random, proof)
  }
}

function flipped(random: Random, proof: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(proof)
  const at = random.below(proof.length)
  changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8))
  return changed
}

/** Two pieces of the size of a hash or a leaf change places. */
function swapped(random: Random, proof: Uint8Array): Uint8Array {
  const size = random.pick([32, 64])
  const from = random.below(proof.length)
  const to = random.below(2) === 0 ? random.below(proof.length) : from + size * (1 + random.below(4))
  const changed = Uint8Array.from(proof)
  changed.set(
    proof.slice(to, Math.min(to + size, proof.length - Math.max(0, from - to))).slice(0, proof.length - from),
    from,
  )
  changed.set(
    proof.slice(from, from + size).slice(0, Math.max(0, proof.length - to)),
    Math.min(to, proof.length),
  )
  return changed
}

/** A range of another step's proof in place of this one's. */
function spliced(random: Random, proof: Uint8Array, other: Uint8Array): Uint8Array {
  const from = random.below(proof.length)
  const length = random.pick([1, 8, 32, 64, 200, proof.length])
  const taken = other.slice(from, from + length)
  return concatBytes([proof.slice(0, from), taken, proof.slice(from + taken.length)])
}

const SECTIONS = ['header', 'code', 'ram', 'context', 'storage', 'inbox', 'outbox', 'events'] as const
const TREES = ['header', 'code', 'ram', 'context'] as const

/** The proof's sections changed and encoded anew; undefined when the two don't decode, or nothing could be changed. */
function rearranged(random: Random, proof: Uint8Array, other: Uint8Array): Uint8Array | undefined {
  const mine = decodeProof(proof)
  const theirs = decodeProof(other)
  if (!mine.ok || !theirs.ok) return undefined
  const changed = rearrangedSections(random, mine.proof, theirs.proof)
  // Encoding refuses some arrangements, which then have no bytes to offer.
  try {
    return encodeProof(changed)
  } catch {
    return undefined
  }
}

function rearrangedSections(random: Random, mine: StepProof, theirs: StepProof): StepProof {
  const section = random.pick(SECTIONS)
  const tree = random.pick(TREES)
  switch (random.below(4)) {
    case 0:
      return { ...mine, ...(theirs[section] !== undefined && { [section]: theirs[section] }) }
    case 1: {
      const { [section]: _, ...rest } = mine
      return { header: mine.header, ...rest }
    }
    default: {
      const part = mine[tree]
      return part === undefined ? mine : { ...mine, [tree]: { ...part, ...rearrangedTree(random, part) } }
    }
  }
}

function rearrangedTree(random: Random, { indices, leaves, siblings }: TreePart): TreePart {
  const at = random.below(Math.max(1, indices.length))
  switch (random.below(5)) {
    case 0:
      return { indices, leaves: leaves.toReversed(), siblings }
    case 1:
      return { indices, leaves, siblings: siblings.toReversed() }
    case 2:
      return {
        indices: indices.map((index, i) => (i === at ? index ^ (1 << random.below(3)) : index)),
        leaves,
        siblings,
      }
    case 3:
      return {
        indices: indices.filter((_, i) => i !== at),
        leaves: leaves.filter((_, i) => i !== at),
        siblings,
      }
    default: {
      const index = (indices.at(-1) ?? 0) + 1
      return {
        indices: [...indices, index],
        leaves: [...leaves, new Uint8Array(64)],
        siblings: siblings.slice(1),
      }
    }
  }
}
