// Text to tokens. Comments leave the stream but are kept; a doc comment is found by the token that it stands before.
import { Lexer, type IToken } from 'chevrotain'
import type { Diagnostic } from '../diagnostics/types.ts'
import { report } from '../diagnostics/table.ts'
import type { SourceFile, Span } from '../source.ts'
import { ALL_TOKENS, COMMENTS, Identifier, UNTERMINATED, WORDS } from './tokens.ts'

/** A comment as written, with its delimiters. */
export interface Comment {
  readonly text: string
  readonly span: Span
}

export interface LexedFile {
  /** For the parser, which puts its own marks behind the last one while it reads them. */
  readonly tokens: IToken[]
  readonly comments: readonly Comment[]
  /** Doc comment blocks by the offset of the token that follows them. */
  readonly docs: ReadonlyMap<number, string>
  readonly problems: readonly Diagnostic[]
}

/** A token's text and place, for those who need not know the grammar. */
export interface PlainToken {
  readonly text: string
  readonly span: Span
}

/** Whether the tokens are sound is for a test to say, not for each start. */
const lexer = new Lexer(ALL_TOKENS, {
  positionTracking: 'onlyOffset',
  ensureOptimizations: true,
  skipValidations: true,
})

/** Splits a file into tokens. Characters that fit nothing are skipped and reported, neighbours as one. */
export function lex(file: SourceFile): LexedFile {
  const result = lexer.tokenize(file.text)
  result.tokens.forEach(knowWord)
  const comments = (result.groups[COMMENTS] ?? []).map((token): Comment => ({
    text: token.image,
    span: spanOf(file, token.startOffset, token.image.length),
  }))
  const problems = result.errors.map((error) =>
    strayText(file, spanOf(file, error.offset, Math.max(1, error.length))),
  )
  for (const token of result.groups[UNTERMINATED] ?? []) {
    problems.push(report('E0103', spanOf(file, token.startOffset, 2), {}))
  }
  return { tokens: result.tokens, comments, docs: docsByToken(file, result.tokens, comments), problems }
}

/** Makes a name that is a word of the language that word: asking a table costs less than trying each word on each name. */
function knowWord(token: IToken): void {
  if (token.tokenType !== Identifier) return
  const word = WORDS.get(token.image)
  if (word === undefined) return
  token.tokenType = word
  token.tokenTypeIdx = word.tokenTypeIdx ?? token.tokenTypeIdx
}

/** The tokens and comments of a text as plain values, in order of place. */
export function plainTokens(file: SourceFile): {
  readonly tokens: readonly PlainToken[]
  readonly comments: readonly Comment[]
} {
  const { tokens, comments } = lex(file)
  return {
    tokens: tokens.map((t) => ({ text: t.image, span: spanOf(file, t.startOffset, t.image.length) })),
    comments,
  }
}

/** Whether a comment is documentation: `///` but not `////`. */
export function isDoc(comment: Comment): boolean {
  return comment.text.startsWith('///') && !comment.text.startsWith('////')
}

/** What a line of documentation says. */
export function docLine({ text }: Comment): string {
  return text.slice(3).replace(/^ /, '').trimEnd()
}

function spanOf(file: SourceFile, start: number, length: number): Span {
  return { file: file.id, start, end: start + length }
}

function strayText(file: SourceFile, span: Span): Diagnostic {
  const text = file.text.slice(span.start, span.end)
  if (text.startsWith('"')) return report('E0102', span, {})
  const first = String.fromCodePoint(text.codePointAt(0) ?? 32)
  return report('E0101', span, { text: text.length > 12 ? `${first}…` : text })
}

/**
 * What the doc comments in front of each token say. Of the comments before a token, those count that no empty line parts
 * from it: text above an empty line is about the file, or about nothing.
 */
function docsByToken(
  { text }: SourceFile,
  tokens: readonly IToken[],
  comments: readonly Comment[],
): Map<number, string> {
  const docs = new Map<number, string>()
  let token = 0
  for (let at = 0; at < comments.length;) {
    const first = comments[at]?.span.start ?? 0
    while ((tokens[token]?.startOffset ?? text.length) < first) token++
    const startOffset = tokens[token]?.startOffset
    if (startOffset === undefined) break
    let lines: string[] = []
    let end = startOffset
    for (let comment = comments[at]; comment !== undefined; comment = comments[++at]) {
      if (comment.span.start > startOffset) break
      if (lines.length > 0 && isParted(text, end, comment.span.start)) lines = []
      if (isDoc(comment)) lines.push(docLine(comment))
      end = comment.span.end
    }
    if (lines.length > 0 && !isParted(text, end, startOffset)) docs.set(startOffset, lines.join('\n'))
  }
  return docs
}

/** Whether the white space between two offsets holds an empty line. */
export function isParted(text: string, start: number, end: number): boolean {
  return (text.slice(start, end).match(/\r\n|\r|\n/g) ?? []).length > 1
}
