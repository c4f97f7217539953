// Code as documentation shows it: tokens with their sort, names with the place that they were declared at, comments left out of signatures.
import { positionAt, sourceFile, type SourceFile, type Span } from '../source.ts'
import { plainTokens, type PlainToken } from '../syntax/lexer.ts'
import { CONTEXTUAL_WORDS, KEYWORDS } from '../syntax/tokens.ts'
import type { CodeBlock, CodePart, DocTarget } from './types.ts'

/** The place that the name at a span was declared at, if the documentation has it. */
export type TargetAt = (span: Span) => DocTarget | null

/** These tokens as code. Between them stands what the file has there, without comments and indented as the first line is. */
export function codeOf(file: SourceFile, tokens: readonly PlainToken[], targetAt: TargetAt): CodePart[] {
  const parts: CodePart[] = []
  const outer = positionAt(file, tokens[0]?.span.start ?? 0)
  const indent = /^\s*/.exec(file.text.slice(file.lineStarts[outer.line]))?.[0].length ?? 0
  tokens.forEach((token, i) => {
    const before = tokens[i - 1]
    if (before !== undefined) {
      const [line, column] = [positionAt(file, before.span.end).line, positionAt(file, token.span.start)]
      const text =
        column.line > line
          ? `\n${' '.repeat(Math.max(0, column.column - indent))}`
          : token.span.start > before.span.end
            ? ' '
            : ''
      if (text !== '') parts.push({ text, style: 'plain', target: null })
    }
    parts.push({
      text: token.text,
      style: styleOf(token.text, tokens[i + 1]?.text),
      target: targetAt(token.span),
    })
  })
  return parts
}

/** A block of code in a doc comment as it stands there, coloured if it is in silo. */
export function highlighted({ language, text }: CodeBlock): CodePart[] {
  if (language !== 'silo') return [{ text, style: 'plain', target: null }]
  const file = sourceFile(0, '', text)
  const { tokens, comments } = plainTokens(file)
  const all = [...tokens, ...comments].toSorted((a, b) => a.span.start - b.span.start)
  const parts: CodePart[] = []
  let at = 0
  all.forEach((token, i) => {
    if (token.span.start > at)
      parts.push({ text: text.slice(at, token.span.start), style: 'plain', target: null })
    parts.push({ text: token.text, style: styleOf(token.text, all[i + 1]?.text), target: null })
    at = token.span.end
  })
  if (at < text.length) parts.push({ text: text.slice(at), style: 'plain', target: null })
  return parts
}

function styleOf(text: string, next: string | undefined): CodePart['style'] {
  if (text.startsWith('//') || text.startsWith('/*')) return 'comment'
  if (text.startsWith('"')) return 'string'
  if (/^\d/.test(text)) return 'number'
  // `fee: sompi` declares a name, wherever else `fee` may be a word of the language.
  if (KEYWORDS.has(text)) return CONTEXTUAL_WORDS.has(text) && next === ':' ? 'plain' : 'keyword'
  return /^[A-Z]/.test(text) ? 'type' : 'plain'
}
