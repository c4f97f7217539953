// Which functions call which, callees first.
import { table } from '../mir/table.ts'
import type { FunctionKey, MirFunction } from '../mir/types.ts'

export interface CallGraph {
  /** Functions in an order in which callees come before their callers, but for those that call themselves. */
  readonly order: readonly MirFunction[]
  /** Functions that call themselves, directly or through others. */
  readonly recursive: ReadonlySet<FunctionKey>
  /** How often a function is called, in the text of all of them. */
  readonly calls: ReadonlyMap<FunctionKey, number>
}

/** The graph of the functions' calls (strongly connected components after Tarjan, without recursion). */
export function callGraph(functions: readonly MirFunction[]): CallGraph {
  const byKey = new Map<FunctionKey, number>()
  for (const [index, fn] of functions.entries()) byKey.set(fn.key, index)
  const calls = new Map<FunctionKey, number>()
  const order: MirFunction[] = []
  const recursive = new Set<FunctionKey>()
  /** By function: how many were entered before it, the earliest on the path that it leads back to, and which of its calls is next. */
  const numbers = table(functions.length, -1)
  const lowest = table(functions.length)
  const next = table(functions.length)
  const isOpen = table(functions.length)
  const open: number[] = []
  const path: number[] = []
  let entered = 0
  const enter = (index: number): void => {
    for (const key of functions[index]?.calls ?? []) calls.set(key, (calls.get(key) ?? 0) + 1)
    numbers[index] = entered
    lowest[index] = entered++
    isOpen[index] = 1
    open.push(index)
    path.push(index)
  }
  const leave = (index: number): void => {
    path.pop()
    const fn = functions[index]
    if (fn === undefined) return
    order.push(fn)
    if (fn.calls.includes(fn.key)) recursive.add(fn.key)
    const above = path.at(-1)
    if (above !== undefined) lowest[above] = Math.min(lowest[above] ?? 0, lowest[index] ?? 0)
    if (lowest[index] !== numbers[index]) return
    const isCircle = open.at(-1) !== index
    for (let member = open.pop(); member !== undefined; member = open.pop()) {
      isOpen[member] = 0
      if (isCircle) recursive.add(functions[member]?.key ?? '')
      if (member === index) break
    }
  }
  for (const start of functions.keys()) {
    if (numbers[start] === -1) enter(start)
    for (let index = path.at(-1); index !== undefined; index = path.at(-1)) {
      const place = next[index] ?? 0
      const key = functions[index]?.calls[place]
      next[index] = place + 1
      if (key === undefined) {
        leave(index)
        continue
      }
      const callee = byKey.get(key)
      if (callee === undefined) continue
      if (numbers[callee] === -1) enter(callee)
      else if (isOpen[callee] === 1) lowest[index] = Math.min(lowest[index] ?? 0, numbers[callee] ?? 0)
    }
  }
  return { order, recursive, calls }
}
