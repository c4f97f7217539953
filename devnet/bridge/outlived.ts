// When a node is over and done with: since when finality has decided about it, and from when on nothing may refer to it any more. The
// second is a rule of consensus of its own, so that it makes no difference whether its records are still there (forgetting.ts).
import type { BridgeView } from './api.ts'
import { branchTop } from './ancestry.ts'
import type { SiloConfig } from './config.ts'
import { LIMITS } from './config.ts'
import { KEY } from './records.ts'
import type { NodeRecord } from './records.ts'
import { need, read } from './store.ts'

/** Heights below the last final one at which nothing is forgotten, however long ago they were decided: managers look so far back for payments to publish. */
export const KEPT_HEIGHTS = 100

/** Scores from a decision on in which everybody can still act upon it: leave, accuse, claim, publish first. */
export function keptFor({ baseFinality, claimWindow, publishWindow }: SiloConfig): bigint {
  const windows = [baseFinality, claimWindow, publishWindow, LIMITS.leastKept]
  return windows.reduce((longest, window) => (window > longest ? window : longest), 0n)
}

/** Of a node that isn't final, the score at which another branch than its own became final; undefined while it may still be final. */
export function ruledOutSince(view: BridgeView, node: NodeRecord): bigint | undefined {
  const { siloId, height } = branchTop(view, node)
  const winner = read(view, KEY.finalAt(siloId, height), 'reference')
  return winner === undefined ? undefined : need(view, KEY.node(winner.id), 'node').finalScore
}

/** Whether what there was to a node is over for good: of a final one, since its child's finality is so long ago. */
export function isOutlived(view: BridgeView, config: SiloConfig, node: NodeRecord, score: bigint): boolean {
  if (node.finalScore === undefined) {
    const since = ruledOutSince(view, node)
    return since !== undefined && isHeightOutlived(view, config, node, branchTop(view, node).height, score)
  }
  return isHeightOutlived(view, config, node, node.height + 1, score)
}

/** Whether the decision about a height is outlived. */
function isHeightOutlived(
  view: BridgeView,
  config: SiloConfig,
  { siloId }: NodeRecord,
  height: number,
  score: bigint,
): boolean {
  const { finalHeight, keptHeight } = need(view, KEY.progress(siloId), 'progress')
  if (height <= keptHeight) return true
  if (height > finalHeight - KEPT_HEIGHTS) return false
  const winner = need(view, KEY.finalAt(siloId, height), 'reference')
  const { finalScore } = need(view, KEY.node(winner.id), 'node')
  return finalScore !== undefined && score >= finalScore + keptFor(config)
}
