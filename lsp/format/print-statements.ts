// Statements and the bodies that hold them.
import { doc, type Doc } from 'prettier'
import type * as ast from '../../compiler/syntax/ast.ts'
import { brokenAfter, child, emptyBraces, lines, type Context } from './layout.ts'
import { isBare } from './print-expressions.ts'

const { group, hardline, indent, line } = doc.builders

export function printStatement(context: Context, node: ast.ParsedStatement): Doc {
  switch (node.kind) {
    case 'let': {
      const type = node.type === null ? '' : [': ', child(context, 'type')]
      return [node.mutable ? 'let mut ' : 'let ', node.name.text, type, ' = ', child(context, 'value')]
    }
    case 'let-pattern': {
      const type = node.type === null ? '' : [': ', child(context, 'type')]
      const otherwise = node.otherwise === null ? '' : [' else ', child(context, 'otherwise')]
      return group(['let ', child(context, 'pattern'), type, ' = ', child(context, 'value'), otherwise])
    }
    case 'assign':
      return [child(context, 'target'), ` ${node.operator ?? ''}= `, child(context, 'value')]
    case 'expression':
      return child(context, 'value')
    case 'discard':
      return ['discard ', child(context, 'value')]
    case 'require':
      return printRequire(context, node)
    case 'emit':
      return ['emit ', child(context, 'value')]
    case 'return':
      return node.value === null ? 'return' : ['return ', child(context, 'value')]
    case 'while':
      return group([
        'while ',
        group(child(context, 'condition')),
        bound(context, node.max),
        ' ',
        child(context, 'body'),
      ])
    case 'for':
      return group([
        'for ',
        node.variable.text,
        ' in ',
        child(context, 'from'),
        '..',
        child(context, 'to'),
        bound(context, node.max),
        ' ',
        child(context, 'body'),
      ])
    case 'for-each':
      return group([
        'for ',
        node.variable.text,
        ' in ',
        child(context, 'collection'),
        bound(context, node.max),
        ' ',
        child(context, 'body'),
      ])
    case 'break':
    case 'continue':
      return node.kind
    case 'expect':
      return ['expect ', child(context, 'condition')]
    case 'expect-trap':
      return group(['expect trap ', node.error === null ? '' : `${node.error.text} `, child(context, 'body')])
  }
}

/** `{ ... }`: on one line if it holds one statement that the author had on the brace's line. */
export function printBody(context: Context, node: ast.ParsedBlock): Doc {
  const { statements } = node
  if (statements.length > 0 && isBare(context.text, node)) return child(context, 'statements', 0)
  if (statements.length === 0) return emptyBraces(context)
  const inner = lines(context, 'statements', statements)
  const open = statements.length > 1 || brokenAfter(context.text, node.span.start)
  const gap = open ? hardline : line
  return ['{', indent([gap, inner]), gap, '}']
}

function printRequire(context: Context, node: Extract<ast.ParsedStatement, { kind: 'require' }>): Doc {
  const head: Doc = ['require ', child(context, 'condition')]
  return node.failure === null ? head : group([head, indent([' else ', child(context, 'failure')])])
}

function bound(context: Context, max: ast.ParsedExpr | null): Doc {
  return max === null ? '' : [' max ', child(context, 'max')]
}
