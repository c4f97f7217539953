// The lines of a chain's file, as kaspad's tests write them: the network's parameters (the schema of --override-params-file), then
// one block a line, genesis first. Lines that are no blocks end the chain. Total on whatever JSON comes.
import type { Hash, Params } from '../tx/index.ts'
import { blockFromJson, SIMNET_10_BPS } from '../tx/index.ts'
import {
  MAX_COINBASE_PAYLOAD_BYTES,
  MAX_COINBASE_SCRIPT_BYTES,
  MAX_SCRIPT_PUBLIC_KEY_BYTES,
  MAX_SIGNATURE_SCRIPT_BYTES,
  MAX_TX_INPUTS,
  MAX_TX_OUTPUTS,
} from '../tx/constants.ts'
import type { JsonDecoder, JsonResult } from '../tx/json-decoder.ts'
import { accept, hashValue, map, object, refuse, small, u64 } from '../tx/json-decoder.ts'
import type { GivenBlock } from './replay.ts'

const count = small(1_000_000_000)

const bool: JsonDecoder<boolean> = (json) =>
  typeof json === 'boolean' ? accept(json) : refuse('true or false is expected')

/** A limit that is no parameter here. */
function fixed(value: number): JsonDecoder<number> {
  return map(count, (given) => (given === value ? accept(given) : refuse(`only ${value} is supported`)))
}

const override = object({
  timestamp_deviation_tolerance: u64,
  past_median_time_window_size: count,
  difficulty_window_size: count,
  min_difficulty_window_size: count,
  coinbase_payload_script_public_key_max_len: fixed(MAX_COINBASE_SCRIPT_BYTES),
  max_coinbase_payload_len: fixed(MAX_COINBASE_PAYLOAD_BYTES),
  max_tx_inputs: fixed(MAX_TX_INPUTS),
  max_tx_outputs: fixed(MAX_TX_OUTPUTS),
  max_signature_script_len: fixed(MAX_SIGNATURE_SCRIPT_BYTES),
  max_script_public_key_len: fixed(MAX_SCRIPT_PUBLIC_KEY_BYTES),
  mass_per_tx_byte: u64,
  mass_per_script_pub_key_byte: u64,
  mass_per_sig_op: u64,
  storage_mass_parameter: u64,
  block_mass_limits: object({ storage: u64, compute: u64, transient: u64 }),
  block_lane_limits: object({ lanes_per_block: count, gas_per_lane: u64 }),
  deflationary_phase_daa_score: u64,
  pre_deflationary_phase_base_subsidy: u64,
  skip_proof_of_work: bool,
  max_block_level: small(255),
  blockrate: object({
    target_time_per_block: u64,
    ghostdag_k: count,
    past_median_time_sample_rate: u64,
    difficulty_sample_rate: u64,
    max_block_parents: count,
    mergeset_size_limit: count,
    merge_depth: u64,
    finality_depth: u64,
    pruning_depth: u64,
    coinbase_maturity: u64,
  }),
})

/** The network that a file's first line describes. */
export const paramsFromJson: JsonDecoder<Params> = map(override, (given) => {
  const { blockrate: rate } = given
  return accept({
    ...SIMNET_10_BPS,
    timestampToleranceMs: given.timestamp_deviation_tolerance * 1000n,
    pastMedianTimeWindowSize: given.past_median_time_window_size,
    difficultyWindowSize: given.difficulty_window_size,
    minDifficultyWindowSize: given.min_difficulty_window_size,
    mass: {
      massPerTxByte: given.mass_per_tx_byte,
      massPerScriptPubKeyByte: given.mass_per_script_pub_key_byte,
      massPerSigOp: given.mass_per_sig_op,
      storageMassParameter: given.storage_mass_parameter,
    },
    blockMassLimits: given.block_mass_limits,
    maxLanesPerBlock: given.block_lane_limits.lanes_per_block,
    maxGasPerLane: given.block_lane_limits.gas_per_lane,
    deflationaryPhaseDaaScore: given.deflationary_phase_daa_score,
    preDeflationarySubsidy: given.pre_deflationary_phase_base_subsidy,
    skipProofOfWork: given.skip_proof_of_work,
    maxBlockLevel: given.max_block_level,
    targetTimePerBlock: rate.target_time_per_block,
    ghostdagK: rate.ghostdag_k,
    pastMedianTimeSampleRate: rate.past_median_time_sample_rate,
    difficultySampleRate: rate.difficulty_sample_rate,
    maxBlockParents: rate.max_block_parents,
    mergesetSizeLimit: rate.mergeset_size_limit,
    mergeDepth: rate.merge_depth,
    finalityDepth: rate.finality_depth,
    pruningDepth: rate.pruning_depth,
    coinbaseMaturity: rate.coinbase_maturity,
  })
})

const givenHash: JsonDecoder<Hash> = map(object({ header: object({ hash: hashValue }) }), ({ header }) =>
  accept(header.hash),
)

/** One line after the first, with integers as bigint. */
export function givenBlockFromJson(json: unknown): JsonResult<GivenBlock> {
  const hash = givenHash(json)
  if (!hash.ok) return hash
  const block = blockFromJson(json)
  return block.ok ? accept({ givenHash: hash.value, block: block.value }) : block
}
