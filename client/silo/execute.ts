// Executes one reference block of a silo in the machine, from what the RPC tells about it.
import type { Roots } from '../../devnet/bridge/payloads.ts'
import type { Hash } from '../../devnet/tx/index.ts'
import { hashFromBytes, hashToBytes } from '../../devnet/tx/index.ts'
import { stateCommitment } from '../../vm/commitment.ts'
import type { BlockContext } from '../../vm/context.ts'
import type { InboxEntry } from '../../vm/inbox.ts'
import { machineHash } from '../../vm/machine/header.ts'
import type { MessageResult } from '../../vm/machine/results.ts'
import type { MachineInput } from '../../vm/machine/state.ts'
import { createMachine, recycleMachine } from '../../vm/machine/state.ts'
import type { ListTree } from '../../vm/merkle/list-tree.ts'
import type { Program } from '../../vm/program/image.ts'
import { MACHINE_VERSION } from '../../vm/spec/constants.ts'
import type { StorageTree } from '../../vm/storage/storage-tree.ts'
import type { InboxEntryInfo, ReferenceBlockInfo } from '../rpc/silo-codecs.ts'
import type { SiloInfo } from '../rpc/silo-config-codec.ts'
import type { Engine } from './engine.ts'
import { INTERPRETER } from './engine.ts'

export interface ExecutedBlock {
  readonly info: ReferenceBlockInfo
  /** Position among the silo's reference blocks; the creating one has 1. */
  readonly height: number
  /** What the run began with: enough to run it again. */
  readonly input: MachineInput
  readonly roots: Roots
  readonly stateCommitment: Hash
  /** Machine hash at the end. */
  readonly endHash: Hash
  /** One for each message, in the order of the inbox. */
  readonly results: readonly MessageResult[]
  readonly outbox: ListTree
  readonly events: ListTree
  /** Storage after the block; never to be changed, only forked. */
  readonly storage: StorageTree
}

/** Runs a reference block on the storage that its predecessor left. */
export function executeBlock(
  silo: SiloInfo,
  program: Program,
  storage: StorageTree,
  info: ReferenceBlockInfo,
  height: number,
  engine: Engine = INTERPRETER,
): ExecutedBlock {
  const input: MachineInput = {
    program,
    storage: storage.fork(),
    inbox: info.entries.map(inboxEntryOf),
    context: contextOf(silo, info),
  }
  const state = createMachine(input)
  engine.runTo(state)
  const roots = {
    storageRoot: state.storage.root(),
    outboxRoot: state.outbox.root(),
    eventRoot: state.events.root(),
  }
  const endHash = hashFromBytes(machineHash(state))
  recycleMachine(state)
  return {
    info,
    height,
    input,
    roots: {
      storage: hashFromBytes(roots.storageRoot),
      outbox: hashFromBytes(roots.outboxRoot),
      events: hashFromBytes(roots.eventRoot),
    },
    stateCommitment: hashFromBytes(stateCommitment(roots)),
    endHash,
    results: state.results,
    outbox: state.outbox,
    events: state.events,
    storage: state.storage,
  }
}

/** What contracts may know of where and when they run. */
export function contextOf(
  silo: SiloInfo,
  block: Pick<ReferenceBlockInfo, 'hash' | 'daaScore' | 'timestamp' | 'blueScore'>,
): BlockContext {
  return {
    siloId: hashToBytes(silo.siloId),
    referenceBlock: hashToBytes(block.hash),
    daaScore: block.daaScore,
    timestamp: block.timestamp,
    blueScore: block.blueScore,
    machineVersion: MACHINE_VERSION,
    configHash: hashToBytes(silo.configHash),
    codeRoot: hashToBytes(silo.codeRoot),
  }
}

function inboxEntryOf(entry: InboxEntryInfo): InboxEntry {
  return {
    admitted: entry.admitted,
    kind: entry.kind,
    source: entry.delivery,
    sender: hashToBytes(entry.sender),
    transactionId: hashToBytes(entry.transactionId),
    value: entry.value,
    gas: entry.gasLimit,
    refusal: entry.refusalReason,
    payload: entry.payload,
  }
}
