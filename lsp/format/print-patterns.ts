// Patterns of `match` and `let`.
import { doc, type Doc } from 'prettier'
import type * as ast from '../../compiler/syntax/ast.ts'
import { bracedList, child, children, commaList, loosePrinted, type Context } from './layout.ts'

const { group, indent, join, line, lineSuffix } = doc.builders

export function printPattern(context: Context, node: ast.ParsedPattern): Doc {
  switch (node.kind) {
    case 'value':
      return child(context, 'value')
    case 'bind':
      return [
        node.mutable ? `mut ${node.name.text}` : node.name.text,
        // A comment between the two words stands behind what is on the line.
        ...loosePrinted(context).map((comment): Doc => lineSuffix([' ', comment])),
      ]
    case 'variant-pattern': {
      const items = node.items === null ? '' : commaList('(', children(context, 'items'), ')')
      return [variantName(node), items]
    }
    case 'fields-pattern':
      return [variantName(node), ' ', printFields(context, node)]
    case 'tuple-pattern':
      return commaList('(', children(context, 'items'), ')')
  }
}

export function printFieldPattern(context: Context, node: ast.ParsedFieldPattern): Doc {
  return node.pattern === null ? node.name.text : [node.name.text, ': ', child(context, 'pattern')]
}

/** `{ a, b: 0, .. }`; no comma stands behind the two dots. */
function printFields(context: Context, node: Extract<ast.ParsedPattern, { kind: 'fields-pattern' }>): Doc {
  const fields = children(context, 'fields')
  if (!node.rest) return bracedList(fields)
  if (fields.length === 0) return '{ .. }'
  return group(['{', indent([line, join([',', line], [...fields, '..'])]), line, '}'])
}

function variantName(node: { readonly qualifier: ast.Name | null; readonly name: ast.Name }): string {
  return node.qualifier === null ? node.name.text : `${node.qualifier.text}.${node.name.text}`
}
