// Commitments: a ticket's holder extends the tree by a prefix of the uncommitted reference blocks, or joins nodes that
// say the same (41, E7-E12, E14). Conflicting with itself is not refused: it is evidence for a slash (E13).
import type { Hash } from '../../tx/hash.ts'
import { senderProblem, strayCoin } from '../coins.ts'
import type { Checked, Environment, Transition } from '../environment.ts'
import { ACCEPTED, checked, refuse } from '../environment.ts'
import { referenceBlockAt } from '../inboxes.ts'
import { addNode, hasTooManyChildren, joinNode, nodeIdFor, noteUse, standsFor } from '../nodes.ts'
import { isOutlived } from '../outlived.ts'
import type { CommitEntry, CommitPayload } from '../payloads.ts'
import { KEY } from '../records.ts'
import type { ChainBlockRecord, Committer, NodeRecord, SiloRecord, StakeRecord } from '../records.ts'
import { settledNode } from '../settle.ts'
import { usableStake } from '../stakes.ts'
import { read } from '../store.ts'
import { ticketFor, usableTicketBlock } from '../tickets.ts'
import { branchDeath, finalChild, finalityBar } from '../tree.ts'

export function applyCommit(env: Environment, payload: CommitPayload): Transition {
  const { draft, score } = env
  const silo = read(draft, KEY.silo(payload.siloId), 'silo')
  if (silo === undefined) return refuse({ kind: 'unknownSilo', siloId: payload.siloId })
  const problem = strayCoin(env, [], []) ?? senderProblem(env, payload.sender)
  if (problem !== undefined) return refuse(problem)
  const stake = usableStake(env, silo, payload.stake, payload.sender.key)
  if (!stake.ok) return stake
  const block = usableTicketBlock(draft, silo.config, payload.ticketBlock, score)
  if (!block.ok) return block
  const parent = read(draft, KEY.node(payload.parent), 'node')
  if (parent === undefined) return refuse({ kind: 'unknownNode', node: payload.parent })
  if (parent.siloId !== silo.id) return refuse({ kind: 'otherSilo', siloId: parent.siloId })
  const death = branchDeath(draft, parent.id, score)
  if (death !== undefined) return refuse({ kind: 'nodeDead', node: death.node })
  if (isOutlived(draft, silo.config, parent, score)) return refuse({ kind: 'nodeOutlived', node: parent.id })
  if (payload.entries.length === 0) return refuse({ kind: 'emptyCommitment' })
  if (!ticketFor(draft, silo, stake.value, block.value, parent, score))
    return refuse({ kind: 'noTicket', block: payload.ticketBlock })
  return extend(env, silo, stake.value, block.value, parent, payload.entries)
}

/** Walks down the entries, adding and joining; the last node that the stake newly stands for is noted as its use. */
function extend(
  env: Environment,
  silo: SiloRecord,
  stake: StakeRecord,
  ticket: ChainBlockRecord,
  parent: NodeRecord,
  entries: readonly CommitEntry[],
): Transition {
  const committer: Committer = {
    stake: stake.outpoint,
    owner: stake.owner,
    ticketBlock: ticket.hash,
    ticketIndex: ticket.index,
    score: env.score,
    fallen: undefined,
  }
  let at = parent
  let deepest: Hash | undefined
  // Below a node that isn't final nothing is: finality is looked for only as long as the path is final.
  let final = finalityBar(env.draft, silo.config, parent.id, env.score) === undefined
  for (const entry of entries) {
    const next = step(env, silo, stake, committer, at, final, entry)
    if (!next.ok) return next
    at = next.value.node
    final = next.value.final
    if (next.value.stands) deepest = at.id
  }
  if (deepest === undefined) return refuse({ kind: 'nothingNew' })
  noteUse(env.draft, stake, deepest)
  return ACCEPTED
}

interface Step {
  readonly node: NodeRecord
  /** The stake newly stands for the node. */
  readonly stands: boolean
  readonly final: boolean
}

function step(
  env: Environment,
  silo: SiloRecord,
  stake: StakeRecord,
  committer: Committer,
  parent: NodeRecord,
  parentIsFinal: boolean,
  entry: CommitEntry,
): Checked<Step> {
  const { draft, score } = env
  const height = parent.height + 1
  const inbox = referenceBlockAt(draft, silo.id, height)
  if (inbox?.block !== entry.block)
    return refuse({ kind: 'notTheNextBlock', height, expected: inbox?.block, got: entry.block })
  if (inbox.index > committer.ticketIndex) return refuse({ kind: 'beyondTicket', block: entry.block })
  const id = nodeIdFor(parent, entry.block, entry.roots)
  if (hasTooManyChildren(draft, parent.id, stake, id))
    return refuse({ kind: 'equivocatesAlready', parent: parent.id })
  const final = parentIsFinal ? finalChild(draft, silo.config, parent, score) : undefined
  if (final !== undefined && final !== id) return refuse({ kind: 'siblingFinal', node: final })
  if (read(draft, KEY.node(id), 'node') === undefined) {
    const node = addNode(draft, parent, inbox, entry.roots, committer)
    return checked({ node, stands: true, final: false })
  }
  const node = settledNode(draft, id, score)
  if (final !== undefined || !mayJoin(node, stake, committer))
    return checked({ node, stands: false, final: final !== undefined })
  return checked({ node: joinNode(draft, node, stake, committer), stands: true, final: false })
}

/**
 * Committers of one node share its fee, so a ticket may join only what was committed with it or a later one: others
 * have blocks of their own to commit to. A dead node may be stood up for with any ticket.
 */
function mayJoin(node: NodeRecord, stake: StakeRecord, committer: Committer): boolean {
  if (node.death !== undefined) return true
  return committer.ticketIndex <= (node.committers[0]?.ticketIndex ?? 0) && !standsFor(node, stake)
}
