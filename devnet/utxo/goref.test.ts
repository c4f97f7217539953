// Replays the goref chain, made by Kaspa's own code: every body is valid, every chain block accepts exactly what its
// successor's coinbase pays for, and undoing all diffs leads back to nothing.
import { describe, expect, it } from 'vitest'
import { haveVectors, needsVectors, readVectorLines } from '../../test/vectors.ts'
import { Dag } from '../dag/dag.ts'
import type { DagBlock } from '../dag/types.ts'
import type { Hash } from '../tx/hash.ts'
import { blockFromJson } from '../tx/json.ts'
import { MASS_PARAMS } from '../tx/mass.ts'
import { SIMNET_10_BPS } from '../tx/params.ts'
import type { Params } from '../tx/params.ts'
import type { Block } from '../tx/types.ts'
import { validateBody } from './body.ts'
import { isExpectedCoinbase } from './coinbase.ts'
import type { BlockReward } from './coinbase.ts'
import { parseCoinbasePayload } from './coinbase-payload.ts'
import { validateInContext } from './context.ts'
import { UtxoOverlay } from './diff.ts'
import { validateLockTime } from './lock-time.ts'
import type { UtxoDiff } from './types.ts'
import { UtxoSet } from './utxo-set.ts'

/** The first line of the file. */
const PARAMS: Params = {
  ...SIMNET_10_BPS,
  targetTimePerBlock: 1000n,
  ghostdagK: 124,
  pastMedianTimeSampleRate: 10n,
  difficultySampleRate: 2n,
  maxBlockParents: 81,
  mergesetSizeLimit: 1240,
  coinbaseMaturity: 200n,
  deflationaryPhaseDaaScore: 0n,
  mass: { ...MASS_PARAMS, storageMassParameter: 10_000n },
}

describe.skipIf(!haveVectors)(`the goref chain${needsVectors}`, () => {
  it('is accepted block by block, and undone exactly', () => {
    const blocks = new Map<Hash, Block>()
    const order: Block[] = []
    for (const line of readVectorLines('goref-1060-tx-265-blocks.json.gz').slice(1)) {
      const decoded = blockFromJson(line)
      if (!decoded.ok) continue
      blocks.set(decoded.value.hash, decoded.value)
      order.push(decoded.value)
    }
    const [genesis, ...rest] = order
    const dag = new Dag(PARAMS, { hash: genesis!.hash, ...genesis!.header })
    for (const block of rest) {
      const { hash, header } = block
      expect(validateBody(block, PARAMS)).toEqual({ ok: true })
      const added = dag.add({
        hash,
        parents: header.parentsByLevel[0]!,
        timestamp: header.timestamp,
        bits: header.bits,
      })
      if (!added.ok) throw new Error(added.error.kind)
      const pov = { daaScore: added.block.daaScore, pastMedianTime: added.block.pastMedianTime }
      for (const tx of block.transactions) expect(validateLockTime(tx, pov)).toEqual({ ok: true })
    }

    const set = new UtxoSet()
    const diffs: UtxoDiff[] = []
    let accepted = 0
    for (const block of [...dag.chainDown(dag.tips()[0]!)].reverse().slice(1)) {
      const { diff, rewards, count } = acceptMergeset(block, set, blocks)
      const [coinbase] = blocks.get(block.hash)!.transactions
      expect(isExpectedCoinbase(coinbase!, { ...block, rewards }, PARAMS)).toBe(true)
      set.apply(diff)
      diffs.push(diff)
      accepted += count
    }
    expect(accepted).toBeGreaterThan(200)
    expect(set.size).toBeGreaterThan(200)
    for (const diff of diffs.reverse()) set.unapply(diff)
    expect([set.size, set.total]).toEqual([0, 0n])
  })
})

/** The acceptance of one chain block, as 31, 2.9 has it. */
function acceptMergeset(block: DagBlock, set: UtxoSet, blocks: ReadonlyMap<Hash, Block>) {
  const overlay = new UtxoOverlay(set)
  const rewards = new Map<Hash, BlockReward>()
  let count = 0
  for (const merged of block.mergeset) {
    const { transactions } = blocks.get(merged)!
    const [coinbase, ...others] = transactions
    if (merged === block.selectedParent) overlay.accept(coinbase!, block.daaScore)
    let fees = 0n
    for (const tx of others) {
      const check = validateInContext(tx, overlay, { params: PARAMS, pov: block })
      if (!check.ok) continue
      overlay.accept(tx, block.daaScore)
      fees += check.fee
      count += 1
    }
    const payload = parseCoinbasePayload(coinbase!.payload)!
    const { scriptPublicKey } = payload.miner
    rewards.set(merged, { subsidy: payload.subsidy, fees, withheld: 0n, scriptPublicKey })
  }
  return { diff: overlay.diff(), rewards, count }
}
