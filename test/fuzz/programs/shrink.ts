// Smaller cases than a given one: what a minimiser tries, the largest steps first. Every tree renders to a valid program, so nothing is checked here.
import type { InboxEntry } from '../../../vm/inbox.ts'
import type { Scenario } from './scenario.ts'
import type { Body, Node, ProgramTree } from './tree.ts'

/** A scenario whose program is still a tree. */
export interface TreeScenario extends Omit<Scenario, 'program'> {
  readonly tree: ProgramTree
}

export function* smallerScenarios(scenario: TreeScenario): Generator<TreeScenario> {
  for (const blocks of withoutSome(scenario.blocks)) if (blocks.length > 0) yield { ...scenario, blocks }
  for (const [i, block] of scenario.blocks.entries())
    for (const fewer of [...withoutSome(block), ...smallerEntries(block)])
      yield { ...scenario, blocks: replaced(scenario.blocks, i, fewer) }
  for (const storage of withoutSome(scenario.storage)) yield { ...scenario, storage }
  for (const tree of smallerTrees(scenario.tree)) yield { ...scenario, tree }
}

function* smallerTrees(tree: ProgramTree): Generator<ProgramTree> {
  for (const [i, body] of tree.functions.entries()) {
    if (body.length > 0) yield { ...tree, functions: replaced(tree.functions, i, []) }
  }
  for (const [i, body] of tree.functions.entries())
    for (const smaller of smallerBodies(body))
      yield { ...tree, functions: replaced(tree.functions, i, smaller) }
  for (const [i, word] of tree.words.entries())
    if (word > 0n) yield { ...tree, words: replaced(tree.words, i, 0n) }
}

function* smallerBodies(body: Body): Generator<Body> {
  yield* withoutSome(body)
  for (const [i, node] of body.entries()) {
    const before = body.slice(0, i)
    const after = body.slice(i + 1)
    if (node.kind === 'block' || node.kind === 'loop') {
      yield [...before, ...node.body, ...after]
      for (const smaller of smallerBodies(node.body)) yield [...before, { ...node, body: smaller }, ...after]
    } else if (typeof node.line.imm === 'number' && node.line.imm > 1 && node.kind === 'line')
      for (const imm of [1, node.line.imm >>> 1]) yield [...before, withImmediate(node, imm), ...after]
  }
}

function withImmediate(node: Extract<Node, { kind: 'line' }>, imm: number): Node {
  // Immediates of other kinds than plain numbers have ranges that do not begin at 1.
  return /i$|^ldi$|^ldn$/.test(node.line.op) ? { ...node, line: { ...node.line, imm } } : node
}

function* smallerEntries(block: readonly InboxEntry[]): Generator<readonly InboxEntry[]> {
  for (const [i, entry] of block.entries()) {
    if (entry.payload.length > 0) yield replaced(block, i, { ...entry, payload: new Uint8Array(0) })
    if (entry.value > 0n) yield replaced(block, i, { ...entry, value: 0n })
    if (entry.refusal > 0) yield replaced(block, i, { ...entry, refusal: 0 })
    if (entry.kind === 'constructor') yield replaced(block, i, { ...entry, kind: 'call' })
    if (entry.gas > 1n)
      for (const gas of [entry.gas / 2n, entry.gas - 1n]) yield replaced(block, i, { ...entry, gas })
  }
}

/** The list without half of it, a quarter, ..., one item. */
function* withoutSome<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let size = list.length; size >= 1; size >>= 1)
    for (let from = 0; from + size <= list.length; from += size)
      yield [...list.slice(0, from), ...list.slice(from + size)]
}

function replaced<T>(list: readonly T[], at: number, item: T): readonly T[] {
  return list.map((old, i) => (i === at ? item : old))
}
