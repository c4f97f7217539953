// Players of disputes for tests: the real machine's traces, honest or altered at a step, and the moves that follow from
// them; and the scene in which they meet.
import { MACHINE_VERSION } from '../../vm/consensus.ts'
import type { MachineInput, MachineState } from '../../vm/machine/state.ts'
import { run } from '../../vm/machine/run.ts'
import { encodeImage } from '../../vm/program/image.ts'
import { historyRoot, levelPoints, provePoints } from '../../vm/proof/history.ts'
import { createMachineTrace, machineFor } from '../../vm/proof/prove/machine-trace.ts'
import { createTrace } from '../../vm/proof/trace.ts'
import type { Trace } from '../../vm/proof/trace.ts'
import { StorageTree } from '../../vm/storage/storage-tree.ts'
import { testProgram } from '../../vm/testing.ts'
import { hashFromBytes, hashToBytes } from '../../devnet/tx/hash.ts'
import type { Hash } from '../../devnet/tx/hash.ts'
import type { Outpoint } from '../../devnet/tx/types.ts'
import { innerSamples } from '../../devnet/bridge/levels.ts'
import type { BridgePayload, LevelOpening, Roots } from '../../devnet/bridge/payloads.ts'
import { getDispute, getInbox } from '../../devnet/bridge/queries.ts'
import { messageKindOf } from '../../devnet/bridge/records.ts'
import type { DisputeRecord, LevelRecord, SiloRecord } from '../../devnet/bridge/records.ts'
import { TestChain, h, payTo } from '../../devnet/bridge/testing/chain.ts'
import type { Request } from '../../devnet/bridge/testing/chain.ts'
import {
  bridge,
  callBlock,
  challenge,
  commit,
  createSilo,
  nodeIdAt,
  senderOf,
  stake,
} from '../../devnet/bridge/testing/scenario.ts'

export const PROVER = h(0xa1)
export const CHALLENGER = h(0xb2)

/** Counts down in the heap: some 60,000 steps a message, three levels of a dispute. */
export const PROGRAM = testProgram(`
  ldc [8] heap
  ldi [9] 10000
again:
  andi [10] [9] 255
  shli [11] [10] 3
  add [11] [11] [8]
  st64 [9] [11] 0
  subui [9] [9] 1
  jnz [9] again
  movl {16} {8}
  sstore {16} {24}
  end {8}
.word heap 262144`)

export interface Scene {
  readonly chain: TestChain
  readonly silo: SiloRecord
  readonly input: MachineInput
  readonly honest: Trace<MachineState>
  readonly stakes: { readonly prover: Outpoint; readonly challenger: Outpoint }
}

/** A silo whose constructor's block nobody has committed to yet, and its honest trace. */
export function scene(config = {}): Scene {
  const chain = new TestChain()
  const silo = createSilo(chain, {
    code: encodeImage(PROGRAM),
    config: { gasPerBlock: 1_000_000n, ...config },
  })
  // The constructor runs out of its 1,000 gas; the call in the same block would not: so commit to both blocks.
  const [prover] = stake(chain, silo, PROVER)
  const [challenger] = stake(chain, silo, CHALLENGER)
  const block = callBlock(chain, silo, { gas: 200_000n })
  const genesis = createMachineTrace(inputOf(chain, silo, silo.creatingBlock, new StorageTree()))
  const last = genesis.stateAt(genesis.length)
  const input = inputOf(chain, silo, block, last.storage)
  const parent = { stake: prover!, owner: PROVER, parent: silo.genesisNode, roots: [rootsOf(genesis)] }
  commit(chain, silo, parent)
  return {
    chain,
    silo,
    input,
    honest: createMachineTrace(input),
    stakes: { prover: prover!, challenger: challenger! },
  }
}

export function inputOf(chain: TestChain, silo: SiloRecord, block: Hash, storage: StorageTree): MachineInput {
  const inbox = getInbox(chain, silo.id, block)!
  return {
    program: PROGRAM,
    storage,
    inbox: inbox.entries.map((entry) => ({
      admitted: entry.refusal === 0,
      kind: messageKindOf(entry),
      source: entry.delivery,
      sender: hashToBytes(entry.sender),
      transactionId: hashToBytes(entry.transactionId),
      value: entry.value,
      gas: entry.gasLimit,
      refusal: entry.refusal,
      payload: entry.payload,
    })),
    context: {
      siloId: hashToBytes(silo.id),
      referenceBlock: hashToBytes(block),
      daaScore: inbox.block.daaScore,
      timestamp: inbox.block.timestamp,
      blueScore: inbox.block.blueScore,
      machineVersion: MACHINE_VERSION,
      configHash: hashToBytes(silo.configHash),
      codeRoot: hashToBytes(silo.codeRoot),
    },
  }
}

/** A machine that, on its way past a step, writes a key of its own into storage, and is honest again after that. */
export function alteredTrace(input: MachineInput, at: bigint): Trace<MachineState> {
  const honest = machineFor({ ...input, storage: input.storage.fork() })
  return createTrace({
    ...honest,
    runTo: (state, steps) => {
      const from = honest.steps(state)
      if (from <= at && at < steps) {
        run(state, { untilStep: at })
        state.storage.set(0n, new Uint8Array(56).fill(9), new Uint8Array(64).fill(Number(at % 200n) + 1))
      }
      honest.runTo(state, steps)
    },
  })
}

