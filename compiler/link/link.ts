// Joins the functions of a silo's contracts into one program: the entry at word 0, then every function that calls reach,
// in the order in which they are first called, then constant data.
import type { Program } from '../../vm/program/image.ts'
import { MAX_CODE_WORDS } from '../../vm/spec/constants.ts'
import type { FunctionCode, Patch } from '../codegen/types.ts'
import type { FunctionKey } from '../mir/types.ts'
import { areaOf, type Areas } from './areas.ts'
import { ConstantData } from './constant-data.ts'

/** A function in the program, at word `start`. */
export interface PlacedFunction {
  readonly code: FunctionCode
  readonly start: number
  /** Address of its area of memory; 0 if it has none. */
  readonly area: number
}

export type LinkResult =
  | { readonly ok: true; readonly program: Program; readonly functions: readonly PlacedFunction[] }
  /** The program is too long for the machine. */
  | { readonly ok: false }

/** Links functions; `entry` is the key of the entry function. A call of an unknown function is a bug of the lowering. */
export function link(
  codes: ReadonlyMap<FunctionKey, FunctionCode>,
  entry: FunctionKey,
  areas: Areas,
): LinkResult {
  const functions: PlacedFunction[] = []
  const starts = new Map<FunctionKey, number>()
  const data = new ConstantData()
  let instructionCount = 0
  for (const code of reachable(codes, entry)) {
    const { key } = code.source
    functions.push({ code, start: instructionCount, area: areas.of.get(key)?.address ?? 0 })
    starts.set(key, instructionCount)
    for (const patch of code.patches) data.note(patch)
    instructionCount += code.origins.length
  }
  const total = data.placeBehind(instructionCount)
  if (total > MAX_CODE_WORDS) return { ok: false }
  const words = new Uint32Array(2 * total)
  for (const { code, start } of functions) {
    words.set(code.words, 2 * start)
    for (const at of code.jumps) words[2 * (start + at) + 1] = start + (code.words[2 * at + 1] ?? 0)
    for (const patch of code.patches)
      words[2 * (start + patch.at) + 1] = immediate(patch, starts, data, areas)
  }
  data.write(words)
  return { ok: true, program: { instructionCount, words }, functions }
}

function immediate(
  patch: Patch,
  starts: ReadonlyMap<FunctionKey, number>,
  data: ConstantData,
  areas: Areas,
): number {
  switch (patch.kind) {
    case 'function':
      return starts.get(patch.key) ?? 0
    case 'area':
      return areaOf(areas, patch.key).address + patch.offset
    case 'stride':
      return areaOf(areas, patch.key).stride
    case 'areas':
      return areas.bytes
    case 'dataWord':
      return data.wordOf(patch.value)
    case 'dataLeaf':
      return data.leafOf(patch.words)
  }
}

/** Depth first from the entry, callees in the order of their first call. */
function reachable(
  codes: ReadonlyMap<FunctionKey, FunctionCode>,
  entry: FunctionKey,
): readonly FunctionCode[] {
  const found = new Set<FunctionCode>()
  const pending = [entry]
  for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
    const code = codes.get(key)
    if (code === undefined) throw new Error(`no function has the key ${key}`)
    if (found.has(code)) continue
    found.add(code)
    for (let i = code.patches.length - 1; i >= 0; i--) {
      const patch = code.patches[i]
      if (patch?.kind === 'function') pending.push(patch.key)
    }
  }
  return [...found]
}
