// Files, contracts and what they declare.
import { doc, type Doc } from 'prettier'
import type * as ast from '../../compiler/syntax/ast.ts'
import type { FormatNode } from './comments.ts'
import {
  bracedLines,
  brokenAfter,
  child,
  children,
  commaList,
  emptyBraces,
  lines,
  loosePrinted,
  type Context,
} from './layout.ts'
import { printTypeParams } from './print-types.ts'
import { printCampaign, printTest } from './print-tests.ts'

const { group, hardline, ifBreak, indent, join, line } = doc.builders

export function printFile(context: Context, node: ast.ParsedFile): Doc {
  if (node.items.length > 0) return [lines(context, 'items', node.items), hardline]
  const comments = loosePrinted(context)
  return comments.length === 0 ? '' : [join(hardline, comments), hardline]
}

export function printItem(context: Context, node: ast.ParsedItem | ast.ParsedMember): Doc {
  switch (node.kind) {
    case 'import':
      return [
        'import ',
        node.names.length === 0
          ? '{}'
          : group([
              '{',
              indent([
                line,
                join(
                  [',', line],
                  node.names.map((name) => name.text),
                ),
              ]),
              ifBreak(','),
              line,
              '}',
            ]),
        ' from ',
        quoted(context, node.path),
      ]
    case 'contract':
      return [
        `contract ${node.name.text} `,
        node.implements.length === 0
          ? ''
          : `implements ${node.implements.map(({ text }) => text).join(', ')} `,
        bracedLines(context, lines(context, 'members', node.members), node.members.length === 0),
      ]
    case 'component':
      return [
        node.exported ? 'pub ' : '',
        `component ${node.name.text} `,
        bracedLines(context, lines(context, 'members', node.members), node.members.length === 0),
      ]
    case 'use':
      return `use ${node.component.text} as ${node.name.text}`
    case 'interface':
      return [
        node.exported ? 'pub ' : '',
        `interface ${node.name.text} `,
        bracedLines(context, lines(context, 'functions', node.functions), node.functions.length === 0),
      ]
    case 'storage':
      return [
        'storage ',
        bracedLines(context, lines(context, 'fields', node.fields), node.fields.length === 0),
      ]
    case 'struct':
      return [
        node.exported ? 'pub ' : '',
        `${node.resource ? 'resource' : 'struct'} ${node.name.text}`,
        printTypeParams(context, node.typeParams),
        ' ',
        printRecord(context, node, 'fields', node.fields),
      ]
    case 'enum':
      return [
        node.exported ? 'pub ' : '',
        `enum ${node.name.text}`,
        printTypeParams(context, node.typeParams),
        ' ',
        printRecord(context, node, 'variants', node.variants),
      ]
    case 'error':
    case 'event':
      return [
        node.exported ? 'pub ' : '',
        `${node.kind} ${node.name.text} `,
        printRecord(context, node, 'fields', node.fields),
      ]
    case 'const':
      return [
        node.exported ? 'pub ' : '',
        `const ${node.name.text}: `,
        child(context, 'type'),
        ' = ',
        child(context, 'value'),
      ]
    case 'function':
      return printFunction(context, node)
    case 'invariant':
      return group([node.inTest ? 'invariant in test ' : 'invariant ', child(context, 'condition')])
    case 'test':
      return printTest(context, node, quoted(context, node.title))
    case 'campaign':
      return printCampaign(context, node)
  }
}

export function printStorageField(context: Context, node: ast.ParsedStorageField): Doc {
  const initial = node.initial === null ? '' : [' = ', child(context, 'initial')]
  return [node.name.text, ': ', child(context, 'type'), initial]
}

export function printField(context: Context, node: ast.ParsedField): Doc {
  return [node.name.text, ': ', child(context, 'type')]
}

/** With the space in front; origins that are too long go to lines of their own. */
export function printAccess(context: Context): Doc {
  const rules = children(context, 'rules')
  if (rules.length > 0) return [' by ', join(' or ', rules)]
  const origins = group(indent(join([line, 'or '], children(context, 'origins'))))
  return group(indent([line, 'by origin ', origins]))
}

/** On one line with commas, or, if the author broke it or it is too long, a field on each line without. */
function printRecord(
  context: Context,
  node: { readonly name: ast.Name },
  key: string,
  list: readonly FormatNode[],
): Doc {
  if (list.length === 0) return emptyBraces(context)
  const brace = context.text.indexOf('{', node.name.span.end)
  if (brokenAfter(context.text, brace)) return bracedLines(context, lines(context, key, list), false)
  const fields = join([ifBreak('', ','), line], children(context, key))
  return group(['{', indent([line, fields]), line, '}'])
}

export function printSignature(context: Context, node: ast.ParsedSignature): Doc {
  const words = node.modifiers.map((m) => `${m.word} `)
  const result = node.result === null ? '' : [': ', child(context, 'result')]
  const access = node.access === null ? '' : child(context, 'access')
  const params = commaList('(', children(context, 'params'), ')')
  return group([...words, `fn ${node.name.text}`, params, result, access])
}

function printFunction(context: Context, node: ast.ParsedFunction): Doc {
  const words = node.modifiers.map((m) => `${m.word} `)
  const name = node.isInit ? 'init' : `${node.isRefund ? 'on refund' : 'fn'} ${node.name.text}`
  const head: Doc[] = [
    ...words,
    name,
    printTypeParams(context, node.typeParams),
    commaList('(', children(context, 'params'), ')'),
  ]
  if (node.steps !== null) head.unshift('@steps(max: ', child(context, 'steps'), ')', hardline)
  if (node.result !== null) head.push(': ', child(context, 'result'))
  if (node.access !== null) head.push(child(context, 'access'))
  if (node.max !== null) head.push(' max ', child(context, 'max'))
  const body = child(context, 'body')
  return node.arrow ? [...head, group([' =>', indent([line, body])])] : group([...head, ' ', group(body)])
}

function quoted(context: Context, literal: { readonly span: ast.Name['span'] }): string {
  return context.text.slice(literal.span.start, literal.span.end)
}
