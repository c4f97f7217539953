// The hash of a block header (31, 2.4). With nonce and timestamp written as zero it is what proof of work works on.
import { ByteWriter } from './byte-writer.ts'
import { HASHERS } from './hashers.ts'
import type { Hash } from './hash.ts'
import { hashFromBytes } from './hash.ts'
import type { BlockHeader } from './types.ts'

/** The block's id. */
export function headerHash(header: BlockHeader): Hash {
  return hashOf(header, header.timestamp, header.nonce)
}

/** The hash that proof of work starts from: the same with nonce and timestamp zero. */
export function prePowHash(header: BlockHeader): Hash {
  return hashOf(header, 0n, 0n)
}

/** A big integer as big-endian bytes without leading zeros, behind its length: how blue work is hashed. */
export function writeBlueWork(writer: ByteWriter, blueWork: bigint): void {
  writer.varBytes(minimalBigEndian(blueWork))
}

function hashOf(header: BlockHeader, timestamp: bigint, nonce: bigint): Hash {
  const writer = new ByteWriter().u16(header.version).count(header.parentsByLevel.length)
  for (const level of header.parentsByLevel) {
    writer.count(level.length)
    for (const parent of level) writer.hash(parent)
  }
  writer.hash(header.hashMerkleRoot).hash(header.acceptedIdMerkleRoot).hash(header.utxoCommitment)
  writer.u64(timestamp).u32(header.bits).u64(nonce).u64(header.daaScore).u64(header.blueScore)
  writeBlueWork(writer, header.blueWork)
  writer.hash(header.pruningPoint)
  return hashFromBytes(HASHERS.BlockHash(writer.finish()))
}

function minimalBigEndian(value: bigint): Uint8Array {
  const bytes: number[] = []
  for (let rest = value; rest > 0n; rest >>= 8n) bytes.push(Number(rest & 0xffn))
  return Uint8Array.from(bytes.reverse())
}
