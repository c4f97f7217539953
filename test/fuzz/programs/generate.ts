// Random program trees from a seed, each made for one goal: functions that call each other and themselves, nested loops with exits on the way,
// branches over several constructs, dead code, and every instruction of the opcode table.
import { MAX_CONTRACT_EVENT_RECORDS, MAX_CONTRACT_OUTBOX_ENTRIES } from '../../../vm/spec/constants.ts'
import { OPCODE_LIST } from '../../../vm/spec/opcodes.ts'
import type { Random } from '../../support/random.ts'
import { FLOODS, opcodeNamed } from './goals.ts'
import type { Goal } from './goals.ts'
import { COUNTER_SLOTS, LEAF_CONSTANTS, WORDS, constant, randomFields, wished } from './operands.ts'
import { branch, line } from './tree.ts'
import type { Body, Node, ProgramTree } from './tree.ts'
import { edgeWord, leafWords } from './values.ts'

/** What costs more than whole messages have is put into programs only as their goal. */
const MOST_GAS = 100_000
const STRAIGHT = OPCODE_LIST.filter(({ flow, gas }) => flow === 'next' && gas <= MOST_GAS)
const BRANCHES = OPCODE_LIST.filter(({ flow }) => flow === 'branch')
const CALLS = OPCODE_LIST.filter(({ flow }) => flow === 'call')
const MAX_NESTING = 4

interface Writer {
  readonly random: Random
  readonly functions: number
  /** Functions not called from anywhere yet. */
  readonly uncalled: Set<number>
  /** Instructions of each function that no run comes to: engines compile large programs in parts. */
  readonly padding: number
}

interface Place {
  readonly nesting: number
  readonly loops: number
  readonly index: number
}

export function generateTree(random: Random, goal: Goal): ProgramTree {
  const words = Array.from({ length: WORDS }, () => edgeWord(random))
  const leaves = Array.from({ length: LEAF_CONSTANTS }, () => leafWords(random))
  if (FLOODS.has(goal.outcome))
    return { functions: [flood(random, goal)], words: [floodSize(goal), ...words.slice(1)], leaves }
  const count = random.below(15) === 0 ? 6 + random.below(15) : 1 + random.below(5)
  const uncalled = new Set(Array.from({ length: count - 1 }, (_, i) => i + 1))
  const padding = random.below(50) === 0 ? 1500 + random.below(3000) : 0
  const writer: Writer = { random, functions: count, uncalled, padding }
  const functions = Array.from({ length: count }, (_, index) => functionBody(writer, index))
  return { functions: withGoal(random, functions, goal), words, leaves }
}

function functionBody(writer: Writer, index: number): Body {
  const { random } = writer
  const start: Node[] = index === 0 ? [constant(random, 8), constant(random, 9), constant(random, 16)] : []
  const body = [...start, ...nodes(writer, 1 + random.below(6), { nesting: 0, loops: 0, index })]
  if (writer.padding > 0) body.push(skipped(random, writer.padding))
  // A function that nobody has called yet is called by the one before it.
  if (writer.uncalled.has(index + 1)) body.push(call(writer, index + 1))
  const end = random.below(8)
  if (end === 0) body.push(stop(random, 'trap'))
  else if (end === 1)
    body.push({
      kind: 'loop',
      body: [...nodes(writer, 2, { nesting: 2, loops: 2, index }), branch(0, 'jmp')],
    })
  else if (index === 0) body.push(stop(random, 'end'))
  return body
}

function nodes(writer: Writer, count: number, place: Place): Node[] {
  return Array.from({ length: count }, () => someNodes(writer, place)).flat()
}

function someNodes(writer: Writer, place: Place): Node[] {
  const { random, functions } = writer
  const inner = { ...place, nesting: place.nesting + 1 }
  const kind = random.below(place.nesting < MAX_NESTING ? 20 : 11)
  if (kind === 8) return place.nesting > 0 ? [leave(random, place)] : straight(random, 2)
  if (kind === 9 && random.below(6) === 0) return [stop(random, random.pick(['ret', 'trap', 'end']))]
  if (kind === 10 && functions > 1)
    return [call(writer, random.below(12) === 0 ? random.below(functions) : later(random, functions, place))]
  if (kind < 11) return straight(random, 1 + random.below(6))
  if (kind < 14) return loop(writer, place)
  if (kind < 16)
    return [{ kind: 'block', body: [condition(random, 0), ...nodes(writer, 1 + random.below(2), inner)] }]
  if (kind < 18) return [choice(writer, place)]
  // Branches to where they lead anyway, and loops without a body.
  if (random.below(4) === 0) return [{ kind: 'block', body: [...straight(random, 2), condition(random, 0)] }]
  if (random.below(12) === 0) return [{ kind: 'loop', body: [condition(random, 0)] }]
  // A block that is left from within: what a compiler makes of `break` and of conditions joined by `and` and `or`.
  const body = [
    condition(random, 0),
    ...straight(random, 2),
    condition(random, random.below(place.nesting + 1)),
    ...nodes(writer, 1, inner),
  ]
  return [{ kind: 'block', body }]
}

