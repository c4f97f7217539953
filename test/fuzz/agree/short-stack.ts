// Runs something with most of the engine's stack used up: compiled code must notice when the rest is not enough, and never show it.

let reached = 0

/** Calls itself so many times, then does `work`. */
function descend(levels: number, work: () => void): void {
  reached++
  if (levels === 0) return work()
  descend(levels - 1, work)
  reached--
}

/** About how many calls fit on the stack from here. */
function room(): number {
  reached = 0
  try {
    descend(Infinity, () => undefined)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  return reached
}

/** Does `work` with this share of the stack left, at least; `share` is a part of one. */
export function onShortStack(share: number, work: () => void): void {
  descend(Math.floor(room() * (1 - share)), work)
}
