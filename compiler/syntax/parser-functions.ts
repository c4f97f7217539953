// Functions: heads, parameters, access clauses and bodies.
import type { IOrAlt, IToken, ParserMethod, TokenType } from 'chevrotain'
import type {
  Modifier,
  ParsedArgument,
  ParsedAccess,
  ParsedBlock,
  ParsedExpr,
  ParsedField,
  ParsedFunction,
  ParsedSignature,
  ParsedTypeParam,
  ParsedType,
} from './ast.ts'
import { report } from '../diagnostics/table.ts'
import type { Span } from '../source.ts'
import { LITERALS } from './parser-base.ts'
import { StatementParser } from './parser-statements.ts'
import * as t from './tokens.ts'

const MODIFIERS: ReadonlyMap<TokenType, Modifier['word']> = new Map([
  [t.Pub, 'pub'],
  [t.View, 'view'],
  [t.Payable, 'payable'],
  [t.Remote, 'remote'],
  [t.Reentrant, 'reentrant'],
])
const NO_TYPE_PARAMS: readonly ParsedTypeParam[] = []

/** Whom an access clause lets call. */
type Who = Pick<ParsedAccess, 'rules' | 'origins'>

interface FunctionHead {
  readonly word: IToken
  readonly isInit: boolean
  readonly isRefund: boolean
  readonly typeParams: readonly ParsedTypeParam[]
}

/** What `@steps` says; null where it is broken. */
export interface ParsedSteps {
  readonly span: Span
  readonly max: ParsedExpr
}

export abstract class FunctionParser extends StatementParser {
  protected readonly function = this.RULE(
    'function',
    (start: number, modifiers: readonly Modifier[], steps: ParsedExpr | null): ParsedFunction => {
      const { word, isInit, isRefund, typeParams } = this.OR(this.heads)
      const paramsStart = this.mark()
      const params = this.SUBRULE(this.parameters)
      const paramsSpan = this.since(paramsStart)
      const result = this.optional(0, t.Colon, this.resultType)
      const access = this.optional(2, t.By, this.accessClause)
      const max = this.optional(4, t.Max, this.behindMax)
      const arrow = this.nextIs(t.FatArrow)
      const body = this.SUBRULE(this.functionBody)
      return this.ACTION(() => ({
        kind: 'function',
        span: this.since(start),
        steps,
        doc: this.docAt(start),
        isInit,
        isRefund,
        modifiers,
        name: this.name(word),
        typeParams,
        params,
        paramsSpan,
        result,
        access,
        max,
        body,
        arrow,
      }))
    },
  )

  /** What functions begin with: `init`, `fn name<T>`, `on refund name`. */
  private readonly heads: IOrAlt<FunctionHead>[] = [
    {
      ALT: () => {
        const word = this.CONSUME(t.Init)
        return { word, isInit: true, isRefund: false, typeParams: NO_TYPE_PARAMS }
      },
    },
    {
      ALT: () => {
        this.CONSUME(t.Fn)
        const word = this.CONSUME(t.Identifier)
        const typeParams = this.optional(3, t.Less, this.functionTypeParams) ?? NO_TYPE_PARAMS
        return { word, isInit: false, isRefund: false, typeParams }
      },
    },
    {
      ALT: () => {
        this.CONSUME(t.On)
        this.CONSUME(t.Refund)
        const word = this.CONSUME2(t.Identifier)
        return { word, isInit: false, isRefund: true, typeParams: NO_TYPE_PARAMS }
      },
    },
  ]

  private readonly functionTypeParams = (): readonly ParsedTypeParam[] => this.SUBRULE(this.typeParams)

  private readonly resultType = (): ParsedType => {
    const colon = this.CONSUME(t.Colon)
    if (colon.tokenType === t.ThinArrow) this.insteadOf(colon, ':')
    return this.SUBRULE(this.type)
  }

  private readonly accessClause = (): ParsedAccess => this.SUBRULE(this.access)

