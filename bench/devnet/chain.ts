// Headers and whole blocks per second, and what reachability costs as the DAG grows.
import { Session } from 'node:inspector/promises'
import { createChain } from '../../devnet/chain/index.ts'
import { beginReplay } from '../../devnet/chain/replay.ts'
import type { GivenBlock } from '../../devnet/chain/replay.ts'
import { givenBlockFromJson, paramsFromJson } from '../../devnet/chain/replay-file.ts'
import { SIMNET_10_BPS } from '../../devnet/tx/index.ts'
import type { Params } from '../../devnet/tx/index.ts'
import { haveVectors, readVectorLines } from '../../test/vectors.ts'
import type { Bench } from '../harness/bench.ts'
import { clocked, inTurns } from '../harness/measure.ts'
import type { Execution } from '../harness/measure.ts'
import { atLeast, single } from '../harness/rows.ts'
import type { DetailTable, Row } from '../harness/rows.ts'
import { converted, summarise } from '../harness/statistics.ts'
import { numberText } from '../harness/text.ts'
import { SMALL_WINDOWS, growingDag } from './growing-dag.ts'
import { payingChains } from './paying-chain.ts'
import type { PayingChainSize } from './paying-chain.ts'

const CHAIN = 'goref-1060-tx-265-blocks.json.gz'
const QUERIES = 20_000

async function headersPerSecond(blocks: number): Promise<Row> {
  const [time] = await inTurns(
    [
      {
        name: 'silo',
        execute: () => {
          const growing = growingDag(SIMNET_10_BPS)
          return clocked(() => {
            growing.growTo(blocks)
            return growing.dag.size
          })
        },
      },
    ],
    { warmUp: 1, rounds: 3 },
  )
  if (time === undefined) throw new Error('nothing was measured')
  return {
    name: 'chain: headers',
    unit: 'per second',
    sides: [{ ...converted(time, (milliseconds) => (blocks * 1000) / milliseconds), name: 'silo' }],
    goals: [atLeast(5000)],
    note: `${blocks} blocks of a 10 blocks per second network: colouring, windows of difficulty and times, finality, reachability`,
  }
}

interface Chain {
  readonly params: Params
  readonly genesis: GivenBlock
  readonly blocks: readonly GivenBlock[]
}

/** Undefined where the vectors are not at hand. */
function publicChain(): Chain | undefined {
  if (!haveVectors) return undefined
  const [first, ...rest] = readVectorLines(CHAIN)
  const params = paramsFromJson(first)
  const decoded = rest.map(givenBlockFromJson).flatMap((block) => (block.ok ? [block.value] : []))
  const [genesis, ...blocks] = decoded
  if (!params.ok || genesis === undefined) throw new Error(`${CHAIN} is no chain`)
  return { params: params.value, genesis, blocks }
}

function replay({ params, genesis, blocks }: Chain): Execution {
  const begun = beginReplay(params, genesis)
  if (!begun.ok) throw new Error(begun.difference)
  return clocked(() => {
    for (const block of blocks) {
      const difference = begun.replay.add(block)
      if (difference !== undefined) throw new Error(difference.difference)
    }
    return begun.replay.summary().sink
  })
}

async function blocksPerSecond(chain: Chain): Promise<{ row: Row; table: DetailTable }> {
  const [time] = await inTurns([{ name: 'silo', execute: () => replay(chain) }], { warmUp: 2, rounds: 5 })
  if (time === undefined) throw new Error('nothing was measured')
  const transactions = chain.blocks.reduce((sum, { block }) => sum + block.transactions.length, 0)
  return {
    row: {
      name: 'chain: full validation',
      unit: 'blocks per second',
      sides: [
        { ...converted(time, (milliseconds) => (chain.blocks.length * 1000) / milliseconds), name: 'silo' },
      ],
      goals: [],
      note: `${CHAIN}, every commitment of every header: ${numberText((transactions * 1000) / time.median)} transactions per second`,
    },
    table: {
      title: 'Where full validation spends its time',
      columns: ['folder or library', 'share'],
      lines: await breakdown(() => replay(chain)),
    },
  }
}

const PAYMENTS: PayingChainSize = { blocks: 20, payments: 100 }

/** Each chain is new to this process: no signature, no element of the set and no header was seen before. */
async function paymentsPerSecond(size: PayingChainSize, rounds: number): Promise<Row> {
  const rates: number[] = []
  const warmUp = 2
  let round = 0
  for await (const { params, genesis, blocks } of payingChains(warmUp + rounds, size)) {
    const chain = createChain(params, genesis, undefined)
    const { milliseconds } = clocked(() => {
      for (const block of blocks) chain.addBlock(block)
      return chain.sink()
    })
    if (chain.sink() !== blocks.at(-1)?.hash) throw new Error('a block was not taken')
    if (round++ >= warmUp) rates.push((size.blocks * size.payments * 1000) / milliseconds)
  }
  return {
    name: 'chain: full validation of payments with one input',
    unit: 'per second',
    sides: [{ name: 'silo', ...summarise(rates) }],
    goals: [atLeast(2000)],
    note: `${size.blocks} blocks of ${size.payments} payments with two outputs, all new to the process; every signature and every commitment`,
    shortfall: {
      why: 'a payment costs one signature (libsecp256k1, native where there is a build), three elements of the set hash and some twenty hashes',
      next: 'the field of the set hash in WebAssembly instead of BigInt; judging a transaction once for the block that holds it and the block that accepts it',
    },
  }
}

