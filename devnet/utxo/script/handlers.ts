// What an opcode does, and the frames that most are made in: they take their operands off the stack and refuse what isn't there.
import { fault } from './faults.ts'
import type { ScriptFault } from './faults.ts'
import { MAX_ELEMENT_BYTES } from './machine.ts'
import type { ScriptMachine } from './machine.ts'
import { bytesOfNumber, indexOfBytes, isTrue, numberOfBytes } from './numbers.ts'

/** Changes the machine, or says why the script fails. */
export type Handler = (machine: ScriptMachine) => ScriptFault | undefined

/** A row of the opcode table: its number, Kaspa's name for it, and what it does. */
export type OpcodeRow = readonly [code: number, name: string, run: Handler]

export function tooFew(needed: number, machine: ScriptMachine): ScriptFault {
  return fault('tooFewItems', `an operation needs ${needed} items and finds ${machine.stack.length}`)
}

/** Runs when so many items are there, and leaves taking them to the handler. */
export function needs(count: number, run: Handler): Handler {
  return (machine) => (machine.stack.length < count ? tooFew(count, machine) : run(machine))
}

export function withOne(run: (machine: ScriptMachine, a: Uint8Array) => ScriptFault | undefined): Handler {
  return (machine) => {
    const a = machine.stack.pop()
    return a === undefined ? tooFew(1, machine) : run(machine, a)
  }
}

/** `b` lies on top. */
export function withTwo(
  run: (machine: ScriptMachine, a: Uint8Array, b: Uint8Array) => ScriptFault | undefined,
): Handler {
  return withOne((machine, b) => withOne((m, a) => run(m, a, b))(machine))
}

/** `c` lies on top. */
export function withThree(
  run: (machine: ScriptMachine, a: Uint8Array, b: Uint8Array, c: Uint8Array) => ScriptFault | undefined,
): Handler {
  return withOne((machine, c) => withTwo((m, a, b) => run(m, a, b, c))(machine))
}

/** A number from `count` numbers, the topmost last; undefined when it doesn't fit. */
export function numeric(count: number, compute: (...numbers: bigint[]) => bigint | undefined): Handler {
  return (machine) => {
    const numbers = takeNumbers(machine, count)
    if (!Array.isArray(numbers)) return numbers
    const result = compute(...numbers)
    return result === undefined
      ? fault('badOperand', 'a division by zero, or a result beyond 64 bits')
      : pushNumber(machine, result)
  }
}

/** The topmost `count` numbers, the topmost last. */
export function takeNumbers(machine: ScriptMachine, count: number): bigint[] | ScriptFault {
  if (machine.stack.length < count) return tooFew(count, machine)
  const numbers: bigint[] = []
  for (const item of machine.stack.splice(machine.stack.length - count)) {
    const number = numberOfBytes(item)
    if (number === undefined) return tooWide(item)
    numbers.push(number)
  }
  return numbers
}

/** Runs with the topmost item as a position: a number from 0 to 2^31 - 1. */
export function withIndex(run: (machine: ScriptMachine, index: number) => ScriptFault | undefined): Handler {
  return withOne((machine, item) => {
    const index = indexOfBytes(item)
    if (index === undefined) return tooWide(item)
    return index < 0 ? fault('badIndex', `${index} is no position`) : run(machine, index)
  })
}

/** Runs with a range from two positions, its end on top and not part of it. */
export function withRange(
  run: (machine: ScriptMachine, start: number, end: number) => ScriptFault | undefined,
): Handler {
  return withIndex((machine, end) => withIndex((m, start) => run(m, start, end))(machine))
}

export function pushNumber(machine: ScriptMachine, value: bigint): ScriptFault | undefined {
  const bytes = bytesOfNumber(value)
  return bytes === undefined ? fault('numberTooWide', `${value} has more than 64 bits`) : machine.push(bytes)
}

/** Pushes a part of some bytes. */
export function pushPart(
  machine: ScriptMachine,
  bytes: Uint8Array,
  start: number,
  end: number,
): ScriptFault | undefined {
  if (end - start > MAX_ELEMENT_BYTES) {
    return fault('elementTooBig', `an item of ${end - start} bytes; the most is ${MAX_ELEMENT_BYTES}`)
  }
  return start > end || end > bytes.length
    ? fault('badIndex', `bytes ${start} to ${end} of ${bytes.length}`)
    : machine.push(bytes.slice(start, end))
}

export function verifyTop(machine: ScriptMachine): ScriptFault | undefined {
  return withOne((_, top) => (isTrue(top) ? undefined : fault('verifyFailed', 'a verification fails')))(
    machine,
  )
}

/** An operation that leaves a verdict, followed by a demand that it is true. */
export function verified(run: Handler): Handler {
  return (machine) => run(machine) ?? verifyTop(machine)
}

export function tooWide(item: Uint8Array): ScriptFault {
  return fault('numberTooWide', `${item.length} bytes are no number, or too large a one`)
}
