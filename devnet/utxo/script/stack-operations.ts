// The opcodes that move items about. Copies cost a unit a byte, moves nothing.
import { fault } from './faults.ts'
import type { ScriptFault } from './faults.ts'
import { needs, pushNumber, tooFew, tooWide, withOne } from './handlers.ts'
import type { Handler, OpcodeRow } from './handlers.ts'
import type { ScriptMachine } from './machine.ts'
import { indexOfBytes, isTrue } from './numbers.ts'

export const STACK_OPERATIONS: readonly OpcodeRow[] = [
  [0x6b, 'TOALTSTACK', withOne((m, item) => void m.alternate.push(item))],
  [0x6c, 'FROMALTSTACK', fromAlternate],
  [0x6d, '2DROP', drop(2)],
  [0x6e, '2DUP', copyFrom(2, 2)],
  [0x6f, '3DUP', copyFrom(3, 3)],
  [0x70, '2OVER', copyFrom(4, 2)],
  [0x71, '2ROT', rotate(6, 2)],
  [0x72, '2SWAP', rotate(4, 2)],
  [0x73, 'IFDUP', ifDuplicate],
  [0x74, 'DEPTH', (m) => pushNumber(m, BigInt(m.stack.length))],
  [0x75, 'DROP', drop(1)],
  [0x76, 'DUP', copyFrom(1, 1)],
  [0x77, 'NIP', needs(2, (m) => void m.stack.splice(-2, 1))],
  [0x78, 'OVER', copyFrom(2, 1)],
  [0x79, 'PICK', withDepth((m, depth) => copy(m, m.stack.at(-1 - depth)))],
  [0x7a, 'ROLL', withDepth((m, depth) => void m.stack.push(...m.stack.splice(-1 - depth, 1)))],
  [0x7b, 'ROT', rotate(3, 1)],
  [0x7c, 'SWAP', rotate(2, 1)],
  [0x7d, 'TUCK', needs(2, tuck)],
]

function fromAlternate(machine: ScriptMachine): ScriptFault | undefined {
  const item = machine.alternate.pop()
  return item === undefined ? fault('emptyStack', 'the alternate stack is empty') : machine.place(item)
}

function drop(count: number): Handler {
  return needs(count, (machine) => void machine.stack.splice(-count))
}

/** Copies `count` items, the lowest of which lies `depth` deep, to the top. */
function copyFrom(depth: number, count: number): Handler {
  return needs(depth, (machine) => {
    const { stack } = machine
    const from = stack.length - depth
    for (const item of stack.slice(from, from + count)) {
      const failure = copy(machine, item)
      if (failure !== undefined) return failure
    }
    return undefined
  })
}

/** Brings the lowest `count` of the topmost `depth` items to the top. */
function rotate(depth: number, count: number): Handler {
  return needs(depth, ({ stack }) => void stack.push(...stack.splice(stack.length - depth, count)))
}

function ifDuplicate(machine: ScriptMachine): ScriptFault | undefined {
  const top = machine.stack.at(-1)
  if (top === undefined) return tooFew(1, machine)
  return isTrue(top) ? machine.push(top) : undefined
}

function tuck(machine: ScriptMachine): ScriptFault | undefined {
  const top = machine.stack.at(-1) ?? new Uint8Array()
  machine.stack.splice(-2, 0, top)
  return machine.pay(top.length)
}

function copy(machine: ScriptMachine, item: Uint8Array | undefined): ScriptFault | undefined {
  return item === undefined ? tooFew(1, machine) : machine.push(item)
}

/** Runs with a depth at which there is an item: 0 is the top, after the depth itself is taken. */
function withDepth(run: (machine: ScriptMachine, depth: number) => ScriptFault | undefined): Handler {
  return withOne((machine, item) => {
    const depth = indexOfBytes(item)
    if (depth === undefined) return tooWide(item)
    return depth < 0 || depth >= machine.stack.length
      ? fault('tooFewItems', `there is no item ${depth} deep`)
      : run(machine, depth)
  })
}
