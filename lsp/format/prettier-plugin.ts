// The formatter as a prettier plugin: `prettier --plugin silo/prettier-plugin` formats .silo files, in any editor that runs
// prettier. It refuses files with syntax errors.
import type { Parser, Plugin, Printer, SupportLanguage } from 'prettier'
import { sourceFile } from '../../compiler/source.ts'
import { parse as parseFile } from '../../compiler/syntax/parser.ts'
import { canAttachComment, childKeys, keepInBrackets, printComment, type FormatNode } from './comments.ts'
import { printNode } from './print.ts'
import { FormatRefused } from './refused.ts'

export const languages: SupportLanguage[] = [
  { name: 'silo', parsers: ['silo'], extensions: ['.silo'], vscodeLanguageIds: ['silo'] },
]

const parser: Parser<FormatNode> = {
  astFormat: 'silo',
  parse: (text) => {
    const file = sourceFile(0, 'file.silo', text)
    const { tree, comments, problems } = parseFile(file)
    const [first] = problems
    if (first !== undefined) throw new FormatRefused(file, first)
    // Prettier finds the comments on the root.
    return { ...tree, comments: comments.map((comment) => ({ ...comment, kind: 'comment' })) }
  },
  locStart: (node) => node.span.start,
  locEnd: (node) => node.span.end,
}

const printer: Printer<FormatNode> = {
  print: printNode,
  printComment,
  canAttachComment,
  isBlockComment: (comment: FormatNode) => comment.kind === 'comment' && comment.text.startsWith('/*'),
  getVisitorKeys: childKeys,
  handleComments: { ownLine: keepInBrackets, endOfLine: keepInBrackets, remaining: keepInBrackets },
}

export const parsers: Record<string, Parser<FormatNode>> = { silo: parser }
export const printers: Record<string, Printer<FormatNode>> = { silo: printer }

const plugin: Plugin<FormatNode> = { languages, parsers, printers }
export default plugin
