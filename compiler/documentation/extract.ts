// A checked program as documentation: everything that it declares for others, with its signatures and doc comments.
import type { FrontendResult } from '../frontend.ts'
import { positionAt, type Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import { plainTokens, type PlainToken } from '../syntax/lexer.ts'
import { codeOf } from './code.ts'
import { commentBefore, fileComment, type DocComment } from './comments.ts'
import { parseMarkdown } from './markdown.ts'
import { namesOf, type Names } from './names.ts'
import {
  outlineOf,
  type EntryNode,
  type OutlineEntry,
  type OutlineModule,
  type OutlineOptions,
  type OutlinePage,
} from './outline.ts'
import type {
  CodePart,
  DocBlock,
  DocEntry,
  Documentation,
  DocModule,
  DocPage,
  DocPart,
  DocProblem,
  LinkTarget,
} from './types.ts'

/** The documentation of all files of a program, in a fixed order. */
export function documentation(result: FrontendResult, options: OutlineOptions): Documentation {
  const outline = outlineOf(result.parsed, options)
  const names = namesOf(result, outline)
  const problems: DocProblem[] = []
  const modules = outline.map((module) => {
    const { tokens } = plainTokens(module.unit.file)
    return moduleOf({ names, module, page: null, tokens, problems })
  })
  return { modules, problems: problems.toSorted((a, b) => byPlace(a.span, b.span)) }
}

function byPlace(a: Span, b: Span): number {
  return a.file - b.file || a.start - b.start
}

/** What the text of a declaration is made with. */
interface At {
  readonly names: Names
  readonly module: OutlineModule
  readonly page: OutlinePage | null
  /** Of the module's file. */
  readonly tokens: readonly PlainToken[]
  readonly problems: DocProblem[]
}

function moduleOf(at: At): DocModule {
  const { name, own, unit, pages, entries } = at.module
  return {
    name,
    own,
    doc: docOf(at, fileComment(unit)),
    pages: pages.map((page) => pageOf({ ...at, page }, page)),
    entries: entries.map((entry) => entryOf(at, entry)),
  }
}

function pageOf(at: At, { node, entries }: OutlinePage): DocPage {
  return {
    kind: node.kind,
    name: node.name.text,
    code: codeBetween(at, node.span, (token) => token.text === '{'),
    doc: docBefore(at, node),
    entries: entries.map((entry) => entryOf(at, entry)),
    line: lineOf(at, node.span),
  }
}

function entryOf(at: At, { kind, name, node, target }: OutlineEntry): DocEntry {
  return {
    kind,
    name,
    anchor: target.entry ?? '',
    code: entryCode(at, node),
    badges: badgesOf(at, node),
    doc: docBefore(at, node),
    parts: partsOf(at, node),
    line: lineOf(at, node.span),
  }
}

/** A declaration as written; a function without its body. */
function entryCode(at: At, node: EntryNode): CodePart[] {
  if (node.kind !== 'function') return codeBetween(at, node.span)
  const { start } = node.body.span
  return codeBetween(at, node.span, ({ text, span }) => span.start >= start || (node.arrow && text === '=>'))
}

function badgesOf({ module }: At, node: EntryNode): readonly string[] {
  if (node.kind !== 'function' && node.kind !== 'signature') return []
  const { access } = node
  const rules = [...(access?.rules ?? []), ...(access?.origins ?? [])].map(({ span }) =>
    module.unit.file.text.slice(span.start, span.end),
  )
  const origin = access !== null && access.origins.length > 0 ? 'origin ' : ''
  return [
    ...node.modifiers.map(({ word }) => word),
    ...(access === null ? [] : [`by ${origin}${rules.join(' or ')}`]),
  ]
}

function partsOf(at: At, node: EntryNode): DocPart[] {
  switch (node.kind) {
    case 'function':
    case 'signature':
      return node.params.map((param) => partOf(at, param, param.type.span))
    case 'struct':
    case 'error':
    case 'event':
      return node.fields.map((field) => partOf(at, field, field.type.span))
    case 'enum':
      return node.variants.map((variant) => partOf(at, variant, null))
    case 'use':
    case 'storage-field':
    case 'const':
    case 'invariant':
      return []
  }
}

/** A parameter or field with its type, or a variant, which is all name. */
function partOf(at: At, node: ast.ParsedField | ast.ParsedVariant, type: Span | null): DocPart {
  return {
    name: node.name.text,
    code: codeBetween(at, type ?? node.span),
    doc: docBefore(at, node),
  }
}

/** The code of a span, up to the first token that `ends` it. */
function codeBetween(at: At, span: Span, ends: (token: PlainToken) => boolean = () => false): CodePart[] {
  const within = at.tokens.filter((token) => token.span.start >= span.start && token.span.end <= span.end)
  const end = within.findIndex(ends)
  return codeOf(at.module.unit.file, end < 0 ? within : within.slice(0, end), at.names.targetAt)
}

function docBefore(at: At, node: { readonly doc: ast.Doc; readonly span: Span }): readonly DocBlock[] {
  return docOf(at, commentBefore(at.module.unit, node.doc, node.span.start))
}

function docOf(at: At, { text, lines }: DocComment): readonly DocBlock[] {
  return parseMarkdown(text, (written, line, sort) => {
    const to = linkTarget(at, written)
    const span = lines[line] ?? lines.at(-1)
    if (to === null && sort === 'link' && span !== undefined)
      at.problems.push({ span, message: brokenLink(written) })
    return to
  })
}

const SCHEME = /^([a-z][a-z0-9+.-]*):/i
/** Others, `javascript:` among them, do more than lead somewhere. */
const WEB_SCHEMES = ['http', 'https', 'mailto']

function linkTarget({ names, module, page }: At, written: string): LinkTarget | null {
  const scheme = SCHEME.exec(written)?.[1]?.toLowerCase()
  if (scheme !== undefined) return WEB_SCHEMES.includes(scheme) ? { kind: 'web', url: written } : null
  const target = names.find(written, module, page)
  return target === null ? null : { kind: 'declared', target }
}

function brokenLink(written: string): string {
  return SCHEME.test(written)
    ? `this link leads to \`${written}\`, but links may only lead to http, https and mailto`
    : `this link leads to \`${written}\`, but no one declaration is called that here`
}

function lineOf({ module }: At, span: Span): number {
  return positionAt(module.unit.file, span.start).line + 1
}
