// Finality, claimed by anybody and judged at the accepting block (41, E4, E41-E43): ancestors that qualify become
// final on the way. A fork that nobody challenged is set going here instead (E22).
import { ancestorAt, forgetTroubles } from '../ancestry.ts'
import { backersOf, proverOf } from '../backing.ts'
import { openDispute, challengeOf } from '../disputes.ts'
import { strayCoin } from '../coins.ts'
import type { Environment, Transition } from '../environment.ts'
import { ACCEPTED, refuse } from '../environment.ts'
import { creditFees } from '../fees.ts'
import { forgetOutlived } from '../forgetting.ts'
import { dropUnbacked } from '../nodes.ts'
import type { FinalisePayload } from '../payloads.ts'
import { KEY } from '../records.ts'
import type { NodeRecord, SiloRecord, StakeRecord } from '../records.ts'
import { outpointKey } from '../../tx/types.ts'
import { settledNode } from '../settle.ts'
import { stakeAt } from '../stakes.ts'
import { need, read } from '../store.ts'
import { branchDeath, describeBar, liveChildren, ownFinalityBar } from '../tree.ts'

/** Most nodes that one transaction makes final. */
export const MAX_FINALISED = 256

export function applyFinalise(env: Environment, payload: FinalisePayload): Transition {
  const { draft, score } = env
  const stray = strayCoin(env, [], [])
  if (stray !== undefined) return refuse(stray)
  const silo = read(draft, KEY.silo(payload.siloId), 'silo')
  if (silo === undefined) return refuse({ kind: 'unknownSilo', siloId: payload.siloId })
  const node = read(draft, KEY.node(payload.node), 'node')
  if (node === undefined) return refuse({ kind: 'unknownNode', node: payload.node })
  if (node.siloId !== silo.id) return refuse({ kind: 'otherSilo', siloId: node.siloId })
  if (node.finalScore !== undefined) return refuse({ kind: 'nodeFinal', node: node.id })
  const death = branchDeath(draft, node.id, score)
  if (death !== undefined) return refuse({ kind: 'nodeDead', node: death.node })
  const { finalHeight } = need(draft, KEY.progress(silo.id), 'progress')
  const count = node.height - finalHeight
  if (count > MAX_FINALISED) return refuse({ kind: 'tooManyAtOnce', most: MAX_FINALISED })
  for (let i = 0; i < count; i++) {
    const next = settledNode(draft, ancestorAt(draft, node, finalHeight + 1 + i).id, score)
    const bar = ownFinalityBar(draft, silo.config, next.id, score)
    if (bar === undefined) makeFinal(env, silo, next)
    else if (i === 0 && bar.kind === 'sibling' && resolveFork(env, silo, next)) return ACCEPTED
    else return refuse({ kind: 'notFinalYet', node: next.id, why: describeBar(bar) })
  }
  forgetOutlived(draft, silo, score)
  return ACCEPTED
}

function makeFinal(env: Environment, silo: SiloRecord, node: NodeRecord): void {
  const { draft } = env
  const final: NodeRecord = { ...node, finalScore: env.score }
  draft.put(KEY.node(node.id), final)
  draft.put(KEY.finalAt(silo.id, node.height), { kind: 'reference', id: node.id })
  const progress = need(draft, KEY.progress(silo.id), 'progress')
  draft.put(KEY.progress(silo.id), { ...progress, finalNode: node.id, finalHeight: node.height })
  forgetTroubles(draft, silo.id, node.height)
  creditFees(draft, silo, final, env.score)
}

/**
 * Live siblings that were left in peace for W_fork: those that nobody with a stake stands for die, all of them at once;
 * where each has somebody, the later one's first backer who is free becomes the challenger of the earlier one (E22). False
 * when neither is due, or nobody is free to play.
 */
function resolveFork(env: Environment, silo: SiloRecord, node: NodeRecord): boolean {
  const { draft, score } = env
  if (node.parent === undefined) return false
  const siblings = liveChildren(draft, node.parent, score)
  const unbacked = siblings.filter(
    (sibling) =>
      isQuiet(silo, sibling, score) &&
      challengeOf(draft, sibling) === undefined &&
      proverOf(draft, sibling, score) === undefined,
  )
  for (const sibling of unbacked) dropUnbacked(draft, sibling.id, score)
  return unbacked.length > 0 || startForkDispute(env, silo, siblings)
}

function startForkDispute(env: Environment, silo: SiloRecord, siblings: readonly NodeRecord[]): boolean {
  const { draft, score } = env
  const [earlier, later] = siblings
  if (earlier === undefined || later === undefined) return false
  if (challengeOf(draft, earlier) !== undefined) return false
  if (score < later.createdScore + silo.config.forkWindow) return false
  if (!isQuiet(silo, earlier, score) || !isQuiet(silo, later, score)) return false
  const prover = proverOf(draft, earlier, score)
  if (prover === undefined) return false
  const others = backersOf(draft, later, score).filter(
    (backer) => outpointKey(backer.stake) !== outpointKey(prover.stake),
  )
  if (others.length === 0) {
    if (challengeOf(draft, later) !== undefined) return false
    // One stake stands for both: it can't play against itself.
    dropUnbacked(draft, later.id, score)
    return true
  }
  const challenger = others.map(({ stake }) => stakeAt(draft, stake)).find((stake) => isFree(stake))
  if (challenger === undefined) return false
  openDispute(draft, silo, {
    transaction: env.txId,
    node: earlier.id,
    alternative: later.id,
    prover,
    challenger,
    by: 'fork',
    score,
  })
  return true
}

function isQuiet({ config }: SiloRecord, node: NodeRecord, score: bigint): boolean {
  const since = node.settledScore ?? 0n
  return score >= (since > node.createdScore ? since : node.createdScore) + config.forkWindow
}

function isFree(stake: StakeRecord | undefined): stake is StakeRecord {
  return stake !== undefined && stake.challenging === undefined
}
