// A node: its own view of the chain, a mempool, its peers, maybe a miner, and the interface that everybody uses it by.
import type { Clock } from '../../client/clock.ts'
import type { NodeApi, NodeMethods } from '../../client/rpc/api.ts'
import type { MethodName } from '../../client/rpc/methods.ts'
import { METHODS } from '../../client/rpc/methods.ts'
import type { StateSource } from '../../client/silo/states.ts'
import type { Chain, ChainExtension, ChainImage, ChainStorage, Genesis } from '../chain/index.ts'
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
import { virtualChainMethods } from './api/virtual-chain-methods.ts'
import { publishMove } from './events/chain-events.ts'
import { createEventHub } from './events/event-hub.ts'
import type { Mempool, MempoolLimits, SubmitOptions, SubmitResult } from './mempool/index.ts'
import type { Miner } from './mining/miner.ts'
import { createMiner } from './mining/miner.ts'
import type { NodeView } from './node-view.ts'
import { createView } from './node-view.ts'
import type { IntakeResult } from './peers/block-intake.ts'
import type { PeerMessage } from './peers/messages.ts'
import type { PeerService } from './peers/peer-service.ts'
import { joinNetwork } from './peers/peer-service.ts'
import { moveBetween } from './restored.ts'
import type { Network } from './simulation/network.ts'
import type { Random } from './simulation/random.ts'
import type { NodeObserver } from './telemetry/events.ts'

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
  /** The storage holds something else than the image, which is put in its place. */
  readonly imageIsNew?: boolean
  /** The node's own source: what it draws changes nobody else's run. */
  readonly random: Random
  /** Alone when missing. */
  readonly network?: Pick<Network<PeerMessage>, 'join'>
  readonly mempoolLimits?: MempoolLimits
  readonly miner?: { readonly scriptPublicKey: ScriptPublicKey; readonly meanIntervalMs: number }
  /** Whom a devnet lets one spend as without a key; nobody when missing. */
  readonly impersonation?: ImpersonationRules
  /** Whom the RPC asks for states of silos; nobody when missing. */
  readonly states?: StateSource
  /** The controls that the RPC offers; refused when missing. */
  readonly devnet?: DevnetMethods
  /** Hears what happens at the node. */
  readonly observe?: NodeObserver
}

/** All that a node knows of its network, as plain data. */
export interface NodeState {
  readonly image: ChainImage
  /** Transactions that wait, in the order in which they came. */
  readonly waiting: readonly Transaction[]
}

/** What a devnet says about scripts whose owner somebody plays. */
export interface ImpersonationRules {
  /** A rule of consensus: once yes, always yes. */
  readonly passesUnsigned: (script: ScriptPublicKey) => boolean
  /** Whether the mempool takes such transactions now. */
  readonly isOn: (script: ScriptPublicKey) => boolean
}

export interface Node {
  readonly name: string
  readonly api: NodeApi
  /** Another one after `restore`. */
  readonly chain: Chain
  /** The same. */
  readonly mempool: Mempool
  /** Undefined when the node doesn't mine. It stands still until it is started. */
  readonly miner: Miner | undefined
  /** Takes a block as if a peer had sent it, and passes it on. */
  readonly submitBlock: (block: Block) => IntakeResult
  /** Names of the nodes that it hears now. */
  readonly peers: () => readonly string[]
  /** What `restore` puts it back to. */
  readonly state: () => NodeState
  /** Puts chain and mempool back. Listeners hear of it as of any other change; connections and subscriptions stay. */
  readonly restore: (state: NodeState) => void
  /** Stops mining and leaves the network. */
  readonly stop: () => void
}

export function createNode(options: NodeOptions): Node {
  const { name, clock, network, observe = () => undefined } = options
  const hub = createEventHub(clock)
  let view = createView({ ...options, observe }, hub, { image: options.image, isNew: options.imageIsNew })

  const peers: PeerService | undefined =
    network === undefined
      ? undefined
      : joinNetwork(
          network,
          name,
          () => view,
          (peer) => observe({ kind: 'peerPruned', peer }),
        )

  // Blocks come as fast as they can be taken, unless they are built on what nobody here has any more.
  const isSynced = (): boolean => peers?.isBehind() !== true

  const submit = (tx: Transaction, how: SubmitOptions): SubmitResult => {
    const result = view.mempool.submit(tx, how)
    observe(
      result.ok
        ? { kind: 'transactionTaken', id: result.id, status: result.status }
        : { kind: 'transactionRefused', id: transactionId(tx), reason: result.reason },
    )
    if (result.ok && result.status === 'new') peers?.relayTransaction(tx)
    return result
  }

  const submitBlock = (block: Block): IntakeResult => {
    const taken = view.take(block)
    if (taken.ok && taken.status === 'added') peers?.relayBlock(block)
    return taken
  }

  const produce = (scriptPublicKey: ScriptPublicKey, nonce: bigint): Block => {
    const { chain, mempool, take } = view
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

  const methodsOf = ({ chain, mempool, transactions }: NodeView): NodeMethods => ({
    ...kaspaMethods({ name, chain, mempool, isSynced }),
    ...virtualChainMethods(chain),
    ...mempoolMethods({ chain, mempool, submit }),
    ...miningMethods({ chain, mempool, clock, submitBlock, isSynced }),
    ...chainMethods({ chain, mempool, transactions }),
    ...siloMethods(chain, options.states),
    ...disputeMethods(chain),
    ...booksMethods(chain),
    ...(options.devnet ?? NO_DEVNET),
  })
  let methods = methodsOf(view)

  return {
    name,
    api: {
      ...delegating(() => methods),
      subscribe: async (event, scope, listener) => hub.subscribe(event, scope, listener),
    },
    get chain() {
      return view.chain
    },
    get mempool() {
      return view.mempool
    },
    miner,
    submitBlock,
    peers: () => peers?.names() ?? [],
    state: () => ({
      image: view.chain.image(),
      waiting: [...view.mempool.entries().map(({ tx }) => tx), ...view.mempool.orphans()],
    }),
    restore({ image, waiting }) {
      const before = view.chain
      view = createView({ ...options, observe }, hub, { image, isNew: true })
      methods = methodsOf(view)
      for (const tx of waiting) view.mempool.submit(tx, { allowOrphan: true })
      const { change, utxos } = moveBetween(before, view.chain)
      publishMove(view.chain, hub, change, utxos)
      observe({ kind: 'stateRestored', sink: view.chain.sink(), removed: change.removed.length })
    },
    stop() {
      miner?.stop()
      peers?.close()
    },
  }
}

/** The methods of whichever object `current` gives when one is called. */
function delegating(current: () => NodeMethods): NodeMethods {
  const entries = (Object.keys(METHODS) as MethodName[]).map((name) => {
    const call = (params: unknown): Promise<unknown> =>
      (current()[name] as (params: unknown) => Promise<unknown>)(params)
    return [name, call]
  })
  return Object.fromEntries(entries) as NodeMethods
}
