// A whole program as a WebAssembly module, once per code root: its functions, where a run may enter them, and where it may leave.
import { bytesToHex } from '@noble/hashes/utils.js'
import { codeRoot } from '../program/code-tree.ts'
import type { Program } from '../program/image.ts'
import { functionsOf } from '../program/validator/functions.ts'
import { compileFunction } from './compile-function.ts'
import { ENTER_FUNCTION, FIRST_PROGRAM_FUNCTION } from './emit/context.ts'
import type { Site } from './emit/context.ts'
import { flowOf } from './flow.ts'
import type { FlowBlock } from './flow.ts'
import { usesLibrary } from './emit/wide.ts'
import { enterBody, highProductBody, signedOverflowBody } from './helpers.ts'
import { MAX_BLOCKS, MAX_INSTRUCTIONS, MEMORY_PAGES } from './layout.ts'
import type { WasmApi, WasmModule } from './wasm/api.ts'
import { encodeModule } from './wasm/module.ts'
import { I32, I64 } from './wasm/opcodes.ts'

export interface CompiledProgram {
  readonly module: WasmModule
  /** By word: 0 where compiled code can't be entered, otherwise 1 + index in `entries`. */
  readonly entryAt: Int32Array
  readonly entries: readonly Entry[]
  readonly sites: readonly Site[]
  /** Whether it calls the library of wide arithmetic. */
  readonly usesLibrary: boolean
}

export interface Entry {
  /** Position of the function in the module's table. */
  readonly place: number
  /** 0 for its first block, otherwise the number of a loop head. */
  readonly entry: number
}

const TYPES = [
  { parameters: [I32, I32, I64], results: [I64] },
  { parameters: [I32, I32, I32], results: [I32] },
  { parameters: [I64, I64], results: [I64] },
  { parameters: [I64, I64], results: [I32] },
] as const
const PROGRAM_TYPE = 0
const SMALL_TYPE = 1
const WIDE_TYPE = 2
const TEST_TYPE = 3

/** The bytes of a program's module and what the driver must know of it. */
export function compileToBytes(program: Program): Omit<CompiledProgram, 'module'> & { bytes: Uint8Array } {
  const flows: FlowBlock[][] = []
  for (const range of functionsOf(program)) {
    if (range.end - range.start > MAX_INSTRUCTIONS) continue
    const flow = flowOf(program, range)
    if (flow.length <= MAX_BLOCKS) flows.push(flow)
  }
  const functionIndex = new Map(flows.map(([first], i) => [first?.start ?? 0, FIRST_PROGRAM_FUNCTION + i]))
  const sites: Site[] = []
  const entries: Entry[] = []
  const entryAt = new Int32Array(program.instructionCount)
  const bodies = flows.map((flow, place) => {
    flow.forEach((block, i) => {
      if (i === 0 || block.entry > 0) entryAt[block.start] = entries.push({ place, entry: block.entry })
    })
    return compileFunction({ program, functionIndex, sites }, flow)
  })
  const bytes = encodeModule({
    types: TYPES,
    imports: [
      { name: 'host', type: SMALL_TYPE },
      { name: 'wide', type: SMALL_TYPE },
    ],
    memoryPages: MEMORY_PAGES,
    functions: [
      { type: WIDE_TYPE, body: highProductBody() },
      { type: TEST_TYPE, body: signedOverflowBody() },
      { type: SMALL_TYPE, body: enterBody(PROGRAM_TYPE) },
      ...bodies.map((body) => ({ type: PROGRAM_TYPE, body })),
    ],
    table: bodies.map((_, i) => FIRST_PROGRAM_FUNCTION + i),
    exports: [{ name: 'enter', functionIndex: ENTER_FUNCTION }],
  })
  return { bytes, entryAt, entries, sites, usesLibrary: usesLibrary(program) }
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