/** Calls go to later functions mostly, so that recursion is the exception. */
function later(random: Random, functions: number, { index }: Place): number {
  const left = functions - 1 - index
  return left > 0 ? index + 1 + random.below(left) : 1 + random.below(functions - 1)
}

function choice(writer: Writer, place: Place): Node {
  const inner = { ...place, nesting: place.nesting + 2 }
  const first = [condition(writer.random, 0), ...nodes(writer, 1, inner), branch(1, 'jmp')]
  return {
    kind: 'block',
    body: [{ kind: 'block', body: first }, ...nodes(writer, 1, { ...place, nesting: place.nesting + 1 })],
  }
}

/** A loop that counts down while there are counters; else, or now and then, one that goes on while some condition holds. */
function loop(writer: Writer, place: Place): Node[] {
  const { random } = writer
  const inner = { ...place, nesting: place.nesting + 1, loops: place.loops + 1 }
  const counter = COUNTER_SLOTS[place.loops]
  const body = nodes(writer, 1 + random.below(2), inner)
  if (counter === undefined || random.below(10) === 0)
    return [{ kind: 'loop', body: [...body, condition(random, 0)] }]
  const rounds = random.below(30) === 0 ? 2000 : 1 + random.below(8)
  const counting = [line('addi', { a: counter, b: counter, imm: -1 }), branch(0, 'jnz', { a: counter })]
  return [line('ldi', { a: counter, imm: rounds }), { kind: 'loop', body: [...body, ...counting] }]
}

function leave(random: Random, { nesting }: Place): Node {
  const levels = random.below(nesting)
  return random.below(3) === 0 ? branch(levels, 'jmp') : condition(random, levels)
}

function condition(random: Random, levels: number): Node {
  return { kind: 'branch', line: randomFields(random, random.pick(BRANCHES)), levels }
}

function call({ random, uncalled }: Writer, callee: number): Node {
  uncalled.delete(callee)
  return { kind: 'call', line: randomFields(random, random.pick(CALLS)), callee }
}

function stop(random: Random, name: string): Node {
  return { kind: 'line', line: randomFields(random, opcodeNamed(name)) }
}

function straight(random: Random, count: number): Node[] {
  const wish = (): string => (random.below(12) > 0 ? 'well' : 'edges')
  return Array.from({ length: count }, () => wished(random, random.pick(STRAIGHT), wish())).flat()
}

function skipped(random: Random, count: number): Node {
  const idle = line('mov', { a: 8 + random.below(8), b: 20 })
  return { kind: 'block', body: [branch(0, 'jmp'), ...Array.from({ length: count }, () => idle)] }
}

/** Puts what a goal needs near the beginning of the program, where little can go wrong before. */
function withGoal(random: Random, functions: Body[], { step, outcome }: Goal): Body[] {
  const op = opcodeNamed(step)
  const wish = outcome === 'ok' || outcome === 'OutOfGas' ? 'well' : outcome
  const last = functions.length
  const insert = (...added: Body): Body[] => [
    spliced(random, functions[0] ?? [], added),
    ...functions.slice(1),
  ]
  switch (op.flow) {
    case 'next':
      return insert(...wished(random, op, wish))
    case 'branch':
    case 'jump':
      return insert({
        kind: 'block',
        body: [{ kind: 'branch', line: randomFields(random, op), levels: 0 }, ...straight(random, 1)],
      })
    case 'call': {
      // For a full stack, a function that calls itself without end.
      const body: Node[] = [...straight(random, 1), line('self', { a: 9 })]
      if (outcome === 'StackOverflow')
        body.push({ kind: 'call', line: randomFields(random, op), callee: last })
      return [...insert({ kind: 'call', line: randomFields(random, op), callee: last }), body]
    }
    case 'return':
      return [
        ...insert({ kind: 'call', line: randomFields(random, random.pick(CALLS)), callee: last }),
        straight(random, 1),
      ]
    case 'stop':
      return insert({
        kind: 'block',
        body: [condition(random, 0), { kind: 'line', line: randomFields(random, op) }],
      })
  }
}

function spliced(random: Random, body: Body, added: Body): Body {
  const at = random.below(Math.min(body.length, 4) + 1)
  return [...body.slice(0, at), ...added, ...body.slice(at)]
}

/** Appends to a list until it is full. */
function flood(random: Random, { step }: Goal): Body {
  const op = opcodeNamed(step)
  const append = wished(random, op, 'well')
  const counter = 6
  const counting = [line('subui', { a: counter, b: counter, imm: 1 }), branch(0, 'jnz', { a: counter })]
  return [line('ldc', { a: counter, imm: { word: 0 } }), { kind: 'loop', body: [...append, ...counting] }]
}

function floodSize({ outcome }: Goal): bigint {
  return BigInt((outcome === 'OutboxFull' ? MAX_CONTRACT_OUTBOX_ENTRIES : MAX_CONTRACT_EVENT_RECORDS) + 1)
}
