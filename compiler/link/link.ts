// Joins the functions of a silo's contracts into one program: the entry at word 0, then every function that calls reach,
// in the order in which they are first called, then constant data.
import { Assembler } from '../../vm/program/assembler.ts'
import type { LabelReference } from '../../vm/program/assembler.ts'
import type { Program } from '../../vm/program/image.ts'
import type { CodeImmediate, FunctionCode } from '../codegen/types.ts'
import type { FunctionKey } from '../mir/types.ts'
import { areaOf, type Areas } from './areas.ts'

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
  | { readonly ok: false; readonly errors: readonly string[] }

/** Links functions; `entry` is the key of the entry function. A call of an unknown function is a bug of the lowering. */
export function link(
  codes: ReadonlyMap<FunctionKey, FunctionCode>,
  entry: FunctionKey,
  areas: Areas,
): LinkResult {
  const order = reachable(codes, entry)
  const assembler = new Assembler()
  const data = new Set<string>()
  const functions: PlacedFunction[] = []
  for (const code of order) {
    const { key } = code.source
    const start = assembler.here
    functions.push({ code, start, area: areas.of.get(key)?.address ?? 0 })
    if (code.instructions.length > 0) assembler.label(key)
    for (const { op, a, b, c, imm } of code.instructions)
      assembler.emit(op, { a, b, c, immediate: immediate(assembler, data, imm, start, code, areas) })
  }
  const built = assembler.build()
  return built.ok ? { ok: true, program: built.program, functions } : built
}

function immediate(
  assembler: Assembler,
  data: Set<string>,
  imm: CodeImmediate,
  start: number,
  code: FunctionCode,
  areas: Areas,
): number | LabelReference {
  switch (imm.kind) {
    case 'number':
      return imm.value
    case 'block':
      return start + (code.blockStarts[imm.index] ?? 0)
    case 'function':
      return { label: imm.key }
    case 'area':
      return areaOf(areas, imm.key).address + imm.offset
    case 'stride':
      return areaOf(areas, imm.key).stride
    case 'areas':
      return areas.bytes
    case 'dataWord': {
      const label = `word ${imm.value}`
      if (!data.has(label)) assembler.dataLabel(label).word(imm.value)
      data.add(label)
      return { label }
    }
    case 'dataLeaf': {
      const label = `leaf ${imm.words.join(' ')}`
      if (!data.has(label)) assembler.leaf(label, imm.words)
      data.add(label)
      return { label }
    }
  }
}

/** Depth first from the entry, callees in the order of their first call. */
function reachable(
  codes: ReadonlyMap<FunctionKey, FunctionCode>,
  entry: FunctionKey,
): readonly FunctionCode[] {
  const found = new Map<FunctionKey, FunctionCode>()
  const pending = [entry]
  for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
    if (found.has(key)) continue
    const code = codes.get(key)
    if (code === undefined) throw new Error(`no function has the key ${key}`)
    found.set(key, code)
    for (let i = code.instructions.length - 1; i >= 0; i--) {
      const imm = code.instructions[i]?.imm
      if (imm?.kind === 'function') pending.push(imm.key)
    }
  }
  return [...found.values()]
}
