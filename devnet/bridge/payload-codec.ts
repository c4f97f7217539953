// Bytes of payloads (docs/protocol.md, Transactions). Decoding is total and canonical: any bytes give a payload or a
// problem, and a payload has one encoding only. Every list is bounded by the bytes that are there.
import { ByteReader } from '../tx/byte-reader.ts'
import { ByteWriter } from '../tx/byte-writer.ts'
import type { Hash } from '../tx/hash.ts'
import type { Outpoint } from '../tx/types.ts'
import { readConfig, writeConfig } from './config.ts'
import { LANE_KIND, PAYLOAD_KIND } from './payloads.ts'
import type {
  BridgePayload,
  BridgePayloadKind,
  CallPayload,
  ChallengeBacking,
  CommitEntry,
  DeliverPayload,
  LevelOpening,
  PublishEntry,
  Roots,
  Sender,
} from './payloads.ts'

export const PAYLOAD_VERSION = 1
const OUTBOX_LEAF_BYTES = 64
const KIND_OF_NUMBER: ReadonlyMap<number, BridgePayloadKind> = new Map(
  Object.entries(PAYLOAD_KIND).map(([kind, number]) => [number, kind as BridgePayloadKind] as const),
)

export type Decoded<T> =
  { readonly ok: true; readonly payload: T } | { readonly ok: false; readonly problem: string }

export function encodeCall(payload: CallPayload): Uint8Array {
  const writer = new ByteWriter().u8(PAYLOAD_VERSION).u8(LANE_KIND.call)
  writeSender(writer, payload.sender)
  return writer.bytes(payload.message).finish()
}

export function decodeCall(bytes: Uint8Array): Decoded<CallPayload> {
  const reader = new ByteReader(bytes)
  readHead(reader, LANE_KIND.call)
  const payload: CallPayload = { kind: 'call', sender: readSender(reader), message: reader.rest() }
  return finish(reader, payload)
}

export function encodeDelivery(payload: DeliverPayload): Uint8Array {
  const writer = new ByteWriter().u8(PAYLOAD_VERSION).u8(LANE_KIND[payload.kind])
  writer.hash(payload.siloId).hash(payload.node).u16(payload.index).u16(payload.leaves.length)
  for (const leaf of payload.leaves) writer.bytes(leaf)
  return writeBytes(writer, payload.witness).finish()
}

/** Which kind of delivery a payload in a silo's lane is, right or wrong; all others are calls. */
export function deliveryKind(bytes: Uint8Array): DeliverPayload['kind'] | undefined {
  if (bytes[0] !== PAYLOAD_VERSION) return undefined
  if (bytes[1] === LANE_KIND.deliver) return 'deliver'
  return bytes[1] === LANE_KIND.deliverUnproven ? 'deliverUnproven' : undefined
}

export function decodeDelivery(bytes: Uint8Array): Decoded<DeliverPayload> {
  const reader = new ByteReader(bytes)
  const kind = deliveryKind(bytes) ?? 'deliver'
  readHead(reader, LANE_KIND[kind])
  const payload: DeliverPayload = {
    kind,
    siloId: reader.hash(),
    node: reader.hash(),
    index: reader.u16(),
    leaves: reader.list(reader.u16(), (r) => r.bytes(OUTBOX_LEAF_BYTES)),
    witness: readBytes(reader),
  }
  return finish(reader, payload)
}

export function encodePayload(payload: BridgePayload): Uint8Array {
  const writer = new ByteWriter().u8(PAYLOAD_VERSION).u8(PAYLOAD_KIND[payload.kind])
  writeBody(writer, payload)
  return writer.finish()
}

export function decodePayload(bytes: Uint8Array): Decoded<BridgePayload> {
  const reader = new ByteReader(bytes)
  if (reader.u8() !== PAYLOAD_VERSION) reader.fail('unknown payload version')
  const kind = KIND_OF_NUMBER.get(reader.u8())
  if (kind === undefined) return { ok: false, problem: reader.error ?? 'unknown payload kind' }
  return finish(reader, readBody(reader, kind))
}

