// Compiled programs by code root: all machines and engines of one program share what is compiled of it.
import { bytesToHex } from '@noble/hashes/utils.js'
import { codeRoot } from '../program/code-tree.ts'
import type { Program } from '../program/image.ts'
import { CompiledProgram } from './compile.ts'
import type { WasmApi } from './wasm/api.ts'

/** Programs that are kept; of more than this at once, those are compiled anew that were not asked for longest. */
const MAX_CACHED = 64
const byProgram = new WeakMap<Program, CompiledProgram>()
const byCodeRoot = new Map<string, CompiledProgram>()

/** What is compiled of a validated program: nothing at first. */
export function compiledProgram(wasm: WasmApi, program: Program): CompiledProgram {
  const known = byProgram.get(program)
  if (known !== undefined) return known
  const key = bytesToHex(codeRoot(program))
  const compiled = byCodeRoot.get(key) ?? new CompiledProgram(wasm, program)
  byProgram.set(program, compiled)
  byCodeRoot.delete(key)
  byCodeRoot.set(key, compiled)
  for (const oldest of byCodeRoot.keys()) {
    if (byCodeRoot.size <= MAX_CACHED) break
    byCodeRoot.delete(oldest)
  }
  return compiled
}
