// The whole state of a machine run. What engines touch at every step lies in one flat memory behind typed arrays; storage,
// outbox and events are trees beside it. Engines change it in place; whoever needs an earlier state forks before.
import { contextBytes } from '../context.ts'
import type { BlockContext } from '../context.ts'
import { checkInbox } from '../inbox.ts'
import type { InboxEntry } from '../inbox.ts'
import { ListTree } from '../merkle/list-tree.ts'
import type { Nodes } from '../merkle/heap-nodes.ts'
import { MemoryTree } from '../merkle/memory-tree.ts'
import type { Program } from '../program/image.ts'
import { EVENT_DEPTH, OUTBOX_DEPTH, RAM_BYTES, RAM_DEPTH } from '../spec/constants.ts'
import type { StorageSnapshot, StorageTree } from '../storage/storage-tree.ts'
import { INBOX_COUNT, MEMORY_LAYOUT } from './registers.ts'
import type { MessageResult } from './results.ts'

export interface MachineInput {
  /** A validated program. */
  readonly program: Program
  /** Storage at the start. It is forked: the machine never changes the tree that it is given. */
  readonly storage: StorageTree
  readonly inbox: readonly InboxEntry[]
  readonly context: BlockContext
}

/** What an engine keeps of the message it is in, besides the registers. */
export interface CurrentMessage {
  /** Steps when the message began. */
  readonly firstStep: bigint
  /** Head and origin leaves, as 32 words of 32 bits. */
  readonly leaves: Uint32Array
  readonly payload: Uint8Array
}

export interface StartRoots {
  readonly storage: Uint8Array
  readonly outbox: Uint8Array
  readonly events: Uint8Array
}

export class MachineState {
  readonly program: Program
  readonly inbox: readonly InboxEntry[]
  readonly context: BlockContext
  readonly contextWords: Uint32Array
  /** Instructions and constant data, as in the program. */
  readonly code: Uint32Array

  /** RAM, leaf flags and registers; see MEMORY_LAYOUT. Only `moveMachine` replaces it, with all views of it. */
  memory: ArrayBuffer
  /** Whether its memory belongs to somebody else. */
  isMoved = false
  ram: Int32Array
  /** The same words unsigned, for whoever copies leaves. */
  ramLeaves: Uint32Array
  ramBytes: Uint8Array
  /** LEAF_WRITTEN for every leaf of RAM that was written. */
  flags: Uint8Array
  registers: Int32Array
  readonly ramTree: MemoryTree

  storage: StorageTree
  outbox: ListTree
  events: ListTree
  /** Storage at the start of the current message. */
  startStorage: StorageSnapshot
  /** Roots at the start of the current message, once somebody asked for them. */
  startRoots: StartRoots | undefined
  message: CurrentMessage | undefined
  /** What `end` or `trap` handed out, until the message closes. */
  output: Uint8Array | undefined
  /** Gas that the running stretch may still use: at most what the register says, which is brought up to date when the stretch ends. */
  gas = 0
  /** Results of the messages done so far, in order. */
  results: MessageResult[] = []

  constructor({ program, storage, inbox, context }: MachineInput) {
    this.program = program
    this.code = program.words
    this.inbox = inbox
    this.context = context
    this.contextWords = new Uint32Array(contextBytes(context).buffer)
    const spare = spares.pop()
    const views = viewsOf(spare?.memory ?? new ArrayBuffer(MEMORY_LAYOUT.bytes))
    this.memory = views.memory
    this.ram = views.ram
    this.ramLeaves = views.ramLeaves
    this.ramBytes = views.ramBytes
    this.flags = views.flags
    this.registers = views.registers
    this.ramTree = new MemoryTree(RAM_DEPTH, this.ramLeaves, this.flags, spare?.nodes)
    this.storage = storage.fork()
    this.outbox = new ListTree(OUTBOX_DEPTH)
    this.events = new ListTree(EVENT_DEPTH)
    this.startStorage = this.storage.snapshot()
    this.registers[INBOX_COUNT] = inbox.length
  }
}

/** Memory of a machine that is done, all zero again. */
interface Spare {
  readonly memory: ArrayBuffer
  readonly nodes: Nodes | undefined
}

const MAX_SPARES = 2
const spares: Spare[] = []

/**
 * Says that a machine is done and that nobody looks at its memory again: the next one takes it over. Getting one that is all zero, and one for hashes, takes
 * longer than a short block. What the machine has handed out (roots, results, storage, lists) stays as it is.
 */
export function recycleMachine(state: MachineState): void {
  if (state.isMoved || spares.length >= MAX_SPARES) return
  spares.push(wipeMachine(state))
}

/** Says that a machine is done, and makes its memory all zero for another to move into. */
export function wipeMachine(state: MachineState): Spare {
  const { memory, registers } = state
  const nodes = state.ramTree.giveUp()
  registers.fill(0)
  // Whoever looks nevertheless should notice.
  state.ram = new Int32Array()
  state.ramLeaves = new Uint32Array()
  state.ramBytes = new Uint8Array()
  state.flags = new Uint8Array()
  state.registers = new Int32Array()
  state.isMoved = true
  return { memory, nodes }
}

type Views = Pick<MachineState, 'memory' | 'ram' | 'ramLeaves' | 'ramBytes' | 'flags' | 'registers'>

function viewsOf(memory: ArrayBuffer): Views {
  return {
    memory,
    ram: new Int32Array(memory, MEMORY_LAYOUT.ram, RAM_BYTES / 4),
    ramLeaves: new Uint32Array(memory, MEMORY_LAYOUT.ram, RAM_BYTES / 4),
    ramBytes: new Uint8Array(memory, MEMORY_LAYOUT.ram, RAM_BYTES),
    flags: new Uint8Array(memory, MEMORY_LAYOUT.flags, 1 << RAM_DEPTH),
    registers: new Int32Array(memory, MEMORY_LAYOUT.registers, MEMORY_LAYOUT.registerWords),
  }
}

/**
 * Moves a machine into another memory, all zero and of MEMORY_LAYOUT.bytes: how an engine gets it into one that its code
 * addresses. The old memory is all zero afterwards, and may be another machine's. Costs about as much as the RAM in use.
 */
export function moveMachine(state: MachineState, memory: ArrayBuffer): void {
  const views = viewsOf(memory)
  const { memory: left, registers } = state
  views.registers.set(registers)
  registers.fill(0)
  state.ramTree.moveTo(views.ramLeaves, views.flags)
  if (!state.isMoved && spares.length < MAX_SPARES) spares.push({ memory: left, nodes: undefined })
  Object.assign(state, views)
  state.isMoved = true
}

/** The machine at step 0 of a reference block. Throws on an inbox beyond the bounds of the machine. */
export function createMachine(input: MachineInput): MachineState {
  checkInbox(input.inbox)
  return new MachineState(input)
}

/** An independent machine in the same state. Costs about as much as the RAM in use; storage is shared until written. */
export function forkMachine(state: MachineState): MachineState {
  const fork = new MachineState(state)
  state.ramTree.copyInto(fork.ramTree)
  fork.registers.set(state.registers)
  fork.outbox = state.outbox.fork()
  fork.events = state.events.fork()
  fork.startStorage = state.startStorage
  fork.startRoots = state.startRoots
  fork.message = state.message
  fork.output = state.output
  fork.results = state.results.slice()
  return fork
}
