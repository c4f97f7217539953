// Which functions call which, callees first.
import type { FunctionKey, MirFunction } from '../mir/types.ts'

export interface CallGraph {
  /** Functions in an order in which callees come before their callers, but for those that call themselves. */
  readonly order: readonly MirFunction[]
  /** Functions that call themselves, directly or through others. */
  readonly recursive: ReadonlySet<FunctionKey>
  /** How often a function is called, in the text of all of them. */
  readonly calls: ReadonlyMap<FunctionKey, number>
}

interface Visit {
  readonly fn: MirFunction
  readonly callees: readonly FunctionKey[]
  readonly number: number
  lowest: number
  next: number
}

/** The graph of the functions' calls (strongly connected components after Tarjan, without recursion). */
export function callGraph(functions: readonly MirFunction[]): CallGraph {
  const byKey = new Map(functions.map((fn) => [fn.key, fn]))
  const calls = new Map<FunctionKey, number>()
  const numbers = new Map<FunctionKey, number>()
  const open: FunctionKey[] = []
  const isOpen = new Set<FunctionKey>()
  const order: MirFunction[] = []
  const recursive = new Set<FunctionKey>()
  const path: Visit[] = []
  const enter = (fn: MirFunction): void => {
    const callees = calleesOf(fn)
    for (const key of callees) calls.set(key, (calls.get(key) ?? 0) + 1)
    if (callees.includes(fn.key)) recursive.add(fn.key)
    path.push({ fn, callees, number: numbers.size, lowest: numbers.size, next: 0 })
    numbers.set(fn.key, numbers.size)
    open.push(fn.key)
    isOpen.add(fn.key)
  }
  const leave = (visit: Visit): void => {
    path.pop()
    order.push(visit.fn)
    const above = path.at(-1)
    if (above !== undefined) above.lowest = Math.min(above.lowest, visit.lowest)
    if (visit.lowest !== visit.number) return
    const from = open.lastIndexOf(visit.fn.key)
    const circle = open.splice(from)
    for (const key of circle) isOpen.delete(key)
    if (circle.length > 1) for (const key of circle) recursive.add(key)
  }
  for (const fn of functions) {
    if (!numbers.has(fn.key)) enter(fn)
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const key = visit.callees[visit.next++]
      if (key === undefined) {
        leave(visit)
        continue
      }
      const callee = byKey.get(key)
      if (callee === undefined) continue
      const number = numbers.get(key)
      if (number === undefined) enter(callee)
      else if (isOpen.has(key)) visit.lowest = Math.min(visit.lowest, number)
    }
  }
  return { order, recursive, calls }
}

function calleesOf({ blocks }: MirFunction): FunctionKey[] {
  const found: FunctionKey[] = []
  for (const { instructions } of blocks)
    for (const instruction of instructions) if (instruction.kind === 'call') found.push(instruction.callee)
  return found
}