function readHead(reader: ByteReader, kind: number): void {
  if (reader.u8() !== PAYLOAD_VERSION) reader.fail('unknown payload version')
  if (reader.u8() !== kind) reader.fail('unknown payload kind')
}

function finish<T>(reader: ByteReader, payload: T): Decoded<T> {
  const problem = reader.end()
  return problem === undefined ? { ok: true, payload } : { ok: false, problem }
}

function writeBody(writer: ByteWriter, payload: BridgePayload): void {
  switch (payload.kind) {
    case 'create':
      writeSender(writer, payload.sender)
      writer.bytes(namespaceBytes(payload.namespace))
      writeConfig(writer, payload.config)
      writeBytes(writer, payload.code).bytes(payload.message)
      return
    case 'stake':
      writer.hash(payload.siloId)
      return
    case 'requestUnlock':
    case 'unlock':
      writeSender(writer, payload.sender)
      writeOutpoint(writer, payload.stake)
      return
    case 'commit':
      writeSender(writer, payload.sender)
      writer.hash(payload.siloId)
      writeOutpoint(writer, payload.stake)
      writer.hash(payload.ticketBlock).hash(payload.parent).u16(payload.entries.length)
      for (const entry of payload.entries) writeRoots(writer.hash(entry.block), entry.roots)
      return
    case 'challenge':
      writeSender(writer, payload.sender)
      writer.hash(payload.siloId).hash(payload.node)
      writeBacking(writer, payload.backing)
      writeRoots(writer, payload.roots)
      return
    case 'assert':
      writeMove(writer, payload)
      writer.u64(payload.steps).hash(payload.endHash)
      writeBytes(writer, payload.haltedWitness)
      writeOpening(writer, payload.opening)
      return
    case 'reveal':
      writeMove(writer, payload)
      writer.bool(payload.opening !== undefined)
      if (payload.opening !== undefined) writeOpening(writer, payload.opening)
      writer.u8(payload.hashes.length)
      for (const hash of payload.hashes) writer.hash(hash)
      writeBytes(writer, payload.witness)
      return
    case 'pick':
      writeMove(writer, payload)
      writer.u16(payload.index)
      return
    case 'prove':
      writeMove(writer, payload)
      writeBytes(writer, payload.proof)
      return
    case 'claimTimeout':
      writeMove(writer, payload)
      return
    case 'slash':
      writeSender(writer, payload.sender)
      writeOutpoint(writer, payload.stake)
      writer.hash(payload.dispute)
      return
    case 'equivocation':
      writeSender(writer, payload.sender)
      writeOutpoint(writer, payload.stake)
      writer.hash(payload.first).hash(payload.second)
      return
    case 'finalise':
      writer.hash(payload.siloId).hash(payload.node)
      return
    case 'publish':
      writer.hash(payload.siloId).hash(payload.node).u16(payload.entries.length)
      for (const entry of payload.entries) writer.u16(entry.index).bytes(entry.leaf)
      writeBytes(writer, payload.witness)
      return
    case 'collectFees':
      writeSender(writer, payload.sender)
      writer.hash(payload.siloId)
  }
}

