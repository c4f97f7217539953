// Tests over made-up inputs, and campaigns.
import { doc, type Doc } from 'prettier'
import type * as ast from '../../compiler/syntax/ast.ts'
import { bracedList, child, children, commaList, emptyBraces, type Context } from './layout.ts'

const { group, indent, line } = doc.builders

export function printTest(context: Context, node: ast.ParsedTest, title: Doc): Doc {
  const params = node.params.length === 0 ? '' : [' ', commaList('(', children(context, 'params'), ')')]
  const where = node.where === null ? '' : [indent([line, 'where ', child(context, 'where')])]
  return group(['test ', title, params, where, ' ', child(context, 'body')])
}

export function printTestParam(context: Context, node: ast.ParsedTestParam): Doc {
  const range = node.range === null ? '' : [' in ', child(context, 'range')]
  return [node.name.text, ': ', child(context, 'type'), range]
}

export function printCampaign(context: Context, node: ast.ParsedCampaign): Doc {
  const over = node.over === null ? '' : `over ${node.over.text} `
  const settings =
    node.settings.length === 0 ? emptyBraces(context) : bracedList(children(context, 'settings'))
  return ['campaign ', over, settings]
}
