// Moves between slots that are meant to happen at once, put into an order in which none overwrites what another reads.

export interface SlotMove {
  readonly to: number
  readonly from: number
}

/** A sequence of single moves with the effect of doing all `moves` at once; `scratch` is a slot that none of them uses. */
export function sequence(moves: readonly SlotMove[], scratch: number): readonly SlotMove[] {
  const pending = moves.filter((move) => move.to !== move.from)
  const result: SlotMove[] = []
  while (pending.length > 0) {
    const ready = pending.findIndex((move) => !pending.some((other) => other.from === move.to))
    const index = ready < 0 ? 0 : ready
    const move = pending[index]
    if (move === undefined) break
    if (ready < 0) {
      // Only cycles are left: what this move overwrites is kept in the scratch slot for its reader.
      result.push({ to: scratch, from: move.to })
      pending.forEach((other, i) => {
        if (other.from === move.to) pending[i] = { to: other.to, from: scratch }
      })
    }
    result.push(pending[index] ?? move)
    pending.splice(index, 1)
  }
  return result
}
