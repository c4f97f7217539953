// All that base-layer consensus may know of the machine: whether code is valid, how a run begins, what its commitments
// mean. No engine is behind this door.
export { MACHINE_VERSION, MAX_INBOX_ENTRIES, MAX_PAYLOAD_BYTES, MIN_PAY } from './spec/constants.ts'
export { TRAP } from './spec/traps.ts'
export { loadProgram } from './program/validator/validate.ts'
export type { LoadResult } from './program/validator/validate.ts'
export type { ProgramProblem } from './program/validator/problem.ts'
export type { Program } from './program/image.ts'
export { codeRoot } from './program/code-tree.ts'
export { entryHash, inboxRoot } from './inbox.ts'
export type { CallSource, InboxEntry, MessageKind } from './inbox.ts'
export { contextRoot } from './context.ts'
export type { BlockContext } from './context.ts'
export {
  EMPTY_EVENT_ROOT,
  EMPTY_OUTBOX_ROOT,
  EMPTY_STORAGE_ROOT,
  initialMachineHash,
  maximumSteps,
  stateCommitment,
} from './commitment.ts'
export type { InitialState, StateRoots } from './commitment.ts'
export { amountLeaving, decodeOutboxEntry, encodeOutboxEntry, isPaymentToUser } from './records.ts'
export type { CallEntry, OutboxEntry, OutboxKind, PaymentEntry } from './records.ts'
export { verifyStep } from './proof/verify/verify-step.ts'
export type { StepVerdict } from './proof/verify/verify-step.ts'
export { MAX_PROOF_BYTES } from './proof/sizes.ts'
export { HALTED_WITNESS_BYTES, verifyHalted } from './proof/halted.ts'
export type { HaltedVerdict } from './proof/halted.ts'
export { showsOutboxEnd, verifyOutboxEntries, verifyOutboxEntry } from './proof/lists.ts'
export type { ListEntry } from './proof/lists.ts'
export {
  LEVEL_INTERVALS,
  historyRoot,
  levelPoints,
  roundPoints,
  splitPoints,
  verifyPoints,
} from './proof/history.ts'
