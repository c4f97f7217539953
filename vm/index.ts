// The machine as a library: programs, runs, storage, and what consensus sees of them.
export * from './consensus.ts'
export * from './spec/constants.ts'
export { OPCODES, OPCODE_BY_NAME, OPCODE_LIST } from './spec/opcodes.ts'
export type { FieldUse, Flow, ImmediateUse, Opcode } from './spec/opcodes.ts'
export { TRAP, TRAP_MEANING } from './spec/traps.ts'
export type { TrapCode, TrapName } from './spec/traps.ts'

export { Assembler } from './program/assembler.ts'
export type { AssemblyResult, LabelReference, Operands } from './program/assembler.ts'
export { assemble } from './program/assembly-text.ts'
export { blocksOf } from './program/blocks.ts'
export type { Block } from './program/blocks.ts'
export { codeDepth } from './program/code-tree.ts'
export { disassemble, formatInstruction } from './program/disassembler.ts'
export { decodeImage, encodeImage, instructionAt, programOf, wordCount } from './program/image.ts'
export type { DecodeResult } from './program/image.ts'
export { decodeInstruction, encodeInstruction, opcodeOf } from './program/instruction.ts'
export type { Instruction } from './program/instruction.ts'
export { functionsOf } from './program/validator/functions.ts'
export type { FunctionRange } from './program/validator/functions.ts'
export { validateProgram } from './program/validator/validate.ts'
export type { ValidationResult } from './program/validator/validate.ts'

export { StorageTree } from './storage/storage-tree.ts'
export type { StorageSnapshot } from './storage/storage-tree.ts'
export { storageEntries, storagePath } from './storage/contents.ts'
export type { StorageEntry, StorageNeighbour, StoragePath } from './storage/contents.ts'
export { hashContract, hashStorageKey } from './hash/domains.ts'

export { createMachine, forkMachine } from './machine/state.ts'
export type { MachineInput, MachineState } from './machine/state.ts'
export { isHalted, run, step } from './machine/run.ts'
export type { RunLimit } from './machine/run.ts'
export { headerBytes, machineHash } from './machine/header.ts'
export { callStack, inspect, readFrame, readRam, readSlot } from './machine/inspect.ts'
export type { MachineView } from './machine/inspect.ts'
export { runObserved } from './machine/observe.ts'
export type { Observer, StepOrigin, StopReason } from './machine/observe.ts'
export { trapNameOf } from './machine/results.ts'
export type { MessageResult } from './machine/results.ts'
export { decodeEventRecord, encodeEventRecord } from './records.ts'
export type { EventPartRecord, EventRecord, ReceiptRecord } from './records.ts'
export { bytesOfWords, wordsOfBytes } from './words.ts'

export {
  proveEvents,
  proveHalted,
  proveOutboxEntries,
  proveOutboxEntry,
  proveStep,
} from './proof/prove/prove.ts'
export { createMachineTrace, interpreterFor } from './proof/prove/machine-trace.ts'
export { createTrace, firstDivergence } from './proof/trace.ts'
export type { Trace, TraceMachine, TraceOptions } from './proof/trace.ts'
export { provePoints } from './proof/history.ts'
export { verifyEvents } from './proof/lists.ts'
export { explainStep } from './proof/explain.ts'
export type { ProvedLeaf, StepExplanation } from './proof/explain.ts'
