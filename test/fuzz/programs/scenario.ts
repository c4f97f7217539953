// A program with what it is run on: storage at the start, and the messages of one or two reference blocks. Gas limits are set by a trial run
// so that messages run out of gas at chosen instructions.
import type { BlockContext } from '../../../vm/context.ts'
import { isFromSilo } from '../../../vm/inbox.ts'
import type { InboxEntry } from '../../../vm/inbox.ts'
import { isHalted, run } from '../../../vm/machine/run.ts'
import { runObserved } from '../../../vm/machine/observe.ts'
import { createMachine, recycleMachine } from '../../../vm/machine/state.ts'
import type { MachineState } from '../../../vm/machine/state.ts'
import { codeRoot } from '../../../vm/program/code-tree.ts'
import { instructionAt } from '../../../vm/program/image.ts'
import type { Program } from '../../../vm/program/image.ts'
import { MACHINE_VERSION, MAX_PAYLOAD_BYTES, STATUS } from '../../../vm/spec/constants.ts'
import { OPCODES, OPCODE_BY_NAME } from '../../../vm/spec/opcodes.ts'
import { StorageTree } from '../../../vm/storage/storage-tree.ts'
import { bytesOfWords } from '../../../vm/words.ts'
import type { Random } from '../../support/random.ts'
import { FLOODS } from './goals.ts'
import type { Goal } from './goals.ts'

/** A key of storage: the instance, the first word of the key and of the value; the rest is zero. */
export interface StoredWord {
  readonly instance: bigint
  readonly key: bigint
  readonly value: bigint
}

export interface Scenario {
  readonly program: Program
  readonly storage: readonly StoredWord[]
  /** The messages of each reference block. */
  readonly blocks: readonly (readonly InboxEntry[])[]
}

const FLOOD_GAS = 1n << 32n

export function generateScenario(random: Random, program: Program, goal: Goal): Scenario {
  const size = random.pick([0, 1, 2, 8, 40])
  const storage = Array.from({ length: size }, (_, i) => ({
    instance: BigInt(random.below(3)),
    key: BigInt(i % 10),
    value: 1n + BigInt(random.below(1000)),
  }))
  if (FLOODS.has(goal.outcome))
    return { program, storage: [], blocks: [[entry(random, FLOOD_GAS, true), entry(random, 100n, false)]] }
  // What a goal costs comes on top.
  const goalGas = BigInt(OPCODE_BY_NAME.get(goal.step)?.gas ?? 0)
  const base = BigInt(random.pick([300, 1000, 4000, 12_000, 50_000, longGas(random)]))
  const gas = base + goalGas
  const block = (): InboxEntry[] =>
    Array.from({ length: random.pick([1, 1, 1, 2, 3, 5]) }, () => entry(random, gas, random.below(6) > 0))
  const first = [entry(random, gas, true), ...block().slice(1)]
  const blocks = random.below(4) === 0 ? [first, block()] : random.below(40) === 0 ? [[]] : [first]
  const scenario = { program, storage, blocks }
  const aimed = goal.outcome === 'OutOfGas'
  if (aimed || random.below(3) === 0) return outOfGas(random, scenario, aimed ? goal.step : undefined)
  return random.below(8) === 0 ? richInGas(random, scenario) : scenario
}

/** Gas limits beyond what fits 31, 32 or 63 bits. */
const RICH = [(1n << 31n) - 1n, 1n << 31n, (1n << 32n) - 1n, (1n << 32n) + 5n, 1n << 63n, (1n << 64n) - 1n]
/** A run that is not at its end by then might never be. */
const RICH_STEPS = 100_000n

/** Gives messages more gas than they can use, where the run ends all the same: messages can look at their limits. */
function richInGas(random: Random, scenario: Scenario): Scenario {
  const [first = []] = scenario.blocks
  const inbox = first.map((one) => (one.admitted ? { ...one, gas: random.pick(RICH) } : one))
  const rich = { ...scenario, blocks: [inbox] }
  const machine = machineFor(rich, 0, storageFor(rich))
  run(machine, { untilStep: RICH_STEPS })
  const ends = isHalted(machine)
  recycleMachine(machine)
  return ends ? rich : scenario
}

