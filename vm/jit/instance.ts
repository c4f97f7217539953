// A compiled program attached to one machine: its memory, the host function, entering and what became of it.
import { HANDLERS } from '../machine/instructions/table.ts'
import { DEPTH, FP, PC } from '../machine/registers.ts'
import { moveMachine } from '../machine/state.ts'
import type { MachineState } from '../machine/state.ts'
import { FRAME_BYTES, LEAF_BYTES, MAX_CALL_DEPTH, STACK_BYTES } from '../spec/constants.ts'
import { OPCODES, OPCODE_BY_NAME } from '../spec/opcodes.ts'
import type { CompiledProgram } from './compile.ts'
import { FRAME_DEPTH_SHIFT, FRAME_FP_MASK, MEMORY_PAGES, RECORD } from './layout.ts'
import type { WasmApi, WasmFunction } from './wasm/api.ts'
import { attachLibrary } from './wide/library.ts'

/** Why compiled code came back: its function returned, it left before an instruction, or the engine's stack was used up. */
export type Outcome = 'returned' | 'left' | 'overflowed'

export interface Instance {
  readonly compiled: CompiledProgram
  /** Views of the record (layout.ts): the fuel's halves are steps and gas. */
  readonly record: Int32Array
  readonly enter: WasmFunction
  readonly room: StackRoom
}

/** What is known of the stack since compiled code was entered last. */
interface StackRoom {
  /** Host instructions that looked for room themselves since the last wide probe. */
  probes: number
  /** Call depth up to which there is room for frames, and for what a host instruction does in them. */
  upToDepth: number
}

const SITE = 0
const FRAME = 1
const GAS_LEFT = 2
const STEPS_LEFT = 3
const RECORD_WORDS = 4

/** Answers of the host function that are no amount of gas. */
const NOT_DONE = -1

/**
 * Moves the machine into a WebAssembly memory and links the program's module to it. Undefined when the host has no
 * memory for it.
 */
