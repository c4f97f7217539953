// Finality, claimed by anybody and judged at the accepting block (41, E4, E41-E43): ancestors that qualify become
// final on the way. A fork that nobody challenged is set going here instead (E22).
import { openDispute, proverOf, challengeOf } from '../disputes.ts'
import { strayCoin } from '../coins.ts'
import type { Environment, Transition } from '../environment.ts'
import { ACCEPTED, refuse } from '../environment.ts'
import { creditFees, earnersOf } from '../fees.ts'
import type { FinalisePayload } from '../payloads.ts'
import { KEY } from '../records.ts'
import type { NodeRecord, SiloRecord, StakeRecord } from '../records.ts'
import { settledStake } from '../stakes.ts'
import { need, read } from '../store.ts'
import { branchDeath, describeBar, liveChildren, ownFinalityBar, pathToFinal } from '../tree.ts'

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
  const open = pathToFinal(draft, node.id, score).slice(0, -1).reverse()
  if (open.length > MAX_FINALISED) return refuse({ kind: 'tooManyAtOnce', most: MAX_FINALISED })
  for (const [i, next] of open.entries()) {
    const bar = ownFinalityBar(draft, silo.config, next.id, score)
    if (bar === undefined) makeFinal(env, silo, next)
    else if (i === 0 && bar.kind === 'sibling' && startForkDispute(env, silo, next)) return ACCEPTED
    else return refuse({ kind: 'notFinalYet', node: next.id, why: describeBar(bar) })
  }
  return ACCEPTED
}

function makeFinal(env: Environment, silo: SiloRecord, node: NodeRecord): void {
  const { draft } = env
  const final: NodeRecord = { ...node, finalScore: env.score }
  draft.put(KEY.node(node.id), final)
  draft.put(KEY.finalAt(silo.id, node.height), { kind: 'reference', id: node.id })
  const progress = need(draft, KEY.progress(silo.id), 'progress')
  draft.put(KEY.progress(silo.id), { ...progress, finalNode: node.id, finalHeight: node.height })
  creditFees(draft, silo, final)
}

/**
 * Two live siblings that nobody has challenged for W_fork: the later one's first committer who is free becomes the
 * challenger of the earlier one, or the later one dies if nobody stands for it (E22). False when that isn't due, or nobody is free to play.
 */
function startForkDispute(env: Environment, silo: SiloRecord, node: NodeRecord): boolean {
  const { draft, score } = env
  if (node.parent === undefined) return false
  const [earlier, later] = liveChildren(draft, node.parent, score)
  if (earlier === undefined || later === undefined) return false
  if (challengeOf(draft, earlier) !== undefined) return false
  const quietSince = [later.createdScore, earlier.settledScore ?? 0n, later.settledScore ?? 0n]
  if (quietSince.some((since) => score < since + silo.config.forkWindow)) return false
  if (earnersOf(draft, later).length === 0) {
    // Nobody with a stake stands for it (any more), so nobody can be made to play.
    draft.put(KEY.node(later.id), { ...later, death: { score, cause: 'unbacked', dispute: undefined } })
    return true
  }
  const prover = proverOf(draft, earlier)
  const challenger = freeCommitter(env, later)
  if (prover === undefined || challenger === undefined) return false
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

function freeCommitter(env: Environment, node: NodeRecord): StakeRecord | undefined {
  for (const committer of node.committers) {
    if (committer.fallen !== undefined) continue
    const stake = settledStake(env.draft, committer.stake, env.score)
    if (stake !== undefined && stake.lostIn === undefined && stake.challenging === undefined) return stake
  }
  return undefined
}