function readBody(reader: ByteReader, kind: BridgePayloadKind): BridgePayload {
  switch (kind) {
    case 'create': {
      const sender = readSender(reader)
      const namespace = readNamespace(reader)
      const config = readConfig(reader)
      const code = readBytes(reader)
      return { kind, sender, namespace, config, code, message: reader.rest() }
    }
    case 'stake':
      return { kind, siloId: reader.hash() }
    case 'requestUnlock':
    case 'unlock':
      return { kind, sender: readSender(reader), stake: readOutpoint(reader) }
    case 'commit':
      return {
        kind,
        sender: readSender(reader),
        siloId: reader.hash(),
        stake: readOutpoint(reader),
        ticketBlock: reader.hash(),
        parent: reader.hash(),
        entries: reader.list(reader.u16(), readCommitEntry),
      }
    case 'challenge':
      return {
        kind,
        sender: readSender(reader),
        siloId: reader.hash(),
        node: reader.hash(),
        backing: readBacking(reader),
        roots: readRoots(reader),
      }
    case 'assert':
      return {
        kind,
        ...readMove(reader),
        steps: reader.u64(),
        endHash: reader.hash(),
        haltedWitness: readBytes(reader),
        opening: readOpening(reader),
      }
    case 'reveal':
      return {
        kind,
        ...readMove(reader),
        opening: reader.bool() ? readOpening(reader) : undefined,
        hashes: reader.list(reader.u8(), (r) => r.hash()),
        witness: readBytes(reader),
      }
    case 'pick':
      return { kind, ...readMove(reader), index: reader.u16() }
    case 'prove':
      return { kind, ...readMove(reader), proof: readBytes(reader) }
    case 'claimTimeout':
      return { kind, ...readMove(reader) }
    case 'slash':
      return { kind, sender: readSender(reader), stake: readOutpoint(reader), dispute: reader.hash() }
    case 'equivocation':
      return {
        kind,
        sender: readSender(reader),
        stake: readOutpoint(reader),
        first: reader.hash(),
        second: reader.hash(),
      }
    case 'finalise':
      return { kind, siloId: reader.hash(), node: reader.hash() }
    case 'publish':
      return {
        kind,
        siloId: reader.hash(),
        node: reader.hash(),
        entries: reader.list(reader.u16(), readPublishEntry),
        witness: readBytes(reader),
      }
    case 'collectFees':
      return { kind, sender: readSender(reader), siloId: reader.hash() }
  }
}

interface Move {
  readonly sender: Sender
  readonly dispute: Hash
  readonly position: number
}

function writeMove(writer: ByteWriter, move: Move): void {
  writeSender(writer, move.sender)
  writer.hash(move.dispute).u32(move.position)
}

function readMove(reader: ByteReader): Move {
  return { sender: readSender(reader), dispute: reader.hash(), position: reader.u32() }
}

function writeSender(writer: ByteWriter, sender: Sender): void {
  writer.u16(sender.input).hash(sender.key)
}

function readSender(reader: ByteReader): Sender {
  return { input: reader.u16(), key: reader.hash() }
}

function writeOutpoint(writer: ByteWriter, outpoint: Outpoint): void {
  writer.hash(outpoint.transactionId).u32(outpoint.index)
}

function readOutpoint(reader: ByteReader): Outpoint {
  return { transactionId: reader.hash(), index: reader.u32() }
}

function writeRoots(writer: ByteWriter, roots: Roots): void {
  writer.hash(roots.storage).hash(roots.outbox).hash(roots.events)
}

function readRoots(reader: ByteReader): Roots {
  return { storage: reader.hash(), outbox: reader.hash(), events: reader.hash() }
}

function readCommitEntry(reader: ByteReader): CommitEntry {
  return { block: reader.hash(), roots: readRoots(reader) }
}

function writeBacking(writer: ByteWriter, backing: ChallengeBacking): void {
  writer.bool(backing.kind === 'output')
  if (backing.kind === 'stake') writeOutpoint(writer, backing.stake)
}

function readBacking(reader: ByteReader): ChallengeBacking {
  return reader.bool() ? { kind: 'output' } : { kind: 'stake', stake: readOutpoint(reader) }
}

function writeBytes(writer: ByteWriter, bytes: Uint8Array): ByteWriter {
  return writer.u32(bytes.length).bytes(bytes)
}

function readBytes(reader: ByteReader): Uint8Array {
  return reader.bytes(reader.u32())
}

function writeOpening(writer: ByteWriter, opening: LevelOpening): void {
  writeBytes(writer.hash(opening.historyRoot), opening.endsWitness)
}

function readOpening(reader: ByteReader): LevelOpening {
  return { historyRoot: reader.hash(), endsWitness: readBytes(reader) }
}

function readPublishEntry(reader: ByteReader): PublishEntry {
  return { index: reader.u16(), leaf: reader.bytes(OUTBOX_LEAF_BYTES) }
}

/** A namespace stands in its lane's id in big-endian order, and here likewise. */
function namespaceBytes(namespace: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, namespace)
  return bytes
}

function readNamespace(reader: ByteReader): number {
  const bytes = reader.bytes(4)
  return bytes.length === 4 ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) : 0
}
