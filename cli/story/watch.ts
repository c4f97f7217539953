// Follows a silo's commitments and disputes through the RPC and tells each change once, a line each: what silo dispute and silo demo show while they run.
import type { DisputeInfo, DisputeTurn } from '../../client/rpc/dispute-codecs.ts'
import type { NodeApi, Unsubscribe } from '../../client/rpc/api.ts'
import type { NodeInfo } from '../../client/rpc/silo-codecs.ts'
import { stepOf } from '../../devnet/bridge/levels.ts'
import type { Hash } from '../../devnet/tx/index.ts'
import { short } from './manager-lines.ts'

export interface WatchOptions {
  readonly api: NodeApi
  readonly siloId: Hash
  /** The name of a key's owner, for people. */
  readonly nameOf: (owner: Hash) => string
  readonly tell: (line: string) => void
  /** Tells nothing of what had happened before. */
  readonly fromNow?: boolean
}

/** Starts telling; call the result to stop. */
export async function watchSilo(options: WatchOptions): Promise<Unsubscribe> {
  const { api, siloId, nameOf, tell } = options
  const told = new Set<string>()
  let silent = options.fromNow === true
  let busy = false
  let stopped = false

  function once(key: string, line: string): void {
    if (told.has(key) || stopped) return
    told.add(key)
    if (!silent) tell(line)
  }

  async function look(): Promise<void> {
    if (busy || stopped) return
    busy = true
    try {
      const { nodes } = await api.silo_getNodes({ siloId, fromHeight: undefined })
      for (const node of nodes) tellNode(node, nodes, nameOf, once)
      const { disputes } = await api.silo_getDisputes({ siloId, openOnly: false })
      for (const dispute of disputes) tellDispute(dispute, nameOf, once)
    } finally {
      busy = false
    }
  }
  await look()
  silent = false
  const unsubscribe = await api.subscribe(
    'virtualChainChanged',
    { include_accepted_transaction_ids: false },
    () => void look(),
  )
  return () => {
    stopped = true
    unsubscribe()
  }
}

function tellNode(
  node: NodeInfo,
  all: readonly NodeInfo[],
  nameOf: (owner: Hash) => string,
  once: (key: string, line: string) => void,
): void {
  const siblings = all.filter(
    (other) => other.height === node.height && other.referenceBlock === node.referenceBlock,
  )
  for (const committer of node.committers) {
    if (committer.ticketBlock === undefined) continue
    const conflict = siblings.length > 1 ? '  (another commitment says otherwise)' : ''
    once(
      `${node.nodeId}/${committer.stake.transactionId}/${committer.stake.index}`,
      `${nameOf(committer.owner)} commits to reference block ${short(node.referenceBlock)}: state ${short(node.stateCommitment)}${conflict}`,
    )
  }
  if (node.height === 0) return
  if (node.status === 'dead')
    once(`${node.nodeId}/dead`, `commitment ${short(node.stateCommitment)} is dead: ${node.reason}`)
  if (node.status === 'final')
    once(`${node.nodeId}/final`, `commitment ${short(node.stateCommitment)} is final: ${node.reason}`)
  if (node.published.length > 0) {
    once(
      `${node.nodeId}/published/${node.published.length}`,
      `outbox entries ${node.published.join(', ')} of ${short(node.stateCommitment)} are paid on the base layer`,
    )
  }
}

function tellDispute(
  dispute: DisputeInfo,
  nameOf: (owner: Hash) => string,
  once: (key: string, line: string) => void,
): void {
  const { disputeId, prover, challenger, position, turn, outcome } = dispute
  once(
    disputeId,
    `${nameOf(challenger.owner)} challenges ${nameOf(prover.owner)}'s commitment: dispute ${short(disputeId)}`,
  )
  if (dispute.steps !== undefined) {
    once(
      `${disputeId}/steps`,
      `  ${nameOf(prover.owner)} asserts a trace of ${dispute.steps} steps and binds the hashes along it`,
    )
  }
  if (outcome === undefined)
    once(`${disputeId}/${position}/${turn.kind}`, `  move ${position}: ${turnLine(dispute, turn, nameOf)}`)
  if (outcome !== undefined) {
    const [winner, loser] = outcome.winner === 'prover' ? [prover, challenger] : [challenger, prover]
    once(
      `${disputeId}/outcome`,
      `  ${nameOf(winner.owner)} wins by ${outcome.cause} against ${nameOf(loser.owner)}`,
    )
    if (outcome.slashed)
      once(
        `${disputeId}/slashed`,
        `  ${nameOf(loser.owner)}'s stake is slashed: half to ${nameOf(winner.owner)}, half burned`,
      )
  }
}

function turnLine(dispute: DisputeInfo, turn: DisputeTurn, nameOf: (owner: Hash) => string): string {
  const [prover, challenger] = [nameOf(dispute.prover.owner), nameOf(dispute.challenger.owner)]
  const level = dispute.levels.at(-1)
  switch (turn.kind) {
    case 'assert':
      return `${prover} must assert the length of its trace`
    case 'open':
      return `${prover} must open the next level, steps ${turn.start} to ${turn.start + turn.length}`
    case 'reveal': {
      const span =
        level === undefined
          ? ''
          : ` between steps ${stepOf(level, turn.lo.index)} and ${stepOf(level, turn.hi.index)}`
      return `${prover} must reveal hashes${span}`
    }
    case 'pick':
      return `${challenger} must point at the first wrong of ${turn.points.length - 1} hashes`
    case 'prove':
      return `one step is left: step ${turn.step}, from ${short(turn.before)} to ${short(turn.claimed)}`
  }
}
