// The node's part in the network: relays what is new to it, asks for what it lacks, answers what others ask.
import type { Chain } from '../../chain/index.ts'
import type { Block, Hash, Transaction } from '../../tx/index.ts'
import type { Mempool } from '../mempool/index.ts'
import type { Endpoint, Network, PeerName } from '../simulation/network.ts'
import type { BlockIntake } from './block-intake.ts'
import { chainLocator, commonBlock } from './locator.ts'
import type { PeerMessage, SyncRequest } from './messages.ts'

/** Blocks in one message at most. */
const BATCH = 500
const MAX_REQUESTED = 500
const MAX_LOCATOR = 200

export interface PeerService {
  readonly relayBlock: (block: Block) => void
  readonly relayTransaction: (transaction: Transaction) => void
  /** Who is connected now. */
  readonly names: () => readonly PeerName[]
  readonly close: () => void
}

export interface PeerContext {
  readonly chain: Chain
  readonly take: BlockIntake['take']
  readonly mempool: Mempool
}

export function joinNetwork(
  network: Pick<Network<PeerMessage>, 'join'>,
  name: PeerName,
  /** The node's view of the network, which another one may take the place of. */
  context: () => PeerContext,
): PeerService {
  /** Blocks that each peer was asked for and hasn't sent, so that none is asked for twice. */
  const asked = new Map<PeerName, Set<Hash>>()

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
    if (result.status === 'added') endpoint.broadcast({ kind: 'block', block }, peer)
    if (result.status === 'orphan') requestMissing(peer, result.missing)
  }

  const receiveTransaction = (peer: PeerName, transaction: Transaction): void => {
    const result = context().mempool.submit(transaction, { allowOrphan: true, replacement: 'ifDearer' })
    if (result.ok && result.status === 'new') endpoint.broadcast({ kind: 'transaction', transaction }, peer)
  }

  const answerSync = (peer: PeerName, request: SyncRequest): void => {
    const { chain } = context()
    const low = commonBlock(chain, request.locator.slice(0, MAX_LOCATOR))
    if (low === undefined || !Number.isSafeInteger(request.offset) || request.offset < 0) return
    const end = request.offset + BATCH
    const hashes = chain.blocksAfter(low, end + 1)
    const blocks = blocksOf(hashes.slice(request.offset, end))
    if (blocks.length === 0) return
    const next = { ...request, offset: end }
    endpoint.send(peer, hashes.length > end ? { kind: 'blocks', blocks, next } : { kind: 'blocks', blocks })
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
        if (blocks.length > 0) endpoint.send(peer, { kind: 'blocks', blocks })
        return
      }
      case 'sync':
        return answerSync(peer, message)
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
      const { chain, mempool } = context()
      endpoint.send(peer, { kind: 'sync', locator: chainLocator(chain), offset: 0 })
      for (const { tx } of mempool.entries()) endpoint.send(peer, { kind: 'transaction', transaction: tx })
    },
  })

  return {
    relayBlock: (block) => endpoint.broadcast({ kind: 'block', block }),
    relayTransaction: (transaction) => endpoint.broadcast({ kind: 'transaction', transaction }),
    names: endpoint.peers,
    close: endpoint.close,
  }
}