export function attach(wasm: WasmApi, compiled: CompiledProgram, state: MachineState): Instance | undefined {
  try {
    const memory = new wasm.Memory({ initial: MEMORY_PAGES, maximum: MEMORY_PAGES })
    const record = new Int32Array(memory.buffer, RECORD.site, RECORD_WORDS)
    const room: StackRoom = { probes: 0, upToDepth: NOT_DONE }
    const hasRoom = (): boolean => hasStackRoom(room, (record[FRAME] ?? 0) >>> FRAME_DEPTH_SHIFT)
    const host = (pc: number, fp: number, gas: number): number => hostInstruction(state, pc, fp, gas, hasRoom)
    const wide = compiled.usesLibrary ? attachLibrary(wasm, memory) : host
    const { exports } = new wasm.Instance(compiled.module, { silo: { memory, host, wide } })
    const { enter } = exports
    if (typeof enter !== 'function') return undefined
    moveMachine(state, memory.buffer)
    return { compiled, record, enter: enter as WasmFunction, room }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** Whether the machine still lives in the memory that it was attached by. */
export function isAttached({ record }: Instance, { memory }: MachineState): boolean {
  return record.buffer === memory
}

/** Index of the entry at which the machine stands, plus one; 0 when the interpreter must go on. */
export function entryOf({ entryAt }: CompiledProgram, { registers }: MachineState): number {
  const fp = registers[FP] ?? 0
  const depth = registers[DEPTH] ?? 0
  const fits =
    fp >= 0 &&
    fp % LEAF_BYTES === 0 &&
    fp <= STACK_BYTES - FRAME_BYTES &&
    depth >= 0 &&
    depth <= MAX_CALL_DEPTH
  return fits ? (entryAt[registers[PC] ?? 0] ?? 0) : 0
}

/**
 * Runs compiled code from an entry with at most so many steps and gas. Brings pc, fp and depth up to date; what is left of steps and gas
 * is in the record.
 */
export function runCompiled(
  { compiled, record, enter, room }: Instance,
  state: MachineState,
  entryIndex: number,
  steps: number,
  gas: number,
): Outcome {
  const { registers } = state
  const entry = compiled.entries[entryIndex - 1]
  if (entry === undefined) return 'left'
  const frame = ((registers[DEPTH] ?? 0) << FRAME_DEPTH_SHIFT) | (registers[FP] ?? 0)
  record[SITE] = NOT_DONE
  record[FRAME] = frame
  record[GAS_LEFT] = gas
  record[STEPS_LEFT] = steps
  room.probes = 0
  room.upToDepth = NOT_DONE
  let outcome: Outcome
  try {
    outcome = enter(entry.place, entry.entry, frame) === 1 ? 'returned' : 'left'
  } catch (error) {
    if (!isStackOverflow(error)) throw error
    outcome = 'overflowed'
  }
  if (outcome === 'returned') {
    // Host instructions of callees have changed it.
    registers[FP] = frame & FRAME_FP_MASK
    return outcome
  }
  const site = compiled.sites[record[SITE] ?? NOT_DONE]
  // Without a site not even the first function began: everything is as it was.
  if (site === undefined) return outcome
  registers[PC] = site.pc
  registers[FP] = (record[FRAME] ?? 0) & FRAME_FP_MASK
  registers[DEPTH] = (record[FRAME] ?? 0) >>> FRAME_DEPTH_SHIFT
  // Both sums are below 2^31 again, though a field may be below zero until its charge is taken back.
  const left = addFuel(record, site.steps, site.gas)
  record[GAS_LEFT] = left.gas
  record[STEPS_LEFT] = left.steps
  return outcome
}

export function stepsLeft({ record }: Instance): number {
  return record[STEPS_LEFT] ?? 0
}

export function gasLeft({ record }: Instance): number {
  return record[GAS_LEFT] ?? 0
}

/** The fuel plus a charge: gas below zero has borrowed from the steps, and its carry gives that back. */
function addFuel(record: Int32Array, steps: number, gas: number): { steps: number; gas: number } {
  const sum = ((record[GAS_LEFT] ?? 0) >>> 0) + gas
  const carry = sum > 0xffff_ffff ? 1 : 0
  return { gas: sum | 0, steps: ((record[STEPS_LEFT] ?? 0) + steps + carry) | 0 }
}

/** V8 and JavaScriptCore throw a RangeError, SpiderMonkey an InternalError. */
function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError || (error instanceof Error && error.name === 'InternalError')
}

/**
 * These read, and write one slot or leaf at their end: when the stack is used up amid them nothing was done, and the exception
 * leaves like that of a call.
 */
const HARMLESS_WHEN_CUT_SHORT: ReadonlySet<number> = new Set(
  ['sload', 'msgh', 'msgd', 'ctx', 'hash', 'muldiv'].map((name) => OPCODE_BY_NAME.get(name)?.code ?? 0),
)

/** Does an instruction on the machine; gives the gas that it took beyond its row's, or NOT_DONE with nothing changed. */
function hostInstruction(
  state: MachineState,
  pc: number,
  fp: number,
  gas: number,
  hasRoom: () => boolean,
): number {
  const low = state.code[2 * pc] ?? 0
  const opcode = low & 0xff
  const handler = HANDLERS[opcode]
  if (handler === undefined || !(HARMLESS_WHEN_CUT_SHORT.has(opcode) || hasRoom())) return NOT_DONE
  const before = gas + (OPCODES[opcode]?.gas ?? 0)
  state.registers[FP] = fp
  state.gas = before
  return handler(state, low, state.code[2 * pc + 1] ?? 0) === 0 ? before - state.gas : NOT_DONE
}

/** Storage walks and hashing need less than this many frames of a probe; running out amid them would leave half a change. */
const PROBE_DEPTH = 60
/**
 * A probe for each change costs more than the change. So after some in one stretch one looks for room for the next calls as well. The frame
 * of a compiled function is its locals, cached slots and operands, 16 bytes each: far below what this leaves for one.
 */
const PROBES_BEFORE_WIDE = 16
const WIDE_CALLS = 7
const WIDE_PROBE_DEPTH = (WIDE_CALLS + 1) * 120

function hasStackRoom(room: StackRoom, depth: number): boolean {
  if (depth <= room.upToDepth) return true
  room.probes += 1
  if (room.probes < PROBES_BEFORE_WIDE) return isRoomFor(PROBE_DEPTH)
  room.probes = 0
  if (!isRoomFor(WIDE_PROBE_DEPTH)) return isRoomFor(PROBE_DEPTH)
  room.upToDepth = depth + WIDE_CALLS
  return true
}

function isRoomFor(frames: number): boolean {
  try {
    return probe(frames, 0, 0, 0, 0, 0, 0, 0) >= 0
  } catch (error) {
    if (isStackOverflow(error)) return false
    throw error
  }
}

function probe(
  depth: number,
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
  g: number,
): number {
  if (depth === 0) return a + b + c + d + e + f + g
  return probe(depth - 1, b, c, d, e, f, g, a) + 1
}
