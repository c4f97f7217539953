// Types, type parameters and the variants of enums.
import { doc, type Doc } from 'prettier'
import type * as ast from '../../compiler/syntax/ast.ts'
import { bracedList, child, children, commaList, type Context } from './layout.ts'

const { join } = doc.builders

export function printType(context: Context, node: ast.ParsedType): Doc {
  switch (node.kind) {
    case 'named':
      return node.args.length === 0
        ? node.name.text
        : [node.name.text, '<', join(', ', children(context, 'args')), '>']
    case 'tuple-type':
      return commaList('(', children(context, 'items'), ')')
    case 'array-type': {
      const size = node.size === null ? '' : [node.bounded ? '; ..' : '; ', child(context, 'size')]
      return ['[', child(context, 'element'), size, ']']
    }
    case 'text-type':
      return [node.name.text, '<', child(context, 'max'), '>']
    case 'map': {
      const initial = node.initial === null ? '' : [' = ', child(context, 'initial')]
      return ['map<', child(context, 'key'), ', ', child(context, 'value'), initial, '>']
    }
    case 'missing':
      return ''
  }
}

/** `<T, U: Ordered>`, or nothing. */
export function printTypeParams(context: Context, list: readonly ast.ParsedTypeParam[]): Doc {
  return list.length === 0 ? '' : ['<', join(', ', children(context, 'typeParams')), '>']
}

export function printTypeParam(node: ast.ParsedTypeParam): Doc {
  const bounds = node.bounds.map((bound) => bound.text).join(' + ')
  return bounds === '' ? node.name.text : `${node.name.text}: ${bounds}`
}

export function printVariant(context: Context, node: ast.ParsedVariant): Doc {
  if (node.items.length > 0) return [node.name.text, commaList('(', children(context, 'items'), ')')]
  if (node.fields.length > 0) return [node.name.text, ' ', bracedList(children(context, 'fields'))]
  return node.name.text
}
