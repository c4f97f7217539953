// The table of methods: controls of a development network.
import type { ValueOf } from '../codec.ts'
import { boolean, float, list, object, text, word } from '../codec.ts'
import { bytesUpTo, count, hash, total, u32, u64 } from '../base-codecs.ts'
import { method, none } from './method.ts'

/** The strategies that a devnet can start a manager with, honest first. */
export const managerStrategy = word(
  'honest',
  'falseState',
  'falseChallenge',
  'silentProver',
  'silentChallenger',
)
export type ManagerStrategy = ValueOf<typeof managerStrategy>

const nodeInfo = object('DevnetNode', {
  name: text,
  sink: hash,
  virtualDaaScore: u64,
  blockCount: count,
  /** Names of the nodes that it hears now. */
  peers: list(text),
  mines: boolean,
  /** Whether its miner runs. */
  mining: boolean,
})

const managerInfo = object('ManagerInfo', {
  name: text,
  strategy: managerStrategy,
  siloId: hash,
  /** The x-only key that its stakes belong to. */
  owner: hash,
  running: boolean,
})

/** As much as a message carries. */
export const MAX_STATE_BYTES = 24_000_000
const stateBytes = bytesUpTo(MAX_STATE_BYTES)

const snapshotInfo = object('Snapshot', {
  snapshot: count,
  /** Of the first node. */
  sink: hash,
  /** Of the sink. */
  daaScore: u64,
  /** Nodes that it holds. */
  nodes: list(text),
})

/** Controls of a development network; refused by any other. */
export const DEVNET_METHODS = {
  devnet_faucet: method(
    'Pays coins to an address.',
    object('FaucetParams', { address: text, amount: u64 }),
    object('FaucetResult', { transactionId: hash }),
  ),
  devnet_mine: method(
    'Mines blocks at once.',
    object('MineParams', { count: u32 }),
    object('MineResult', {
      hashes: list(hash),
    }),
  ),
  devnet_setMining: method(
    'Stops all miners or sets them going.',
    object('SetMiningParams', { on: boolean }),
    none,
  ),
  devnet_setNodeMining: method(
    'Stops the miner of one node or sets it going.',
    object('SetNodeMiningParams', { node: text, on: boolean }),
    none,
  ),
  devnet_getNodes: method(
    'The nodes of the devnet, with what each takes for the end of the chain.',
    none,
    object('NodesOfDevnet', { nodes: list(nodeInfo) }),
  ),
  devnet_split: method(
    'Splits the network: nodes of different groups hear nothing of each other. Nodes that no group names stay together.',
    object('SplitParams', { groups: list(list(text)) }),
    none,
  ),
  devnet_heal: method('Connects all nodes again.', none, none),
  devnet_reorg: method(
    'Has the first miner build a heavier branch from the chain block so many blocks below the end, so that the chain moves there. Transactions of the old branch wait again, or are merged later.',
    object('ReorgParams', { depth: u32 }),
    object('ReorgResult', { removed: list(hash), added: list(hash) }),
  ),
  devnet_setTime: method(
    'Moves the clock of the devnet forward, to a time in milliseconds. Blocks carry it from now on; the median past time follows as they are mined.',
    object('SetTimeParams', { timestamp: u64 }),
    none,
  ),
  devnet_snapshot: method(
    'Remembers the state of the whole devnet: every chain and mempool, who hears whom, who mines, how far ahead its clock is. Numbers are never used twice.',
    none,
    object('SnapshotResult', { snapshot: count }),
  ),
  devnet_revert: method(
    'Puts the whole devnet back to a snapshot, as often as you like. Followers hear of it as of a reorg. Nodes and managers that came later are gone; managers that were stopped since stay so.',
    object('RevertParams', { snapshot: count }),
    object('RevertResult', { sink: hash }),
  ),
  devnet_dropSnapshot: method(
    'Forgets a snapshot. A devnet remembers 64 at most.',
    object('DropSnapshotParams', { snapshot: count }),
    none,
  ),
  devnet_getSnapshots: method(
    'The snapshots that there are, oldest first.',
    none,
    object('SnapshotsResult', { snapshots: list(snapshotInfo) }),
  ),
  devnet_dump: method(
    "The state of the devnet as bytes: the first node's chain and mempool, settings, clock, whom one may spend as. The same state gives the same bytes. `silo devnet --dump FILE` writes them to a file, of any size.",
    none,
    object('DumpResult', { state: stateBytes }),
  ),
  devnet_load: method(
    'Puts all nodes to the state that a dump of this devnet holds, or of one that was started from a dump of it. Refused for the state of another: start a devnet on that with `silo devnet --load FILE`.',
    object('LoadParams', { state: stateBytes }),
    object('LoadResult', { sink: hash }),
  ),
  devnet_impersonate: method(
    'Lets anybody spend from an address without its signature: inputs with an empty script pass. This is a rule of consensus of this devnet alone, which no other network has; blocks with such transactions are good here and nowhere else. What was accepted so stays good when it is stopped.',
    object('ImpersonateParams', { address: text }),
    none,
  ),
  devnet_stopImpersonating: method(
    'Takes no more transactions without the signature of an address.',
    object('StopImpersonatingParams', { address: text }),
    none,
  ),
  devnet_getImpersonated: method(
    'Addresses that anybody may spend from now.',
    none,
    object('ImpersonatedResult', { addresses: list(text) }),
  ),
  devnet_startManager: method(
    'Starts a manager with some stakes, paid by the faucet.',
    object('StartManagerParams', {
      siloId: hash,
      strategy: managerStrategy,
      stakes: count,
    }),
    object('StartManagerResult', { manager: managerInfo }),
  ),
  devnet_stopManager: method(
    'Stops a manager; its stakes stay.',
    object('StopManagerParams', { name: text }),
    none,
  ),
  devnet_getManagers: method(
    'Managers that this devnet started.',
    none,
    object('ManagersResult', {
      managers: list(managerInfo),
    }),
  ),
  devnet_getStatus: method(
    'Miners and speed of the devnet.',
    none,
    object('DevnetStatus', {
      miners: count,
      mining: boolean,
      blocksPerSecond: float,
      /** Milliseconds of the devnet's clock. */
      now: u64,
      faucetAddress: text,
      faucetBalance: total,
    }),
  ),
} as const
