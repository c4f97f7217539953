// Transactions per second through the RPC of development nodes, one after the other and many at once, and how that changes while the
// chain grows; and how long each takes to start.
import { addressOf } from '../../client/index.ts'
import { accountKey } from '../../cli/accounts.ts'
import type { Transaction } from '../../devnet/tx/index.ts'
import type { Bench } from '../harness/bench.ts'
import { atLeast, atMost, single, timesMore } from '../harness/rows.ts'
import type { Row, Side } from '../harness/rows.ts'
import { summarise } from '../harness/statistics.ts'
import { anvilNode, hardhatNode } from './evm-nodes.ts'
import type { EvmNode } from './evm-nodes.ts'
import { coinsAt, preparePayments, untilAccepted } from './payments.ts'
import type { Payments } from './payments.ts'
import { startSilo } from './silo-node.ts'
import type { SiloNode } from './silo-node.ts'

/** Requests under way at once when many are sent. */
const PIPELINE = 64
const CHUNKS = 5
const DEVNET_PREFIX = 'kaspasim'

interface Measured {
  readonly name: string
  readonly ready: number
  /** Transactions per second, chunk by chunk. */
  readonly sequential: readonly number[]
  readonly pipelined: readonly number[]
}

interface MeasuredSilo extends Measured {
  readonly accepted: number
  /** Milliseconds of processors that the node spends on a transaction, until the chain has accepted it. */
  readonly cost: readonly number[]
}

async function measureSilo(node: SiloNode, parts: number): Promise<MeasuredSilo> {
  const key = accountKey('alice')
  const { api } = node
  const address = addressOf(key.publicKey, DEVNET_PREFIX)
  const submit = (transaction: Transaction): Promise<unknown> =>
    api.submitTransaction({ transaction, allowOrphan: false })
  const split = preparePayments(key, await coinsAt(api, address), parts)
  for (const transaction of split.transactions) await submit(transaction)
  await untilAccepted(api, address, split)
  const chunks = async (send: (payments: Payments) => Promise<void>): Promise<readonly Chunk[]> => {
    const done: Chunk[] = []
    for (let i = 0; i < CHUNKS; i++) {
      const payments = preparePayments(key, await coinsAt(api, address))
      const start = performance.now()
      const spentBefore = node.processorTime() ?? Number.NaN
      await send(payments)
      const answered = performance.now() - start
      await untilAccepted(api, address, payments)
      const count = payments.transactions.length
      done.push({
        answered: (count * 1000) / answered,
        accepted: (count * 1000) / (performance.now() - start),
        cost: ((node.processorTime() ?? Number.NaN) - spentBefore) / count,
      })
    }
    return done
  }
  const sequential = await chunks(async ({ transactions }) => {
    for (const transaction of transactions) await submit(transaction)
  })
  const pipelined = await chunks(async ({ transactions }) => {
    const queue = transactions.values()
    await Promise.all(
      Array.from({ length: PIPELINE }, async () => {
        for (const transaction of queue) await submit(transaction)
      }),
    )
  })
  return {
    name: 'silo',
    ready: node.readyMilliseconds,
    sequential: sequential.map(({ answered }) => answered),
    pipelined: pipelined.map(({ answered }) => answered),
    accepted: summarise(pipelined.map(({ accepted }) => accepted)).median,
    cost: pipelined.map(({ cost }) => cost),
  }
}

interface Chunk {
  readonly answered: number
  readonly accepted: number
  readonly cost: number
}

async function measureEvm(node: EvmNode, chunk: number): Promise<Measured> {
  await node.send(100, true)
  const rates = async (isBatched: boolean): Promise<readonly number[]> => {
    const all: number[] = []
    for (let i = 0; i < CHUNKS; i++) all.push(await node.send(chunk, isBatched))
    return all
  }
  return {
    name: node.name,
    ready: node.readyMilliseconds,
    sequential: await rates(false),
    pipelined: await rates(true),
  }
}

/** Each node alone on the computer, one after the other: two of them would share its cores. */
async function measureAll(
  starts: readonly (() => Promise<EvmNode | undefined>)[],
  chunk: number,
): Promise<readonly Measured[]> {
  const all: Measured[] = []
  for (const start of starts) {
    const node = await start()
    if (node === undefined) continue
    try {
      all.push(await measureEvm(node, chunk))
    } finally {
      await node.close()
    }
  }
  return all
}

function side(name: string, rates: readonly number[]): Side {
  return { name, ...summarise(rates) }
}

/** Rate of the last chunk of a series against its first. */
function flatness(rates: readonly number[]): number {
  return (rates.at(-1) ?? 0) / (rates[0] ?? 1)
}

export const transactionsBench: Bench = {
  name: 'transactions',
  group: 'devnet',
  title: 'Transactions through the RPC',
  about:
    'A node in a process of its own, started as its users start it; plain payments to it over the local network. Silo: `silo devnet` with one miner and ten blocks a second, signed transactions over its WebSocket, in chunks of 1,000 that spend what the chunk before has left, of which every one is accepted by the chain in the end; the node checks a signature for each. anvil and hardhat mine each transaction as they get it, and sign themselves. One after the other: the next is sent when the one before is answered. Many at once: 64 requests under way at silo, batches of one payment of each of their accounts (100 and 20) at the others. Silo counts until all are answered; until all are accepted by the chain has a row of its own.',
  async run({ peers, quick, say }) {
    say('  silo')
    const node = await startSilo()
    const silo = await measureSilo(node, quick ? 2 : 50).finally(() => node.close())
    say('  anvil, hardhat')
    const evms = await measureAll([() => anvilNode(peers), () => hardhatNode(peers)], quick ? 100 : 500)
    const all: readonly Measured[] = [silo, ...evms]
    const faster = evms.map(({ name }) => timesMore(1, name))
    const load = {
      why: 'client, node and miner share the cores of this computer with whatever else runs: the node, always busy, gets its share of them and no more, which is why many at once can come out slower than one after the other. What a transaction costs the node in processor time has a row of its own',
      next: 'a computer that does nothing else; then JSON and the second judging of a transaction in the template of a block are the largest parts that are left',
    }
    const rows: Row[] = [
      {
        name: 'node: start to ready',
        unit: 'ms',
        sides: all.map(({ name, ready }) => single(name, ready)),
        goals: [],
      },
      {
        name: 'transactions: one after the other',
        unit: 'per second',
        sides: all.map(({ name, sequential }) => side(name, sequential)),
        goals: [atLeast(1000), ...faster],
        shortfall: load,
      },
      {
        name: 'transactions: many at once',
        unit: 'per second',
        sides: all.map(({ name, pipelined }) => side(name, pipelined)),
        goals: [atLeast(2500), ...faster],
        shortfall: load,
      },
      {
        name: 'transactions: many at once, until accepted by the chain',
        unit: 'per second',
        sides: [single('silo', silo.accepted), ...evms.map(({ name, pipelined }) => side(name, pipelined))],
        goals: [],
      },
      {
        name: 'transactions: processor time of the node for each',
        unit: 'ms',
        sides: [side('silo', silo.cost)],
        goals: [atMost(0.4)],
        note: 'of all its threads, until accepted by the chain, with many at once; 0.4 ms is what 2,500 a second leave',
        shortfall: load,
      },
      {
        name: 'transactions: last thousand against the first',
        unit: 'of its rate',
        sides: all.map(({ name, sequential }) => single(name, flatness(sequential))),
        goals: [atLeast(0.8)],
        shortfall: load,
      },
    ]
    return { rows }
  },
}
