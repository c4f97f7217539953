// Layouts that several chapters of the printer share: lists in brackets, lines with the blank lines that the author left.
import { doc, util, type AstPath, type Doc } from 'prettier'
import { looseComments, type FormatNode } from './comments.ts'

const { group, hardline, ifBreak, indent, join, line, softline } = doc.builders

export type Print = (path: AstPath<FormatNode>) => Doc

/** What printers of a chapter work with: the node's path, how to print children, and the text. */
export interface Context {
  readonly path: AstPath<FormatNode>
  readonly print: Print
  readonly text: string
}

/** Prints the child under a key. The caller knows from the node's type that the key holds a node. */
export function child(context: Context, ...keys: (string | number)[]): Doc {
  // Prettier types keys by the node's type, which a union of all nodes doesn't carry.
  return (context.path.call as (print: Print, ...names: (string | number)[]) => Doc)(context.print, ...keys)
}

/** Prints every node of the list under a key. */
export function children(context: Context, key: string): Doc[] {
  return (context.path.map as (print: Print, name: string) => Doc[])(context.print, key)
}

/** `(a, b)`, broken into one item for each line with a comma behind the last. */
export function commaList(open: string, items: readonly Doc[], close: string): Doc {
  if (items.length === 0) return open + close
  return group([open, indent([softline, join([',', line], [...items])]), ifBreak(','), softline, close])
}

/** `{ a, b }` in the same way. */
export function bracedList(items: readonly Doc[]): Doc {
  if (items.length === 0) return '{}'
  return group(['{', indent([line, join([',', line], [...items])]), ifBreak(','), line, '}'])
}

/** Items on lines of their own, with at most one blank line where the author left some. */
export function lines(context: Context, key: string, nodes: readonly FormatNode[], behind = ''): Doc {
  const printed = children(context, key)
  return printed.map((item, i): Doc => {
    const node = nodes[i]
    const last = i === printed.length - 1
    if (node === undefined || last) return [item, behind]
    const blank = util.isNextLineEmpty(context.text, node.span.end)
    return [item, behind, hardline, blank ? hardline : '']
  })
}

/** `{ ... }` around lines; the comments of an empty pair of braces stay in it. */
export function bracedLines(context: Context, inner: Doc, empty: boolean): Doc {
  if (!empty) return ['{', indent([hardline, inner]), hardline, '}']
  return emptyBraces(context)
}

/** `{}`, or the comments that are in it. */
export function emptyBraces(context: Context): Doc {
  const comments = loosePrinted(context)
  if (comments.length === 0) return '{}'
  return ['{', indent([hardline, join(hardline, comments)]), hardline, '}']
}

/** The comments of a node without children; they count as printed then. */
export function loosePrinted(context: Context): Doc[] {
  return looseComments(context.path.node).map((comment): Doc => {
    comment.printed = true
    return comment.text.trimEnd()
  })
}

/** Whether the author broke the line behind an opening brace. */
export function brokenAfter(text: string, brace: number): boolean {
  return /^[ \t]*(?:\/\/.*)?(?:\r\n?|\n)/.test(text.slice(brace + 1, brace + 400))
}
