// Every stage of a program as lines that know the source they stand for: what `silo build --dump` shows side by side.
import { formatInstruction } from '../../vm/program/disassembler.ts'
import { instructionAt } from '../../vm/program/image.ts'
import type { Diagnostic } from '../diagnostics/types.ts'
import { analyse } from '../frontend.ts'
import type { CompileOptions } from '../index.ts'
import { buildSilo } from '../link/build-silo.ts'
import { findRoot } from '../link/root.ts'
import type { Host } from '../load.ts'
import { lowerSilo } from '../lower/silo.ts'
import { ALL_PASSES } from '../optimise/optimise.ts'
import { functionAt, originsAt } from '../sourcemap/query.ts'
import type { SourceMap } from '../sourcemap/types.ts'
import { lineText, positionAt, type FileId, type SourceFile } from '../source.ts'
import type { Program } from '../../vm/program/image.ts'
import { mirLines } from './mir-text.ts'
import { treeLines, type DumpLine } from './tree-text.ts'

export interface Stage {
  readonly title: string
  readonly lines: readonly DumpLine[]
}

export interface Dump {
  /** The root contract. */
  readonly name: string
  readonly files: readonly SourceFile[]
  /** From the source to the instructions. */
  readonly stages: readonly Stage[]
}

export type DumpResult =
  | { readonly ok: true; readonly dump: Dump }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[]; readonly files: readonly SourceFile[] }

/** Compiles as `compile` does and keeps all that comes up on the way. */
export function dumpStages(host: Host, entry: string, options: CompileOptions = {}): DumpResult {
  const { ok, program, parsed, diagnostics } = analyse(host, [entry])
  const { files } = program
  const [file] = files
  const failed = (more: readonly Diagnostic[]): DumpResult => ({ ok: false, diagnostics: more, files })
  if (!ok || file === undefined) return failed(diagnostics)
  const found = findRoot(program, file, options.contract)
  if (!found.ok) return failed([found.diagnostic])
  const built = buildSilo(program, found.root, options.passes ?? ALL_PASSES)
  if (!built.ok) return failed(built.diagnostics)
  const { silo } = built
  const map = silo.sourceMap()
  const reached = new Set(map.functions.map(({ contract, name }) => `${contract ?? ''}.${name}`))
  const lowered = (lowerSilo(silo.plan) ?? []).filter(({ contract, name }) =>
    reached.has(`${contract ?? ''}.${name}`),
  )
  const keys = new Set(lowered.map(({ key }) => key))
  return {
    ok: true,
    dump: {
      name: found.root.name,
      files,
      stages: [
        { title: 'source', lines: files.flatMap(sourceLines) },
        { title: 'syntax tree', lines: parsed.flatMap(({ tree }) => treeLines(tree)) },
        {
          title: 'typed tree',
          lines: [...program.contracts, ...program.functions].flatMap((node) => treeLines(node)),
        },
        { title: 'mid-level code', lines: lowered.flatMap(mirLines) },
        { title: 'optimised', lines: silo.functions.filter(({ key }) => keys.has(key)).flatMap(mirLines) },
        { title: 'instructions', lines: codeLines(silo.program, map) },
      ],
    },
  }
}

function sourceLines(file: SourceFile): DumpLine[] {
  const end = positionAt(file, file.text.length).line
  let start = 0
  return [
    { text: `// ${file.path}`, span: null },
    ...Array.from({ length: end + 1 }, (_, line): DumpLine => {
      const text = lineText(file, line)
      const span = { file: file.id, start, end: start + text.length }
      start = file.text.indexOf('\n', start) + 1
      return { text, span }
    }),
  ]
}

function codeLines(program: Program, map: SourceMap): DumpLine[] {
  const lines: DumpLine[] = []
  let name: string | undefined
  for (let pc = 0; pc < map.instructions.length; pc++) {
    const fn = functionAt(map, pc)
    const title = fn === undefined ? '' : `${fn.contract === null ? '' : `${fn.contract}.`}${fn.name}:`
    if (title !== name) lines.push({ text: title, span: fn === undefined ? null : rangeSpan(fn.range) })
    name = title
    const [origin] = originsAt(map, pc)
    lines.push({
      text: `  ${`${pc}`.padStart(5)}  ${formatInstruction(instructionAt(program, pc))}`,
      span: origin === undefined ? null : rangeSpan(origin),
    })
  }
  return lines
}

function rangeSpan({ file, start, end }: { file: number; start: number; end: number }): DumpLine['span'] {
  return { file: file as FileId, start, end }
}
