// What an expression is made of before operators: numbers, names, literals, `if`, `match`, blocks, `deploy`.
// `literals` says whether `Name {` may be a struct literal: it may not where a block follows (`if`, `while`, ...).
import type { IOrAlt, IToken, ParserMethod } from 'chevrotain'
import type {
  ParsedArgument,
  ParsedArm,
  ParsedBlock,
  ParsedCall,
  ParsedExpr,
  ParsedFieldValue,
} from './ast.ts'
import { numberLiteral, textLiteral } from './literals.ts'
import { LITERALS, MAX_DEPTH, NO_LITERALS, passing } from './parser-base.ts'
import { isUnit, PatternParser } from './parser-patterns.ts'
import * as t from './tokens.ts'

const NO_EXPRESSIONS: readonly ParsedExpr[] = []

export abstract class PrimaryParser extends PatternParser {
  protected abstract readonly expression: ParserMethod<[boolean], ParsedExpr>
  protected abstract readonly postfix: ParserMethod<[boolean], ParsedExpr>
  protected abstract readonly arguments: ParserMethod<[], ParsedArgument[]>
  protected abstract readonly block: ParserMethod<[], ParsedBlock>

  /** What the alternatives of `primary` were given; they read it before anything else. */
  private literals = true

  protected readonly primary = this.RULE(
    'primary',
    (literals: boolean): ParsedExpr => {
      const leaf = this.leaf(literals)
      if (leaf !== null) return leaf
      this.literals = literals
      if (!this.isConstant()) this.shallow()
      return this.OR(this.primaries)
    },
    { recoveryValueFunc: () => this.missingExpr() },
  )

  /**
   * A name or a number with nothing that belongs to it: most of what expressions are made of, read without the grammar's detours. Null if something
   * else is here.
   */
  protected leaf(literals: boolean): ParsedExpr | null {
    if (this.RECORDING_PHASE || this.depth >= MAX_DEPTH) return null
    const next = this.LA(2)
    if (this.has(t.Identifier)) {
      if (next.tokenType === t.LeftBrace && literals) return null
      const name = this.name(this.CONSUME(t.Identifier))
      return { kind: 'name', span: name.span, name }
    }
    if (!this.has(t.NumberToken) || isUnit(next)) return null
    const token = this.CONSUME(t.NumberToken)
    return numberLiteral(token, null, this.tokenSpan(token), this.found)
  }

  /** Whether a token is here that needs no room for another level. */
  private isConstant(): boolean {
    const { tokenType } = this.LA(1)
    return tokenType === t.NumberToken || tokenType === t.True || tokenType === t.False
  }

  private nameOf(word: IToken, start: number): ParsedExpr {
    const name = this.name(word)
    return { kind: 'name', span: this.sinceName(name, start), name }
  }

  private readonly primaries: IOrAlt<ParsedExpr>[] = [
    { ALT: () => this.SUBRULE(this.number) },
    { ALT: () => this.boolean(this.CONSUME(t.True), true) },
    { ALT: () => this.boolean(this.CONSUME(t.False), false) },
    { ALT: () => this.SUBRULE(this.nameOrLiteral, passing(this.literals)) },
    { ALT: () => this.SUBRULE(this.parenthesised) },
    { ALT: () => this.SUBRULE(this.arrayLiteral) },
    {
      ALT: () => {
        const token = this.CONSUME(t.StringToken)
        return { kind: 'string', span: this.tokenSpan(token), value: textLiteral(token.image) }
      },
    },
    {
      ALT: () => {
        const start = this.mark()
        this.CONSUME(t.Deploy)
        const contract = this.name(this.CONSUME(t.Identifier))
        const args = this.SUBRULE(this.arguments)
        return { kind: 'deploy', span: this.since(start), contract, args }
      },
    },
    { ALT: () => this.SUBRULE(this.sending, passing(this.literals)) },
    { ALT: () => this.SUBRULE(this.conditional) },
    { ALT: () => this.SUBRULE(this.matching) },
    {
      ALT: () => {
        const block = this.SUBRULE(this.block)
        return { kind: 'block', span: block.span, block }
      },
    },
    {
      ALT: () => {
        const start = this.mark()
        this.CONSUME(t.Trap)
        const failure = this.SUBRULE2(this.nameOrLiteral, LITERALS)
        return { kind: 'trap', span: this.since(start), failure }
      },
    },
    {
      ALT: () => {
        const start = this.mark()
        this.CONSUME(t.As)
        const actor = this.name(this.CONSUME2(t.Identifier))
        const body = this.SUBRULE2(this.block)
        return { kind: 'as', span: this.since(start), actor, body }
      },
    },
  ]

