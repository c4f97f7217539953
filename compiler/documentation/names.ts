// Where names lead: those in code by what the checker found, those in doc comments by the page, the module, its imports and then everything.
import type { FrontendResult } from '../frontend.ts'
import type { FileId, Span } from '../source.ts'
import type { TargetAt } from './code.ts'
import type { EntryNode, OutlineEntry, OutlineModule, OutlinePage } from './outline.ts'
import type { DocTarget } from './types.ts'

export interface Names {
  readonly targetAt: TargetAt
  /** The declaration that a doc comment means by `A`, `A.b` or `std/math`; null if there is none, or more than one as near. */
  readonly find: (written: string, module: OutlineModule, page: OutlinePage | null) => DocTarget | null
}

interface Found {
  readonly target: DocTarget
  /** What stands behind a dot: members of a page; fields and variants, which lead to their declaration. */
  readonly inner: ReadonlyMap<string, DocTarget>
}

export function namesOf(result: FrontendResult, modules: readonly OutlineModule[]): Names {
  const byDeclaration = new Map<string, Found>()
  const byModule = new Map(modules.map((module) => [module.name, foundIn(module)]))
  const anywhere = new Map<string, Found | null>()
  for (const module of modules) {
    for (const { nameSpan, found } of declaredIn(module)) byDeclaration.set(key(nameSpan), found)
    for (const [name, found] of byModule.get(module.name) ?? [])
      anywhere.set(name, anywhere.has(name) ? null : found)
  }
  const declared = (span: Span): Found | undefined => byDeclaration.get(key(span))
  const symbols = new Map(result.references.map(({ span, symbol }) => [key(span), symbol]))
  const meaning = (span: Span): Found | undefined => {
    const symbol = symbols.get(key(span))
    const there = symbol === undefined ? undefined : result.program.symbols.get(symbol)
    return declared(there?.declaration.nameSpan ?? span)
  }
  return {
    // A declaration needs no link to itself.
    targetAt: (span) => (declared(span) === undefined ? (meaning(span)?.target ?? null) : null),
    find(written, module, page) {
      const name = written.replace(/\(\)$/, '')
      if (byModule.has(name)) return { module: name, page: null, entry: null }
      const [first = '', second, ...rest] = name.split('.')
      if (rest.length > 0) return null
      const member = page?.entries.find((entry) => entry.name === first)
      const found =
        (member === undefined ? undefined : foundEntry(member)) ??
        byModule.get(module.name)?.get(first) ??
        imported(module, first, meaning) ??
        anywhere.get(first)
      if (!found) return null
      return second === undefined ? found.target : (found.inner.get(second) ?? null)
    },
  }
}

function key({ file, start }: { readonly file: FileId; readonly start: number }): string {
  return `${file}:${start}`
}

/** The pages and entries of a module by name. */
function foundIn({ pages, entries }: OutlineModule): ReadonlyMap<string, Found> {
  return new Map([
    ...pages.map((page) => [page.node.name.text, foundPage(page)] as const),
    ...entries.map((entry) => [entry.name, foundEntry(entry)] as const),
  ])
}

function declaredIn({ pages, entries }: OutlineModule): { readonly nameSpan: Span; readonly found: Found }[] {
  return [
    ...pages.map((page) => ({ nameSpan: page.node.name.span, found: foundPage(page) })),
    ...[...entries, ...pages.flatMap((page) => page.entries)].map((entry) => ({
      nameSpan: entry.nameSpan,
      found: foundEntry(entry),
    })),
  ]
}

function foundPage({ target, entries }: OutlinePage): Found {
  return { target, inner: new Map(entries.map((entry) => [entry.name, entry.target])) }
}

function foundEntry({ target, node }: OutlineEntry): Found {
  return { target, inner: new Map(innerNames(node).map((name) => [name, target])) }
}

function innerNames(node: EntryNode): readonly string[] {
  if (node.kind === 'enum') return node.variants.map(({ name }) => name.text)
  return 'fields' in node ? node.fields.map(({ name }) => name.text) : []
}

/** What a name stands for that the module imports. */
function imported(
  { unit }: OutlineModule,
  name: string,
  meaning: (span: Span) => Found | undefined,
): Found | undefined {
  const names = unit.tree.items.flatMap((item) => (item.kind === 'import' ? item.names : []))
  const there = names.find(({ text }) => text === name)
  return there === undefined ? undefined : meaning(there.span)
}
