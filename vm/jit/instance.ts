// A compiled program attached to one machine: its memory, the host function, entering and what became of it.
import { GAS_COSTS, HANDLERS } from '../machine/instructions/table.ts'
import { DEPTH, FP, PC } from '../machine/registers.ts'
import { moveMachine, wipeMachine } from '../machine/state.ts'
import type { MachineState } from '../machine/state.ts'
import { FRAME_BYTES, LEAF_BYTES, MAX_CALL_DEPTH, STACK_BYTES } from '../spec/constants.ts'
import { plus } from './charges.ts'
import type { Charge } from './charges.ts'
import type { CompiledProgram } from './compile.ts'
import { PROBE_FRAME_BYTES } from './helpers.ts'
import { frameWord, fuelHalves, fuelOfHalves, MEMORY_PAGES, RECORD } from './layout.ts'
import type { WasmApi, WasmFunction, WasmMemory, WasmTable } from './wasm/api.ts'
import { attachLibrary } from './library/attach.ts'

/** Why compiled code came back: its function returned, it left before an instruction, or it goes on in another cluster. */
export type Outcome = 'returned' | 'left' | 'elsewhere'

export interface Instance {
  readonly compiled: CompiledProgram
  /** The machine that it is attached to. */
  state: MachineState
  readonly memory: WasmMemory
  /** View of the record (layout.ts). */
  readonly record: Int32Array
  /** Makes a cluster's functions part of this machine, once. Undefined when the host has no room for it. */
  readonly link: (cluster: number) => Linked | undefined
  /** Calls to look for room for: as many as were once too few. */
  wantedCalls: number
}

/** What every module exports. */
export interface Linked {
  readonly enter: WasmFunction
  readonly probe: WasmFunction
}

/** Few programs nest deeper, and looking for room for more takes longer. */
const FIRST_WANTED_CALLS = 8
/** The machine's own limit. */
const MOST_CALLS = MAX_CALL_DEPTH + 1

const SITE = 0
const FRAME = 1
const FUEL = 2
const RECORD_WORDS = 4

/** Answers of the host function that are no amount of gas. */
const NOT_DONE = -1

