// What a node tells its listeners after a block came in.
import type { EventOf } from '../../../client/rpc/methods.ts'
import type { Chain, ChainChange } from '../../chain/index.ts'
import type { Block, Hash } from '../../tx/index.ts'
import type { Utxo } from '../../utxo/index.ts'
import { addressOf } from '../addresses.ts'
import { placedBlock } from '../placed-block.ts'
import type { EventHub } from './event-hub.ts'
import type { NetChange } from './utxo-journal.ts'
import { netUtxoChange } from './utxo-journal.ts'

/** To be called after each block that the chain took in. */
export type ChainEvents = (block: Block, change: ChainChange | undefined) => void

/** Tells that the chain's end is another one, without a block that has come: the node was put back to another state. */
export function publishMove(chain: Chain, hub: EventHub, change: ChainChange, utxos: NetChange): void {
  hub.publish('virtualChainChanged', (scope) =>
    chainChanged(chain, change, scope.include_accepted_transaction_ids),
  )
  hub.publish('utxosChanged', ({ addresses }) => utxosOfAddresses(chain, utxos, addresses))
  hub.publish('virtualDaaScoreChanged', () => ({ virtualDaaScore: chain.virtual().daaScore }))
  publishSinkScore(chain, hub)
  hub.publish('newBlockTemplate', () => ({}))
}

export function createChainEvents(chain: Chain, hub: EventHub): ChainEvents {
  let daaScore = chain.virtual().daaScore
  let virtualDiff = chain.virtualDiff()

  return (block, change) => {
    hub.publish('blockAdded', () => placedBlock(chain, block, true))
    if (change !== undefined) {
      hub.publish('virtualChainChanged', (scope) =>
        chainChanged(chain, change, scope.include_accepted_transaction_ids),
      )
    }
    const before = virtualDiff
    virtualDiff = chain.virtualDiff()
    if (hub.hasListeners('utxosChanged')) {
      const net = netUtxoChange(before, change, virtualDiff, chain.effects)
      hub.publish('utxosChanged', ({ addresses }) => utxosOfAddresses(chain, net, addresses))
    }
    const score = chain.virtual().daaScore
    if (score !== daaScore) hub.publish('virtualDaaScoreChanged', () => ({ virtualDaaScore: score }))
    daaScore = score
    if (change !== undefined) publishSinkScore(chain, hub)
    hub.publish('newBlockTemplate', () => ({}))
  }
}

function publishSinkScore(chain: Chain, hub: EventHub): void {
  const sinkBlueScore = chain.block(chain.sink())?.header.blueScore
  hub.publish('sinkBlueScoreChanged', () => (sinkBlueScore === undefined ? undefined : { sinkBlueScore }))
}

/** The form in which both the notification and getVirtualChainFromBlock tell of the chain. */
export function chainChanged(
  chain: Chain,
  { removed, added }: ChainChange,
  withIds: boolean,
): EventOf<'virtualChainChanged'> {
  const acceptedIds = (hash: Hash): readonly Hash[] => chain.effects(hash)?.acceptedIds ?? []
  return {
    removedChainBlockHashes: removed,
    addedChainBlockHashes: added,
    acceptedTransactionIds: withIds
      ? added.map((hash) => ({ acceptingBlockHash: hash, acceptedTransactionIds: acceptedIds(hash) }))
      : [],
  }
}

/** Undefined when none of the addresses is concerned. No addresses at all mean every one, as in Kaspa. */
function utxosOfAddresses(
  chain: Chain,
  net: NetChange,
  addresses: readonly string[],
): EventOf<'utxosChanged'> | undefined {
  const wanted = new Set(addresses)
  const pick = (utxos: readonly Utxo[]): EventOf<'utxosChanged'>['added'] =>
    utxos.flatMap(({ outpoint, entry }) => {
      const address = addressOf(entry.scriptPublicKey, chain.params.addressPrefix)
      const isWanted = wanted.size === 0 || (address !== undefined && wanted.has(address))
      return isWanted ? [{ address, outpoint, utxoEntry: entry }] : []
    })
  const added = pick(net.added)
  const removed = pick(net.removed)
  return added.length + removed.length === 0 ? undefined : { added, removed }
}
