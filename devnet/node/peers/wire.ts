// What nodes say to each other as bytes. What comes in is foreign: reading is total and bounded.
import { ByteReader } from '../../tx/byte-reader.ts'
import { ByteWriter } from '../../tx/byte-writer.ts'
import type { Block, DecodeResult, Hash } from '../../tx/index.ts'
import { decodeBlock, decodeTransaction, encodeBlock, encodeTransaction } from '../../tx/index.ts'
import { MAX_BATCH_BLOCKS, MAX_LOCATOR, MAX_REQUESTED } from './limits.ts'
import type { PeerMessage, SyncRequest } from './messages.ts'

const KINDS = ['block', 'transaction', 'getBlocks', 'sync', 'blocks', 'pruned'] as const
const HASH_BYTES = 32
const MAX_BLOCK_BYTES = 4_000_000

export function encodePeerMessage(message: PeerMessage): Uint8Array {
  const writer = new ByteWriter().u8(KINDS.indexOf(message.kind))
  switch (message.kind) {
    case 'block':
      return writer.bytes(encodeBlock(message.block)).finish()
    case 'transaction':
      return writer.bytes(encodeTransaction(message.transaction)).finish()
    case 'getBlocks':
      return writeHashes(writer, message.hashes).finish()
    case 'sync':
      return writeSync(writer, message).finish()
    case 'blocks':
      writer.count(message.blocks.length)
      for (const block of message.blocks) writer.varBytes(encodeBlock(block))
      writer.bool(message.next !== undefined)
      return (message.next === undefined ? writer : writeSync(writer, message.next)).finish()
    case 'pruned':
      return writer.hash(message.lowest).finish()
  }
}

export function decodePeerMessage(bytes: Uint8Array): DecodeResult<PeerMessage> {
  const reader = new ByteReader(bytes)
  const kind = KINDS[reader.u8()]
  if (kind === undefined) return { ok: false, reason: 'a message of an unknown kind' }
  const message = readMessage(reader, kind)
  if (typeof message === 'string') return { ok: false, reason: message }
  const reason = reader.end()
  return reason === undefined ? { ok: true, value: message } : { ok: false, reason }
}

/** A string says what is wrong. */
function readMessage(reader: ByteReader, kind: (typeof KINDS)[number]): PeerMessage | string {
  switch (kind) {
    case 'block': {
      const block = decodeBlock(reader.rest())
      return block.ok ? { kind, block: block.value } : block.reason
    }
    case 'transaction': {
      const transaction = decodeTransaction(reader.rest())
      return transaction.ok ? { kind, transaction: transaction.value } : transaction.reason
    }
    case 'getBlocks':
      return { kind, hashes: readHashes(reader, MAX_REQUESTED) }
    case 'sync':
      return readSync(reader)
    case 'blocks': {
      const blocks: Block[] = []
      for (let left = reader.count(MAX_BATCH_BLOCKS, 8); left > 0; left--) {
        const block = decodeBlock(reader.varBytes(MAX_BLOCK_BYTES))
        if (!block.ok) return reader.error ?? block.reason
        blocks.push(block.value)
      }
      return reader.bool() ? { kind, blocks, next: readSync(reader) } : { kind, blocks }
    }
    case 'pruned':
      return { kind, lowest: reader.hash() }
  }
}

function writeHashes(writer: ByteWriter, hashes: readonly Hash[]): ByteWriter {
  writer.count(hashes.length)
  for (const hash of hashes) writer.hash(hash)
  return writer
}

function readHashes(reader: ByteReader, most: number): readonly Hash[] {
  return reader.list(reader.count(most, HASH_BYTES), (each) => each.hash())
}

function writeSync(writer: ByteWriter, { locator, after }: SyncRequest): ByteWriter {
  writeHashes(writer, locator).bool(after !== undefined)
  return after === undefined ? writer : writer.hash(after)
}

function readSync(reader: ByteReader): SyncRequest {
  const locator = readHashes(reader, MAX_LOCATOR)
  return reader.bool() ? { kind: 'sync', locator, after: reader.hash() } : { kind: 'sync', locator }
}
