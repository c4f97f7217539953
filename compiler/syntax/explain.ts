// Makes the grammar's complaints helpful: words of other languages, brackets left open, and what people usually mean by
// what they wrote where it can't stand.
import type { IToken } from 'chevrotain'
import { report } from '../diagnostics/table.ts'
import type { Diagnostic } from '../diagnostics/types.ts'
import { positionAt, type SourceFile, type Span } from '../source.ts'

/** Words that begin something in other languages, and ours. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ['var', 'let mut'],
  ['function', 'fn'],
  ['func', 'fn'],
  ['def', 'fn'],
  ['public', 'pub'],
  ['external', 'pub'],
  ['constructor', 'init'],
  ['mapping', 'map'],
])

const OPENING: Readonly<Record<string, string>> = { '}': '{', ')': '(', ']': '[' }

/** The same mistake, told better if more is known about it. */
export function explain(file: SourceFile, tokens: readonly IToken[], problem: Diagnostic): Diagnostic {
  if (problem.code !== 'E0100' && problem.code !== 'E0109') return problem
  const at = indexAt(tokens, problem.span.start)
  const foreign = [tokens[at], tokens[at - 1]].find(
    (token) => token !== undefined && FOREIGN.has(token.image),
  )
  const right = foreign === undefined ? undefined : FOREIGN.get(foreign.image)
  if (foreign !== undefined && right !== undefined) return insteadOf(file, foreign, right)
  if (problem.code === 'E0109' && tokens[at]?.image === '(') {
    const fields = fieldsHelp(tokens, at + 1)
    const found = { problem: 'expected `{`, found `(`' }
    if (fields !== null) return report('E0100', problem.span, found, { help: fields })
  }
  const help = problem.help ?? helpFor(problem.message, tokens, at)
  const open = help === null ? openBracket(file, tokens, at, problem) : null
  const secondary = open === null ? problem.secondary : [{ span: open, label: 'this is not closed' }]
  return { ...problem, help, secondary }
}

/** A spelling of another language, with ours as the fix. */
export function insteadOf(file: Pick<SourceFile, 'id'>, token: IToken, right: string): Diagnostic {
  const span = spanOf(file, token)
  const fix = { title: `write \`${right.trim()}\``, edits: [{ span, newText: right }] }
  return report('E0105', span, { wrong: token.image, right: right.trim() }, { fix })
}

/** The index of the first token that begins at an offset or behind it. */
function indexAt(tokens: readonly IToken[], offset: number): number {
  let low = 0
  let high = tokens.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((tokens[middle]?.startOffset ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return low
}

function helpFor(message: string, tokens: readonly IToken[], at: number): string | null {
  const found = tokens[at]?.image ?? ''
  const before = tokens[at - 1]?.image ?? ''
  const wanted = /^expected (.*), found /.exec(message)?.[1] ?? ''
  if (found === '=' && (wanted === '`{`' || wanted === '`}`')) return 'to compare, write `==`'
  if (found === 'const' && wanted === '`}`')
    return 'constants stand in contracts and files; a variable is `let`, or `let mut` if it changes'
  if (found === '+' && before === '+') return 'write `+= 1`'
  if (found === '(' && before === 'for') return 'write `for i in 0..10 { ... }`'
  if (found === '(' && before === 'while') return 'write `while condition max 100 { ... }`'
  if (found === ':' && wanted.startsWith('the body')) return 'the type of the result stands before `by`'
  if (before === 'import' && wanted === '`{`') return 'write `import { Name } from "./file"`'
  if (found === '}' && wanted.startsWith('a declaration'))
    return 'there is a `}` too many here or above, or a `{` too few'
  return before !== '' && tokens[at - 2]?.image === '(' ? fieldsHelp(tokens, at - 1) : null
}

/** What to write where the fields of an error or event were opened by the bracket before token `at`. */
function fieldsHelp(tokens: readonly IToken[], at: number): string | null {
  const word = tokens[at - 3]?.image ?? ''
  if (!['emit', 'trap', 'else'].includes(word)) return null
  return `fields stand in braces: \`${tokens[at - 2]?.image ?? ''} { ... }\``
}

/** Where the bracket was opened that should have been closed before token `at`; null if that is in plain sight. */
function openBracket(
  file: SourceFile,
  tokens: readonly IToken[],
  at: number,
  { message, span }: Diagnostic,
): Span | null {
  const closing = /^expected `([)}\]])`/.exec(message)?.[1]
  if (closing === undefined) return null
  const open: IToken[] = []
  for (const token of tokens.slice(0, at)) {
    if (['{', '(', '['].includes(token.image)) open.push(token)
    else if (open.at(-1)?.image === OPENING[token.image]) open.pop()
  }
  const last = open.at(-1)
  if (last === undefined || last.image !== OPENING[closing]) return null
  const sameLine = positionAt(file, last.startOffset).line === positionAt(file, span.start).line
  return sameLine ? null : spanOf(file, last)
}

function spanOf(file: Pick<SourceFile, 'id'>, token: IToken): Span {
  return { file: file.id, start: token.startOffset, end: token.startOffset + token.image.length }
}
