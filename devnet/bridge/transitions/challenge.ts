// Challenges: anybody with a stake may say that a node is wrong and what is right instead (40, Challenge; 41, E20,
// E23, E25). In this version a node is challenged once at a time; the next challenge waits until the dispute is over.
import { ownerProblem, senderProblem, strayCoin } from '../coins.ts'
import { proverOf } from '../backing.ts'
import { challengeOf, openDispute } from '../disputes.ts'
import type { Checked, Environment, Transition } from '../environment.ts'
import { ACCEPTED, checked, refuse } from '../environment.ts'
import { referenceBlockAt } from '../inboxes.ts'
import {
  addNode,
  dropUnbacked,
  hasTooManyChildren,
  joinNode,
  nodeIdFor,
  noteUse,
  standsFor,
} from '../nodes.ts'
import { outpointKey } from '../../tx/types.ts'
import type { ChallengePayload } from '../payloads.ts'
import { KEY } from '../records.ts'
import type { Committer, NodeRecord, SiloRecord, StakeRecord } from '../records.ts'
import { settledNode } from '../settle.ts'
import { registerStake, stakingOutputs, usableStake } from '../stakes.ts'
import { need, read } from '../store.ts'
import { branchDeath, finalityBar } from '../tree.ts'

export function applyChallenge(env: Environment, payload: ChallengePayload): Transition {
  const { draft, score } = env
  const silo = read(draft, KEY.silo(payload.siloId), 'silo')
  if (silo === undefined) return refuse({ kind: 'unknownSilo', siloId: payload.siloId })
  const stake = backingStake(env, silo, payload)
  if (!stake.ok) return stake
  const node = challengeable(env, silo, payload)
  if (!node.ok) return node
  const prover = proverOf(draft, node.value, score)
  if (prover !== undefined && outpointKey(prover.stake) === outpointKey(stake.value.outpoint))
    return refuse({ kind: 'proverChallengesItself' })
  const alternative = standForAlternative(env, silo, node.value, payload, stake.value)
  if (!alternative.ok) return alternative
  if (prover === undefined) {
    // Nobody would lose anything by playing for it.
    dropUnbacked(draft, node.value.id, score)
    return ACCEPTED
  }
  openDispute(draft, silo, {
    transaction: env.txId,
    node: node.value.id,
    alternative: alternative.value.id,
    prover,
    challenger: stake.value,
    by: 'challenge',
    score,
  })
  return ACCEPTED
}

function backingStake(env: Environment, silo: SiloRecord, payload: ChallengePayload): Checked<StakeRecord> {
  const { sender, backing } = payload
  if (backing.kind === 'stake') {
    const problem = strayCoin(env, [], []) ?? senderProblem(env, sender)
    if (problem !== undefined) return refuse(problem)
    const stake = usableStake(env, silo, backing.stake, sender.key)
    if (!stake.ok || stake.value.challenging === undefined) return stake
    return refuse({ kind: 'stakeChallenging', dispute: stake.value.challenging })
  }
  const outputs = stakingOutputs(env, silo)
  if (!outputs.ok) return outputs
  const [output, second] = outputs.value
  if (output === undefined) return refuse({ kind: 'noStakeOutput' })
  if (second !== undefined) return refuse({ kind: 'strayOutput', output: second })
  const stake = registerStake(env, silo, output)
  const problem = strayCoin(env, [], [output]) ?? ownerProblem(env, sender, stake.owner)
  return problem === undefined ? checked(stake) : refuse(problem)
}

/** The node, if it is alive, open to challenge at this score, and not being challenged. */
function challengeable(env: Environment, silo: SiloRecord, payload: ChallengePayload): Checked<NodeRecord> {
  const { draft, score } = env
  if (read(draft, KEY.node(payload.node), 'node') === undefined)
    return refuse({ kind: 'unknownNode', node: payload.node })
  const node = settledNode(draft, payload.node, score)
  if (node.siloId !== silo.id) return refuse({ kind: 'otherSilo', siloId: node.siloId })
  if (node.parent === undefined) return refuse({ kind: 'genesisUndisputable' })
  const death = branchDeath(draft, node.id, score)
  if (death !== undefined) return refuse({ kind: 'nodeDead', node: death.node })
  const dispute = challengeOf(draft, node)
  if (dispute !== undefined) return refuse({ kind: 'disputeOpen', dispute })
  const final = finalityBar(draft, silo.config, node.id, score) === undefined
  return final ? refuse({ kind: 'nodeFinal', node: node.id }) : checked(node)
}

/** Makes the challenger a committer of the alternative, which may be new, alive, or dead and revived by this (E29). */
function standForAlternative(
  env: Environment,
  silo: SiloRecord,
  node: NodeRecord,
  payload: ChallengePayload,
  stake: StakeRecord,
): Checked<NodeRecord> {
  const { draft, score } = env
  const inbox = referenceBlockAt(draft, silo.id, node.height)
  if (inbox === undefined || node.parent === undefined)
    throw new Error('a challenged node has a reference block')
  const parent = need(draft, KEY.node(node.parent), 'node')
  const id = nodeIdFor(parent, node.block, payload.roots)
  if (id === node.id) return refuse({ kind: 'sameCommitment' })
  if (hasTooManyChildren(draft, parent.id, stake, id))
    return refuse({ kind: 'equivocatesAlready', parent: parent.id })
  const committer: Committer = {
    stake: stake.outpoint,
    owner: stake.owner,
    ticketBlock: undefined,
    ticketIndex: inbox.index,
    score,
    fallen: undefined,
  }
  if (read(draft, KEY.node(id), 'node') === undefined) {
    const added = addNode(draft, parent, inbox, payload.roots, committer)
    noteUse(draft, stake, id)
    return checked(added)
  }
  const existing = settledNode(draft, id, score)
  if (standsFor(existing, stake) && existing.death === undefined) return checked(existing)
  const joined = joinNode(draft, existing, stake, committer)
  noteUse(draft, stake, id)
  return checked(joined)
}
