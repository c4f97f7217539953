// Source text to parsed tree. Never fails: it returns a tree and the problems. The only way into the grammar; nothing
// behind this file knows the parser library.
import type { IRecognitionException, IToken } from 'chevrotain'
import { report } from '../diagnostics/table.ts'
import type { Diagnostic } from '../diagnostics/types.ts'
import { positionAt, type SourceFile, type Span } from '../source.ts'
import type { ParsedFile } from './ast.ts'
import { explain } from './explain.ts'
import { lex, type Comment } from './lexer.ts'
import type { GrammarLookAhead } from './look-ahead.ts'
import { SiloParser } from './parser-declarations.ts'

export interface ParseResult {
  readonly tree: ParsedFile
  readonly comments: readonly Comment[]
  /** Mistakes of spelling and grammar, in order of place. */
  readonly problems: readonly Diagnostic[]
}

/** What the bundle was given (scripts/bundle.mjs); sources that run as they are have the grammar analysed. */
declare const SILO_LOOK_AHEAD: GrammarLookAhead | undefined

/** Building the grammar costs a few milliseconds, so there is one parser; it keeps nothing between files. */
const strict = new SiloParser({
  strict: true,
  lookAhead: typeof SILO_LOOK_AHEAD === 'undefined' ? undefined : SILO_LOOK_AHEAD,
})
/** For files with mistakes: it is made when there is one, since its grammar has to be analysed. */
let recovering: SiloParser | undefined
/** Whether the last file had one: then the next is likely to be the same file, half typed still. It says the same whoever reads it. */
let mistaken = false

/** Parses a file. The same text gives the same result. */
export function parse(file: SourceFile): ParseResult {
  const { tokens, comments, docs, problems: stray } = lex(file)
  const source = { file: file.id, text: file.text, docs }
  const { items, problems, errors } =
    (mistaken ? null : strict.readRight(source, tokens)) ??
    (recovering ??= new SiloParser()).read(source, tokens)
  mistaken = problems.length + errors.length > 0
  const span: Span = { file: file.id, start: 0, end: file.text.length }
  const all = [...stray, ...problems, ...diagnosticsOf(file, tokens, errors)]
  all.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)
  const told = oncePerLine(file, withoutRest(all)).map((d) => explain(file, tokens, d))
  return { tree: { kind: 'file', file: file.id, span, items }, comments, problems: told }
}

/**
 * The parser goes on after a mistake and may stumble over its rest. What it says about the lines that it skipped is the
 * same mistake.
 */
function diagnosticsOf(
  file: SourceFile,
  tokens: readonly IToken[],
  errors: readonly IRecognitionException[],
): Diagnostic[] {
  const found: Diagnostic[] = []
  let reported = -1
  for (const error of errors) {
    const span = placeOf(file, tokens, error)
    const line = positionAt(file, span.start).line
    if (line <= reported) continue
    reported = Math.max(line, positionAt(file, endOfSkipped(error) ?? span.start).line)
    found.push(report('E0100', span, { problem: error.message }))
  }
  return found
}

/**
 * Without the rest of mistakes told before: an open text or comment swallows what follows, and behind a mistake that left a
 * contract too early its other members seem to stand outside.
 */
function withoutRest(all: readonly Diagnostic[]): Diagnostic[] {
  const open = all.findIndex((d) => d.code === 'E0102' || d.code === 'E0103')
  const first = all.findIndex((d) => d.code === 'E0100')
  return all.filter((d, i) => {
    if (d.code !== 'E0100') return true
    if (open >= 0 && i > open) return false
    return i === first || !d.message.startsWith('expected a declaration')
  })
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

/** At the token that was not expected; behind the last good one if something is missing there and that token is on another line. */
function placeOf(file: SourceFile, tokens: readonly IToken[], error: IRecognitionException): Span {
  const { startOffset, image } = error.token
  // The token that stands for the end of the file has no place.
  const atEnd = !(startOffset >= 0)
  const before = atEnd ? tokens.at(-1) : tokens.findLast((token) => token.startOffset < startOffset)
  const missing = !/^expected a (declaration|member)/.test(error.message)
  if (before !== undefined && (atEnd || (missing && lineOf(file, before) !== lineOf(file, error.token)))) {
    const behind = before.startOffset + before.image.length
    return { file: file.id, start: behind, end: behind }
  }
  if (atEnd) return { file: file.id, start: file.text.length, end: file.text.length }
  return { file: file.id, start: startOffset, end: startOffset + Math.max(1, image.length) }
}

function lineOf(file: SourceFile, token: IToken): number {
  return positionAt(file, token.startOffset).line
}
