// Which declarations a project's documentation has, on which page and under which anchor: all that links need, before any text is made.
import { STD_FOLDER, PACKAGES_FOLDER } from '../paths.ts'
import type { LoadedFile } from '../load.ts'
import type { Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import type { DocTarget, EntryKind } from './types.ts'

export interface OutlineModule {
  readonly unit: LoadedFile
  readonly name: string
  readonly own: boolean
  readonly pages: readonly OutlinePage[]
  readonly entries: readonly OutlineEntry[]
}

export interface OutlinePage {
  readonly node: ast.ParsedContract | ast.ParsedInterface | ast.ParsedComponent
  readonly target: DocTarget
  readonly entries: readonly OutlineEntry[]
}

export type EntryNode =
  | ast.ParsedFunction
  | ast.ParsedSignature
  | ast.ParsedUse
  | ast.ParsedStorageField
  | ast.ParsedStruct
  | ast.ParsedEnum
  | ast.ParsedError
  | ast.ParsedEvent
  | ast.ParsedConst
  | ast.ParsedInvariant

export interface OutlineEntry {
  readonly kind: EntryKind
  readonly name: string
  readonly node: EntryNode
  /** The span of the name where it is declared; of an invariant, the whole. */
  readonly nameSpan: Span
  readonly target: DocTarget
}

/** What `outlineOf` takes in. */
export interface OutlineOptions {
  /** Also what only its own file or contract can use. */
  readonly private: boolean
}

/** The modules that declare something to show, the project's own in front; files of tests have nothing. */
export function outlineOf(units: readonly LoadedFile[], options: OutlineOptions): readonly OutlineModule[] {
  return units
    .map((unit) => moduleOf(unit, options))
    .filter(({ pages, entries }) => pages.length + entries.length > 0)
    .toSorted((a, b) => Number(b.own) - Number(a.own) || (a.name < b.name ? -1 : 1))
}

function moduleOf(unit: LoadedFile, options: OutlineOptions): OutlineModule {
  const { path } = unit.file
  const name = moduleName(path)
  const own = !path.startsWith(STD_FOLDER) && !path.includes(PACKAGES_FOLDER)
  // What a project's file keeps to itself may well stand in the signature of a contract, so its types are shown too.
  const shown = unit.tree.items.filter((item) => isExported(item) || options.private || (own && isType(item)))
  return {
    unit,
    name,
    own,
    pages: shown.flatMap((item) => pageOf(name, item, options)),
    entries: shown.flatMap((item) => entryOf({ module: name, page: null, entry: null }, item, 0)),
  }
}

/** As imports name it, but from the root. */
function moduleName(path: string): string {
  const named = path.startsWith(STD_FOLDER) ? `std/${path.slice(STD_FOLDER.length)}` : path
  return named.replace(/\.silo$/, '').replace(/^.*node_modules\//, '')
}

export function isExported(item: ast.ParsedItem): boolean {
  if (item.kind === 'contract') return true
  if (item.kind === 'function') return has(item, 'pub')
  return 'exported' in item && item.exported
}

function isType(item: ast.ParsedItem): boolean {
  return item.kind !== 'function' && item.kind !== 'const'
}

type PageMember = Exclude<ast.ParsedMember, ast.ParsedStorage> | ast.ParsedSignature | ast.ParsedStorageField

function pageOf(module: string, node: ast.ParsedItem, options: OutlineOptions): OutlinePage[] {
  if (node.kind !== 'contract' && node.kind !== 'interface' && node.kind !== 'component') return []
  const target = { module, page: node.name.text, entry: null }
  const members: readonly (ast.ParsedMember | ast.ParsedSignature)[] =
    node.kind === 'interface' ? node.functions : node.members
  // Functions of a component that aren't `pub` are the contract's to call.
  const shown = members.filter(
    (member) => member.kind !== 'function' || node.kind !== 'contract' || options.private || isOpen(member),
  )
  const flat = shown.flatMap<PageMember>((member) => (member.kind === 'storage' ? member.fields : [member]))
  let invariants = 0
  const entries = flat.flatMap((member) =>
    entryOf(target, member, member.kind === 'invariant' ? ++invariants : 0),
  )
  return [{ node, target, entries }]
}

function isOpen(fn: ast.ParsedFunction): boolean {
  return fn.isInit || fn.isRefund || has(fn, 'pub') || has(fn, 'remote')
}

export function has(
  { modifiers }: Pick<ast.ParsedFunction, 'modifiers'>,
  word: ast.Modifier['word'],
): boolean {
  return modifiers.some((modifier) => modifier.word === word)
}

/** The entry of a declaration; none for what has a page of its own, and for tests and imports. */
function entryOf(page: DocTarget, node: ast.ParsedItem | PageMember, number: number): OutlineEntry[] {
  switch (node.kind) {
    case 'import':
    case 'contract':
    case 'interface':
    case 'component':
    case 'test':
    case 'campaign':
      return []
    case 'invariant': {
      const name = `invariant ${number}`
      const target = { ...page, entry: `invariant-${number}` }
      return [{ kind: 'invariant', name, node, nameSpan: node.span, target }]
    }
    case 'function':
    case 'signature':
    case 'use':
    case 'storage-field':
    case 'struct':
    case 'enum':
    case 'error':
    case 'event':
    case 'const': {
      const { text, span } = node.name
      return [{ kind: kindOf(node), name: text, node, nameSpan: span, target: { ...page, entry: text } }]
    }
  }
}

function kindOf(node: Exclude<EntryNode, ast.ParsedInvariant>): EntryKind {
  switch (node.kind) {
    case 'function':
      if (node.isInit) return 'constructor'
      if (node.isRefund) return 'refund'
      return callableKind(node)
    case 'signature':
      return callableKind(node)
    case 'storage-field':
      return 'storage'
    case 'struct':
      return node.resource ? 'resource' : 'struct'
    case 'const':
      return 'constant'
    case 'use':
    case 'enum':
    case 'error':
    case 'event':
      return node.kind
  }
}

function callableKind(node: Pick<ast.ParsedFunction, 'modifiers'>): EntryKind {
  if (has(node, 'remote')) return 'remote'
  return has(node, 'view') ? 'view' : 'function'
}
