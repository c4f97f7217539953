// Calls and returns: the link in slots 0-3 of a frame.
import { FRAME_BYTES, MAX_CALL_DEPTH, STACK_BYTES } from '../../spec/constants.ts'
import { type Effect, trapped } from './effect.ts'
import type { Instruction } from './instruction.ts'
import { getWord, setWord } from './registers.ts'
import { type StepRun, refuse } from './run.ts'
import { readSlot, writeSlot } from './trees.ts'

/** `call`, and `callx` when `instance` is given: the callee then runs as that contract instance, called by the present one. */
export function call(
  run: StepRun,
  instruction: Instruction,
  fp: number,
  instance: bigint | undefined,
): Effect {
  const depth = getWord(run, 'depth')
  const frame = fp + 64 * instruction.a
  if (depth >= BigInt(MAX_CALL_DEPTH) || frame + FRAME_BYTES > STACK_BYTES) return trapped('StackOverflow')
  const self = getWord(run, 'instance')
  writeSlot(run, frame, 0, getWord(run, 'pc') + 1n)
  writeSlot(run, frame, 1, BigInt(fp))
  writeSlot(run, frame, 2, self)
  writeSlot(run, frame, 3, getWord(run, 'caller'))
  setWord(run, 'fp', BigInt(frame))
  setWord(run, 'depth', depth + 1n)
  if (instance !== undefined) {
    setWord(run, 'caller', self)
    setWord(run, 'instance', instance)
  }
  return { kind: 'go', target: instruction.imm }
}

export function returnFromCall(run: StepRun, fp: number): Effect {
  const depth = getWord(run, 'depth')
  if (depth === 0n) refuse(run, 'a return from the entry function')
  setWord(run, 'fp', readSlot(run, fp, 1))
  setWord(run, 'instance', readSlot(run, fp, 2))
  setWord(run, 'caller', readSlot(run, fp, 3))
  setWord(run, 'depth', depth - 1n)
  return { kind: 'go', target: readSlot(run, fp, 0) }
}
