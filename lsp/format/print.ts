// The printer: sends each node to its chapter.
import { doc, type AstPath, type Doc, type ParserOptions } from 'prettier'
import type { FormatNode } from './comments.ts'
import { child, loosePrinted, type Context, type Print } from './layout.ts'
import {
  printAccess,
  printField,
  printFile,
  printItem,
  printSignature,
  printStorageField,
} from './print-declarations.ts'
import { printArgument, printArm, printExpression, printFieldValue } from './print-expressions.ts'
import { printFieldPattern, printPattern } from './print-patterns.ts'
import { printBody, printStatement } from './print-statements.ts'
import { printType, printTypeParam, printVariant } from './print-types.ts'
import { printTestParam } from './print-tests.ts'

export function printNode(path: AstPath<FormatNode>, options: ParserOptions<FormatNode>, print: Print): Doc {
  const context: Context = { path, print, text: options.originalText }
  const printed = dispatch(context, path.node)
  return withLoose(path.node, printed, loosePrinted(context))
}

/**
 * Comments that found no node to hang on and no braces to stand in: those inside of an import or a `use` go on lines of their own in front
 * of it, others go behind, those that run to the end of their line last.
 */
function withLoose(node: FormatNode, printed: Doc, loose: readonly Doc[]): Doc {
  const { breakParent, hardline, join, lineSuffix } = doc.builders
  if (loose.length === 0) return printed
  if (node.kind === 'import' || node.kind === 'use') return [join(hardline, [...loose]), hardline, printed]
  const runsOn = (comment: Doc): boolean => typeof comment === 'string' && comment.startsWith('//')
  return [
    printed,
    ...loose.map((comment) => (runsOn(comment) ? [lineSuffix([' ', comment]), breakParent] : [' ', comment])),
  ]
}

function dispatch(context: Context, node: FormatNode): Doc {
  switch (node.kind) {
    case 'file':
      return printFile(context, node)
    case 'import':
    case 'contract':
    case 'interface':
    case 'component':
    case 'use':
    case 'storage':
    case 'struct':
    case 'enum':
    case 'error':
    case 'event':
    case 'const':
    case 'function':
    case 'invariant':
    case 'test':
    case 'campaign':
      return printItem(context, node)
    case 'test-param':
      return printTestParam(context, node)
    case 'range':
      return [child(context, 'from'), '..', child(context, 'to')]
    case 'setting':
      return [`${node.name.text}: `, child(context, 'value')]
    case 'signature':
      return printSignature(context, node)
    case 'storage-field':
      return printStorageField(context, node)
    case 'field':
      return printField(context, node)
    case 'access':
      return printAccess(context)
    case 'body':
      return printBody(context, node)
    case 'variant':
      return printVariant(context, node)
    case 'type-param':
      return printTypeParam(node)
    case 'named':
    case 'tuple-type':
    case 'array-type':
    case 'text-type':
    case 'map':
      return printType(context, node)
    case 'argument':
      return printArgument(context, node)
    case 'field-value':
      return printFieldValue(context, node)
    case 'arm':
      return printArm(context, node)
    case 'value':
    case 'bind':
    case 'variant-pattern':
    case 'fields-pattern':
    case 'tuple-pattern':
      return printPattern(context, node)
    case 'field-pattern':
      return printFieldPattern(context, node)
    case 'let':
    case 'let-pattern':
    case 'assign':
    case 'expression':
    case 'discard':
    case 'require':
    case 'emit':
    case 'return':
    case 'while':
    case 'for':
    case 'for-each':
    case 'break':
    case 'continue':
    case 'expect':
    case 'expect-trap':
      return printStatement(context, node)
    case 'integer':
    case 'amount':
    case 'bool':
    case 'name':
    case 'string':
    case 'paren':
    case 'tuple':
    case 'array':
    case 'try':
    case 'unary':
    case 'binary':
    case 'member':
    case 'index':
    case 'call':
    case 'literal':
    case 'deploy':
    case 'send':
    case 'if':
    case 'match':
    case 'block':
    case 'trap':
    case 'as':
    case 'lambda':
      return printExpression(context, node)
    case 'missing':
    case 'comment':
      return ''
  }
}
