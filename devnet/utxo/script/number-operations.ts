// The opcodes on numbers: 64 bits with a sign, checked.
import { fault } from './faults.ts'
import type { ScriptFault } from './faults.ts'
import { numeric, takeNumbers, withIndex } from './handlers.ts'
import type { Handler, OpcodeRow } from './handlers.ts'
import type { ScriptMachine } from './machine.ts'
import { bytesOfNumber } from './numbers.ts'

export const NUMBER_OPERATIONS: readonly OpcodeRow[] = [
  [0x8b, '1ADD', numeric(1, (a = 0n) => a + 1n)],
  [0x8c, '1SUB', numeric(1, (a = 0n) => a - 1n)],
  [0x8f, 'NEGATE', numeric(1, (a = 0n) => -a)],
  [0x90, 'ABS', numeric(1, (a = 0n) => (a < 0n ? -a : a))],
  [0x91, 'NOT', numeric(1, (a = 0n) => flag(a === 0n))],
  [0x92, '0NOTEQUAL', numeric(1, (a = 0n) => flag(a !== 0n))],
  [0x93, 'ADD', numeric(2, (a = 0n, b = 0n) => inRange(a + b))],
  [0x94, 'SUB', numeric(2, (a = 0n, b = 0n) => inRange(a - b))],
  [0x95, 'MUL', numeric(2, (a = 0n, b = 0n) => inRange(a * b))],
  [0x96, 'DIV', numeric(2, (a = 0n, b = 0n) => (b === 0n ? undefined : inRange(a / b)))],
  [0x97, 'MOD', numeric(2, (a = 0n, b = 0n) => (b === 0n ? undefined : a % b))],
  [0x9a, 'BOOLAND', numeric(2, (a, b) => flag(a !== 0n && b !== 0n))],
  [0x9b, 'BOOLOR', numeric(2, (a, b) => flag(a !== 0n || b !== 0n))],
  [0x9c, 'NUMEQUAL', numeric(2, (a, b) => flag(a === b))],
  [0x9d, 'NUMEQUALVERIFY', numbersEqual],
  [0x9e, 'NUMNOTEQUAL', numeric(2, (a, b) => flag(a !== b))],
  [0x9f, 'LESSTHAN', numeric(2, (a = 0n, b = 0n) => flag(a < b))],
  [0xa0, 'GREATERTHAN', numeric(2, (a = 0n, b = 0n) => flag(a > b))],
  [0xa1, 'LESSTHANOREQUAL', numeric(2, (a = 0n, b = 0n) => flag(a <= b))],
  [0xa2, 'GREATERTHANOREQUAL', numeric(2, (a = 0n, b = 0n) => flag(a >= b))],
  [0xa3, 'MIN', numeric(2, (a = 0n, b = 0n) => (a < b ? a : b))],
  [0xa4, 'MAX', numeric(2, (a = 0n, b = 0n) => (a > b ? a : b))],
  [0xa5, 'WITHIN', numeric(3, (x = 0n, low = 0n, high = 0n) => flag(x >= low && x < high))],
  [0xcd, 'NUM2BIN', withIndex((machine, size) => toBytes(size)(machine))],
  [0xce, 'BIN2NUM', numeric(1, (a) => a)],
]

/** A result that 64 bits with a sign hold. */
function inRange(value: bigint): bigint | undefined {
  return BigInt.asIntN(64, value) === value ? value : undefined
}

function flag(value: boolean): bigint {
  return value ? 1n : 0n
}

function numbersEqual(machine: ScriptMachine): ScriptFault | undefined {
  const numbers = takeNumbers(machine, 2)
  if (!Array.isArray(numbers)) return numbers
  return numbers[0] === numbers[1] ? undefined : fault('verifyFailed', 'two numbers differ')
}

/** A number in exactly `size` bytes. */
function toBytes(size: number): Handler {
  return (machine) => {
    if (size > 8) return fault('badNumber', `a number has at most 8 bytes, not ${size}`)
    const numbers = takeNumbers(machine, 1)
    if (!Array.isArray(numbers)) return numbers
    const bytes = bytesOfNumber(numbers[0] ?? 0n, size)
    return bytes === undefined
      ? fault('numberTooWide', `${numbers[0]} needs more than ${size} bytes`)
      : machine.push(bytes)
  }
}