  /** `@steps(max: 500)` in front of a function. */
  protected readonly annotation = this.RULE(
    'annotation',
    (): ParsedSteps | null => {
      const start = this.mark()
      this.CONSUME(t.At)
      const word = this.CONSUME(t.Identifier)
      this.CONSUME(t.LeftParen)
      this.CONSUME(t.Max)
      this.CONSUME(t.Colon)
      const max = this.SUBRULE(this.expression, LITERALS)
      // The formatter writes one where it breaks the line.
      this.OPTION(() => this.CONSUME(t.Comma))
      this.CONSUME(t.RightParen)
      return this.ACTION(() => {
        const span = this.since(start)
        if (word.image !== 'steps')
          this.found.push(report('E0112', this.tokenSpan(word), { name: word.image }))
        return { span, max }
      })
    },
    { recoveryValueFunc: (): ParsedSteps | null => null },
  )

  /** The words before `fn`. */
  protected readonly modifiers = this.RULE('modifiers', (): Modifier[] => {
    const modifiers: Modifier[] = []
    if (this.RECORDING_PHASE) this.MANY(() => this.OR(this.modifierWords))
    for (let word = this.modifierWord(); word !== null; word = this.modifierWord()) {
      const { tokenType } = this.LA(1)
      modifiers.push({ word, span: this.tokenSpan(this.CONSUME(tokenType)) })
    }
    return modifiers
  })

  private modifierWord(): Modifier['word'] | null {
    return MODIFIERS.get(this.LA(1).tokenType) ?? null
  }

  private readonly modifierWords: IOrAlt<IToken>[] = [...MODIFIERS.keys()].map((type) => ({
    ALT: () => this.CONSUME(type),
  }))

  /** A function of an interface. */
  protected readonly signature = this.RULE(
    'signature',
    (): ParsedSignature => {
      const start = this.mark()
      const modifiers = this.SUBRULE(this.modifiers)
      this.CONSUME(t.Fn)
      const word = this.CONSUME(t.Identifier)
      const paramsStart = this.mark()
      const params = this.SUBRULE(this.parameters)
      const paramsSpan = this.since(paramsStart)
      const result = this.optional(0, t.Colon, this.typeBehindColon)
      const access = this.optional(2, t.By, this.accessClause)
      return this.ACTION(() => ({
        kind: 'signature',
        span: this.since(start),
        doc: this.docAt(start),
        modifiers,
        name: this.name(word),
        params,
        paramsSpan,
        result,
        access,
      }))
    },
    {
      recoveryValueFunc: (): ParsedSignature => ({
        kind: 'signature',
        span: this.here(),
        doc: null,
        modifiers: [],
        name: { text: '', span: this.here() },
        params: [],
        paramsSpan: this.here(),
        result: null,
        access: null,
      }),
    },
  )

  private readonly parameters = this.RULE(
    'parameters',
    (): ParsedField[] => {
      this.CONSUME(t.LeftParen)
      const params = this.items(this.field, t.RightParen)
      this.CONSUME(t.RightParen)
      return params
    },
    { recoveryValueFunc: (): ParsedField[] => [] },
  )

  protected readonly field = this.RULE(
    'field',
    (): ParsedField => {
      const start = this.mark()
      const name = this.name(this.CONSUME(t.Identifier))
      this.CONSUME(t.Colon)
      const type = this.SUBRULE(this.type)
      return { kind: 'field', span: this.since(start), doc: this.docAt(start), name, type }
    },
    { recoveryValueFunc: () => this.missingField() },
  )

  private readonly access = this.RULE(
    'access',
    (): ParsedAccess => {
      const start = this.mark()
      this.CONSUME(t.By)
      const isPlain = this.has(t.Identifier) && !this.isOriginClause()
      const who = isPlain ? this.byRules() : this.OR({ IGNORE_AMBIGUITIES: true, DEF: this.clauses })
      return { kind: 'access', span: this.since(start), rules: who.rules, origins: who.origins }
    },
    {
      recoveryValueFunc: (): ParsedAccess => ({ kind: 'access', span: this.here(), rules: [], origins: [] }),
    },
  )

