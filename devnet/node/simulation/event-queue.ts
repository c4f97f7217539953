// The priority queue of the virtual clock: events leave in the order of their time, and at the same time in the order
// in which they were scheduled. A binary heap; a cancelled event stays in it and is skipped when it comes up.

export interface QueuedEvent {
  readonly at: bigint
  readonly sequence: number
  /** Undefined once cancelled. */
  task: (() => void | Promise<void>) | undefined
}

export interface EventQueue {
  readonly push: (at: bigint, task: () => void | Promise<void>) => QueuedEvent
  /** Takes the next live event whose time is at most `until`. */
  readonly take: (until: bigint) => QueuedEvent | undefined
  /** When the next live event is due; undefined when there is none. */
  readonly nextTime: () => bigint | undefined
}

export function createEventQueue(): EventQueue {
  const heap: QueuedEvent[] = []
  let sequence = 0

  const dropCancelled = (): QueuedEvent | undefined => {
    for (;;) {
      const top = heap[0]
      if (top === undefined || top.task !== undefined) return top
      removeTop(heap)
    }
  }

  return {
    push(at, task) {
      const event: QueuedEvent = { at, sequence: sequence++, task }
      heap.push(event)
      siftUp(heap, heap.length - 1)
      return event
    },
    take(until) {
      const top = dropCancelled()
      if (top === undefined || top.at > until) return undefined
      removeTop(heap)
      return top
    },
    nextTime: () => dropCancelled()?.at,
  }
}

function before(a: QueuedEvent, b: QueuedEvent): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence)
}

function siftUp(heap: QueuedEvent[], start: number): void {
  let index = start
  while (index > 0) {
    const parent = (index - 1) >> 1
    if (!swapIfBefore(heap, index, parent)) return
    index = parent
  }
}

function removeTop(heap: QueuedEvent[]): void {
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return
  heap[0] = last
  let index = 0
  for (;;) {
    const left = 2 * index + 1
    const smaller = firstOf(heap, left, left + 1)
    if (smaller === undefined || !swapIfBefore(heap, smaller, index)) return
    index = smaller
  }
}

function firstOf(heap: readonly QueuedEvent[], left: number, right: number): number | undefined {
  const leftEvent = heap[left]
  const rightEvent = heap[right]
  if (leftEvent === undefined) return undefined
  return rightEvent !== undefined && before(rightEvent, leftEvent) ? right : left
}

function swapIfBefore(heap: QueuedEvent[], child: number, parent: number): boolean {
  const childEvent = heap[child]
  const parentEvent = heap[parent]
  if (childEvent === undefined || parentEvent === undefined || !before(childEvent, parentEvent)) return false
  heap[child] = parentEvent
  heap[parent] = childEvent
  return true
}
