// What all chapters of the parser share: places in the text, names out of tokens, and the words of its messages.
// Rules build the tree directly; a rule that had to give up returns its recovery value, so there is always a tree.
import {
  EmbeddedActionsParser,
  tokenLabel,
  tokenMatcher,
  type IOrAlt,
  type IParserErrorMessageProvider,
  type IToken,
  type ParserMethod,
  type TokenType,
} from 'chevrotain'
import { report } from '../diagnostics/table.ts'
import type { Diagnostic } from '../diagnostics/types.ts'
import { isBreak, type FileId, type Span } from '../source.ts'
import type { Doc, Name, ParsedBlock, ParsedExpr, ParsedType } from './ast.ts'
import {
  lookAheadFunction,
  NotedLookAhead,
  type GrammarLookAhead,
  type LookAheadFunction,
} from './look-ahead.ts'
import { ALL_TOKENS, Comma, Identifier, MemberName, NumberToken, Reserved } from './tokens.ts'

/** Blocks, brackets and types nested deeper than this are refused, so that no stage can run out of stack. */
export const MAX_DEPTH = 100
/** Operators, calls or `else if`s in one chain. */
const MAX_CHAIN = 500

/** Alternatives of a rule that all give a `T`. */
export type Alternatives<T> = readonly IOrAlt<T>[]

/** What rules for expressions are given: whether `Name {` may begin a literal. Made once, since they are given it all the time. */
export const LITERALS: { ARGS: [boolean] } = { ARGS: [true] }
export const NO_LITERALS: { ARGS: [boolean] } = { ARGS: [false] }

export function passing(literals: boolean): { ARGS: [boolean] } {
  return literals ? LITERALS : NO_LITERALS
}

/** Leaves the grammar at once where a file is nested too deeply; caught where the parser was entered. */
export class TooDeep extends Error {
  readonly span: Span
  constructor(span: Span) {
    super('nested too deeply')
    this.span = span
  }
}

/** Thrown by a strict parser wherever a file is not right. */
export class Mistake extends Error {}

export interface ParserOptions {
  /** Gives up at the first mistake: what makes sense of mistakes takes its time, and most files have none. */
  readonly strict?: boolean
  /** The grammar's look-ahead, if it is known already: a strict parser then needs nothing else to be worked out of the grammar. */
  readonly lookAhead?: GrammarLookAhead | undefined
  /** Whether the grammar is sound is for a test to say, not for each start. */
  readonly validate?: boolean
}

/** What the parser needs to know about the file that it reads. */
export interface ParserInput {
  readonly file: FileId
  readonly text: string
  readonly docs: ReadonlyMap<number, string>
}

export abstract class ParserBase extends EmbeddedActionsParser {
  protected source: ParserInput = { file: 0 as FileId, text: '', docs: new Map() }
  protected depth = 0
  /** Mistakes that the grammar allows but the language doesn't. */
  protected readonly found: Diagnostic[] = []

  protected readonly strict: boolean
  private readonly known: GrammarLookAhead | undefined
  private readonly strategy: NotedLookAhead
  /** The library's own: the functions that look ahead, by rule and place in it, and whether they are all there. */
  declare private readonly lookAheadFuncsCache: LookAheadFunction[][]
  declare private selfAnalysisDone: boolean

  constructor({ strict = false, lookAhead, validate = false }: ParserOptions = {}) {
    const strategy = new NotedLookAhead({ maxLookahead: 2 })
    super(ALL_TOKENS, {
      recoveryEnabled: !strict,
      maxLookahead: 2,
      lookaheadStrategy: strategy,
      errorMessageProvider: strict ? GIVE_UP : MESSAGES,
      skipValidations: !validate,
    })
    this.strict = strict
    this.known = strict ? lookAhead : undefined
    this.strategy = strategy
  }

  protected override performSelfAnalysis(): void {
    if (this.known === undefined) {
      super.performSelfAnalysis()
      return
    }
    this.known.forEach((places, rule) => {
      const functions: LookAheadFunction[] = []
      for (const [key, ahead] of places) functions[key] = lookAheadFunction(ahead)
      this.lookAheadFuncsCache[rule] = functions
    })
    this.selfAnalysisDone = true
  }

  /** The library asks for the grammar only where it must say what is wrong. */
  override getGAstProductions(): ReturnType<EmbeddedActionsParser['getGAstProductions']> {
    if (this.strict && this.selfAnalysisDone) throw new Mistake()
    return super.getGAstProductions()
  }

