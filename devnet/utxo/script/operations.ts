// Takes scripts apart into operations. Total: a script that breaks off inside a push has no operations.
import { OP } from '../../tx/scripts.ts'
import { fault } from './faults.ts'
import type { ScriptFault } from './faults.ts'

export type Operation =
  { readonly kind: 'push'; readonly data: Uint8Array } | { readonly kind: 'code'; readonly opcode: number }

export type ParseResult =
  | { readonly ok: true; readonly operations: readonly Operation[] }
  | { readonly ok: false; readonly fault: ScriptFault }

/** Pushes may use any form that holds their data, as the newest rules have it. */
export function parseScript(script: Uint8Array): ParseResult {
  const operations: Operation[] = []
  let at = 0
  while (at < script.length) {
    const opcode = script[at] ?? 0
    at += 1
    const small = smallPush(opcode)
    if (small !== undefined) {
      operations.push({ kind: 'push', data: small })
      continue
    }
    if (opcode > OP.PUSHDATA4) {
      operations.push({ kind: 'code', opcode })
      continue
    }
    const width = lengthBytes(opcode)
    const length = width === 0 ? opcode : littleEndian(script.subarray(at, at + width))
    const start = at + width
    if (start + length > script.length)
      return { ok: false, fault: fault('brokenPush', 'the script breaks off inside a push') }
    operations.push({ kind: 'push', data: script.slice(start, start + length) })
    at = start + length
  }
  return { ok: true, operations }
}

/** Pushes, and the one reserved opcode that is numbered among them. */
export function isPush(operation: Operation): boolean {
  return operation.kind === 'push' || operation.opcode <= OP.NUM16
}

/** The data of opcodes that push a constant: the empty string, -1 and 1 to 16. */
function smallPush(opcode: number): Uint8Array | undefined {
  if (opcode === 0) return new Uint8Array()
  if (opcode === OP.NEGATE1) return Uint8Array.of(0x81)
  if (opcode >= OP.TRUE && opcode <= OP.NUM16) return Uint8Array.of(opcode - OP.TRUE + 1)
  return undefined
}

function lengthBytes(opcode: number): number {
  switch (opcode) {
    case OP.PUSHDATA1:
      return 1
    case OP.PUSHDATA2:
      return 2
    case OP.PUSHDATA4:
      return 4
    default:
      return 0
  }
}

function littleEndian(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0)
}
