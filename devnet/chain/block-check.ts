// Whether a block may enter the DAG: its header and body in themselves, and against what its parents determine. Whether a
// chain may go through it is another question (fold.ts).
import type { BlockFacts, Dag } from '../dag/index.ts'
import { sameParents } from '../dag/parents-by-level.ts'
import type { Block, Hash, Params } from '../tx/index.ts'
import { headerHash, transactionId } from '../tx/index.ts'
import { validateBody, validateLockTime } from '../utxo/index.ts'
import type { CoinbaseMaker } from './coinbase.ts'
import { describeError } from './describe.ts'
import { hasWork } from './levels.ts'
import type { ParentsByLevel } from './levels.ts'

export const BLOCK_VERSION = 2

/** What is wrong with a block in itself; undefined when nothing is. */
export function problemOfBlock({ hash, header, transactions }: Block, params: Params): string | undefined {
  if (header.version !== BLOCK_VERSION) return `unknown header version ${header.version}`
  if (header.parentsByLevel.length === 0) return 'parents expected'
  const own = headerHash(header)
  if (own !== hash) return `its hash is given as ${hash}, the header's is ${own}`
  if (!params.skipProofOfWork && !hasWork(header)) return 'not enough proof of work'
  const body = validateBody({ hash, header, transactions }, params)
  return body.ok ? undefined : describeError(body.error)
}

export interface PlaceContext {
  readonly dag: Dag
  readonly coinbase: CoinbaseMaker
  readonly parentsByLevel: ParentsByLevel
}

/** What about a block isn't as its parents determine; undefined when all is. */
export function problemOfPlace(context: PlaceContext, block: Block, facts: BlockFacts): string | undefined {
  return (
    factsProblem(context, block, facts) ??
    coinbaseProblem(context, block, facts) ??
    lockTimeProblem(block, facts)
  )
}

function factsProblem(
  { dag, parentsByLevel }: PlaceContext,
  { header }: Block,
  facts: BlockFacts,
): string | undefined {
  if (header.bits !== facts.expectedBits) return `wrong bits ${header.bits}, ${facts.expectedBits} expected`
  for (const field of ['daaScore', 'blueScore', 'blueWork'] as const) {
    if (header[field] !== facts[field]) return `wrong ${field} ${header[field]}, ${facts[field]} expected`
  }
  if (header.timestamp <= facts.pastMedianTime) {
    return `its time ${header.timestamp} is not after the past median time ${facts.pastMedianTime}`
  }
  const pruningPoint = dag.pruningPointFor(facts)
  if (header.pruningPoint !== pruningPoint)
    return `wrong pruning point ${header.pruningPoint}, ${pruningPoint} expected`
  const parents = parentsByLevel(facts.parents)
  if (sameParents(parents, header.parentsByLevel)) return undefined
  return `wrong parents by level ${levelsText(header.parentsByLevel)}, ${levelsText(parents)} expected`
}

/** Levels above 0, such as "1: a b, 2: c"; those that repeat the level below are left out. */
function levelsText(levels: readonly (readonly Hash[])[]): string {
  const texts = levels.map((level) => level.join(' '))
  const named = texts.flatMap((text, i) => (i === 0 || text === texts[i - 1] ? [] : [`${i}: ${text}`]))
  return `(${levels.length} levels) ${named.join(', ')}`
}

function coinbaseProblem({ coinbase }: PlaceContext, block: Block, facts: BlockFacts): string | undefined {
  const payload = coinbase.payloadOf(block)
  if (payload === undefined) return 'unreadable coinbase payload'
  if (payload.blueScore !== facts.blueScore) return 'wrong blue score in the coinbase'
  if (payload.subsidy !== coinbase.subsidyAt(facts.daaScore)) return 'wrong subsidy in the coinbase'
  return undefined
}

function lockTimeProblem(block: Block, facts: BlockFacts): string | undefined {
  for (const tx of block.transactions.slice(1)) {
    const check = validateLockTime(tx, facts)
    if (!check.ok) return `transaction ${transactionId(tx)}: ${describeError(check.error)}`
  }
  return undefined
}
