// Whether a dispute's end stands: as long as the nodes above its own are in doubt, its loser keeps its stake (41, E21).
import { ancestorAtFinality, troublesAbove } from './ancestry.ts'
import type { Checked } from './environment.ts'
import { checked, refuse } from './environment.ts'
import { ruledOutSince } from './outlived.ts'
import { KEY } from './records.ts'
import type { DisputeRecord } from './records.ts'
import { settledNode } from './settle.ts'
import type { Draft } from './store.ts'
import { need } from './store.ts'

/**
 * When the last doubt about the ancestors of a dispute's node ended: their last dispute, or the finality of another branch than theirs. Refused
 * while one of them is in dispute, or dead with nothing else final in its place.
 */
export function doubtAbove(
  draft: Draft,
  { node, doubtEnded }: DisputeRecord,
  score: bigint,
): Checked<bigint> {
  if (doubtEnded !== undefined) return checked(doubtEnded)
  const { parent } = need(draft, KEY.node(node), 'node')
  if (parent === undefined) return checked(0n)
  const above = need(draft, KEY.node(parent), 'node')
  if (ancestorAtFinality(draft, above).finalScore === undefined)
    return checked(ruledOutSince(draft, above) ?? 0n)
  let ended = 0n
  for (const { id } of troublesAbove(draft, above)) {
    const ancestor = settledNode(draft, id, score)
    if (ancestor.death !== undefined || ancestor.openDisputes.length > 0)
      return refuse({ kind: 'ancestorUnsettled', node: id })
    if (ancestor.settledScore !== undefined && ancestor.settledScore > ended) ended = ancestor.settledScore
  }
  return checked(ended)
}