/** Own time by folder of the project, or by package, as V8's profiler samples it; what is below a hundredth is left out. */
async function breakdown(work: () => unknown): Promise<string[][]> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.start')
  work()
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  const places = new Map(profile.nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]))
  const time = new Map<string, number>()
  let all = 0
  for (const [i, id] of (profile.samples ?? []).entries()) {
    const spent = profile.timeDeltas?.[i] ?? 0
    const place = places.get(id)
    if (place === undefined) continue
    time.set(place, (time.get(place) ?? 0) + spent)
    all += spent
  }
  return [...time]
    .toSorted(([, a], [, b]) => b - a)
    .filter(([, spent]) => spent > all / 100)
    .map(([place, spent]) => [place, `${Math.round((100 * spent) / all)}%`])
}

/** Undefined for what the profiler itself does, and for waiting. */
function placeOf({ url, functionName }: CallFrame): string | undefined {
  const library = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]
  const folder = /\/(devnet\/.*)\/[^/]+$/.exec(url)?.[1]
  if (url.startsWith('node:inspector') || functionName === '(idle)') return undefined
  if (url.startsWith('wasm:')) return 'WebAssembly (signatures)'
  if (functionName === '(garbage collector)') return 'garbage collector'
  return library ?? folder ?? 'engine and the rest'
}

interface CallFrame {
  readonly url: string
  readonly functionName: string
}

/** Microseconds of a new block and nanoseconds of a question, at each size. */
function reachability(
  sizes: readonly number[],
  say: (line: string) => void,
): { row: Row; table: DetailTable } {
  const growing = growingDag(SMALL_WINDOWS)
  const lines: string[][] = []
  const perBlock: number[] = []
  for (const size of sizes) {
    const sample = Math.floor(size / 10)
    growing.growTo(size - sample)
    const grown = clocked(() => {
      growing.growTo(size)
      return size
    })
    let found = 0
    const asked = clocked(() => {
      for (let i = 0; i < QUERIES; i++) {
        const [a, b] = [growing.hashes[growing.below(size)], growing.hashes[growing.below(size)]]
        if (a !== undefined && b !== undefined && growing.dag.isAncestor(a, b)) found++
      }
      return found
    })
    const block = (grown.milliseconds * 1000) / sample
    perBlock.push(block)
    say(`  ${size} blocks`)
    lines.push([
      size.toLocaleString('en-US'),
      numberText(block),
      numberText((asked.milliseconds * 1e6) / QUERIES),
      numberText(process.memoryUsage().heapUsed / 2 ** 20),
    ])
  }
  return {
    row: {
      name: `chain: a new block at ${sizes.at(-1)?.toLocaleString('en-US')} blocks`,
      unit: `times that at ${sizes[0]?.toLocaleString('en-US')}`,
      sides: [single('silo', (perBlock.at(-1) ?? 0) / (perBlock[0] ?? 1))],
      goals: [],
      note: 'the garbage collector walks the whole DAG, and skip pointers lead all over the memory',
    },
    table: {
      title: 'Reachability as the DAG grows',
      columns: ['blocks', 'µs per new block', 'ns per question', 'heap MB'],
      lines,
    },
  }
}

export const chainBench: Bench = {
  name: 'chain',
  group: 'devnet',
  title: 'Headers, blocks and reachability',
  about:
    'Headers: a DAG that grows as a network of ten blocks a second does. Full validation: a chain made by another implementation, every block and every commitment, hashes and signatures included, from the third time on, when scripts and elements are remembered; its shares are those of one profiled run. Reachability: the same growing DAG with small windows, so that what depends on the size shows; new blocks, and questions about random pairs.',
  async run({ quick, say }) {
    const headers = await headersPerSecond(quick ? 300 : 30_000)
    const chain = publicChain()
    const full = chain === undefined ? undefined : await blocksPerSecond(chain)
    if (full === undefined) say('  the public chain is not at hand: full validation is left out')
    const payments = await paymentsPerSecond(quick ? { blocks: 2, payments: 5 } : PAYMENTS, quick ? 1 : 5)
    const reach = reachability(quick ? [100, 1_000] : [1_000, 10_000, 100_000, 1_000_000], say)
    return {
      rows: [headers, payments, ...(full === undefined ? [] : [full.row]), reach.row],
      tables: [...(full === undefined ? [] : [full.table]), reach.table],
    }
  },
}
