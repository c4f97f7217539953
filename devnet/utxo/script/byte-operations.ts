// The opcodes on bytes: splicing, bit by bit, equality and hashes. Hashing costs units by the byte.
import { blake2b } from '@noble/hashes/blake2.js'
import { blake3 } from '@noble/hashes/blake3.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { fault } from './faults.ts'
import type { ScriptFault } from './faults.ts'
import { pushNumber, pushPart, tooFew, withOne, withRange, withTwo } from './handlers.ts'
import type { Handler, OpcodeRow } from './handlers.ts'
import type { ScriptMachine } from './machine.ts'
import { ofBoolean } from './numbers.ts'

const BLAKE2B_UNITS_PER_BYTE = 2
const BLAKE2B_KEY_BYTES = 64
const BLAKE3_KEY_BYTES = 32

export const BYTE_OPERATIONS: readonly OpcodeRow[] = [
  [0x7e, 'CAT', withTwo(concatenate)],
  [0x7f, 'SUBSTR', withRange((m, start, end) => withOne((n, data) => pushPart(n, data, start, end))(m))],
  [0x82, 'SIZE', size],
  [0x83, 'INVERT', withOne((m, a) => m.push(a.map((byte) => ~byte)))],
  [0x84, 'AND', bitwise((a, b) => a & b)],
  [0x85, 'OR', bitwise((a, b) => a | b)],
  [0x86, 'XOR', bitwise((a, b) => a ^ b)],
  [0x87, 'EQUAL', withTwo((m, a, b) => m.push(ofBoolean(sameBytes(a, b))))],
  [
    0x88,
    'EQUALVERIFY',
    withTwo((_, a, b) => (sameBytes(a, b) ? undefined : fault('verifyFailed', 'two items differ'))),
  ],
  [0xa7, 'BLAKE2BWITHKEY', withTwo(keyedBlake2b)],
  [0xa8, 'SHA256', withOne((m, data) => m.pay(data.length) ?? m.push(sha256(data)))],
  [
    0xaa,
    'BLAKE2B',
    withOne((m, data) => m.pay(BLAKE2B_UNITS_PER_BYTE * data.length) ?? m.push(blake2b(data, { dkLen: 32 }))),
  ],
  [0xd9, 'BLAKE3', withOne((m, data) => m.pay(data.length) ?? m.push(blake3(data)))],
  [0xda, 'BLAKE3WITHKEY', withTwo(keyedBlake3)],
]

function concatenate(machine: ScriptMachine, a: Uint8Array, b: Uint8Array): ScriptFault | undefined {
  const joined = new Uint8Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return machine.push(joined)
}

/** Leaves the item and pushes its length. */
function size(machine: ScriptMachine): ScriptFault | undefined {
  const top = machine.stack.at(-1)
  return top === undefined ? tooFew(1, machine) : pushNumber(machine, BigInt(top.length))
}

function bitwise(combine: (a: number, b: number) => number): Handler {
  return withTwo((machine, a, b) =>
    a.length === b.length
      ? machine.push(a.map((byte, i) => combine(byte, b[i] ?? 0)))
      : fault('badOperand', `items of ${a.length} and ${b.length} bytes don't combine bit by bit`),
  )
}

function keyedBlake2b(machine: ScriptMachine, data: Uint8Array, key: Uint8Array): ScriptFault | undefined {
  if (key.length > BLAKE2B_KEY_BYTES) {
    return fault('elementTooBig', `a key of ${key.length} bytes; the most is ${BLAKE2B_KEY_BYTES}`)
  }
  const options = key.length === 0 ? { dkLen: 32 } : { dkLen: 32, key }
  return machine.pay(BLAKE2B_UNITS_PER_BYTE * data.length) ?? machine.push(blake2b(data, options))
}

function keyedBlake3(machine: ScriptMachine, data: Uint8Array, key: Uint8Array): ScriptFault | undefined {
  if (key.length !== BLAKE3_KEY_BYTES) {
    return fault('brokenPush', `a key of ${key.length} bytes; it must have ${BLAKE3_KEY_BYTES}`)
  }
  return machine.pay(data.length) ?? machine.push(blake3(data, { key }))
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
