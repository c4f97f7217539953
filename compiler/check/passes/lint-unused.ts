// Lints: what is declared and never named. What others may use (`pub`, and what stands in a contract's interface) is never meant.
import type { Diagnostic, Fix } from '../../diagnostics/types.ts'
import { report } from '../../diagnostics/table.ts'
import type { Span } from '../../source.ts'
import type { Name, ParsedImport } from '../../syntax/ast.ts'
import type { SymbolId, TypedFunction } from '../../typed/tree.ts'
import { entityId, type FileScope } from '../model.ts'
import type { Reference } from '../session.ts'

type Counts = ReadonlyMap<SymbolId, number>

/** Private functions of a contract that nothing calls. */
export function lintFunctions(functions: readonly TypedFunction[], counts: Counts): Diagnostic[] {
  return functions
    .filter((f) => f.role === 'private' && isUnused(f.id, f.name, counts))
    .map((f) =>
      report(
        'W0902',
        f.nameSpan,
        { what: 'function', name: f.name },
        { fix: underscored(f.nameSpan, f.name) },
      ),
    )
}

function isUnused(id: SymbolId, name: string, counts: Counts): boolean {
  return name !== '' && !name.startsWith('_') && (counts.get(id) ?? 0) <= 1
}

/** The declaration is the only place of the name, so that renaming it is safe. */
export function underscored(span: Span, name: string): Fix {
  const edits = [{ span: { ...span, end: span.start }, newText: '_' }]
  return { title: `rename it to \`_${name}\``, edits }
}

/** Imported names that the file doesn't use. */
export function lintImports(scope: FileScope, references: readonly Reference[]): Diagnostic[] {
  const lists = scope.tree.items.filter((item) => item.kind === 'import')
  return scope.imports
    .filter(({ span, entity }) => {
      const id = entityId(entity)
      return !references.some(
        (r) => r.symbol === id && r.span.file === span.file && r.span.start !== span.start,
      )
    })
    .map(({ name, span }) => {
      const list = lists.find(({ names }) => names.some((one) => one.span.start === span.start))
      const fix = list === undefined ? null : withoutName(scope, list, span)
      return report('W0902', span, { what: 'import', name }, fix === null ? {} : { fix })
    })
}

/** Takes a name out of an import with the comma that parts it from the next, or the whole import if it names nothing else. */
function withoutName(scope: FileScope, list: ParsedImport, span: Span): Fix {
  const at = list.names.findIndex((one) => one.span.start === span.start)
  const [before, after]: (Name | undefined)[] = [list.names[at - 1], list.names[at + 1]]
  const cut = (from: number, to: number): Fix => ({
    title: 'remove the import',
    edits: [{ span: { ...span, start: from, end: to }, newText: '' }],
  })
  if (after !== undefined) return cut(span.start, after.span.start)
  if (before !== undefined) return cut(before.span.end, span.end)
  const { start, end } = list.span
  return cut(start, scope.file.text[end] === '\n' ? end + 1 : end)
}