export function rootsOf(trace: Trace<MachineState>): Roots {
  const state = trace.stateAt(trace.length)
  return {
    storage: hashFromBytes(state.storage.root()),
    outbox: hashFromBytes(state.outbox.root()),
    events: hashFromBytes(state.events.root()),
  }
}

export const named = (dispute: DisputeRecord, key: Hash) => ({
  sender: senderOf(key),
  dispute: dispute.id,
  position: dispute.position,
})

export function openingOf(trace: Trace<MachineState>, start: bigint, length: bigint): LevelOpening {
  const hashes = trace.levelHashes(start, start + length)
  return {
    historyRoot: hashFromBytes(historyRoot(hashes)),
    endsWitness: provePoints(hashes, [0, hashes.length - 1]),
  }
}

export function assertion(
  dispute: DisputeRecord,
  trace: Trace<MachineState>,
): Extract<BridgePayload, { kind: 'assert' }> {
  return {
    kind: 'assert',
    ...named(dispute, PROVER),
    steps: trace.length,
    endHash: hashFromBytes(trace.hashAt(trace.length)),
    haltedWitness: trace.haltedWitness(),
    opening: openingOf(trace, 0n, trace.length),
  }
}

export function revelation(dispute: DisputeRecord, trace: Trace<MachineState>, arity: number): BridgePayload {
  const { turn } = dispute
  const interval: Pick<LevelRecord, 'start' | 'length'> = turn.kind === 'open' ? turn : dispute.levels.at(-1)!
  const hashes = trace.levelHashes(interval.start, interval.start + interval.length)
  const span =
    turn.kind === 'reveal'
      ? turn
      : { lo: { index: 0, hash: h(0) }, hi: { index: hashes.length - 1, hash: h(0) } }
  const inner = innerSamples(span.lo, span.hi, arity)
  return {
    kind: 'reveal',
    ...named(dispute, PROVER),
    opening: turn.kind === 'open' ? openingOf(trace, turn.start, turn.length) : undefined,
    hashes: inner.map((i) => hashFromBytes(hashes[i]!)),
    witness: provePoints(hashes, inner),
  }
}

export function picking(dispute: DisputeRecord, trace: Trace<MachineState>): BridgePayload {
  const level = dispute.levels.at(-1)!
  const points = dispute.turn.kind === 'pick' ? dispute.turn.points : []
  const steps = levelPoints(level.start, level.start + level.length)
  const wrong = points.findIndex((p) => hashFromBytes(trace.hashAt(steps[p.index]!)) !== p.hash)
  return { kind: 'pick', ...named(dispute, CHALLENGER), index: wrong < 1 ? points.length - 1 : wrong }
}

/** Plays on until one step is left; gives the dispute then. */
export function playToProof(
  s: Scene,
  id: Hash,
  prover: Trace<MachineState>,
  challenger: Trace<MachineState>,
): DisputeRecord {
  for (;;) {
    s.chain.next(3n)
    const dispute = getDispute(s.chain, id)!
    if (dispute.turn.kind === 'prove') return dispute
    s.chain.accepts(moveOf(s, dispute, prover, challenger))
  }
}

export function moveOf(
  s: Scene,
  dispute: DisputeRecord,
  prover: Trace<MachineState>,
  challenger: Trace<MachineState>,
): Request {
  const { turn } = dispute
  if (turn.kind === 'assert') return bridge(assertion(dispute, prover))
  if (turn.kind === 'pick') return bridge(picking(dispute, challenger))
  return bridge(revelation(dispute, prover, s.silo.config.arity))
}

export function proofOf(dispute: DisputeRecord, key: Hash, trace: Trace<MachineState>): Request {
  const step = dispute.turn.kind === 'prove' ? dispute.turn.step : 0n
  return bridge({ kind: 'prove', ...named(dispute, key), proof: trace.proofAt(step) })
}

/** The prover commits to the second block with its trace's roots, the challenger answers with its own. */
export function start(
  s: Scene,
  prover: Trace<MachineState>,
  challenger: Trace<MachineState>,
): { dispute: DisputeRecord; node: Hash; alternative: Hash } {
  const { chain, silo, stakes } = s
  const parent = nodeIdAt(
    chain,
    silo,
    silo.genesisNode,
    rootsOf(createMachineTrace(inputOf(chain, silo, silo.creatingBlock, new StorageTree()))),
  )
  const roots = rootsOf(prover)
  const other = rootsOf(challenger)
  const [node] = commit(chain, silo, { stake: stakes.prover, owner: PROVER, parent, roots: [roots] })
  const dispute = challenge(chain, silo, node!, CHALLENGER, stakes.challenger, other)
  return { dispute, node: node!, alternative: nodeIdAt(chain, silo, parent, other) }
}

export function slash(s: Scene, dispute: DisputeRecord, loser: Outpoint, winner: Hash): Request {
  const unit = s.silo.config.stakingUnit
  const payload: BridgePayload = {
    kind: 'slash',
    sender: senderOf(winner),
    stake: loser,
    dispute: dispute.id,
  }
  return bridge(payload, { spends: [loser], outputs: [payTo(winner, unit / 2n)], burns: unit / 2n })
}
