// Kills a process that keeps a chain, again and again at moments that nobody chose, and checks after each time that the folder holds
// what that process had called safe, and that it is exactly what the same blocks lead to from genesis.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Chain } from '../../../chain/index.ts'
import { createChain, SILO_EXTENSION } from '../../../chain/index.ts'
import { GENESIS, stateOf } from '../../../chain/testing/kit.ts'
import type { Hash } from '../../../tx/index.ts'
import { hash, TINY } from '../../../tx/index.ts'
import { EMPTY_DIFF } from '../../../utxo/index.ts'
import { applyDiffToSet, EMPTY_MUHASH, hashOfSet } from '../../../utxo/muhash/index.ts'
import { outpointKey } from '../../../tx/index.ts'
import { createRandom } from '../../simulation/random.ts'
import { openChain } from './folders.ts'

export interface CrashReport {
  readonly problems: readonly string[]
  readonly kills: number
  /** Kills that came while a transaction was being written, as far as the parent heard of it. */
  readonly whileWriting: number
  readonly blocks: number
}

/** The report's problems are empty when all is well. */
export async function crashAgainAndAgain(
  folder: string,
  seed: string,
  kills: number,
  tell: (round: number, blocks: number) => void = () => undefined,
): Promise<CrashReport> {
  const { below } = createRandom(seed)
  const reference = createChain(TINY, GENESIS, SILO_EXTENSION, { archival: true })
  const problems: string[] = []
  let whileWriting = 0
  for (let round = 0; round < kills && problems.length === 0; round++) {
    const heard = await killAfter(folder, `${seed} ${round}`, below(60))
    if (heard.writing) whileWriting++
    const { chain, storage } = await openChain(folder)
    problems.push(...problemsOf(chain, reference, heard.kept).map((problem) => `round ${round}: ${problem}`))
    await storage.close()
    tell(round, reference.blockCount())
  }
  return { problems, kills, whileWriting, blocks: reference.blockCount() }
}

interface Heard {
  /** The last sink that the process called safe. */
  readonly kept: Hash | undefined
  /** It had begun to write something else. */
  readonly writing: boolean
}

/** Starts the process and kills it once it has said so many lines: it runs on until the signal comes. */
async function killAfter(folder: string, seed: string, lines: number): Promise<Heard> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'crash-child.ts'), folder, seed], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let heard = 0
  let kept: Hash | undefined
  let writing = false
  for await (const line of createInterface({ input: child.stdout })) {
    const [word, sink = ''] = line.split(' ')
    writing = word === 'writing'
    if (word === 'kept') kept = hash(sink)
    if (heard++ === lines) child.kill('SIGKILL')
  }
  await gone
  return { kept, writing }
}

function problemsOf(chain: Chain, reference: Chain, kept: Hash | undefined): string[] {
  const problems: string[] = []
  if (kept !== undefined && chain.block(kept) === undefined)
    problems.push(`block ${kept}, which was safe, is lost`)
  for (const block of chain.image().blocks) {
    if (block.hash === chain.genesis.hash) continue
    const taken = reference.addBlock(block)
    if (!taken.ok) problems.push(`block ${block.hash} doesn't follow from genesis: ${JSON.stringify(taken)}`)
  }
  const [found, expected] = [lastingState(chain), lastingState(reference)]
  for (const name of ['sink', 'virtual', 'virtualDiff', 'books', 'utxos', 'bridge', 'path'] as const) {
    const [is, be] = [textOf(found[name]), textOf(expected[name])]
    if (is !== be) problems.push(`${name} is not what the blocks lead to: ${difference(is, be)}`)
  }
  const afresh = hashOfSet(applyDiffToSet(EMPTY_MUHASH, { ...EMPTY_DIFF, added: allUtxos(chain) }))
  const committed = chain.image().valid.find(({ effects }) => effects.block === chain.sink())?.commitments
  if (committed?.utxoCommitment !== afresh) problems.push('the outputs are not what the sink commits to')
  return problems
}

/** What doesn't depend on how far back a chain remembers: not its tips, since those that were never merged are pruned. */
function lastingState(chain: Chain) {
  const { path, ...state } = stateOf(chain)
  const bridge = [...chain.image().bridge].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return { ...state, bridge, path: path.slice(-20) }
}

function textOf(state: unknown): string {
  return JSON.stringify(state, (_key, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`
    return value instanceof Map ? [...value] : value
  })
}

/** Where two texts part. */
function difference(a: string, b: string): string {
  let at = 0
  while (a[at] === b[at]) at++
  const from = Math.max(0, at - 80)
  return `${a.slice(from, at + 80)} | ${b.slice(from, at + 80)}`
}

function allUtxos(chain: Chain) {
  return new Map(Array.from(chain.ledger.allUtxos(), (utxo) => [outpointKey(utxo.outpoint), utxo]))
}
