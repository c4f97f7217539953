// The quick way from text to tokens, for texts that are right: most are, and the library's lexer, which tries a pattern at a time, takes several times
// as long and has to be set up first. It reads what that lexer reads (scanner.test.ts), and leaves to it whatever it doesn't know.
import type { IToken, TokenType } from 'chevrotain'
import { isBreak } from '../source.ts'
import {
  COMPOUND_ASSIGNMENTS,
  CompoundAssign,
  Identifier,
  NumberToken,
  StringToken,
  SYMBOLS,
  WORDS,
} from './tokens.ts'

/** From and up to an offset. */
export interface Range {
  readonly start: number
  readonly end: number
}

export interface Scanned {
  readonly tokens: IToken[]
  readonly comments: readonly Range[]
}

/** What a character may begin. */
const SPACE = 1
const LETTER = 2
const DIGIT = 3
const QUOTE = 4
const SYMBOL = 5

const QUOTATION = 0x22
const BACKSLASH = 0x5c
const SLASH = 0x2f
const STAR = 0x2a
const DOT = 0x2e
const ZERO = 0x30
const LOWER_X = 0x78

/** By the code of an ASCII character; 0 for those that begin nothing. */
const KINDS = new Uint8Array(128)
for (const code of codes(' \t\n\v\f\r')) KINDS[code] = SPACE
for (const code of codes('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_')) KINDS[code] = LETTER
for (const code of codes('0123456789')) KINDS[code] = DIGIT
KINDS[QUOTATION] = QUOTE

/** A symbol, and how longer ones go on. */
interface Branch {
  token: { readonly image: string; readonly type: TokenType } | null
  readonly next: Map<number, Branch>
}

const BRANCHES: Branch = { token: null, next: new Map() }
for (const type of SYMBOLS) addSymbol(String(type.PATTERN), type)
for (const text of COMPOUND_ASSIGNMENTS) addSymbol(text, CompoundAssign)

function addSymbol(image: string, type: TokenType): void {
  let branch = BRANCHES
  for (const code of codes(image)) {
    const next = branch.next.get(code) ?? { token: null, next: new Map() }
    branch.next.set(code, next)
    branch = next
  }
  branch.token = { image, type }
  KINDS[image.charCodeAt(0)] = SYMBOL
}

function codes(text: string): readonly number[] {
  return Array.from(text, (one) => one.charCodeAt(0))
}

/** The tokens and comments of a text; null where something isn't right, or may not be. */
export function scan(text: string): Scanned | null {
  const tokens: IToken[] = []
  const comments: Range[] = []
  for (let at = 0; at < text.length;) {
    let end = at + 1
    switch (KINDS[text.charCodeAt(at)]) {
      case SPACE:
        break
      case LETTER: {
        while (isWordPart(text.charCodeAt(end))) end++
        const image = text.slice(at, end)
        tokens.push(token(image, at, WORDS.get(image) ?? Identifier))
        break
      }
      case DIGIT:
        end = endOfNumber(text, at)
        tokens.push(token(text.slice(at, end), at, NumberToken))
        break
      case QUOTE: {
        const behind = endOfString(text, at)
        if (behind === null) return null
        end = behind
        tokens.push(token(text.slice(at, end), at, StringToken))
        break
      }
      case SYMBOL: {
        const comment = endOfComment(text, at)
        if (comment === null) return null
        if (comment > at) {
          end = comment
          comments.push({ start: at, end })
          break
        }
        const symbol = symbolAt(text, at)
        if (symbol === null) return null
        end = at + symbol.image.length
        tokens.push(token(symbol.image, at, symbol.type))
        break
      }
      default:
        return null
    }
    at = end
  }
  return { tokens, comments }
}

/** As the library makes them. */
function token(image: string, startOffset: number, tokenType: TokenType): IToken {
  return { image, startOffset, tokenTypeIdx: tokenType.tokenTypeIdx ?? 0, tokenType }
}

function isWordPart(code: number): boolean {
  const kind = KINDS[code]
  return kind === LETTER || kind === DIGIT
}

/** `0x1f`, `1_000`, `1.5`; a dot without a digit behind it is not the number's. */
function endOfNumber(text: string, at: number): number {
  if (text.charCodeAt(at) === ZERO && text.charCodeAt(at + 1) === LOWER_X)
    return endOf(HEX_DIGITS, text, at + 2)
  const end = endOf(DIGITS, text, at + 1)
  const isFraction = text.charCodeAt(end) === DOT && KINDS[text.charCodeAt(end + 1)] === DIGIT
  return isFraction ? endOf(DIGITS, text, end + 2) : end
}

const DIGITS: ReadonlySet<number> = new Set(codes('0123456789_'))
const HEX_DIGITS: ReadonlySet<number> = new Set(codes('0123456789_abcdefABCDEF'))

function endOf(set: ReadonlySet<number>, text: string, from: number): number {
  let end = from
  while (set.has(text.charCodeAt(end))) end++
  return end
}

/** Behind the closing quotation mark; null if there is none on the line, or something is escaped that can't be. */
function endOfString(text: string, at: number): number | null {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === QUOTATION) return i + 1
    if (isBreak(code)) return null
    if (code !== BACKSLASH) continue
    const escaped = text.charCodeAt(++i)
    if (escaped !== QUOTATION && escaped !== BACKSLASH) return null
  }
  return null
}

/** Behind the comment that begins here; the place itself if none does, and null if it has no end. */
function endOfComment(text: string, at: number): number | null {
  if (text.charCodeAt(at) !== SLASH) return at
  const second = text.charCodeAt(at + 1)
  if (second === SLASH) {
    let end = at + 2
    while (end < text.length && !isBreak(text.charCodeAt(end))) end++
    return end
  }
  if (second !== STAR) return at
  const close = text.indexOf('*/', at + 2)
  return close < 0 ? null : close + 2
}

/** The longest symbol that begins here. */
function symbolAt(text: string, at: number): Branch['token'] {
  let found: Branch['token'] = null
  let branch = BRANCHES.next.get(text.charCodeAt(at))
  for (let i = at + 1; branch !== undefined; i++) {
    found = branch.token ?? found
    branch = branch.next.size === 0 ? undefined : branch.next.get(text.charCodeAt(i))
  }
  return found
}