/** Moves the machine into a WebAssembly memory. Undefined when the host has no memory for it. */
export function attach(wasm: WasmApi, compiled: CompiledProgram, state: MachineState): Instance | undefined {
  const places = 2 * compiled.functions.length
  try {
    const memory = new wasm.Memory({ initial: MEMORY_PAGES, maximum: MEMORY_PAGES })
    const table = new wasm.Table({ element: 'anyfunc', initial: places, maximum: places })
    const host = (pc: number, fp: number, gas: number): number => hostInstruction(instance.state, pc, fp, gas)
    const library = compiled.usesLibrary ? attachLibrary(wasm, memory) : host
    moveMachine(state, memory.buffer)
    const instance: Instance = {
      compiled,
      state,
      memory,
      record: new Int32Array(memory.buffer, RECORD.site, RECORD_WORDS),
      link: linker(wasm, compiled, { memory, table, host, library }),
      wantedCalls: FIRST_WANTED_CALLS,
    }
    return instance
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** Takes an instance from its machine, which is done and must not be looked at again. `reattach` gives it to another. */
export function release(instance: Instance): void {
  wipeMachine(instance.state)
}

/** Moves another machine of the same program into the memory of a released instance. */
export function reattach(instance: Instance, state: MachineState): Instance {
  moveMachine(state, instance.memory.buffer)
  instance.state = state
  return instance
}

interface Imports {
  readonly memory: WasmMemory
  readonly table: WasmTable
  readonly host: WasmFunction
  readonly library: WasmFunction
}

function linker(wasm: WasmApi, compiled: CompiledProgram, imports: Imports): Instance['link'] {
  const linked: (Linked | undefined)[] = []
  return (number) => {
    const known = linked[number]
    const cluster = compiled.clusters[number]
    if (known !== undefined || cluster === undefined) return known
    try {
      const { exports } = new wasm.Instance(cluster.module, { silo: { ...imports } })
      for (const { place, name } of cluster.standIns) {
        if (imports.table.get(place) === null) imports.table.set(place, exports[name])
      }
      const { enter, probe } = exports
      if (typeof enter !== 'function' || typeof probe !== 'function') return undefined
      return (linked[number] = { enter: enter as WasmFunction, probe: probe as WasmFunction })
    } catch (error) {
      if (error instanceof RangeError) return undefined
      throw error
    }
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

/** Bytes of the engine's stack that a host instruction may take, and what lies between the driver and compiled code. */
const RESERVED_BYTES = 32 * 1024
/** What a frame takes beside its locals: the engine's own words, operands on their way. The whole is doubled. */
const FRAME_OVERHEAD_BYTES = 256

/**
 * How many calls of compiled code may be nested from here, up to as many as wanted, so that the engine's stack is never used up: tried out with
 * frames of a known size. 0 when there is no room even for one.
 */
export function callsWithRoom({ probe }: Linked, frameBytes: number, wanted: number): number {
  const frame = 2 * (frameBytes + FRAME_OVERHEAD_BYTES)
  for (let calls = wanted; calls > 0; calls >>= 1) {
    if (isRoomFor(probe, calls * frame + RESERVED_BYTES)) return calls
  }
  return 0
}

/** Wants more calls if compiled code has left with none left; says whether it does. */
export function wantsMoreCalls(instance: Instance, { callsLeft }: Run): boolean {
  if (callsLeft > 0 || instance.wantedCalls >= MOST_CALLS) return false
  instance.wantedCalls = Math.min(MOST_CALLS, 4 * instance.wantedCalls)
  return true
}

function isRoomFor(probe: WasmFunction, bytes: number): boolean {
  try {
    probe(1, 1, Math.ceil(bytes / PROBE_FRAME_BYTES))
    return true
  } catch (error) {
    if (isStackOverflow(error)) return false
    throw error
  }
}

export interface Run {
  readonly outcome: Outcome
  readonly steps: number
  readonly gas: number
  /** Calls that could still have been nested where it left. */
  readonly callsLeft: number
}

/**
 * Runs compiled code from an entry with at most so much gas, and as many steps, nesting at most so many calls. Brings pc, fp and depth up to
 * date.
 */
export function runCompiled(
  { compiled, record }: Instance,
  { enter }: Linked,
  state: MachineState,
  entryIndex: number,
  gas: number,
  calls: number,
): Run {
  const { registers } = state
  const entry = compiled.entries[entryIndex - 1]
  if (entry === undefined) return { outcome: 'left', steps: 0, gas: 0, callsLeft: calls }
  const depth = registers[DEPTH] ?? 0
  const callsLeft = Math.min(MAX_CALL_DEPTH - depth, calls - 1)
  const fp = registers[FP] ?? 0
  const fuel = fuelHalves(gas)
  record.set(fuel, FUEL)
  const returned = enter(entry.place, entry.entry, frameWord(callsLeft, fp)) === 1
  const left = fuelOfHalves(record[FUEL] ?? 0, record[FUEL + 1] ?? 0)
  if (returned) {
    // Host instructions of callees have changed it.
    registers[FP] = fp
    return { outcome: 'returned', steps: left.steps, gas: gas - left.gas, callsLeft }
  }
  const site = compiled.sites[record[SITE] ?? NOT_DONE]
  if (site === undefined) throw new Error('compiled code left at no place')
  registers[PC] = site.pc
  registers[FP] = record[FRAME] ?? 0
  const callers = callersOf(compiled, state, fp)
  registers[DEPTH] = depth + callers.calls
  return {
    outcome: site.isElsewhere === true ? 'elsewhere' : 'left',
    steps: left.steps - site.steps - callers.ahead.steps,
    gas: gas - left.gas - site.gas - callers.ahead.gas,
    callsLeft: callsLeft - callers.calls,
  }
}

/** How many calls the frame that was left is away from the one that was entered, and what their functions have charged and not done: links say who called. */
function callersOf(
  { chargedAhead }: CompiledProgram,
  { ram, registers }: MachineState,
  entered: number,
): { readonly calls: number; readonly ahead: Charge } {
  let calls = 0
  let ahead: Charge = { steps: 0, gas: 0 }
  for (let fp = registers[FP] ?? 0; fp > entered; calls++) {
    const link = fp >>> 2
    const charge = chargedAhead.get((ram[link] ?? 0) - 1)
    if (charge !== undefined) ahead = plus(ahead, charge)
    fp = ram[link + 2] ?? 0
  }
  return { calls, ahead }
}

/** V8 and JavaScriptCore throw a RangeError, SpiderMonkey an InternalError. */
function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError || (error instanceof Error && error.name === 'InternalError')
}

/** Does an instruction on the machine; gives the gas that it took beyond its row's, or NOT_DONE with nothing changed. */
function hostInstruction(state: MachineState, pc: number, fp: number, gas: number): number {
  const low = state.code[2 * pc] ?? 0
  const opcode = low & 0xff
  const handler = HANDLERS[opcode]
  if (handler === undefined) return NOT_DONE
  const before = gas + (GAS_COSTS[opcode] ?? 0)
  state.registers[FP] = fp
  state.gas = before
  return handler(state, low, state.code[2 * pc + 1] ?? 0) === 0 ? before - state.gas : NOT_DONE
}
