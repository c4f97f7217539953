// A whole program as a WebAssembly module, once per code root: its functions, where a run may enter them, and where it may leave.
import { bytesToHex } from '@noble/hashes/utils.js'
import { codeRoot } from '../program/code-tree.ts'
import type { Program } from '../program/image.ts'
import { functionsOf } from '../program/validator/functions.ts'
import { compileFunction } from './compile-function.ts'
import { usesLibrary } from './emit/wide.ts'
import { ENTER_FUNCTION, FIRST_PROGRAM_FUNCTION, PROBE_FUNCTION } from './emit/context.ts'
import type { Site } from './emit/context.ts'
import { flowOf } from './flow.ts'
import type { FlowBlock } from './flow.ts'
import {
  enterBody,
  highProductBody,
  leaveBody,
  memoryInterfaceBody,
  probeBody,
  signedOverflowBody,
} from './helpers.ts'
import { planFunctions } from './interface.ts'
import type { FunctionPlan } from './interface.ts'
import { MAX_BLOCKS, MAX_INSTRUCTIONS, MEMORY_PAGES } from './layout.ts'
import type { WasmApi, WasmModule } from './wasm/api.ts'
import { encodeModule } from './wasm/module.ts'
import type { FunctionType } from './wasm/module.ts'
import { I32, I64 } from './wasm/opcodes.ts'

export interface CompiledProgram {
  readonly module: WasmModule
  /** By word: 0 where compiled code can't be entered, otherwise 1 + index in `entries`. */
  readonly entryAt: Int32Array
  readonly entries: readonly Entry[]
  readonly sites: readonly Site[]
  /** Of the engine's stack, for the largest frame of a function, by a rough estimate. */
  readonly frameBytes: number
  /** Whether it calls the library (library/attach.ts). */
  readonly usesLibrary: boolean
}

export interface Entry {
  /** Position of the function in the module's table. */
  readonly place: number
  /** 0 for its first block, otherwise the number of a loop head. */
  readonly entry: number
}

const PROGRAM_TYPE = 0
const SMALL_TYPE = 1
const WIDE_TYPE = 2
const TEST_TYPE = 3
const LEAVE_TYPE = 4
const TYPES: readonly FunctionType[] = [
  { parameters: [I32, I32, I64], results: [I64] },
  { parameters: [I32, I32, I32], results: [I32] },
  { parameters: [I64, I64], results: [I64] },
  { parameters: [I64, I64], results: [I32] },
  { parameters: [I32, I32, I64], results: [] },
]

/** Their functions come before those of the module. */
const IMPORTS = [
  { name: 'host', type: SMALL_TYPE },
  { name: 'library', type: SMALL_TYPE },
] as const

/** The bytes of a program's module and what the driver must know of it. */
export function compileToBytes(program: Program): Omit<CompiledProgram, 'module'> & { bytes: Uint8Array } {
  const flows: FlowBlock[][] = []
  for (const range of functionsOf(program)) {
    if (range.end - range.start > MAX_INSTRUCTIONS) continue
    const flow = flowOf(program, range)
    if (flow.length <= MAX_BLOCKS) flows.push(flow)
  }
  const plans = planFunctions(program, flows)
  const callees = new Map(
    plans.map(({ start, parameters, results }, i) => [
      start,
      { functionIndex: FIRST_PROGRAM_FUNCTION + i, parameters, results },
    ]),
  )
  const sites: Site[] = []
  const compiled = plans.map((plan) => compileFunction({ program, callees, sites }, plan))
  const types = new TypeList()
  const functions = [
    { type: WIDE_TYPE, body: highProductBody() },
    { type: TEST_TYPE, body: signedOverflowBody() },
    { type: LEAVE_TYPE, body: leaveBody() },
    { type: SMALL_TYPE, body: probeBody() },
    { type: SMALL_TYPE, body: enterBody(PROGRAM_TYPE) },
    ...plans.map((plan, i) => ({ type: types.of(plan), body: compiled[i]?.body ?? [] })),
  ]
  const table = [...callees.values()].map((callee) => {
    if (callee.parameters.length + callee.results.length === 0) return callee.functionIndex
    return IMPORTS.length + functions.push({ type: PROGRAM_TYPE, body: memoryInterfaceBody(callee) }) - 1
  })
  const bytes = encodeModule({
    types: types.all,
    imports: IMPORTS,
    memoryPages: MEMORY_PAGES,
    functions,
    table,
    exports: [
      { name: 'enter', functionIndex: ENTER_FUNCTION },
      { name: 'probe', functionIndex: PROBE_FUNCTION },
    ],
  })
  const frameBytes = Math.max(...compiled.map((one) => one.frameBytes))
  return { bytes, ...entriesOf(program, flows), sites, frameBytes, usesLibrary: usesLibrary(program) }
}

/** The types of the module's own functions, and those of the program's as they come up. */
class TypeList {
  readonly all: FunctionType[] = [...TYPES]
  private readonly known = new Map([['0 0', PROGRAM_TYPE]])

  of({ parameters, results }: FunctionPlan): number {
    const name = `${parameters.length} ${results.length}`
    const known = this.known.get(name)
    if (known !== undefined) return known
    const words = (slots: readonly number[]): number[] => slots.map(() => I64)
    const type = this.all.push({
      parameters: [I32, I32, I64, ...words(parameters)],
      results: [...words(results), I64],
    })
    this.known.set(name, type - 1)
    return type - 1
  }
}

function entriesOf(
  program: Program,
  flows: readonly (readonly FlowBlock[])[],
): Pick<CompiledProgram, 'entryAt' | 'entries'> {
  const entries: Entry[] = []
  const entryAt = new Int32Array(program.instructionCount)
  flows.forEach((flow, place) => {
    flow.forEach((block, i) => {
      if (i === 0 || block.entry > 0) entryAt[block.start] = entries.push({ place, entry: block.entry })
    })
  })
  return { entryAt, entries }
}

/** Modules that are kept; more programs than this at once are compiled anew. */
const MAX_CACHED = 64
const byProgram = new WeakMap<Program, CompiledProgram>()
const byCodeRoot = new Map<string, CompiledProgram>()

/** Compiles a validated program, or finds it compiled. Undefined when the host refuses the module. */
export function compileProgram(wasm: WasmApi, program: Program): CompiledProgram | undefined {
  const known = byProgram.get(program)
  if (known !== undefined) return known
  const key = bytesToHex(codeRoot(program))
  const compiled = byCodeRoot.get(key) ?? compileNew(wasm, program)
  if (compiled === undefined) return undefined
  byProgram.set(program, compiled)
  byCodeRoot.delete(key)
  byCodeRoot.set(key, compiled)
  for (const oldest of byCodeRoot.keys()) {
    if (byCodeRoot.size <= MAX_CACHED) break
    byCodeRoot.delete(oldest)
  }
  return compiled
}

function compileNew(wasm: WasmApi, program: Program): CompiledProgram | undefined {
  const { bytes, ...rest } = compileToBytes(program)
  try {
    return { ...rest, module: new wasm.Module(bytes) }
  } catch (error) {
    // Hosts have limits of their own, e.g. on the size of what a page's main thread may compile.
    if (error instanceof Error && error.name !== 'CompileError') return undefined
    throw error
  }
}
