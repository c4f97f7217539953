// Silos under test: the program that would be deployed, and its storage between messages.
import { blake3 } from '@noble/hashes/blake3.js'
import { codeRoot } from '../../vm/program/code-tree.ts'
import { createJit } from '../../vm/jit/engine.ts'
import type { RecyclingJit } from '../../vm/jit/engine.ts'
import { run } from '../../vm/machine/run.ts'
import { createMachine, recycleMachine, type MachineInput } from '../../vm/machine/state.ts'
import type { MessageResult } from '../../vm/machine/results.ts'
import { MACHINE_VERSION } from '../../vm/spec/constants.ts'
import { StorageTree } from '../../vm/storage/storage-tree.ts'
import type { BlockContext } from '../../vm/context.ts'
import type { CallSource, MessageKind } from '../../vm/inbox.ts'
import type { Abi } from '../abi/types.ts'
import type { Silo } from '../link/build-silo.ts'

const INTERPRETER: RecyclingJit = { run, recycle: recycleMachine }

/** Gas limit of every message of a test. */
const GAS_LIMIT = 100_000_000n

export interface TestMessage {
  readonly kind: MessageKind
  readonly sender: Uint8Array
  readonly value: bigint
  readonly payload: Uint8Array
  /** Of messages from other silos. */
  readonly source?: CallSource
}

/** What runs the messages of tests; both engines agree to the bit. */
export type TestEngine = 'interpreter' | 'compiled'

/** A silo between two messages. */
export interface Moment {
  readonly storage: StorageTree
  readonly blocks: bigint
}

/** A silo with its state between messages. */
export class TestSilo {
  readonly silo: Silo
  /** 32 bytes. */
  readonly id: Uint8Array
  private storage = new StorageTree()
  private blocks = 0n
  private lastInput: MachineInput | undefined
  private readonly codeRoot: Uint8Array

  private readonly engine: RecyclingJit

  constructor(silo: Silo, engine: TestEngine = 'interpreter', id = bytesFor('silo')) {
    this.silo = silo
    this.id = id
    this.engine = engine === 'compiled' ? known(JITS, silo, () => createJit(silo.program)) : INTERPRETER
    this.codeRoot = known(CODE_ROOTS, silo, () => codeRoot(silo.program))
  }

  get abi(): Abi {
    return this.silo.abi
  }

  /** The silo as it is now, to return to. */
  moment(): Moment {
    return { storage: this.storage, blocks: this.blocks }
  }

  /** Makes the silo what it was. Blocks go on being numbered, as those of another branch. */
  returnTo(moment: Moment): void {
    this.storage = moment.storage.fork()
  }

  /** Storage after the last message. Not to be written to. */
  get state(): StorageTree {
    return this.storage
  }

  /** What the last block was run from; undefined before the first. Not to be written to. */
  get lastBlock(): MachineInput | undefined {
    return this.lastInput
  }

  /** Runs a message to its end; storage goes on from there. */
  send(message: TestMessage): MessageResult {
    const [result] = this.sendAll([message])
    if (result === undefined) throw new Error('the machine halted without a result')
    return result
  }

  /** Runs messages in one reference block, at most as many as an inbox holds. */
  sendAll(messages: readonly TestMessage[]): readonly MessageResult[] {
    const inbox = messages.map((message, i) => {
      const transactionId = bytesFor(`transaction ${this.blocks} ${i}`)
      return { ...message, admitted: true, transactionId, gas: GAS_LIMIT, refusal: 0 }
    })
    const { program } = this.silo
    const input: MachineInput = { program, storage: this.storage, inbox, context: this.context() }
    const machine = createMachine(input)
    this.lastInput = input
    this.engine.run(machine)
    const { storage, results } = machine
    // A machine's memory is large beside what most messages do: the next machine takes it over.
    this.engine.recycle(machine)
    this.storage = storage
    this.blocks += 1n
    return results
  }

  private context(): BlockContext {
    const score = 1000n + this.blocks
    return {
      siloId: this.id,
      referenceBlock: bytesFor(`block ${score}`),
      daaScore: score,
      timestamp: 1_700_000_000_000n + 100n * score,
      blueScore: score,
      machineVersion: MACHINE_VERSION,
      configHash: bytesFor('config'),
      codeRoot: this.codeRoot,
    }
  }
}

/** Worked out once for a program, however many silos tests make of it. */
const CODE_ROOTS = new WeakMap<Silo, Uint8Array>()
const JITS = new WeakMap<Silo, RecyclingJit>()

function known<T>(cache: WeakMap<Silo, T>, silo: Silo, make: () => T): T {
  const value = cache.get(silo) ?? make()
  cache.set(silo, value)
  return value
}

/** 32 bytes that stand for a named thing of a test: an actor's key, a block's hash. Not to be written to. */
export function bytesFor(name: string): Uint8Array {
  const before = NAMED.get(name)
  if (before !== undefined) return before
  const bytes = blake3(utf8.encode(`silo test: ${name}`))
  if (NAMED.size >= MAX_NAMED) NAMED.clear()
  NAMED.set(name, bytes)
  return bytes
}

const utf8 = new TextEncoder()
/** Every case of a test names the same blocks, transactions and actors again. */
const NAMED = new Map<string, Uint8Array>()
const MAX_NAMED = 4096
