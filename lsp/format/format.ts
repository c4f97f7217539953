// Formats a text, and looks before it is handed out whether it still says the same: same tree, same words, same comments, and
// formatted once more it stays as it is. Every write to a file goes through here.
import { format as prettierFormat } from 'prettier'
import { sourceFile } from '../../compiler/source.ts'
import { plainTokens } from '../../compiler/syntax/lexer.ts'
import { parse } from '../../compiler/syntax/parser.ts'
import * as plugin from './prettier-plugin.ts'
import { FormatRefused } from './refused.ts'
import type { Diagnostic } from '../../compiler/diagnostics/types.ts'

/** Line length and indentation; the defaults are those of silo's own sources. */
export interface FormatOptions {
  readonly width?: number
  readonly indent?: number
  readonly tabs?: boolean
}

export type FormatResult =
  | { readonly ok: true; readonly text: string }
  /** The text has a syntax error. */
  | { readonly ok: false; readonly reason: 'syntax'; readonly diagnostic: Diagnostic }
  /** The formatter would have changed what the text says: a bug of the formatter, and nothing was changed. */
  | { readonly ok: false; readonly reason: 'guard'; readonly message: string }

/** Formats a silo source text. */
export async function formatText(text: string, options: FormatOptions = {}): Promise<FormatResult> {
  try {
    const settled = await settle(text, options)
    if (settled === null) return { ok: false, reason: 'guard', message: 'the layout never settles' }
    const difference = changedMeaning(text, settled)
    if (difference !== null) return { ok: false, reason: 'guard', message: difference }
    return { ok: true, text: settled }
  } catch (error) {
    if (error instanceof FormatRefused) return { ok: false, reason: 'syntax', diagnostic: error.diagnostic }
    return { ok: false, reason: 'guard', message: error instanceof Error ? error.message : String(error) }
  }
}

/**
 * A comment in an odd place (between a head and its brace, say) moves, and in its new place it may hang on something else, so
 * the layout is taken that formatting no longer changes.
 */
async function settle(text: string, options: FormatOptions): Promise<string | null> {
  let before = text
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const after = await run(before, options)
    if (after === before) return after
    before = after
  }
  return null
}

const MAX_ROUNDS = 4

function run(text: string, options: FormatOptions): Promise<string> {
  return prettierFormat(text, {
    parser: 'silo',
    plugins: [plugin],
    printWidth: options.width ?? 110,
    tabWidth: options.indent ?? 2,
    useTabs: options.tabs ?? false,
  })
}

/** What differs between two texts that should say the same; null if nothing does. */
export function changedMeaning(before: string, after: string): string | null {
  const [a, b] = [sourceFile(0, 'before', before), sourceFile(0, 'after', after)]
  if (shape(parse(a).tree) !== shape(parse(b).tree)) return 'the formatted text would mean something else'
  const [x, y] = [plainTokens(a), plainTokens(b)]
  const words = (list: typeof x.tokens): string =>
    list
      .map((t) => t.text)
      .filter(says)
      .join(' ')
  if (words(x.tokens) !== words(y.tokens)) return 'formatting would change words'
  // Two line comments that end on one line become one; what they say stays.
  const comments = (list: typeof x.comments): string =>
    list
      .flatMap((c) => c.text.split(/\s+|\/{2,}/))
      .toSorted()
      .join(' ')
      .trim()
  return comments(x.comments) === comments(y.comments) ? null : 'formatting would lose or change a comment'
}

/** Commas and semicolons part things; the tree shows where that matters. */
function says(token: string): boolean {
  return token !== ',' && token !== ';'
}

/** A tree without its places. */
function shape(tree: unknown): string {
  return JSON.stringify(tree, (key, value: unknown) => {
    if (key === 'span' || key.endsWith('Span')) return undefined
    return typeof value === 'bigint' ? `${value}n` : value
  })
}
