// What a project's documentation says, before anybody lays it out: modules, what they declare, and the doc comments as trees. Plain values;
// places that it leads to are named, not addressed.
import type { Span } from '../source.ts'

export interface Documentation {
  /** The project's own in front, in the order of their names. */
  readonly modules: readonly DocModule[]
  /** Links in doc comments that lead nowhere, in the order of files and places. */
  readonly problems: readonly DocProblem[]
}

export interface DocProblem {
  readonly span: Span
  readonly message: string
}

/** A place in the documentation; a module's own text has neither page nor entry. */
export interface DocTarget {
  readonly module: string
  readonly page: string | null
  /** The `anchor` of an entry of that page, or of the module if `page` is null. */
  readonly entry: string | null
}

/** A file. */
export interface DocModule {
  /** As imports name it, but from the root: `src/vault`, `std/math`. */
  readonly name: string
  /** Whether it is of the project, and not of the library or a package. */
  readonly own: boolean
  readonly doc: readonly DocBlock[]
  readonly pages: readonly DocPage[]
  readonly entries: readonly DocEntry[]
}

/** A contract, interface or component with its members. */
export interface DocPage {
  readonly kind: 'contract' | 'interface' | 'component'
  readonly name: string
  readonly code: readonly CodePart[]
  readonly doc: readonly DocBlock[]
  readonly entries: readonly DocEntry[]
  readonly line: number
}

export type EntryKind =
  | 'constructor'
  | 'function'
  | 'view'
  | 'remote'
  | 'refund'
  | 'use'
  | 'storage'
  | 'event'
  | 'error'
  | 'struct'
  | 'resource'
  | 'enum'
  | 'constant'
  | 'invariant'

export interface DocEntry {
  readonly kind: EntryKind
  readonly name: string
  /** Its own among the entries of the page. */
  readonly anchor: string
  readonly code: readonly CodePart[]
  /** Who may call it and how: `pub`, `payable`, `by owner`. */
  readonly badges: readonly string[]
  readonly doc: readonly DocBlock[]
  /** Parameters, fields or variants. */
  readonly parts: readonly DocPart[]
  /** Counted from 1. */
  readonly line: number
}

export interface DocPart {
  readonly name: string
  readonly code: readonly CodePart[]
  readonly doc: readonly DocBlock[]
}

/** A stretch of code with what an editor would colour it as, and where its name was declared. */
export interface CodePart {
  readonly text: string
  readonly style: 'plain' | 'keyword' | 'type' | 'number' | 'string' | 'comment'
  readonly target: DocTarget | null
}

/** A block of code in a doc comment as it was written. */
export interface CodeBlock {
  /** The first word behind the fence. */
  readonly language: string
  /** The words behind that. */
  readonly marks: readonly string[]
  readonly text: string
  /** Of the first line in it, counted from 0. */
  readonly line: number
}

export type DocBlock =
  | { readonly kind: 'paragraph'; readonly inlines: readonly DocInline[] }
  | { readonly kind: 'heading'; readonly level: number; readonly inlines: readonly DocInline[] }
  | { readonly kind: 'code'; readonly code: readonly CodePart[]; readonly block: CodeBlock }
  | {
      readonly kind: 'list'
      readonly ordered: boolean
      readonly items: readonly (readonly DocBlock[])[]
    }

export type DocInline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis'; readonly inner: readonly DocInline[] }
  | { readonly kind: 'link'; readonly to: LinkTarget; readonly inner: readonly DocInline[] }

export type LinkTarget =
  { readonly kind: 'web'; readonly url: string } | { readonly kind: 'declared'; readonly target: DocTarget }
