// Numbers out of repeated measurements: the median, and the quartiles as its spread.

export interface Summary {
  readonly median: number
  /** First and third quartile. */
  readonly low: number
  readonly high: number
  readonly samples: number
}

/** Of at least one sample. */
export function summarise(samples: readonly number[]): Summary {
  const sorted = samples.toSorted((a, b) => a - b)
  return {
    median: quantile(sorted, 0.5),
    low: quantile(sorted, 0.25),
    high: quantile(sorted, 0.75),
    samples: samples.length,
  }
}

/** Of ascending numbers, with linear interpolation between neighbours. `part` lies in 0..1. */
export function quantile(sorted: readonly number[], part: number): number {
  const [first] = sorted
  if (first === undefined) throw new Error('no samples')
  const place = part * (sorted.length - 1)
  const below = sorted[Math.floor(place)] ?? first
  const above = sorted[Math.ceil(place)] ?? below
  return below + (above - below) * (place - Math.floor(place))
}

/** Of positive numbers. */
export function geometricMean(values: readonly number[]): number {
  if (values.length === 0) throw new Error('no values')
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}

/** A summary in another unit: every number through `change`, which may turn the order around (times to rates). */
export function converted(summary: Summary, change: (value: number) => number): Summary {
  const [low, high] = [change(summary.low), change(summary.high)]
  return { ...summary, median: change(summary.median), low: Math.min(low, high), high: Math.max(low, high) }
}
