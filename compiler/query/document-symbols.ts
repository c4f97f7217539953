// The outline of a file, from the parsed tree alone: it works on a file that doesn't check.
import type { SourceFile } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import type { DocumentSymbol, SymbolKind } from './types.ts'

export function documentSymbols(file: SourceFile, tree: ast.ParsedFile): DocumentSymbol[] {
  return tree.items.flatMap((item) => symbolsOf(file, item))
}

function symbolsOf(file: SourceFile, item: ast.ParsedItem | ast.ParsedMember): DocumentSymbol[] {
  switch (item.kind) {
    case 'import':
    case 'use':
    case 'invariant':
      return []
    case 'contract':
      return named(
        'contract',
        item,
        '',
        item.members.flatMap((member) => symbolsOf(file, member)),
      )
    case 'component':
      return named(
        'component',
        item,
        '',
        item.members.flatMap((member) => symbolsOf(file, member)),
      )
    case 'interface':
      return named(
        'interface',
        item,
        '',
        item.functions.flatMap((fn) => named('function', fn, signature(file, fn))),
      )
    case 'storage':
      return item.fields.flatMap((field) => named('storage', field, textOf(file, field.type)))
    case 'struct':
    case 'error':
    case 'event':
      return named(
        item.kind,
        item,
        '',
        item.fields.flatMap((field) => named('field', field, textOf(file, field.type))),
      )
    case 'enum':
      return named(
        'enum',
        item,
        '',
        item.variants.flatMap((variant) => named('variant', variant, '')),
      )
    case 'const':
      return named('constant', item, textOf(file, item.type))
    case 'campaign': {
      const name = `campaign${item.over === null ? '' : ` over ${item.over.text}`}`
      return [{ kind: 'test', name, detail: '', span: item.span, nameSpan: item.wordSpan, children: [] }]
    }
    case 'function':
      return named(item.isInit ? 'constructor' : 'function', item, signature(file, item))
    case 'test':
      return [
        {
          kind: 'test',
          name: item.title.text,
          detail: '',
          span: item.span,
          nameSpan: item.title.span,
          children: [],
        },
      ]
  }
}

function named(
  kind: SymbolKind,
  node: { readonly name: ast.Name; readonly span: ast.Name['span'] },
  detail: string,
  children: readonly DocumentSymbol[] = [],
): DocumentSymbol[] {
  // A name that the parser had to invent can't be shown.
  if (node.name.text === '') return []
  return [{ kind, name: node.name.text, detail, span: node.span, nameSpan: node.name.span, children }]
}

function textOf(file: SourceFile, node: { readonly span: ast.Name['span'] }): string {
  return file.text.slice(node.span.start, node.span.end).replaceAll(/\s+/g, ' ')
}

function signature(file: SourceFile, node: ast.ParsedFunction | ast.ParsedSignature): string {
  const params = textOf(file, { span: node.paramsSpan })
  return node.result === null ? params : `${params}: ${textOf(file, node.result)}`
}
