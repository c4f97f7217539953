// The state of a devnet as bytes, complete and in one order: the same state gives the same bytes. Compressed frames, each behind
// its length: the settings, the chain's rows, the transactions that wait, states of silos, a hash over all of it. Read piece by piece, so that no more
// is in memory than the state itself, and checked before anything is made of it.
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { createGunzip, createGzip } from 'node:zlib'
import type { StateSource } from '../../client/silo/states.ts'
import type { ChainBatch, ChainImage } from '../chain/index.ts'
import { collectRows, decodeRow, encodeRow, rowsOf } from '../node/storage/whole-chain.ts'
import type { DecodeResult, Hash, Transaction } from '../tx/index.ts'
import { decodeTransaction, encodeTransaction, isHash } from '../tx/index.ts'
import type { StatePiece } from './dumped-states.ts'
import { collectStates, decodePiece, encodePiece } from './dumped-states.ts'
import { readFrames, framed } from './frames.ts'
import { devnetParams } from './params.ts'
import type { DevnetOrigin } from './settings.ts'
import { originFromJson, originToJson } from './settings.ts'

export interface DevnetState {
  readonly origin: DevnetOrigin
  readonly genesis: Hash
  /** How far ahead of the computer's clock the devnet's is, in milliseconds. */
  readonly ahead: bigint
  /** Addresses that were impersonated at any time: their unsigned transactions may be in the chain. */
  readonly impersonated: readonly string[]
  readonly image: ChainImage
  /** Transactions that wait to be mined, in the order in which they came. */
  readonly waiting: readonly Transaction[]
  /** Of silos whose first inboxes are gone. */
  readonly states: StateSource
}

/** What is written: the chain's image comes as a batch. */
export type DumpedState = Omit<DevnetState, 'image' | 'states'> & {
  readonly whole: ChainBatch
  readonly pieces: Iterable<StatePiece>
}

const MAGIC = 'silo devnet state 5\n'
const FRAME = { head: 0, row: 1, transaction: 2, end: 3, state: 4 } as const
const HASH_BYTES = 32

/** The compressed bytes, a piece at a time. */
export function dumpState(state: DumpedState): Readable {
  return Readable.from(framesOf(state), { objectMode: false }).pipe(createGzip())
}

function* framesOf(state: DumpedState): IterableIterator<Uint8Array> {
  const digest = createHash('sha256')
  const frame = (kind: number, bytes: Uint8Array): Uint8Array => {
    const made = framed(kind, bytes)
    digest.update(made)
    return made
  }
  yield Buffer.from(MAGIC)
  const { genesis, ahead, impersonated } = state
  const head = { ...originToJson(state.origin), genesis, ahead: String(ahead), impersonated }
  yield frame(FRAME.head, Buffer.from(JSON.stringify(head)))
  for (const row of rowsOf(state.whole)) yield frame(FRAME.row, encodeRow(row))
  for (const tx of state.waiting) yield frame(FRAME.transaction, encodeTransaction(tx))
  for (const piece of state.pieces) yield frame(FRAME.state, encodePiece(piece))
  yield framed(FRAME.end, digest.digest())
}

/** Reads what `dumpState` made. Total; takes no more than `maxBytes` once they are unpacked. */
export async function loadState(compressed: Readable, maxBytes: number): Promise<DecodeResult<DevnetState>> {
  const rows = collectRows()
  const waiting: Transaction[] = []
  const states = collectStates()
  const digest = createHash('sha256')
  let head: Head | undefined
  let isWhole = false
  try {
    const unpacker = createGunzip()
    compressed.on('error', (failure) => unpacker.destroy(failure))
    const unpacked: AsyncIterable<Uint8Array> = compressed.pipe(unpacker)
    for await (const { kind, bytes } of readFrames(unpacked, { magic: MAGIC, maxBytes })) {
      if (isWhole) return damaged('there is something after its end')
      if (kind === FRAME.end) {
        if (bytes.length !== HASH_BYTES || !digest.digest().equals(bytes))
          return damaged('its bytes are not those that were written')
        isWhole = true
        continue
      }
      digest.update(framed(kind, bytes))
      const problem = take(kind, bytes)
      if (problem !== undefined) return damaged(problem)
    }
  } catch (failure) {
    return damaged(failure instanceof Error ? failure.message : String(failure))
  } finally {
    compressed.destroy()
  }
  if (!isWhole) return damaged('its end is missing')
  if (head === undefined) return damaged('it has no settings')
  const { settings } = head.origin
  const loaded = rows.finish(devnetParams(settings.blocksPerSecond, settings.latency).finalityDepth)
  return loaded.ok
    ? { ok: true, value: { ...head, image: loaded.value, waiting, states } }
    : damaged(loaded.reason)

  function take(kind: number, bytes: Uint8Array): string | undefined {
    switch (kind) {
      case FRAME.head:
        head = readHead(bytes)
        return head === undefined ? "its settings can't be read" : undefined
      case FRAME.row: {
        const row = decodeRow(bytes)
        if (!row.ok) return row.reason
        rows.add(row.value)
        return undefined
      }
      case FRAME.transaction: {
        const tx = decodeTransaction(bytes)
        if (!tx.ok) return tx.reason
        waiting.push(tx.value)
        return undefined
      }
      case FRAME.state: {
        const piece = decodePiece(bytes)
        if (!piece.ok) return piece.reason
        states.add(piece.value)
        return undefined
      }
      default:
        return `a part of an unknown kind ${kind}`
    }
  }
}

type Head = Pick<DevnetState, 'origin' | 'genesis' | 'ahead' | 'impersonated'>

function readHead(bytes: Uint8Array): Head | undefined {
  try {
    const json: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    const origin = originFromJson(json)
    const { genesis, ahead, impersonated }: Partial<Record<string, unknown>> = { ...(json as object) }
    if (origin === undefined || !isHash(genesis)) return undefined
    if (typeof ahead !== 'string' || !/^\d{1,18}$/.test(ahead)) return undefined
    if (!Array.isArray(impersonated) || !impersonated.every((address) => typeof address === 'string'))
      return undefined
    return { origin, genesis, ahead: BigInt(ahead), impersonated }
  } catch {
    return undefined
  }
}

function damaged(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason }
}
