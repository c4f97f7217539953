// One instruction of a RUNNING machine.
import { STATUS } from '../../spec/constants.ts'
import { spanOf } from '../../spec/opcode.ts'
import { TRAP } from '../../spec/traps.ts'
import { concatBytes, equalBytes } from '../../words.ts'
import { ZERO_LEAF, leafOfWords, wordOf } from '../bytes.ts'
import { BRANCH_IF, compute, fitsBits, multiplyDivide } from './arithmetic.ts'
import { call, returnFromCall } from './calls.ts'
import { useContract } from './contracts.ts'
import { useCrypto } from './crypto.ts'
import { type Effect, type Going, NEXT, trapped } from './effect.ts'
import { type Instruction, type Operands, decodeInstruction, fetchOperands } from './instruction.ts'
import { accessHeap } from './memory.ts'
import { RESULT_LEAF, getRoot, getWord, setRoot, setWord } from './registers.ts'
import { type StepRun, refuse, writeLeaf } from './run.ts'
import { computeWide } from './wide.ts'
import { framePointer, readCode, writeRam, writeSlots } from './trees.ts'

/** Executes the instruction at pc: gas first, then its traps, then its effect. */
export function runInstruction(run: StepRun): void {
  const pc = getWord(run, 'pc')
  if (pc >= 1n << 17n) return refuse(run, 'pc is beyond any code')
  const fp = framePointer(run)
  const instruction = decodeInstruction(wordOf(readCode(run, Number(pc) >>> 3), Number(pc) & 7))
  if (instruction === undefined) return enterTrap(run, 'InvalidInstruction', 0n, ZERO_LEAF)

  const { op } = instruction
  const gas = getWord(run, 'gas')
  const price = BigInt(op.gas)
  const effect = gas < price ? trapped('OutOfGas') : execute(run, instruction, fp, gas - price)
  switch (effect.kind) {
    case 'slot':
      writeSlots(run, fp, instruction.a, spanOf(op.a, op.imm, Number(instruction.imm)), effect.value)
      break
    case 'leaf':
      writeRam(run, (fp >>> 6) + (instruction.a >>> 3), effect.value)
      break
    case 'go':
      break
    case 'end':
      setWord(run, 'gas', gas - price)
      return endMessage(run, effect.result)
    case 'trap':
      return enterTrap(run, effect.trap, effect.user?.detail ?? 0n, effect.user?.result ?? ZERO_LEAF)
  }
  const { target = pc + 1n, extraGas = 0n }: Going = effect.kind === 'go' ? effect : NEXT
  setWord(run, 'gas', gas - price - extraGas)
  setWord(run, 'pc', target)
}

function execute(run: StepRun, instruction: Instruction, fp: number, gasLeft: bigint): Effect {
  const operands = fetchOperands(run, instruction, fp)
  const { op, imm } = instruction
  const value = compute(op.name, operands.b, operands.c, imm) ?? computeWide(instruction, operands)
  if (value !== undefined) return stored(value)
  const branches = BRANCH_IF[op.name]
  if (branches !== undefined) return branches(operands.a, operands.b) ? { kind: 'go', target: imm } : NEXT
  const effect =
    accessHeap(run, instruction, operands) ??
    useContract(run, instruction, operands, gasLeft) ??
    useCrypto(instruction, operands) ??
    executeOther(run, instruction, operands, fp)
  if (effect === undefined) refuse(run, `no semantics for ${op.name}`)
  return effect ?? NEXT
}

/** The instructions that share their form with no other. */
function executeOther(
  run: StepRun,
  instruction: Instruction,
  operands: Operands,
  fp: number,
): Effect | undefined {
  const { op, imm } = instruction
  switch (op.name) {
    case 'ldc':
      return { kind: 'slot', value: wordOf(readCode(run, dataIndex(run, imm >> 3n)), Number(imm & 7n)) }
    case 'ldcl':
      return { kind: 'leaf', value: readCode(run, dataIndex(run, imm)) }
    case 'movl':
      return { kind: 'leaf', value: operands.leafB }
    case 'zerol':
      return { kind: 'leaf', value: ZERO_LEAF }
    case 'spanl':
      return {
        kind: 'leaf',
        value: concatBytes([operands.leafB, operands.leafC]).slice(bytesOf(operands), bytesOf(operands) + 64),
      }
    case 'blendl': {
      const first = operands.leafB.slice(0, bytesOf(operands))
      return { kind: 'leaf', value: concatBytes([first, operands.leafC.slice(first.length)]) }
    }
    case 'select':
      return { kind: 'slot', value: operands.third !== 0n ? operands.b : operands.c }
    case 'muldiv':
      return stored(multiplyDivide(operands.b, operands.c, operands.third, imm >> 8n === 1n))
    case 'fitu':
    case 'fits':
      return fitsBits(operands.a, imm, op.name === 'fits') ? NEXT : trapped('Overflow')
    case 'eql':
      return { kind: 'slot', value: equalBytes(operands.leafB, operands.leafC) ? 1n : 0n }
    case 'call':
      return call(run, instruction, fp, undefined)
    case 'callx':
      return call(run, instruction, fp, operands.b)
    case 'ret':
      return returnFromCall(run, fp)
    case 'end':
      return { kind: 'end', result: operands.leafA }
    case 'trap':
      return { kind: 'trap', trap: 'UserError', user: { detail: imm, result: operands.leafA } }
    default:
      return undefined
  }
}

/** A count of bytes of a leaf: the third operand, at most 64. */
function bytesOf({ third }: Operands): number {
  return third < 64n ? Number(third) : 64
}

function stored(value: bigint | Extract<Effect, { kind: 'trap' }>['trap']): Effect {
  return typeof value === 'bigint' ? { kind: 'slot', value } : trapped(value)
}

/** A code leaf index from an immediate; one that no tree reaches is refused (validated code has none). */
function dataIndex(run: StepRun, index: bigint): number {
  if (index < 1n << 14n) return Number(index)
  refuse(run, 'constant data beyond any code')
  return 0
}

function endMessage(run: StepRun, result: Uint8Array): void {
  writeResult(run, 0n, getWord(run, 'pc'), result)
  setWord(run, 'status', BigInt(STATUS.Closing))
}

/** Takes back what the message did to storage, outbox and events, and notes why. Gas is left as it was, but 0 when it ran out. */
function enterTrap(run: StepRun, trap: keyof typeof TRAP, detail: bigint, result: Uint8Array): void {
  setRoot(run, 'storage', getRoot(run, 'startStorage'))
  setRoot(run, 'outbox', getRoot(run, 'startOutbox'))
  setRoot(run, 'events', getRoot(run, 'startEvents'))
  setWord(run, 'outboxCount', getWord(run, 'startOutboxCount'))
  setWord(run, 'eventCount', getWord(run, 'startEventCount'))
  writeResult(run, detail, getWord(run, 'pc'), result)
  if (trap === 'OutOfGas') setWord(run, 'gas', 0n)
  setWord(run, 'trap', BigInt(TRAP[trap]))
  setWord(run, 'status', BigInt(STATUS.Refunding))
}

/** The whole result leaf: detail, place, and the first four words of `result`. */
function writeResult(run: StepRun, detail: bigint, place: bigint, result: Uint8Array): void {
  const words = [detail, place, wordOf(result, 0), wordOf(result, 1), wordOf(result, 2), wordOf(result, 3)]
  writeLeaf(run, 'header', RESULT_LEAF, leafOfWords(words))
}
