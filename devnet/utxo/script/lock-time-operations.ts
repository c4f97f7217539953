// The opcodes by which an output stays locked until a time or for a time. Their operand is an unsigned number of at most eight bytes and stays off the stack.
import {
  LOCK_TIME_THRESHOLD,
  SEQUENCE_FINAL,
  SEQUENCE_LOCK_DISABLED,
  SEQUENCE_LOCK_MASK,
} from '../../tx/constants.ts'
import { fault } from './faults.ts'
import type { ScriptFault } from './faults.ts'
import { withOne } from './handlers.ts'
import type { OpcodeRow } from './handlers.ts'
import type { ScriptMachine } from './machine.ts'
import { inputOf } from './spent.ts'

export const LOCK_TIME_OPERATIONS: readonly OpcodeRow[] = [
  [0xb0, 'CHECKLOCKTIMEVERIFY', withOne(checkLockTime)],
  [0xb1, 'CHECKSEQUENCEVERIFY', withOne(checkSequence)],
]

function checkLockTime(machine: ScriptMachine, operand: Uint8Array): ScriptFault | undefined {
  const until = unsigned(operand)
  if (until === undefined) return tooWide(operand)
  const { lockTime } = machine.context.tx
  if (lockTime < LOCK_TIME_THRESHOLD !== until < LOCK_TIME_THRESHOLD) {
    return fault('lockedStill', 'one lock time is a DAA score and the other a time')
  }
  if (until > lockTime) return fault('lockedStill', `locked until ${until}; the transaction says ${lockTime}`)
  return inputOf(machine).sequence === SEQUENCE_FINAL
    ? fault('lockedStill', 'the sequence of the input switches lock times off')
    : undefined
}

function checkSequence(machine: ScriptMachine, operand: Uint8Array): ScriptFault | undefined {
  const wanted = unsigned(operand)
  if (wanted === undefined) return tooWide(operand)
  if ((wanted & SEQUENCE_LOCK_DISABLED) !== 0n) return undefined
  const { sequence } = inputOf(machine)
  if ((sequence & SEQUENCE_LOCK_DISABLED) !== 0n) {
    return fault('lockedStill', 'the sequence of the input switches relative locks off')
  }
  return (wanted & SEQUENCE_LOCK_MASK) > (sequence & SEQUENCE_LOCK_MASK)
    ? fault(
        'lockedStill',
        `locked for ${wanted & SEQUENCE_LOCK_MASK}; the input waits ${sequence & SEQUENCE_LOCK_MASK}`,
      )
    : undefined
}

function unsigned(operand: Uint8Array): bigint | undefined {
  return operand.length > 8 ? undefined : operand.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
}

function tooWide(operand: Uint8Array): ScriptFault {
  return fault('numberTooWide', `a lock time of ${operand.length} bytes; it has at most 8`)
}
