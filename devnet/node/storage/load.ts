// Makes a chain's image out of the tables.
import type { ChainImage, ValidBlock } from '../../chain/index.ts'
import type { LaneTree } from '../../chain/sequencing/index.ts'
import { expireLanes, setLane } from '../../chain/sequencing/index.ts'
import type { Hash } from '../../tx/index.ts'
import type { LaneRow, MetaRows, UndoRow } from './records.ts'
import {
  blockRow,
  bridgeRow,
  decodeMeta,
  effectsRow,
  laneRow,
  placeOfKey,
  placeRow,
  reasonRow,
  rootSampleOf,
  undoRow,
  utxoRow,
} from './records.ts'
import type { Entry, TableName, Tables } from './tables.ts'
import { DamagedTable } from './tables.ts'

export interface Loaded {
  readonly image: ChainImage
  /** The blocks' places in the order of arrival. */
  readonly places: Places
}

/** Where blocks stand in the order of arrival. */
export interface Places {
  readonly of: Map<Hash, number>
  /** Never used before, nor one of those after it. */
  next: number
}

export function noPlaces(): Places {
  return { of: new Map(), next: 0 }
}

/** Where a chain is read from. */
export type Rows = Pick<Tables, 'entries'>

/** Undefined where nothing was ever written. Throws a DamagedTable where rows are missing or can't be read. */
export function loadChain(tables: Rows, finalityDepth: bigint): Loaded | undefined {
  const meta = new Map(
    Array.from(tables.entries('meta'), ({ key, value }) => [Buffer.from(key).toString(), value]),
  )
  const ledger = metaRow(meta, 'ledger')
  if (ledger === undefined) return undefined

  const blocks = new Map(rows(tables, 'blocks', blockRow.decode))
  const of = new Map([...blocks].map(([place, { hash }]) => [hash, place]))
  const dagPlaces = rows(tables, 'places', placeRow.decode)
  const blueScores = new Map(dagPlaces.map(([, { hash, blueScore }]) => [hash, blueScore]))
  const valid = validBlocks(
    tables,
    metaRow(meta, 'base'),
    (block) => (blueScores.get(block) ?? 0n) - finalityDepth,
  )
  const genesis = [...blocks.values()][0]
  const pruned = metaRow(meta, 'pruned')
  const root = pruned?.root ?? genesis?.hash
  if (root === undefined || genesis === undefined) throw new DamagedTable('the lowest block is missing')
  const finalityPoint = metaRow(meta, 'finalityPoint')
  if (finalityPoint === undefined || !of.has(finalityPoint))
    throw new DamagedTable('the finality point is missing')
  if (dagPlaces.length !== blocks.size) throw new DamagedTable('a block or its place in the DAG is missing')
  if (!valid.some(({ effects }) => effects.block === ledger.position))
    throw new DamagedTable(`what block ${ledger.position} does, where the ledger stands, is missing`)
  const image: ChainImage = {
    dag: {
      root,
      rootSample: pruned === undefined ? undefined : rootSampleOf(pruned),
      blocks: dagPlaces.map(([, place]) => place).filter(({ hash }) => pruned !== undefined || hash !== root),
      old: pruned?.old ?? [],
    },
    rootIndex: pruned?.rootIndex ?? 0,
    blocks: [...blocks.values()],
    valid,
    disqualified: rows(tables, 'disqualified', reasonRow.decode).flatMap(([place, reason]) => {
      const block = blocks.get(place)
      return block === undefined ? [] : [{ block: block.hash, reason }]
    }),
    utxos: Array.from(tables.entries('utxos'), utxoRow.decode),
    bridge: Array.from(tables.entries('bridge'), bridgeRow.decode),
    ledger,
    finalityPoint,
  }
  return { image, places: { of, next: Math.max(-1, ...dagPlaces.slice(-1).map(([place]) => place)) + 1 } }
}

function metaRow<K extends keyof MetaRows>(
  meta: ReadonlyMap<string, Uint8Array>,
  name: K,
): MetaRows[K] | undefined {
  const bytes = meta.get(name)
  return bytes === undefined ? undefined : decodeMeta<K>(bytes)
}

/** With the block's place in the order of arrival, in which they are. */
function rows<T>(tables: Rows, table: TableName, decode: (entry: Entry) => T): (readonly [number, T])[] {
  return Array.from(tables.entries(table), (entry) => [placeOfKey(entry.key), decode(entry)] as const)
}

/** `lowestOf` gives the blue score below which a lane is expired at a block. */
function validBlocks(tables: Rows, base: Hash | undefined, lowestOf: (block: Hash) => bigint): ValidBlock[] {
  const undo = new Map(rows(tables, 'undo', undoRow.decode))
  const baseLanes = treeOf(Array.from(tables.entries('lanes'), laneRow.decode))
  /** Lanes of the blocks that something can be built on; each is made from those of its selected parent. */
  const lanes = new Map<Hash, LaneTree>()
  return rows(tables, 'effects', effectsRow.decode).map(([place, effects]) => {
    const row = undo.get(place)
    if (row === undefined) return { effects, commitments: undefined }
    const whole = { ...effects, utxo: row.utxo, bridge: row.bridge }
    const isFirst = effects.block === base || (base === undefined && place === 0)
    // A branch that left the chain below what is final can't be built on any more.
    if (!isFirst && !lanes.has(effects.selectedParent)) return { effects: whole, commitments: undefined }
    const lowest = lowestOf(effects.block)
    const tree = isFirst
      ? expireLanes(baseLanes, lowest)
      : withLanes(expireLanes(lanes.get(effects.selectedParent), lowest), row.lanes)
    lanes.set(effects.block, tree)
    return { effects: whole, commitments: commitmentsOf(row, tree) }
  })
}

function commitmentsOf(row: UndoRow, lanes: LaneTree): NonNullable<ValidBlock['commitments']> {
  return {
    utxoSet: { numerator: row.numerator, denominator: 1n },
    utxoCommitment: row.utxoCommitment,
    sequencing: { ...row.sequencing, lanes },
  }
}

function treeOf(rowsOfLanes: readonly LaneRow[]): LaneTree {
  return withLanes(undefined, rowsOfLanes)
}

function withLanes(tree: LaneTree, rowsOfLanes: readonly LaneRow[]): LaneTree {
  return rowsOfLanes.reduce((below, { key, tip, blueScore }) => setLane(below, key, { tip, blueScore }), tree)
}
