// Rows of the opcode table: single compressions of the hash functions that contracts need, and a signature check. Bytes of slots are taken in
// the order in which they stand in memory.
import { op, shape } from './opcode.ts'
import type { Opcode } from './opcode.ts'

export const CRYPTO_ROWS: readonly Opcode[] = [
  op(
    0x90,
    'sha256',
    shape('writeQuad', 'readLeaf', 'readQuad'),
    420,
    '<a> := SHA-256 compression of the block {b} into the state <c>; states are 32 bytes in the order of a digest',
  ),
  {
    ...op(
      0x91,
      'blake2b',
      shape('updateLeaf', 'readLeaf', 'readLeaf', 'slotAndFlag'),
      300,
      '{a} := BLAKE2b compression of the block {b} {c} into the state {a}, with offset counter [imm slot]; bit 8 of imm: the last block',
    ),
    flag: 'last',
  },
  op(
    0x92,
    'blake3',
    shape('writeQuad', 'readLeaf', 'readLeaf'),
    180,
    '<a> := BLAKE3 compression (32 bytes) of the block {b}; chaining value = words 0-3 of {c}, counter = word 4, block length = low half of word 5, flags = its high half',
  ),
  op(
    0x93,
    'schnorr',
    shape('write', 'readLeaf', 'readQuad', 'quad'),
    2_200_000,
    '[a] := 1 if {b} is a BIP340 signature (secp256k1) by the x-only key <imm slot> of the message <c>, 32 bytes each, otherwise 0',
  ),
]
