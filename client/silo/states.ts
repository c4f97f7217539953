// States of a silo handed from one who has executed it to one who comes late, when the inboxes from its creation on are not to be had any more.
// Whoever receives one trusts its own node for which commitment is final, and nobody for the state: each page is checked against that commitment.
import type { Hash } from '../../devnet/tx/index.ts'
import { hashFromBytes, hashToBytes } from '../../devnet/tx/index.ts'
import type { StoragePage } from '../../vm/storage/pages.ts'
import { storagePage, storageReceiver } from '../../vm/storage/pages.ts'
import type { StorageTree } from '../../vm/storage/storage-tree.ts'
import type { NodeApi } from '../rpc/api.ts'
import { RpcError } from '../rpc/api.ts'
import type { StatePage } from '../rpc/silo-codecs.ts'

/** What a silo holds after one of its reference blocks. */
export interface SiloState {
  readonly block: Hash
  readonly height: number
  /** Never to be changed, only forked. */
  readonly storage: StorageTree
}

/** A page of the state after a block, which has this root. */
export interface StateRequest {
  readonly siloId: Hash
  readonly block: Hash
  readonly storageRoot: Hash
  readonly after: Hash | undefined
  readonly limit: number
}

/** Where the state of one silo outlives the process that has executed it. */
export interface StateKeeper {
  /** The one kept last, if it is there and whole. Whether it is the silo's is for others to say. */
  latest(): SiloState | undefined
  /** Keeps a state in place of the last one, from which it came. */
  keep(state: SiloState): void
  close(): Promise<void>
}

/** Who has executed silos, and hands out states as far as they are kept. */
export interface StateSource {
  page(request: StateRequest): StatePage | undefined
}

/** Several of them as one. */
export interface StateShelf extends StateSource {
  /** Gives what takes it away again. */
  add(source: StateSource): () => void
}

export function createStateShelf(): StateShelf {
  const sources = new Set<StateSource>()
  return {
    add(source) {
      sources.add(source)
      return () => void sources.delete(source)
    },
    page(request) {
      for (const source of sources) {
        const page = source.page(request)
        if (page !== undefined) return page
      }
      return undefined
    },
  }
}

/** A page of a state; undefined when it isn't the one that is asked for. */
export function pageOf(
  storage: StorageTree,
  { storageRoot, after, limit }: StateRequest,
): StatePage | undefined {
  if (hashFromBytes(storage.root()) !== storageRoot) return undefined
  const page = storagePage(storage.snapshot(), after === undefined ? undefined : hashToBytes(after), limit)
  return { ...page, beside: page.beside.map(hashFromBytes) }
}

const PAGE = 4_096

/**
 * The state of a silo at a commitment that is final by `api`, from whoever `from` knows. Rejects with an RpcError when nobody there has one, or what
 * comes isn't it.
 */
export async function fetchState(api: NodeApi, siloId: Hash, from: NodeApi = api): Promise<SiloState> {
  const first = await from.silo_getState({ siloId, nodeId: undefined, after: undefined, limit: PAGE })
  const { node } = await api.silo_getNode({ nodeId: first.nodeId })
  if (node.siloId !== siloId || node.status !== 'final')
    throw new RpcError('failed', `the state offered for silo ${siloId} is of no final commitment of it`)
  const receiver = storageReceiver(hashToBytes(node.roots.storage))
  let { page } = first
  for (;;) {
    const taken = receiver.take(storagePageOf(page))
    if (!taken.ok)
      throw new RpcError('failed', `the state offered for silo ${siloId} is wrong: ${taken.reason}`)
    if (taken.next === undefined)
      return { block: node.referenceBlock, height: node.height, storage: taken.tree }
    const after = hashFromBytes(taken.next)
    const next = await from.silo_getState({ siloId, nodeId: node.nodeId, after, limit: PAGE })
    page = next.page
  }
}

function storagePageOf({ entries, beside, more }: StatePage): StoragePage {
  return { entries, beside: beside.map(hashToBytes), more }
}

/** Whether a state that was kept is the one that is final by a node. */
export async function isFinalState(api: NodeApi, siloId: Hash, state: SiloState): Promise<boolean> {
  const { nodes } = await api.silo_getNodes({ siloId, fromHeight: state.height })
  const final = nodes.find((node) => node.height === state.height && node.status === 'final')
  return final?.referenceBlock === state.block && final.roots.storage === hashFromBytes(state.storage.root())
}
