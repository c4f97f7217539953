// How prettier sees our tree: which parts are nodes, where comments may hang, and how comments are printed.
import { util, type AstPath, type Doc } from 'prettier'
import type * as ast from '../../compiler/syntax/ast.ts'
import type { Comment } from '../../compiler/syntax/lexer.ts'

/** Any node of the parsed tree, and the comments that prettier hangs on it. */
export type FormatNode =
  | (ast.ParsedFile & { readonly comments: readonly FormatComment[] })
  | ast.ParsedFile
  | ast.ParsedItem
  | ast.ParsedMember
  | ast.ParsedStorageField
  | ast.ParsedField
  | ast.ParsedSignature
  | ast.ParsedAccess
  | ast.ParsedBlock
  | ast.ParsedStatement
  | ast.ParsedExpr
  | ast.ParsedType
  | ast.ParsedArgument
  | ast.ParsedFieldValue
  | ast.ParsedArm
  | ast.ParsedTestParam
  | ast.ParsedRange
  | ast.ParsedSetting
  | ast.ParsedPattern
  | ast.ParsedFieldPattern
  | ast.ParsedTypeParam
  | ast.ParsedVariant
  | FormatComment

export interface FormatComment extends Comment {
  readonly kind: 'comment'
  /** Set by prettier: in front of or behind a node; neither for a comment inside a node without children. */
  readonly leading?: boolean
  readonly trailing?: boolean
  /** Set by prettier while it looks for a place for the comment. */
  readonly enclosingNode?: FormatNode
  readonly followingNode?: FormatNode
  /** Set where the comment was printed; prettier refuses to lose one. */
  printed?: boolean
}

/** The keys of a node that hold nodes. Names and modifiers are printed with their owner and are none. */
const CHILDREN: Readonly<Record<FormatNode['kind'], readonly string[]>> = {
  file: ['items'],
  import: [],
  contract: ['members'],
  interface: ['functions'],
  component: ['members'],
  use: [],
  signature: ['params', 'result', 'access'],
  storage: ['fields'],
  'storage-field': ['type', 'initial'],
  struct: ['typeParams', 'fields'],
  enum: ['typeParams', 'variants'],
  variant: ['items', 'fields'],
  'type-param': [],
  error: ['fields'],
  event: ['fields'],
  field: ['type'],
  const: ['type', 'value'],
  function: ['typeParams', 'params', 'result', 'access', 'max', 'body'],
  access: ['rules', 'origins'],
  invariant: ['condition'],
  named: ['args'],
  'tuple-type': ['items'],
  'array-type': ['element', 'size'],
  'text-type': ['max'],
  test: ['params', 'where', 'body'],
  'test-param': ['type', 'range'],
  range: ['from', 'to'],
  campaign: ['settings'],
  setting: ['value'],
  map: ['key', 'value', 'initial'],
  missing: [],
  body: ['statements'],
  let: ['type', 'value'],
  'let-pattern': ['pattern', 'type', 'value', 'otherwise'],
  assign: ['target', 'value'],
  expression: ['value'],
  discard: ['value'],
  require: ['condition', 'failure'],
  emit: ['value'],
  return: ['value'],
  while: ['condition', 'max', 'body'],
  'for-each': ['collection', 'max', 'body'],
  for: ['from', 'to', 'max', 'body'],
  break: [],
  continue: [],
  expect: ['condition'],
  'expect-trap': ['body'],
  integer: [],
  amount: [],
  bool: [],
  name: [],
  string: [],
  paren: ['inner'],
  tuple: ['items'],
  array: ['items', 'count'],
  try: ['operand'],
  unary: ['operand'],
  binary: ['left', 'right'],
  member: ['object'],
  index: ['object', 'index'],
  call: ['callee', 'args'],
  argument: ['value'],
  literal: ['fields'],
  'field-value': ['value'],
  deploy: ['args'],
  send: ['target', 'coin', 'fee', 'gas', 'refund'],
  if: ['condition', 'then', 'otherwise'],
  match: ['subject', 'arms'],
  arm: ['patterns', 'guard', 'body'],
  bind: [],
  'variant-pattern': ['items'],
  'fields-pattern': ['fields'],
  'field-pattern': ['pattern'],
  'tuple-pattern': ['items'],
  block: ['block'],
  trap: ['failure'],
  as: ['body'],
  lambda: ['body'],
  value: ['value'],
  comment: [],
}

export function childKeys(node: FormatNode): string[] {
  return [...CHILDREN[node.kind]]
}

/**
 * Comments hang on whatever is printed by itself. Not on the file, and not on a wrapper that covers the same text as what is
 * in it: the inner one has the comment then.
 */
export function canAttachComment(node: FormatNode): boolean {
  return node.kind !== 'file' && node.kind !== 'comment' && node.kind !== 'value'
}

export function printComment(path: AstPath<FormatNode>): Doc {
  const comment = path.node
  return comment.kind === 'comment' ? comment.text.trimEnd() : ''
}

/**
 * A comment between the brackets of a call without arguments stays there. Prettier would hang it on the callee, and a comment of
 * several lines in front of the bracket would part the two.
 */
export function keepInBrackets(comment: FormatNode): boolean {
  if (comment.kind !== 'comment') return false
  const { enclosingNode: call, followingNode } = comment
  if (call?.kind !== 'call' || call.args.length > 0 || followingNode !== undefined) return false
  if (comment.span.start < call.callee.span.end) return false
  util.addDanglingComment(call, comment, undefined)
  return true
}

/** Comments inside a node that has nothing to hang them on, and that were not printed yet. */
export function looseComments(node: FormatNode): readonly FormatComment[] {
  const comments = 'comments' in node ? (node.comments ?? []) : []
  return comments.filter(
    (comment) => comment.leading !== true && comment.trailing !== true && comment.printed !== true,
  )
}
