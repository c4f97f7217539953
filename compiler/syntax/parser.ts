// Source text to parsed tree. Never fails: it returns a tree and the problems. The only way into the grammar; nothing
// behind this file knows the parser library.
import type { IRecognitionException } from 'chevrotain'
import { report } from '../diagnostics/table.ts'
import type { Diagnostic } from '../diagnostics/types.ts'
import { positionAt, type SourceFile, type Span } from '../source.ts'
import type { ParsedFile } from './ast.ts'
import { lex, type Comment } from './lexer.ts'
import { SiloParser } from './parser-declarations.ts'

export interface ParseResult {
  readonly tree: ParsedFile
  readonly comments: readonly Comment[]
  /** Mistakes of spelling and grammar, in order of place. */
  readonly problems: readonly Diagnostic[]
}

/** Building the grammar costs a few milliseconds, so there is one parser; it keeps nothing between files. */
const parser = new SiloParser()

/** Parses a file. The same text gives the same result. */
export function parse(file: SourceFile): ParseResult {
  const { tokens, comments, docs, problems: stray } = lex(file)
  const { items, problems, errors } = parser.read({ file: file.id, length: file.text.length, docs }, [
    ...tokens,
  ])
  const span: Span = { file: file.id, start: 0, end: file.text.length }
  const all = [...stray, ...problems, ...diagnosticsOf(file, errors)]
  all.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)
  return { tree: { kind: 'file', file: file.id, span, items }, comments, problems: oncePerLine(file, all) }
}

/** What `if a = b {` looks like to the grammar. */
const COMPARED = 'expected `{`, found `=`'

/**
 * The parser goes on after a mistake and may stumble over its rest. What it says about the lines that it skipped is the
 * same mistake.
 */
function diagnosticsOf(file: SourceFile, errors: readonly IRecognitionException[]): Diagnostic[] {
  const found: Diagnostic[] = []
  let reported = -1
  for (const error of errors) {
    const span = placeOf(file, error)
    const line = positionAt(file, span.start).line
    if (line <= reported) continue
    reported = Math.max(line, positionAt(file, endOfSkipped(error) ?? span.start).line)
    const help = error.message === COMPARED ? { help: 'to compare, write `==`' } : {}
    found.push(report('E0100', span, { problem: error.message }, help))
  }
  return found
}

/** One mistake of grammar for each line, and none where a more exact message explains the line. */
function oncePerLine(file: SourceFile, all: readonly Diagnostic[]): Diagnostic[] {
  const lineOf = (d: Diagnostic): number => positionAt(file, d.span.start).line
  const lines = new Set(all.filter((d) => d.code !== 'E0100' && d.code !== 'E0109').map(lineOf))
  const stumbled = new Set(all.filter((d) => d.code === 'E0100').map(lineOf))
  return all.flatMap((d) => {
    // Where the grammar stumbled, the next thing that it understood stands on the same line.
    if (d.code === 'E0109') return stumbled.has(lineOf(d)) || lines.has(lineOf(d)) ? [] : [d]
    if (d.code !== 'E0100') return [d]
    if (lines.has(lineOf(d))) return []
    lines.add(lineOf(d))
    const word = /^reserved (\w+)$/.exec(d.message)?.[1]
    return [word === undefined ? d : report('E0104', d.span, { word })]
  })
}

function endOfSkipped(error: IRecognitionException): number | undefined {
  return error.resyncedTokens.at(-1)?.startOffset
}

/** At the token that was not expected; behind the last good one if that token is on another line. */
function placeOf(file: SourceFile, error: IRecognitionException): Span {
  const previous =
    'previousToken' in error ? (error.previousToken as typeof error.token | undefined) : undefined
  const { startOffset, image } = error.token
  const behind = previous?.endOffset
  if (behind !== undefined && !Number.isNaN(behind)) {
    const sameLine = error.token.startLine === previous?.endLine
    if (!sameLine || Number.isNaN(startOffset)) return { file: file.id, start: behind + 1, end: behind + 1 }
  }
  if (Number.isNaN(startOffset)) return { file: file.id, start: file.text.length, end: file.text.length }
  return { file: file.id, start: startOffset, end: startOffset + Math.max(1, image.length) }
}