  private readonly sending = this.RULE(
    'sending',
    (literals: boolean): ParsedExpr => {
      const start = this.mark()
      let coin: ParsedExpr | null = null
      let fee: ParsedExpr | null = null
      let gas: ParsedExpr | null = null
      let refund: ParsedCall | null = null
      this.CONSUME(t.Send)
      const target = this.SUBRULE(this.postfix, passing(literals))
      this.OPTION(() => {
        this.CONSUME(t.With)
        coin = this.SUBRULE(this.expression, passing(literals))
      })
      // These words may also begin the next statement.
      this.OPTION2({
        GATE: () => !this.onNewLine(),
        DEF: () => {
          this.CONSUME(t.Fee)
          fee = this.SUBRULE2(this.expression, passing(literals))
        },
      })
      this.OPTION3({
        GATE: () => !this.onNewLine(),
        DEF: () => {
          this.CONSUME(t.Gas)
          gas = this.SUBRULE3(this.expression, passing(literals))
        },
      })
      this.OPTION4(() => {
        this.CONSUME(t.On)
        this.CONSUME(t.Refund)
        const from = this.mark()
        const word = this.CONSUME(t.Identifier)
        const args = this.SUBRULE(this.arguments)
        this.ACTION(() => {
          const callee = { kind: 'name', span: this.tokenSpan(word), name: this.name(word) } as const
          refund = { kind: 'call', span: this.since(from), callee, args }
        })
      })
      return this.ACTION(() => ({ kind: 'send', span: this.since(start), target, coin, fee, gas, refund }))
    },
    { recoveryValueFunc: () => this.missingExpr() },
  )

  /** `(a)`, or the tuple `(a, b)` */
  private readonly parenthesised = this.RULE(
    'parenthesised',
    (): ParsedExpr => {
      const start = this.mark()
      this.CONSUME(t.LeftParen)
      const inner = this.SUBRULE(this.expression, LITERALS)
      const more = this.has(t.RightParen) ? NO_EXPRESSIONS : this.moreOfTuple()
      this.CONSUME(t.RightParen)
      const span = this.since(start)
      return more.length === 0
        ? { kind: 'paren', span, inner }
        : { kind: 'tuple', span, items: [inner, ...more] }
    },
    { recoveryValueFunc: () => this.missingExpr() },
  )

  private moreOfTuple(): ParsedExpr[] {
    const more: ParsedExpr[] = []
    this.MANY(() => {
      this.CONSUME(t.Comma)
      more.push(this.SUBRULE2(this.expression, LITERALS))
    })
    this.OPTION(() => this.CONSUME2(t.Comma))
    return more
  }

  /** `[a, b]`, `[value; count]` */
  private readonly arrayLiteral = this.RULE(
    'arrayLiteral',
    (): ParsedExpr => {
      const start = this.mark()
      const items: ParsedExpr[] = []
      let count: ParsedExpr | null = null
      this.CONSUME(t.LeftBracket)
      this.OPTION(() => {
        items.push(this.SUBRULE(this.expression, LITERALS))
        this.OR([
          {
            ALT: () => {
              this.CONSUME(t.Semicolon)
              count = this.SUBRULE2(this.expression, LITERALS)
            },
          },
          {
            ALT: () => {
              this.MANY(() => {
                this.CONSUME(t.Comma)
                items.push(this.SUBRULE3(this.expression, LITERALS))
              })
              this.OPTION2(() => this.CONSUME2(t.Comma))
            },
          },
        ])
      })
      this.CONSUME(t.RightBracket)
      return { kind: 'array', span: this.since(start), items, count }
    },
    { recoveryValueFunc: () => this.missingExpr() },
  )

  /** A name, or a struct literal `Name { field: value, shorthand }`. */
  protected readonly nameOrLiteral = this.RULE(
    'nameOrLiteral',
    (literals: boolean): ParsedExpr => {
      const start = this.mark()
      const word = this.CONSUME(t.Identifier)
      return this.lacks(t.LeftBrace) ? this.nameOf(word, start) : this.withFields(word, start, literals)
    },
    { recoveryValueFunc: () => this.missingExpr() },
  )

  private withFields(word: IToken, start: number, literals: boolean): ParsedExpr {
    let fields: ParsedFieldValue[] | null = null
    this.OPTION({
      GATE: () => literals && !this.onNewLine(),
      DEF: () => {
        fields = this.SUBRULE(this.literalFields)
      },
    })
    const name = this.name(word)
    const span = this.since(start)
    return fields === null
      ? { kind: 'name', span, name }
      : { kind: 'literal', span, qualifier: null, name, fields }
  }