/** Now and then enough for runs that compiled code does in several stretches. */
function longGas(random: Random): number {
  if (random.below(60) === 0) return 30_000_000
  return random.below(12) === 0 ? 1_000_000 : 12_000
}

const KINDS = [
  'call',
  'call',
  'call',
  'constructor',
  'constructor',
  'remote',
  'unproven',
  'returned',
] as const

function entry(random: Random, gas: bigint, admitted: boolean): InboxEntry {
  const kind = random.pick(KINDS)
  return {
    admitted,
    kind,
    source: isFromSilo(kind)
      ? { instance: random.below(9), index: random.below(99), height: random.below(99) }
      : undefined,
    sender: random.bytes(32),
    transactionId: random.bytes(32),
    value: kind === 'unproven' || random.below(2) === 0 ? 0n : random.word(),
    gas,
    refusal: admitted ? 0 : 1 + random.below(0xffff_ffff),
    payload: random.bytes(
      random.pick([0, 1, 63, 64, 65, 200, 200, 200, random.below(40) === 0 ? MAX_PAYLOAD_BYTES : 8]),
    ),
  }
}

/** A machine at step 0 of one of the scenario's blocks. */
export function machineFor({ program, blocks }: Scenario, block: number, storage: StorageTree): MachineState {
  return createMachine(inputFor({ program, blocks }, block, storage))
}

export function inputFor(
  { program, blocks }: Pick<Scenario, 'program' | 'blocks'>,
  block: number,
  storage: StorageTree,
) {
  return { program, storage, inbox: blocks[block] ?? [], context: contextFor(program, block) }
}

const contexts = new WeakMap<Program, BlockContext[]>()

function contextFor(program: Program, block: number): BlockContext {
  const known = contexts.get(program) ?? []
  contexts.set(program, known)
  return (known[block] ??= {
    siloId: new Uint8Array(32).fill(0x61),
    referenceBlock: new Uint8Array(32).fill(0x62 + block),
    daaScore: 1000n + BigInt(block),
    timestamp: 1_700_000_000_000n,
    blueScore: 900n,
    machineVersion: MACHINE_VERSION,
    configHash: new Uint8Array(32).fill(0x63),
    codeRoot: codeRoot(program),
  })
}

export function storageFor({ storage }: Pick<Scenario, 'storage'>): StorageTree {
  const tree = new StorageTree()
  for (const { instance, key, value } of storage)
    tree.set(
      instance,
      bytesOfWords([key, 0n, 0n, 0n, 0n, 0n, 0n]),
      bytesOfWords([value, 0n, 0n, 0n, 0n, 0n, 0n, 0n]),
    )
  return tree
}

/** Instructions looked at for one to run out of gas at. */
const TRIAL_STEPS = 5000n

interface Candidate {
  readonly message: number
  /** Gas used before it, and the most that it could take. */
  readonly used: bigint
  readonly cost: number
}

/** Sets the gas limit of a message of the first block so that it runs out at an instruction of this name, or at any. */
function outOfGas(random: Random, scenario: Scenario, name: string | undefined): Scenario {
  const [first = []] = scenario.blocks
  const candidates: Candidate[] = []
  const machine = machineFor(scenario, 0, storageFor(scenario))
  let message = -1
  runObserved(
    machine,
    {
      afterStep: (_, { status, pc, gas }) => {
        if (status === STATUS.Ready) message++
        if (status !== STATUS.Running) return
        const op = OPCODES[instructionAt(scenario.program, pc).opcode]
        if (op === undefined || (name !== undefined && op.name !== name)) return
        candidates.push({
          message,
          used: (first[message]?.gas ?? 0n) - gas,
          cost: op.gas + (op.extraGas ?? 0),
        })
      },
    },
    { untilStep: TRIAL_STEPS },
  )
  recycleMachine(machine)
  if (candidates.length === 0) return scenario
  const { message: at, used, cost } = random.pick(candidates)
  const gas = used + BigInt(random.below(cost))
  const inbox = first.map((one, i) => (i === at ? { ...one, gas } : one))
  return { ...scenario, blocks: [inbox, ...scenario.blocks.slice(1)] }
}
