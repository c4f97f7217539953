// A node: its own view of the chain, a mempool, its peers, maybe a miner, and the interface that everybody uses it by.
import type { Clock } from '../../client/clock.ts'
import type { NodeApi } from '../../client/rpc/api.ts'
import type { ChainExtension, ChainImage, ChainStorage, Genesis } from '../chain/index.ts'
import type { Chain } from '../chain/index.ts'
import { createChain } from '../chain/index.ts'
import type { Block, Params, ScriptPublicKey, Transaction } from '../tx/index.ts'
import { transactionId } from '../tx/index.ts'
import { booksMethods } from './api/books-methods.ts'
import { chainMethods } from './api/chain-methods.ts'
import type { DevnetMethods } from './api/devnet-methods.ts'
import { NO_DEVNET } from './api/devnet-methods.ts'
import { disputeMethods } from './api/dispute-methods.ts'
import { kaspaMethods } from './api/kaspa-methods.ts'
import { mempoolMethods } from './api/mempool-methods.ts'
import { miningMethods } from './api/mining-methods.ts'
import { siloMethods } from './api/silo-methods.ts'
import { createChainEvents } from './events/chain-events.ts'
import { createEventHub } from './events/event-hub.ts'
import type { Mempool, MempoolLimits, SubmitOptions, SubmitResult } from './mempool/index.ts'
import { createMempool } from './mempool/index.ts'
import type { Miner } from './mining/miner.ts'
import { createMiner } from './mining/miner.ts'
import type { IntakeResult } from './peers/block-intake.ts'
import { createBlockIntake } from './peers/block-intake.ts'
import type { PeerMessage } from './peers/messages.ts'
import type { PeerService } from './peers/peer-service.ts'
import { joinNetwork } from './peers/peer-service.ts'
import type { Network } from './simulation/network.ts'
import type { Random } from './simulation/random.ts'
import type { NodeObserver } from './telemetry/events.ts'
import { createTransactionIndex } from './transaction-index.ts'

export interface NodeOptions {
  readonly name: string
  readonly params: Params
  readonly genesis: Genesis
  readonly extension?: ChainExtension
  readonly clock: Clock
  /** What its chain starts with; genesis alone when missing. */
  readonly image?: ChainImage | undefined
  /** Keeps its chain; without it the node lives in memory. */
  readonly storage?: ChainStorage | undefined
  /** The node's own source: what it draws changes nobody else's run. */
  readonly random: Random
  /** Alone when missing. */
  readonly network?: Network<PeerMessage>
  readonly mempoolLimits?: MempoolLimits
  readonly miner?: { readonly scriptPublicKey: ScriptPublicKey; readonly meanIntervalMs: number }
  /** The controls that the RPC offers; refused when missing. */
  readonly devnet?: DevnetMethods
  /** Hears what happens at the node. */
  readonly observe?: NodeObserver
}

export interface Node {
  readonly name: string
  readonly api: NodeApi
  readonly chain: Chain
  readonly mempool: Mempool
  /** Undefined when the node doesn't mine. It stands still until it is started. */
  readonly miner: Miner | undefined
  /** Takes a block as if a peer had sent it, and passes it on. */
  readonly submitBlock: (block: Block) => IntakeResult
  /** Names of the nodes that it hears now. */
  readonly peers: () => readonly string[]
  /** Stops mining and leaves the network. */
  readonly stop: () => void
}

export function createNode(options: NodeOptions): Node {
  const { name, clock, network, observe = () => undefined } = options
  const { image, storage } = options
  const chain = createChain(options.params, options.genesis, options.extension, { image, storage })
  const mempool = createMempool(chain, options.mempoolLimits)
  const transactions = createTransactionIndex(chain)
  for (const block of image?.blocks ?? []) transactions.add(block, undefined)
  const hub = createEventHub(clock)
  const announce = createChainEvents(chain, hub)
  const intake = createBlockIntake(chain, clock, (block, { change, pruned = [] }) => {
    mempool.chainMoved(change)
    transactions.add(block, change)
    transactions.forget(pruned)
    announce(block, change)
    observe({
      kind: 'blockAdded',
      hash: block.hash,
      daaScore: block.header.daaScore,
      transactions: block.transactions.length,
      removed: change?.removed.length ?? 0,
      added: change?.added.length ?? 0,
    })
  })
  const take = (block: Block): IntakeResult => {
    const taken = intake.take(block)
    if (!taken.ok) observe({ kind: 'blockRefused', hash: block.hash, reason: taken.reason })
    return taken
  }
  const peers: PeerService | undefined =
    network === undefined ? undefined : joinNetwork(network, name, { chain, take, mempool })

  const submit = (tx: Transaction, options: SubmitOptions): SubmitResult => {
    const result = mempool.submit(tx, options)
    observe(
      result.ok
        ? { kind: 'transactionTaken', id: result.id, status: result.status }
        : { kind: 'transactionRefused', id: transactionId(tx), reason: result.reason },
    )
    if (result.ok && result.status === 'new') peers?.relayTransaction(tx)
    return result
  }

  const submitBlock = (block: Block): IntakeResult => {
    const taken = take(block)
    if (taken.ok && taken.status === 'added') peers?.relayBlock(block)
    return taken
  }

  const produce = (scriptPublicKey: ScriptPublicKey, nonce: bigint): Block => {
    const block = chain.buildTemplate({
      miner: { scriptPublicKey, extraData: new Uint8Array(0) },
      transactions: mempool.ready(),
      timestamp: clock.now(),
      nonce,
    })
    const taken = take(block)
    const problem = taken.ok ? chain.disqualifiedBecause(block.hash) : taken.reason
    if (problem !== undefined) throw new Error(`bug: ${name} refuses its own block: ${problem}`)
    peers?.relayBlock(block)
    return block
  }

  const random = options.random.split('miner')
  const miner =
    options.miner === undefined ? undefined : createMiner({ clock, random, produce }, options.miner)

  const api: NodeApi = {
    ...kaspaMethods({ name, chain, mempool }),
    ...mempoolMethods({ chain, mempool, submit }),
    ...miningMethods({ chain, mempool, clock, submitBlock }),
    ...chainMethods({ chain, mempool, transactions }),
    ...siloMethods(chain, transactions),
    ...disputeMethods(chain),
    ...booksMethods(chain),
    ...(options.devnet ?? NO_DEVNET),
    subscribe: async (event, scope, listener) => hub.subscribe(event, scope, listener),
  }

  return {
    name,
    api,
    chain,
    mempool,
    miner,
    submitBlock,
    peers: () => peers?.names() ?? [],
    stop() {
      miner?.stop()
      peers?.close()
    },
  }
}
