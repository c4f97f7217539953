// Reads and writes of the machine's trees by a step. Each marks the header leaf with the tree's root as used: a proof must show it.
import { EVENT_DEPTH, INBOX_DEPTH, OUTBOX_DEPTH, STACK_BYTES } from '../../spec/constants.ts'
import { ZERO_LEAF, isZero, withWord, wordOf } from '../bytes.ts'
import { getWord, leafOfRoot, setWord } from './registers.ts'
import { type InboxPiece, type StepRun, type StorageAnswer, readLeaf, refuse, writeLeaf } from './run.ts'

export function readCode(run: StepRun, index: number): Uint8Array {
  readLeaf(run, 'header', leafOfRoot('code'))
  return readLeaf(run, 'code', index)
}

export function readContext(run: StepRun, index: number): Uint8Array {
  readLeaf(run, 'header', leafOfRoot('context'))
  return readLeaf(run, 'context', index)
}

export function readRam(run: StepRun, index: number): Uint8Array {
  readLeaf(run, 'header', leafOfRoot('ram'))
  return readLeaf(run, 'ram', index)
}

export function writeRam(run: StepRun, index: number, leaf: Uint8Array): void {
  readLeaf(run, 'header', leafOfRoot('ram'))
  writeLeaf(run, 'ram', index, leaf)
}

/** Word `slot` (0..255) of the frame at byte address `fp`. */
export function readSlot(run: StepRun, fp: number, slot: number): bigint {
  return readSlots(run, fp, slot, 1)
}

export function writeSlot(run: StepRun, fp: number, slot: number, value: bigint): void {
  writeSlots(run, fp, slot, 1, value)
}

/** The number in a group of slots, which lies in one leaf; least significant word first. */
export function readSlots(run: StepRun, fp: number, first: number, count: number): bigint {
  const leaf = readRam(run, (fp >>> 6) + (first >>> 3))
  let value = 0n
  for (let i = count - 1; i >= 0; i--) value = (value << 64n) | wordOf(leaf, (first & 7) + i)
  return value
}

/** Writes a number to a group of slots, modulo what it holds. */
export function writeSlots(run: StepRun, fp: number, first: number, count: number, value: bigint): void {
  const index = (fp >>> 6) + (first >>> 3)
  let leaf = readRam(run, index)
  for (let i = 0; i < count; i++) leaf = withWord(leaf, (first & 7) + i, value >> BigInt(64 * i))
  writeRam(run, index, leaf)
}

/** The frame's address, refused unless a whole frame lies there. */
export function framePointer(run: StepRun): number {
  const fp = getWord(run, 'fp')
  if (fp % 64n === 0n && fp + 2048n <= BigInt(STACK_BYTES)) return Number(fp)
  refuse(run, 'the frame pointer is not a frame')
  return 0
}

/** A piece of the inbox entry that is being executed. */
export function readInbox(run: StepRun, piece: InboxPiece): Uint8Array {
  readLeaf(run, 'header', leafOfRoot('inbox'))
  const word = getWord(run, 'message')
  if (word >= 1n << BigInt(INBOX_DEPTH)) {
    refuse(run, 'the message is beyond the inbox')
    return ZERO_LEAF
  }
  const message = Number(word)
  run.inbox ??= { message, pieces: new Set() }
  run.inbox.pieces.add(typeof piece === 'object' ? piece.payloadLeaf : piece)
  const leaf = run.source.inbox(message, piece)
  if (leaf === undefined) refuse(run, 'no such piece of the inbox entry')
  return leaf ?? ZERO_LEAF
}

/** The value stored at a position; the zero leaf where there is none. */
export function loadStorage(run: StepRun, position: Uint8Array): Uint8Array {
  const answer = accessStorage(run, position, 'read')
  return (answer.present ? answer.value : undefined) ?? ZERO_LEAF
}

/** Whether a store of `value` adds a key. Call `storeStorage` to do it. */
export function storeAddsKey(run: StepRun, position: Uint8Array, value: Uint8Array): boolean {
  const removes = isZero(value)
  const answer = accessStorage(run, position, removes ? 'remove' : 'put')
  return !answer.present && !removes
}

/** Stores at the position that `storeAddsKey` looked at. */
export function storeStorage(run: StepRun, value: Uint8Array): void {
  if (run.storage !== undefined) run.storage.written = value
}

function accessStorage(run: StepRun, position: Uint8Array, use: 'read' | 'put' | 'remove'): StorageAnswer {
  readLeaf(run, 'header', leafOfRoot('storage'))
  run.storage = { position, use }
  const answer = run.source.storage(position, use)
  if (answer === undefined) refuse(run, 'the storage path is not the one this step needs')
  return answer ?? { present: false }
}

export function appendOutbox(run: StepRun, entry: Uint8Array): void {
  readLeaf(run, 'header', leafOfRoot('outbox'))
  const count = getWord(run, 'outboxCount')
  if (count >= 1n << BigInt(OUTBOX_DEPTH)) refuse(run, 'the outbox is beyond its tree')
  run.outboxEntry = entry
  setWord(run, 'outboxCount', count + 1n)
}

export function appendEvent(run: StepRun, record: Uint8Array): void {
  readLeaf(run, 'header', leafOfRoot('events'))
  const count = getWord(run, 'eventCount')
  if (count >= 1n << BigInt(EVENT_DEPTH)) refuse(run, 'the events are beyond their tree')
  run.eventRecord = record
  setWord(run, 'eventCount', count + 1n)
}