  protected readonly literalFields = this.RULE(
    'literalFields',
    (): ParsedFieldValue[] => {
      this.CONSUME(t.LeftBrace)
      const fields = this.items(this.fieldValue, t.RightBrace)
      this.CONSUME(t.RightBrace)
      return fields
    },
    { recoveryValueFunc: (): ParsedFieldValue[] => [] },
  )

  private readonly fieldValue = this.RULE(
    'fieldValue',
    (): ParsedFieldValue => {
      const start = this.mark()
      const name = this.name(this.CONSUME(t.Identifier))
      const value = this.optional(0, t.Colon, this.valueBehindColon)
      return { kind: 'field-value', span: this.since(start), name, value }
    },
    {
      recoveryValueFunc: (): ParsedFieldValue => ({
        kind: 'field-value',
        span: this.here(),
        name: { text: '', span: this.here() },
        value: this.missingExpr(),
      }),
    },
  )

  private readonly valueBehindColon = (): ParsedExpr => {
    this.CONSUME(t.Colon)
    return this.SUBRULE(this.expression, LITERALS)
  }

  /** `if c { } else if d { } else { }`; the chain is read in a loop and nested afterwards. */
  private readonly conditional = this.RULE(
    'conditional',
    (): ParsedExpr => {
      const start = this.mark()
      this.CONSUME(t.If)
      const condition = this.SUBRULE(this.expression, NO_LITERALS)
      const then = this.SUBRULE(this.block)
      const otherwise = this.lacks(t.Else) ? null : this.otherBranches()
      return { kind: 'if', span: this.since(start), condition, then, otherwise }
    },
    { recoveryValueFunc: () => this.missingExpr() },
  )

  private otherBranches(): ParsedBlock | null {
    const branches: { start: number; condition: ParsedExpr; then: ParsedBlock }[] = []
    let last: ParsedBlock | null = null
    this.MANY({
      GATE: () => branches.length + 1 < MAX_DEPTH,
      DEF: () => {
        this.CONSUME(t.Else)
        const start = this.mark()
        this.CONSUME2(t.If)
        const condition = this.SUBRULE2(this.expression, NO_LITERALS)
        branches.push({ start, condition, then: this.SUBRULE2(this.block) })
      },
    })
    this.OPTION(() => {
      this.CONSUME2(t.Else)
      last = this.SUBRULE3(this.block)
    })
    return branches.reduceRight((otherwise: ParsedBlock | null, { start, condition, then }): ParsedBlock => {
      const span = this.since(start)
      const value: ParsedExpr = { kind: 'if', span, condition, then, otherwise }
      return { kind: 'body', span, statements: [{ kind: 'expression', span, value }] }
    }, last)
  }

  private readonly matching = this.RULE(
    'matching',
    (): ParsedExpr => {
      const start = this.mark()
      const arms: ParsedArm[] = []
      this.CONSUME(t.Match)
      const subject = this.SUBRULE(this.expression, NO_LITERALS)
      this.CONSUME(t.LeftBrace)
      this.MANY(() => {
        arms.push(this.SUBRULE(this.arm))
        this.OPTION(() => this.CONSUME(t.Comma))
      })
      this.CONSUME(t.RightBrace)
      return { kind: 'match', span: this.since(start), subject, arms }
    },
    { recoveryValueFunc: () => this.missingExpr() },
  )

  private readonly arm = this.RULE(
    'arm',
    (): ParsedArm => {
      const start = this.mark()
      const patterns = [this.SUBRULE(this.pattern)]
      if (!this.lacks(t.Pipe)) {
        this.MANY(() => {
          this.CONSUME(t.Pipe)
          patterns.push(this.SUBRULE2(this.pattern))
        })
      }
      const guard = this.optional(0, t.If, this.guard)
      this.CONSUME(t.FatArrow)
      const body = this.SUBRULE2(this.expression, LITERALS)
      return { kind: 'arm', span: this.since(start), patterns, guard, body }
    },
    {
      recoveryValueFunc: (): ParsedArm => ({
        kind: 'arm',
        span: this.here(),
        patterns: [],
        guard: null,
        body: this.missingExpr(),
      }),
    },
  )

  private readonly guard = (): ParsedExpr => {
    this.CONSUME(t.If)
    return this.SUBRULE(this.expression, LITERALS)
  }
}