  /** What the analysis found: with it, another parser need not analyse. */
  lookAhead(): GrammarLookAhead {
    // A rule in which nothing is chosen has none.
    return Array.from(this.lookAheadFuncsCache, (functions: LookAheadFunction[] | undefined) =>
      Object.entries(functions ?? []).flatMap(([key, made]) => {
        const ahead = this.strategy.noted.get(made)
        return ahead === undefined ? [] : [[Number(key), ahead] as const]
      }),
    )
  }

  /** The offset at which the next token begins. */
  protected mark(): number {
    const start = this.LA(1).startOffset
    return Number.isNaN(start) ? this.source.text.length : start
  }

  /** From a mark up to the last token that was read. */
  protected since(start: number): Span {
    const end = this.lastEnd()
    return { file: this.source.file, start, end: Math.max(start, end) }
  }

  /** From a mark up to the name that stood there, which was read last: the name's own place, but where mistakes were skipped to find it. */
  protected sinceName({ span }: Name, start: number): Span {
    return span.start === start ? span : this.since(start)
  }

  /** An empty span behind the last token, where something is missing. */
  protected here(): Span {
    const end = this.lastEnd()
    return { file: this.source.file, start: end, end }
  }

  private lastEnd(): number {
    const last = this.LA(0)
    return Number.isNaN(last.startOffset) ? 0 : last.startOffset + last.image.length
  }

  protected tokenSpan(token: IToken): Span {
    if (Number.isNaN(token.startOffset)) return this.here()
    return { file: this.source.file, start: token.startOffset, end: token.startOffset + token.image.length }
  }

  protected name(token: IToken): Name {
    return { text: token.isInsertedInRecovery === true ? '' : token.image, span: this.tokenSpan(token) }
  }

  /** Whether there is room for another level; there is, or the parse ends here. */
  protected shallow(): boolean {
    if (this.depth < MAX_DEPTH) return true
    throw new TooDeep(this.tokenSpan(this.LA(1)))
  }

  /** Whether a chain of this length may grow; it may, or the parse ends here. */
  protected fits(length: number): boolean {
    if (length < MAX_CHAIN) return true
    throw new TooDeep(this.tokenSpan(this.LA(1)))
  }

  /** Reads a closing bracket. Where it is missing that is reported, and what was read before it is kept. */
  protected close(type: TokenType): void {
    if (this.has(type)) {
      this.consume(9, type)
      return
    }
    let closed = false
    this.option(9, () => {
      this.consume(9, type)
      closed = true
    })
    this.ACTION(() => {
      if (!closed) this.expected(type)
    })
  }

  /** Reads the name behind a dot; where it is still to be typed that is reported, and the name is empty. */
  protected memberName(): Name {
    if (this.has(MemberName)) return this.name(this.consume(9, MemberName))
    let word: IToken | null = null
    this.option(9, () => {
      word = this.consume(9, MemberName)
    })
    return this.ACTION(() => {
      if (word !== null) return this.name(word)
      this.expected(Identifier)
      return { text: '', span: this.here() }
    })
  }

  private expected(type: TokenType): void {
    const next = this.LA(1)
    const span = this.onNewLine() || Number.isNaN(next.startOffset) ? this.here() : this.tokenSpan(next)
    this.found.push(report('E0100', span, { problem: expectation(tokenLabel(type), next) }))
  }

  /** The doc comment in front of the token that begins at `start`. */
  protected docAt(start: number): Doc {
    return this.source.docs.get(start) ?? null
  }

  /** Whether the next token is the first of its line: then it can't go on with the expression before it. */
  protected onNewLine(): boolean {
    const start = this.LA(0).startOffset
    const end = this.LA(1).startOffset
    // Neither the end of the file nor what stands before its first token has a place.
    if (Number.isNaN(start) || Number.isNaN(end)) return false
    const { text } = this.source
    for (let i = this.lastEnd(); i < end; i++) if (isBreak(text.charCodeAt(i))) return true
    return false
  }

  /** Whether the next token stands directly behind the last one. */
  protected adjacent(): boolean {
    return this.LA(1).startOffset === this.lastEnd()
  }

  protected nextIs(type: TokenType, ahead = 1): boolean {
    return tokenMatcher(this.LA(ahead), type)
  }

