// Whether a block may enter the DAG: its header and body in themselves, and against what its parents determine. Whether a
// chain may go through it is another question (fold.ts).
import type { BlockFacts, Dag } from '../dag/index.ts'
import type { Block, Params } from '../tx/index.ts'
import { headerHash, transactionId } from '../tx/index.ts'
import { validateBody, validateLockTime } from '../utxo/index.ts'
import type { CoinbaseMaker } from './coinbase.ts'
import { describeError } from './describe.ts'

export const BLOCK_VERSION = 2

/** What is wrong with a block in itself; undefined when nothing is. */
export function problemOfBlock({ hash, header, transactions }: Block, params: Params): string | undefined {
  if (header.version !== BLOCK_VERSION) return `unknown header version ${header.version}`
  if (header.parentsByLevel.length !== 1) return 'parents of one level expected'
  if (headerHash(header) !== hash) return 'the header has another hash'
  const body = validateBody({ hash, header, transactions }, params)
  return body.ok ? undefined : describeError(body.error)
}

export interface PlaceContext {
  readonly dag: Dag
  readonly coinbase: CoinbaseMaker
}

/** What about a block isn't as its parents determine; undefined when all is. */
export function problemOfPlace(context: PlaceContext, block: Block, facts: BlockFacts): string | undefined {
  return (
    factsProblem(context, block, facts) ??
    coinbaseProblem(context, block, facts) ??
    lockTimeProblem(block, facts)
  )
}

function factsProblem({ dag }: PlaceContext, { header }: Block, facts: BlockFacts): string | undefined {
  if (header.bits !== facts.expectedBits) return `wrong bits ${header.bits}, ${facts.expectedBits} expected`
  for (const field of ['daaScore', 'blueScore', 'blueWork'] as const) {
    if (header[field] !== facts[field]) return `wrong ${field} ${header[field]}, ${facts[field]} expected`
  }
  if (header.timestamp <= facts.pastMedianTime) {
    return `its time ${header.timestamp} is not after the past median time ${facts.pastMedianTime}`
  }
  const pruningPoint = dag.pruningPointFor(facts)
  return header.pruningPoint === pruningPoint ? undefined : `wrong pruning point, ${pruningPoint} expected`
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
