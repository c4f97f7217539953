// The single step that a dispute came down to: its instruction and source line, what the chain's two sides say of it, the proof, and the storage
// that they differ in.
import { nextStep, sourceLookup, type StepInWords } from '../../client/debug/step-words.ts'
import { namedStorage } from '../../client/debug/storage-names.ts'
import type { DisputeInfo } from '../../client/rpc/dispute-codecs.ts'
import type { Engine } from '../../client/silo/engine.ts'
import type { ExecutedBlock } from '../../client/silo/execute.ts'
import { traceOf } from '../../client/silo/trace.ts'
import type { SiloUser } from '../../client/silo/user.ts'
import type { Artifact } from '../../compiler/artifact.ts'
import { STRATEGIES } from '../../devnet/manager/index.ts'
import { bytesToHex, type Hash } from '../../devnet/tx/index.ts'
import type { MachineState } from '../../vm/index.ts'
import type { Trace } from '../../vm/proof/trace.ts'
import type { ProofFile } from '../proof-file.ts'
import { aboutStep } from './step.ts'

/** A place in storage where the two sides' machines differ after the step. */
export interface StorageDifference {
  readonly name: string
  readonly right: string
  readonly wrong: string
}

export interface DisputedStep {
  readonly block: ExecutedBlock
  /** Step of the reference block's trace. */
  readonly step: bigint
  readonly words: StepInWords
  readonly before: Hash
  /** What the step really leads to. */
  readonly right: Hash
  /** What the prover said. */
  readonly claimed: Hash
  /** Whether the prover's hash is the right one: then the challenger was wrong. */
  readonly proverRight: boolean
  readonly proof: Uint8Array
  /** Known where the loser runs one of the altered machines that silo itself can start. */
  readonly differences: readonly StorageDifference[]
  readonly trace: Trace<MachineState>
}

/** The step of a dispute that has got to one; undefined before that, or when our own execution does not start where the dispute starts. */
export async function disputedStep(silo: SiloUser, dispute: DisputeInfo): Promise<DisputedStep | undefined> {
  const { turn } = dispute
  if (turn.kind !== 'prove') return undefined
  await silo.contract.follower.update()
  const block = silo.contract.follower.block(dispute.referenceBlock)
  if (block === undefined) return undefined
  const trace = traceOf(block)
  const before = bytesToHex(trace.hashAt(turn.step))
  if (before !== turn.before) return undefined
  const { artifact } = silo.contract
  const right = bytesToHex(trace.hashAt(turn.step + 1n)) as Hash
  return {
    block,
    step: turn.step,
    words: trace.at(turn.step, (state) => nextStep(state, sourceLookup(artifact))),
    before: turn.before,
    right,
    claimed: turn.claimed,
    proverRight: right === turn.claimed,
    proof: trace.proofAt(turn.step),
    differences: differencesAt(
      artifact,
      block,
      trace,
      turn.step + 1n,
      right === turn.claimed ? undefined : turn.claimed,
    ),
    trace,
  }
}

/** The proof file of a disputed step. */
export function disputeProofFile(silo: SiloUser, dispute: DisputeInfo, disputed: DisputedStep): ProofFile {
  return {
    before: disputed.before,
    after: disputed.right,
    claimed: disputed.claimed,
    proof: bytesToHex(disputed.proof),
    about: {
      ...aboutStep(silo.contract.artifact, disputed.trace.stateAt(disputed.step), {
        silo: dispute.siloId,
        block: dispute.referenceBlock,
        step: disputed.step,
      }),
      dispute: dispute.disputeId,
    },
  }
}

/**
 * Runs each altered machine that silo can start over the block, and compares storage with that of the right run. Where the chain holds the wrong
 * side's hash, only a machine that gives exactly that hash counts.
 */
function differencesAt(
  artifact: Artifact,
  block: ExecutedBlock,
  right: Trace<MachineState>,
  step: bigint,
  claimed: Hash | undefined,
): readonly StorageDifference[] {
  for (const engine of alteredEngines()) {
    const wrong = traceOf(block, engine)
    const state = wrong.stateAt(step)
    const hash = bytesToHex(wrong.hashAt(step))
    if (claimed === undefined ? hash !== bytesToHex(right.hashAt(step)) : hash === claimed) {
      return compareStorage(artifact, right.stateAt(step), state)
    }
  }
  return []
}

function alteredEngines(): readonly Engine[] {
  return Object.values(STRATEGIES)
    .filter((strategy) => strategy.name === 'falseState' || strategy.name === 'falseChallenge')
    .map((strategy) => strategy.engine(0n))
}

function compareStorage(
  artifact: Artifact,
  right: MachineState,
  wrong: MachineState,
): readonly StorageDifference[] {
  const keyed = (state: MachineState): Map<string, string> =>
    new Map(
      namedStorage(state.storage, artifact).map((entry) => [
        `${entry.contract}#${entry.instance}.${entry.name}`,
        entry.text,
      ]),
    )
  const [ours, theirs] = [keyed(right), keyed(wrong)]
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .filter((name) => ours.get(name) !== theirs.get(name))
    .map((name) => ({ name, right: ours.get(name) ?? '(absent)', wrong: theirs.get(name) ?? '(absent)' }))
}
