// The table of opcodes, put together from their groups: what each number means, and which numbers mean nothing.
import { BYTE_OPERATIONS } from './byte-operations.ts'
import { COVENANT_OPERATIONS } from './covenant-operations.ts'
import { fault } from './faults.ts'
import type { ScriptFaultCode } from './faults.ts'
import { CONDITIONAL_OPERATIONS, FLOW_OPERATIONS } from './flow-operations.ts'
import type { Handler, OpcodeRow } from './handlers.ts'
import { INTROSPECTION_OPERATIONS } from './introspection-operations.ts'
import { LOCK_TIME_OPERATIONS } from './lock-time-operations.ts'
import { NUMBER_OPERATIONS } from './number-operations.ts'
import { SIGNATURE_OPERATIONS } from './signature-operations.ts'
import { STACK_OPERATIONS } from './stack-operations.ts'

export interface Opcode {
  readonly name: string
  readonly run: Handler
  /** `always`: runs in branches that aren't taken too; `never`: ends a script that merely contains it. */
  readonly runs: 'whenTaken' | 'always' | 'never'
}

const RESERVED: readonly OpcodeRow[] = [
  [0x50, 'RESERVED', refuse('reservedOpcode', 'a reserved opcode')],
  [0x62, 'VER', refuse('reservedOpcode', 'a reserved opcode')],
  [0x89, 'RESERVED1', refuse('reservedOpcode', 'a reserved opcode')],
  [0x8a, 'RESERVED2', refuse('reservedOpcode', 'a reserved opcode')],
  [0xa6, 'ZKPRECOMPILE', refuse('unsupportedOpcode', 'checks of zero-knowledge proofs are not supported')],
]

const FORBIDDEN: readonly OpcodeRow[] = [
  [0x65, 'VERIF', refuse('reservedOpcode', 'an opcode that no script may contain')],
  [0x66, 'VERNOTIF', refuse('reservedOpcode', 'an opcode that no script may contain')],
  ...(
    [
      [0x80, 'LEFT'],
      [0x81, 'RIGHT'],
      [0x8d, '2MUL'],
      [0x8e, '2DIV'],
      [0x98, 'LSHIFT'],
      [0x99, 'RSHIFT'],
    ] as const
  ).map(([code, name]): OpcodeRow => [code, name, refuse('disabledOpcode', `${name} is disabled`)]),
]

/** By number. Pushes aren't in it: they are data. */
export const OPCODES: ReadonlyMap<number, Opcode> = new Map([
  ...rows(
    'whenTaken',
    STACK_OPERATIONS,
    BYTE_OPERATIONS,
    NUMBER_OPERATIONS,
    FLOW_OPERATIONS,
    SIGNATURE_OPERATIONS,
    LOCK_TIME_OPERATIONS,
    INTROSPECTION_OPERATIONS,
    COVENANT_OPERATIONS,
    RESERVED,
  ),
  ...rows('always', CONDITIONAL_OPERATIONS),
  ...rows('never', FORBIDDEN),
])

/** What a number means. One without meaning fails when it is run. */
export function opcodeOf(code: number): Opcode {
  return (
    OPCODES.get(code) ?? {
      name: 'UNKNOWN',
      run: refuse('unknownOpcode', `opcode 0x${code.toString(16)} is unknown`),
      runs: 'whenTaken',
    }
  )
}

function rows(runs: Opcode['runs'], ...groups: readonly (readonly OpcodeRow[])[]): [number, Opcode][] {
  return groups.flat().map(([code, name, run]) => [code, { name, run, runs }])
}

function refuse(code: ScriptFaultCode, reason: string): Handler {
  return () => fault(code, reason)
}
