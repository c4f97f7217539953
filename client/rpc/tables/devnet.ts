// The table of methods: controls of a development network.
import type { ValueOf } from '../codec.ts'
import { boolean, float, list, object, text, word } from '../codec.ts'
import { count, hash, total, u32, u64 } from '../base-codecs.ts'
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