  private readonly clauses: IOrAlt<Who>[] = [
    { GATE: () => this.isOriginClause(), ALT: () => this.byOrigins() },
    { ALT: () => this.byRules() },
  ]

  private byOrigins(): Who {
    this.CONSUME(t.Identifier)
    const origins = [this.SUBRULE(this.namedPattern)]
    this.MANY(() => {
      this.CONSUME(t.Or)
      origins.push(this.SUBRULE2(this.namedPattern))
    })
    return { rules: [], origins }
  }

  private byRules(): Who {
    const rules = [this.SUBRULE(this.accessRule)]
    if (!this.lacks(t.Or)) {
      this.MANY2(() => {
        this.CONSUME2(t.Or)
        rules.push(this.SUBRULE2(this.accessRule))
      })
    }
    return { rules, origins: [] }
  }

  /** `origin` and a name behind it; a field of storage may be called `origin` as well. */
  private isOriginClause(): boolean {
    return this.LA(1).image === 'origin' && this.LA(2).tokenType === t.Identifier
  }

  private readonly accessRule: ParserMethod<[], ParsedExpr> = this.RULE(
    'accessRule',
    (): ParsedExpr => {
      const start = this.mark()
      const word = this.CONSUME(t.Identifier)
      const name = this.name(word)
      const first: ParsedExpr = { kind: 'name', span: name.span, name }
      const path = this.lacks(t.Dot) ? first : this.accessPath(first, start)
      const isCall = word.image === 'role' || word.image === 'sig'
      return this.RECORDING_PHASE || isCall ? this.accessCall(path, start) : path
    },
    { recoveryValueFunc: () => this.missingExpr() },
  )

  private accessPath(first: ParsedExpr, start: number): ParsedExpr {
    let path = first
    this.MANY(() => {
      this.CONSUME(t.Dot)
      const name = this.name(this.CONSUME2(t.Identifier))
      path = { kind: 'member', span: this.since(start), object: path, name }
    })
    return path
  }

  private accessCall(callee: ParsedExpr, start: number): ParsedExpr {
    let rule = callee
    this.OPTION(() => {
      this.CONSUME(t.LeftParen)
      const args = [this.SUBRULE(this.accessArgument)]
      // As behind arguments anywhere: the formatter writes a comma behind the last where it breaks the line.
      this.MANY2(() => {
        this.CONSUME(t.Comma)
        this.OPTION2(() => args.push(this.SUBRULE2(this.accessArgument)))
      })
      this.CONSUME(t.RightParen)
      rule = { kind: 'call', span: this.since(start), callee, args }
    })
    return rule
  }

  private readonly accessArgument: ParserMethod<[], ParsedArgument> = this.RULE(
    'accessArgument',
    (): ParsedArgument => {
      const start = this.mark()
      const value = this.SUBRULE(this.accessRule)
      return { kind: 'argument', span: this.since(start), name: null, value }
    },
    {
      recoveryValueFunc: (): ParsedArgument => ({
        kind: 'argument',
        span: this.here(),
        name: null,
        value: this.missingExpr(),
      }),
    },
  )

  protected readonly functionBody = this.RULE(
    'functionBody',
    (): ParsedBlock => this.OR(this.functionBodies),
    { recoveryValueFunc: () => this.emptyBlock() },
  )

  private readonly functionBodies: IOrAlt<ParsedBlock>[] = [
    { ALT: () => this.SUBRULE(this.block) },
    {
      ALT: () => {
        this.CONSUME(t.FatArrow)
        const value = this.SUBRULE(this.expression, LITERALS)
        const { span } = value
        return { kind: 'body', span, statements: [{ kind: 'expression', span, value }] }
      },
    },
  ]

  protected missingField(): ParsedField {
    const span = this.here()
    return { kind: 'field', span, doc: null, name: { text: '', span }, type: this.missingType() }
  }
}
