// Blocks of silo in doc comments as programs. Each becomes a file whose code stands just where the comment has it, with white space for all else: every place
// in the example is a place in the comment, and mistakes are told there.
import type { LoadedFile } from '../load.ts'
import { folderOf } from '../paths.ts'
import { positionAt, sourceFile, type SourceFile, type Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import { plainTokens, type PlainToken } from '../syntax/lexer.ts'
import { parse } from '../syntax/parser.ts'
import { docComments, type DocComment } from './comments.ts'
import { codeBlocks } from './markdown.ts'
import { isExported } from './outline.ts'
import type { CodeBlock } from './types.ts'

export interface DocExample {
  /** The file with the comment. */
  readonly file: SourceFile
  /** The block's first line of code. */
  readonly span: Span
  /** Of that, counted from 1. */
  readonly line: number
  readonly purpose: ExamplePurpose
  /** Where the compiler finds it: in the folder of the file, so that paths of imports count from there. */
  readonly path: string
  readonly text: string
  /** Whether the block is statements, so that its test was made for it. */
  readonly wrapped: boolean
  /** Where a place of the program stands in the file with the comment. */
  readonly place: (span: Span) => Span
}

export type ExamplePurpose =
  | { readonly kind: 'run' }
  /** It is checked as a build would, and not run. */
  | { readonly kind: 'check' }
  /** The errors that it has are of this code; of a lint's code: its warnings. */
  | { readonly kind: 'fail'; readonly code: string }
  /** It is there to be read. */
  | { readonly kind: 'ignore' }
  | { readonly kind: 'unknown'; readonly mark: string }

/** The examples of a file, in the order of lines. */
export function examplesOf(unit: LoadedFile): readonly DocExample[] {
  return docComments(unit).flatMap((comment) =>
    codeBlocks(comment.text)
      .filter(({ language }) => language === 'silo')
      .flatMap((block) => exampleOf(unit, comment, block) ?? []),
  )
}

function exampleOf(unit: LoadedFile, comment: DocComment, block: CodeBlock): DocExample | null {
  const { file } = unit
  const span = comment.lines[block.line]
  if (span === undefined) return null
  const lines = linesOf(file, comment, block)
  const line = positionAt(file, span.start).line + 1
  const program = programOf(unit, comment.lines[block.line - 1] ?? span, lines)
  return {
    file,
    span: lines[0] ?? span,
    line,
    purpose: purposeOf(block),
    path: `${file.path}#${line}`,
    ...program,
  }
}

function purposeOf({ marks }: CodeBlock): ExamplePurpose {
  const [mark, another] = marks
  if (mark === undefined) return { kind: 'run' }
  if (another !== undefined) return { kind: 'unknown', mark: marks.join(' ') }
  if (mark === 'no_run') return { kind: 'check' }
  if (mark === 'ignore') return { kind: 'ignore' }
  return /^[EW]\d{4}$/.test(mark) ? { kind: 'fail', code: mark } : { kind: 'unknown', mark }
}

/** Where each line of the block's code stands in the file. */
function linesOf(file: SourceFile, { lines }: DocComment, block: CodeBlock): readonly Span[] {
  // A block without a line has a text without one, too.
  if (block.text === '') return []
  return block.text.split('\n').flatMap((code, i): Span[] => {
    const span = lines[block.line + i]
    if (span === undefined) return []
    // Slashes and indentation stand in front, white space may stand behind.
    const end = span.start + file.text.slice(span.start, span.end).trimEnd().length
    return [{ ...span, start: end - code.length, end }]
  })
}

/** Shorter than the fence that it takes the place of. */
const OPENING = 'test "" {'
const CLOSING = '\n}'

interface Program {
  readonly text: string
  readonly wrapped: boolean
  readonly place: (span: Span) => Span
}

/**
 * The code at its place. Statements get a test around them. Imports in front of statements are moved out of it, behind all else, and what the documented
 * file exports is imported if the code names it.
 */
function programOf(unit: LoadedFile, fence: Span, lines: readonly Span[]): Program {
  const { file } = unit
  const code = written(file, lines)
  const { tokens } = plainTokens(sourceFile(0, '', code))
  const imports = importsIn(tokens, code.length)
  const wrapped = !beginsDeclaration(tokens.find(({ span }) => span.start >= imports.end))
  const last = lines.at(-1) ?? fence
  const inside = (span: Span): Span =>
    span.end <= file.text.length
      ? span
      : { file: span.file, start: Math.max(last.start, last.end - 1), end: last.end }
  const names = namesToImport(unit, code, tokens, wrapped)
  const added = names.length === 0 ? '' : `\nimport { ${names.join(', ')} } from "./${nameOf(file.path)}"`
  if (!wrapped) return { text: code + added, wrapped, place: inside }
  const moved = code.slice(imports.start, imports.end)
  const body =
    code.slice(0, fence.start) +
    OPENING +
    code.slice(fence.start + OPENING.length, imports.start) +
    blanked(moved) +
    code.slice(imports.end)
  const behind = body.length + CLOSING.length + 1
  return {
    text: `${body}${CLOSING}\n${moved}${added}`,
    wrapped,
    place: (span) => {
      const by = behind - imports.start
      const isMoved = behind <= span.start && span.end <= behind + moved.length
      return isMoved ? { ...span, start: span.start - by, end: span.end - by } : inside(span)
    },
  }
}

/** The file's text with nothing but these lines of code in it. */
function written(file: SourceFile, lines: readonly Span[]): string {
  let text = ''
  for (const { start, end } of lines)
    text += blanked(file.text.slice(text.length, start)) + file.text.slice(start, end)
  return text + blanked(file.text.slice(text.length))
}

function blanked(text: string): string {
  return text.replaceAll(/[^\r\n]/g, ' ')
}

/** From the first import to the end of the last of those that stand in front; both at the first token, or `none`, if there is none. */
function importsIn(
  tokens: readonly PlainToken[],
  none: number,
): { readonly start: number; readonly end: number } {
  const start = tokens[0]?.span.start ?? none
  let end = start
  for (let at = 0; tokens[at]?.text === 'import'; at++) {
    while (at < tokens.length && tokens[at]?.text.startsWith('"') === false) at++
    end = tokens[Math.min(at, tokens.length - 1)]?.span.end ?? end
  }
  return { start, end }
}

const DECLARATIONS: ReadonlySet<string> = new Set([
  'import',
  'pub',
  'contract',
  'interface',
  'component',
  'struct',
  'resource',
  'enum',
  'error',
  'event',
  'const',
  'fn',
  'test',
  'campaign',
  'view',
  'payable',
  '@',
])

function beginsDeclaration(token: PlainToken | undefined): boolean {
  return token !== undefined && DECLARATIONS.has(token.text)
}

/** What the documented file offers, the code names, and nothing in the example is called. */
function namesToImport(
  { file, tree }: LoadedFile,
  code: string,
  tokens: readonly PlainToken[],
  wrapped: boolean,
): readonly string[] {
  if (/["\\]/.test(nameOf(file.path))) return []
  const said = new Set(tokens.map(({ text }) => text))
  const own = new Set(parse(sourceFile(0, '', code)).tree.items.flatMap((item) => namesOf(item, wrapped)))
  return tree.items
    .filter(isExported)
    .flatMap((item) => ('name' in item ? [item.name.text] : []))
    .filter((name) => said.has(name) && !own.has(name))
}

function namesOf(item: ast.ParsedItem, onlyImports: boolean): readonly string[] {
  if (item.kind === 'import') return item.names.map(({ text }) => text)
  return !onlyImports && 'name' in item ? [item.name.text] : []
}

function nameOf(path: string): string {
  return path.slice(folderOf(path).length)
}
