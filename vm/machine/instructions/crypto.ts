// Compressions of hash functions, one block each, and signature checks.
import { compressBlake2bWords } from '../../hash/blake2b.ts'
import { compressBlake3Words } from '../../hash/blake3.ts'
import { verifySchnorr } from '../../hash/schnorr.ts'
import { compressSha256Words } from '../../hash/sha256.ts'
import { LEAF_WRITTEN } from '../../merkle/memory-tree.ts'
import { LEAF_BYTES } from '../../spec/constants.ts'
import { FLAG_BIT } from '../../spec/opcode.ts'
import type { MachineState } from '../state.ts'
import { setWord, slotA, slotB, slotC, slotOf } from './operands.ts'
import type { Handlers } from './operands.ts'

const QUAD_BYTES = 32

function bytesAt({ ramBytes }: MachineState, slot: number, length: number): Uint8Array {
  return ramBytes.slice(slot * 4, slot * 4 + length)
}

export const CRYPTO: Handlers = {
  sha256(state, low) {
    const { ramLeaves, flags } = state
    const a = slotA(state, low)
    compressSha256Words(ramLeaves, a, ramLeaves, slotC(state, low), ramLeaves, slotB(state, low))
    flags[a >>> 4] = LEAF_WRITTEN
    return 0
  },
  blake2b(state, low, immediate) {
    const { ramLeaves, flags } = state
    const a = slotA(state, low)
    const counter = slotOf(state, immediate & 0xff)
    compressBlake2bWords(
      ramLeaves,
      a,
      ramLeaves,
      a,
      ramLeaves,
      slotB(state, low),
      slotC(state, low),
      ramLeaves[counter] ?? 0,
      ramLeaves[counter + 1] ?? 0,
      (immediate & FLAG_BIT) !== 0,
    )
    flags[a >>> 4] = LEAF_WRITTEN
    return 0
  },
  blake3(state, low) {
    const { ramLeaves, flags } = state
    const a = slotA(state, low)
    const c = slotC(state, low)
    compressBlake3Words(
      ramLeaves,
      a,
      ramLeaves,
      c,
      ramLeaves,
      slotB(state, low),
      ramLeaves[c + 8] ?? 0,
      ramLeaves[c + 9] ?? 0,
      ramLeaves[c + 10] ?? 0,
      ramLeaves[c + 11] ?? 0,
    )
    flags[a >>> 4] = LEAF_WRITTEN
    return 0
  },
  schnorr(state, low, immediate) {
    const signature = bytesAt(state, slotB(state, low), LEAF_BYTES)
    const message = bytesAt(state, slotC(state, low), QUAD_BYTES)
    const publicKey = bytesAt(state, slotOf(state, immediate), QUAD_BYTES)
    setWord(state, slotA(state, low), verifySchnorr(signature, message, publicKey) ? 1 : 0, 0)
    return 0
  },
}
