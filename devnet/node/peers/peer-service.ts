// The node's part in the network: relays what is new to it, asks for what it lacks, answers what others ask.
import type { Chain } from '../../chain/index.ts'
import type { Block, Hash, Transaction } from '../../tx/index.ts'
import { estimatedSize } from '../../tx/index.ts'
import type { Mempool } from '../mempool/index.ts'
import type { Endpoint, Network, PeerName } from '../simulation/network.ts'
import type { BlockIntake } from './block-intake.ts'
import { chainLocator, commonBlock } from './locator.ts'
import { MAX_BATCH_BLOCKS, MAX_BATCH_BYTES, MAX_LOCATOR, MAX_REQUESTED } from './limits.ts'
import type { PeerMessage, SyncRequest } from './messages.ts'

export interface PeerService {
  readonly relayBlock: (block: Block) => void
  readonly relayTransaction: (transaction: Transaction) => void
  /** Who is connected now. */
  readonly names: () => readonly PeerName[]
  /** Whether a peer that is connected has pruned what this node would have to hear of first: it can't catch up with that one. */
  readonly isBehind: () => boolean
  readonly close: () => void
}

export interface PeerContext {
  readonly chain: Chain
  readonly take: BlockIntake['take']
  readonly mempool: Mempool
}

/** Hears when a peer has pruned what this node would have to hear of first. */
export type OnPruned = (peer: PeerName) => void

export function joinNetwork(
  network: Pick<Network<PeerMessage>, 'join'>,
  name: PeerName,
  /** The node's view of the network, which another one may take the place of. */
  context: () => PeerContext,
  onPruned: OnPruned = () => undefined,
): PeerService {
  /** Blocks that each peer was asked for and hasn't sent, so that none is asked for twice. */
  const asked = new Map<PeerName, Set<Hash>>()
  /** Peers that have pruned what this node lacks. */
  const outOfReach = new Set<PeerName>()

  const requestMissing = (peer: PeerName, missing: readonly Hash[]): void => {
    const waiting = asked.get(peer) ?? new Set()
    asked.set(peer, waiting)
    const hashes = missing.filter((hash) => !waiting.has(hash)).slice(0, MAX_REQUESTED)
    for (const hash of hashes) waiting.add(hash)
    if (hashes.length > 0) endpoint.send(peer, { kind: 'getBlocks', hashes })
  }

  const receiveBlock = (peer: PeerName, block: Block): void => {
    asked.get(peer)?.delete(block.hash)
    const result = context().take(block)
    if (!result.ok) return
    if (result.status === 'added') {
      outOfReach.delete(peer)
      endpoint.broadcast({ kind: 'block', block }, peer)
    }
    if (result.status === 'orphan') requestMissing(peer, result.missing)
  }

  const receiveTransaction = (peer: PeerName, transaction: Transaction): void => {
    const result = context().mempool.submit(transaction, { allowOrphan: true, replacement: 'ifDearer' })
    if (result.ok && result.status === 'new') endpoint.broadcast({ kind: 'transaction', transaction }, peer)
  }

  const answerSync = (peer: PeerName, request: SyncRequest): void => {
    const { chain } = context()
    const low = commonBlock(chain, request.locator.slice(0, MAX_LOCATOR))
    if (low === undefined) {
      const lowest = chain.lowest()
      // Who still has genesis has pruned nothing: then the locator is of another network, or nonsense.
      if (lowest !== chain.genesis.hash) endpoint.send(peer, { kind: 'pruned', lowest })
      return
    }
    const hashes = chain.blocksAfter(low, MAX_BATCH_BLOCKS + 1, request.after)
    const [blocks] = batchesOf(blocksOf(hashes.slice(0, MAX_BATCH_BLOCKS)))
    const last = blocks?.at(-1)
    if (blocks === undefined || last === undefined) return
    const next: SyncRequest = { ...request, after: last.hash }
    endpoint.send(
      peer,
      hashes.length > blocks.length ? { kind: 'blocks', blocks, next } : { kind: 'blocks', blocks },
    )
  }

  const blocksOf = (hashes: readonly Hash[]): Block[] =>
    hashes.flatMap((hash) => context().chain.block(hash) ?? [])

  const receive = (peer: PeerName, message: PeerMessage): void => {
    switch (message.kind) {
      case 'block':
        return receiveBlock(peer, message.block)
      case 'transaction':
        return receiveTransaction(peer, message.transaction)
      case 'getBlocks': {
        const blocks = blocksOf(message.hashes.slice(0, MAX_REQUESTED))
        for (const batch of batchesOf(blocks)) endpoint.send(peer, { kind: 'blocks', blocks: batch })
        return
      }
      case 'sync':
        return answerSync(peer, message)
      case 'pruned':
        outOfReach.add(peer)
        return onPruned(peer)
      case 'blocks':
        for (const block of message.blocks) receiveBlock(peer, block)
        if (message.next !== undefined) endpoint.send(peer, message.next)
    }
  }

  const endpoint: Endpoint<PeerMessage> = network.join(name, {
    onMessage: receive,
    onConnected(peer) {
      // What was under way when the link went down is lost.
      asked.delete(peer)
      outOfReach.delete(peer)
      const { chain, mempool } = context()
      endpoint.send(peer, { kind: 'sync', locator: chainLocator(chain) })
      for (const { tx } of mempool.entries()) endpoint.send(peer, { kind: 'transaction', transaction: tx })
    },
  })

  return {
    relayBlock: (block) => endpoint.broadcast({ kind: 'block', block }),
    relayTransaction: (transaction) => endpoint.broadcast({ kind: 'transaction', transaction }),
    names: endpoint.peers,
    isBehind: () => endpoint.peers().some((peer) => outOfReach.has(peer)),
    close: endpoint.close,
  }
}

/** Blocks cut into lists of about as many bytes as a message may have; a block is never cut. */
function batchesOf(blocks: readonly Block[]): readonly (readonly Block[])[] {
  const batches: Block[][] = []
  let bytes = 0
  for (const block of blocks) {
    const size = block.transactions.reduce((sum, tx) => sum + Number(estimatedSize(tx)), 1_000)
    const last = batches.at(-1)
    if (last === undefined || bytes + size > MAX_BATCH_BYTES) {
      batches.push([block])
      bytes = size
    } else {
      last.push(block)
      bytes += size
    }
  }
  return batches
}
