// The consensus limit on a proof's bytes is reached, by a made-up state, and no more than reached (41, E57).
import { expect, test } from 'vitest'
import { hashLeaf, hashStorageKey } from '../hash/domains.ts'
import { multiproofSiblings } from '../merkle/multiproof.ts'
import { encodeInstruction } from '../program/instruction.ts'
import { MAX_CODE_DEPTH, RAM_DEPTH, STATUS } from '../spec/constants.ts'
import { immediateSource } from '../spec/opcode.ts'
import { OPCODE_BY_NAME, OPCODE_LIST, type Opcode } from '../spec/opcodes.ts'
import { TRAP } from '../spec/traps.ts'
import { concatBytes } from '../words.ts'
import { leafOfWords, wordOf } from './bytes.ts'
import { decodeProof } from './decode.ts'
import { encodeProof } from './encode.ts'
import type { StepProof, TreePart } from './format.ts'
import { foldLeaves } from './multiproof.ts'
import { MAX_PROOF_BYTES, MAX_RAM_LEAVES } from './sizes.ts'
import { storageRootBefore } from './verify/storage-path.ts'
import { verifyStep } from './verify/verify-step.ts'

let made = 0n
const anyHash = (): Uint8Array => hashLeaf(leafOfWords([++made, 77n]))

function tree(
  depth: number,
  leaves: readonly (readonly [number, Uint8Array])[],
): TreePart & { root: Uint8Array } {
  const indices = leaves.map(([index]) => index)
  const siblings = multiproofSiblings(depth, indices).map(anyHash)
  const values = leaves.map(([, leaf]) => leaf)
  return { indices, leaves: values, siblings, root: foldLeaves(depth, indices, values, siblings)! }
}

/** An sstore that finds its gas for a new key wanting by one beside a key that differs from its own in the last bit of 256. */
function longestProof(): { proof: StepProof; hash: Uint8Array } {
  const { code: opcode, gas, extraGas = 0 } = OPCODE_BY_NAME.get('sstore')!
  const wanting = BigInt(gas + extraGas - 1)
  const word = encodeInstruction({ opcode, a: 120, b: 128, c: 0, immediate: 0 })
  const code = tree(MAX_CODE_DEPTH, [[5000, leafOfWords([0n, word])]])
  const key = leafOfWords([1n, 2n, 3n])
  const frame = 2048 - 16
  const ram = tree(RAM_DEPTH, [
    [2047, leafOfWords([9n])],
    [2048, key],
  ])
  const position = hashStorageKey(7n, key.slice(0, 56))
  const neighbour = position.slice()
  neighbour[31]! ^= 1
  const storage = {
    siblings: Array.from({ length: 255 }, anyHash),
    end: { kind: 'other', position: neighbour, valueHash: anyHash() },
  } as const
  const header = tree(3, [
    [
      0,
      leafOfWords([5000n * 8n + 1n, BigInt(frame * 64), 3n, 100n, wanting, BigInt(STATUS.Running), 0n, 0n]),
    ],
    [1, concatBytes([ram.root, code.root])],
    [2, leafOfWords([7n, 8n, 1n, 2n, 3n, 4n, 5n, 600n])],
    [3, concatBytes([storageRootBefore(position, storage), anyHash()])],
    [4, concatBytes([anyHash(), anyHash()])],
    [5, concatBytes([anyHash(), anyHash()])],
    [6, concatBytes([anyHash(), anyHash()])],
    [7, leafOfWords([])],
  ])
  return { proof: { header, code: { ...code, depth: MAX_CODE_DEPTH }, ram, storage }, hash: header.root }
}

test('the longest proof has exactly MAX_PROOF_BYTES and is verified', () => {
  const { proof, hash } = longestProof()
  const bytes = encodeProof(proof)
  expect(bytes.length).toBe(MAX_PROOF_BYTES)
  const verdict = verifyStep(hash, bytes)
  const start = proof.header.leaves[5]!
  const control = proof.header.leaves[0]!
  const counters = proof.header.leaves[2]!
  const after = [...proof.header.leaves]
  const words = [0, 1, 2].map((index) => wordOf(control, index))
  after[0] = leafOfWords([...words, 101n, 0n, BigInt(STATUS.Refunding), 0n, BigInt(TRAP.OutOfGas)])
  after[2] = leafOfWords([7n, 8n, 3n, 4n, ...[4, 5, 6, 7].map((index) => wordOf(counters, index))])
  after[3] = concatBytes([start.slice(0, 32), after[3]!.slice(32)])
  after[4] = concatBytes([start.slice(32), proof.header.leaves[6]!.slice(0, 32)])
  after[7] = leafOfWords([0n, wordOf(control, 0)])
  expect(verdict).toEqual({ ok: true, next: foldLeaves(3, proof.header.indices, after, []) })
})

test('no instruction has more RAM leaves than a proof may carry', () => {
  const leaves = ({ a, b, c, imm, traps, name, flow }: Opcode): number => {
    const fields = [a, b, c].filter((use) => use !== 'none').length
    const inImmediate = immediateSource(imm, 0).slots > 0 ? 1 : 0
    // Heap accesses name no leaf for what they reach; `ret` reads the link.
    const besides = (traps.includes('OutOfBounds') && name !== 'msgd') || flow === 'return' ? 1 : 0
    return fields + inImmediate + besides
  }
  expect(Math.max(...OPCODE_LIST.map(leaves))).toBe(MAX_RAM_LEAVES)
})

test('anything longer is refused unread', () => {
  const verdict = decodeProof(new Uint8Array(MAX_PROOF_BYTES + 1).fill(1))
  expect(verdict).toEqual({ ok: false, reason: 'the proof is longer than any step needs' })
})
