// Expressions. A line never begins with an operator: one that begins with `-` would be a new statement.
import { doc, type Doc } from 'prettier'
import type * as ast from '../../compiler/syntax/ast.ts'
import { strengthOf } from '../../compiler/syntax/precedence.ts'
import {
  bracedLines,
  bracedList,
  child,
  children,
  commaList,
  lines,
  loosePrinted,
  type Context,
} from './layout.ts'

const { group, hardline, indent, join, line, softline } = doc.builders

type Expr<K extends ast.ParsedExpr['kind']> = Extract<ast.ParsedExpr, { kind: K }>

export function printExpression(context: Context, node: ast.ParsedExpr): Doc {
  switch (node.kind) {
    case 'integer':
    case 'amount':
      return numberText(context, node)
    case 'bool':
      return String(node.value)
    case 'name':
      return node.name.text
    case 'string':
      return context.text.slice(node.span.start, node.span.end)
    case 'tuple':
      return commaList('(', children(context, 'items'), ')')
    case 'array': {
      const [item = ''] = children(context, 'items')
      if (node.count !== null) return ['[', item, '; ', child(context, 'count'), ']']
      return commaList('[', children(context, 'items'), ']')
    }
    case 'try':
      return [child(context, 'operand'), '?']
    case 'paren':
      return group(['(', indent([softline, child(context, 'inner')]), softline, ')'])
    case 'unary':
      return [node.operator === 'not' ? 'not ' : '-', child(context, 'operand')]
    case 'binary':
      return printBinary(context, node)
    case 'member':
      return [child(context, 'object'), '.', node.name.text]
    case 'index':
      return [child(context, 'object'), '[', child(context, 'index'), ']']
    case 'call':
      return [
        child(context, 'callee'),
        node.args.length === 0 ? emptyArguments(context) : commaList('(', children(context, 'args'), ')'),
      ]
    case 'literal':
      return [
        node.qualifier === null ? '' : `${node.qualifier.text}.`,
        node.name.text,
        ' ',
        printFields(context, node),
      ]
    case 'deploy':
      return ['deploy ', node.contract.text, commaList('(', children(context, 'args'), ')')]
    case 'send':
      return printSend(context, node)
    case 'if':
      return printIf(context, node)
    case 'match':
      return group([
        'match ',
        child(context, 'subject'),
        ' ',
        bracedLines(context, lines(context, 'arms', node.arms), node.arms.length === 0),
      ])
    case 'block':
      return child(context, 'block')
    case 'trap':
      return ['trap ', child(context, 'failure')]
    case 'as':
      return group(['as ', node.actor.text, ' ', child(context, 'body')])
    case 'lambda':
      return [node.param.text, ' => ', child(context, 'body')]
    case 'missing':
      return ''
  }
}

/** What goes along and what becomes of it stand on lines of their own if one line doesn't hold all. */
function printSend(context: Context, node: ast.ParsedSend): Doc {
  const clauses: Doc[] = []
  if (node.coin !== null) clauses.push(line, 'with ', child(context, 'coin'))
  if (node.fee !== null) clauses.push(' fee ', child(context, 'fee'))
  if (node.gas !== null) clauses.push(' gas ', child(context, 'gas'))
  if (node.refund !== null) clauses.push(line, 'on refund ', child(context, 'refund'))
  return group(['send ', child(context, 'target'), indent(clauses)])
}

export function printArm(context: Context, node: ast.ParsedArm): Doc {
  const patterns = children(context, 'patterns')
  const comma = node.body.kind === 'block' ? '' : ','
  const guard: Doc = node.guard === null ? '' : [' if ', child(context, 'guard')]
  return [join(' | ', patterns), guard, ' => ', child(context, 'body'), comma]
}

export function printArgument(context: Context, node: ast.ParsedArgument): Doc {
  return node.name === null ? child(context, 'value') : [node.name.text, ': ', child(context, 'value')]
}

export function printFieldValue(context: Context, node: ast.ParsedFieldValue): Doc {
  return node.value === null ? node.name.text : [node.name.text, ': ', child(context, 'value')]
}

/** `()`, or the comments that are in it. */
function emptyArguments(context: Context): Doc {
  const comments = loosePrinted(context)
  if (comments.length === 0) return '()'
  return ['(', indent([hardline, join(hardline, comments)]), hardline, ')']
}

/** Digits as written, one space, the unit. */
function numberText(context: Context, node: Expr<'integer'> | Expr<'amount'>): string {
  const written = context.text.slice(node.span.start, node.span.end)
  const digits = /^(?:0x[0-9a-fA-F_]*|[0-9_]+(?:\.[0-9_]+)?)/.exec(written)?.[0] ?? written
  return node.kind === 'amount' ? `${digits} ${node.unit}` : digits
}

function printFields(context: Context, node: Expr<'literal'>): Doc {
  if (node.fields.length > 0) return bracedList(children(context, 'fields'))
  const comments = loosePrinted(context)
  return comments.length === 0 ? '{}' : ['{ ', join(' ', comments), ' }']
}

/** Operators of one strength are one chain that breaks behind every operator or nowhere. */
function printBinary(context: Context, node: Expr<'binary'>): Doc {
  const parts: Doc = [child(context, 'left'), ' ', node.operator, line, child(context, 'right')]
  const parent = context.path.parent
  const inChain =
    parent?.kind === 'binary' &&
    context.path.key === 'left' &&
    strengthOf(parent.operator) === strengthOf(node.operator)
  return inChain ? parts : group(indent(parts))
}

/** All branches of a chain are on one line, or each breaks. */
function printIf(context: Context, node: ast.ParsedIf): Doc {
  const parts: Doc[] = ['if ', group(child(context, 'condition')), ' ', child(context, 'then')]
  if (node.otherwise !== null) parts.push(' else ', child(context, 'otherwise'))
  return isElseIf(context) ? parts : group(parts)
}

/** Whether an `if` stands behind an `else`: its parents are then a statement and a body that begin where it does. */
function isElseIf(context: Context): boolean {
  const body = context.path.grandparent
  return body?.kind === 'body' && isBare(context.text, body)
}

/** A body without braces of its own: `else if`, or the expression behind `=>`. */
export function isBare(text: string, node: ast.ParsedBlock): boolean {
  return text[node.span.start] !== '{' || node.statements[0]?.span.start === node.span.start
}