  /**
   * Whether nothing here begins with such a token. Most operands have none of what may stand around them, and this spares them what the grammar's
   * options cost where they are not taken. Never while the grammar is recorded, which must see all of it.
   */
  protected lacks(type: TokenType): boolean {
    return !this.RECORDING_PHASE && !tokenMatcher(this.LA(1), type)
  }

  /** Whether such a token is here. Never while the grammar is recorded, which takes the long way then. */
  protected has(type: TokenType): boolean {
    return !this.RECORDING_PHASE && tokenMatcher(this.LA(1), type)
  }

  /** What `read` reads if the next token is of this type, which alone tells that it stands here; else null. */
  protected optional<T>(index: number, type: TokenType, read: () => T): T | null {
    if (!this.RECORDING_PHASE) return tokenMatcher(this.LA(1), type) ? read() : null
    this.option(index, read)
    return null
  }

  /**
   * Items between commas up to the bracket that closes them, which is not read; a comma may stand behind the last. Items that begin with a name (or
   * a number, where they may) are told by that, as most are; what to make of all others, and of what is none, is for the grammar's own constructs.
   */
  protected items<T>(item: ParserMethod<[], T>, closing: TokenType, numbers = false): T[] {
    const items: T[] = []
    if (this.has(closing)) return items
    if (!this.beginsItem(1, numbers)) {
      this.OPTION(() => {
        items.push(this.SUBRULE(item))
        this.moreItems(item, items)
      })
      return items
    }
    items.push(this.SUBRULE(item))
    while (this.has(Comma) && this.beginsItem(2, numbers)) {
      this.CONSUME(Comma)
      items.push(this.SUBRULE2(item))
    }
    if (!this.has(closing)) this.moreItems(item, items)
    return items
  }

  private moreItems<T>(item: ParserMethod<[], T>, items: T[]): void {
    this.MANY(() => {
      this.CONSUME(Comma)
      items.push(this.SUBRULE2(item))
    })
    this.OPTION2(() => this.CONSUME2(Comma))
  }

  private beginsItem(ahead: number, numbers: boolean): boolean {
    if (this.RECORDING_PHASE) return false
    const token = this.LA(ahead)
    return tokenMatcher(token, Identifier) || (numbers && token.tokenType === NumberToken)
  }

  protected missingExpr(): ParsedExpr {
    return { kind: 'missing', span: this.here() }
  }

  protected missingType(): ParsedType {
    return { kind: 'missing', span: this.here() }
  }

  protected emptyBlock(): ParsedBlock {
    return { kind: 'body', span: this.here(), statements: [] }
  }
}

/** What a rule that found no alternative was looking for. */
const WANTED: Readonly<Record<string, string>> = {
  primary: 'an expression',
  item: 'a declaration (contract, interface, component, struct, resource, enum, error, event, const, fn, import or test)',
  member:
    'a member of the contract (storage, use, const, struct, resource, enum, error, event, init, fn, invariant or test)',
  file: 'a declaration (contract, interface, component, struct, resource, enum, error, event, const, fn, import or test)',
  members: 'a member of the contract, or `}`',
  type: 'a type',
  namedType: 'a type',
  statement: 'a statement',
  functionBody: 'the body of the function: `{ ... }` or `=> expression`',
  pattern: 'a pattern: a number, `true`, `false`, a name, a variant, a tuple or `_`',
}

function giveUp(): never {
  throw new Mistake()
}

const GIVE_UP: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: giveUp,
  buildNotAllInputParsedMessage: giveUp,
  buildNoViableAltMessage: giveUp,
  buildEarlyExitMessage: giveUp,
}

const MESSAGES: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, actual, ruleName }) =>
    expectation(
      ruleName === 'file' || ruleName === 'members' ? (WANTED[ruleName] ?? '') : tokenLabel(expected),
      actual,
    ),
  buildNotAllInputParsedMessage: ({ firstRedundant }) => expectation(WANTED['item'] ?? '', firstRedundant),
  buildNoViableAltMessage: ({ actual, ruleName }) =>
    expectation(WANTED[ruleName] ?? 'something else', actual[0]),
  buildEarlyExitMessage: ({ actual, ruleName }) =>
    expectation(WANTED[ruleName] ?? 'something else', actual[0]),
}

function expectation(wanted: string, actual: IToken | undefined): string {
  if (actual !== undefined && tokenMatcher(actual, Reserved)) return `reserved ${actual.image}`
  const found = actual === undefined || actual.image === '' ? 'the end of the file' : `\`${actual.image}\``
  return `expected ${wanted}, found ${found}`
}
