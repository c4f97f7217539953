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
import { textLiteral } from './literals.ts'
import { LITERALS, MAX_DEPTH, NO_LITERALS, passing } from './parser-base.ts'
import { PatternParser } from './parser-patterns.ts'
import * as t from './tokens.ts'

export abstract class PrimaryParser extends PatternParser {
  protected abstract readonly expression: ParserMethod<[boolean], ParsedExpr>
  protected abstract readonly postfix: ParserMethod<[boolean], ParsedExpr>
  protected abstract readonly arguments: ParserMethod<[], ParsedArgument[]>
  protected abstract readonly block: ParserMethod<[], ParsedBlock>

  /** What the alternatives of `primary` were given; they read it before anything else. */
  private literals = true
  /** Made once: there are many, and each operand asks for them. */
  private primaries: IOrAlt<ParsedExpr>[] | undefined

  protected readonly primary = this.RULE(
    'primary',
    (literals: boolean): ParsedExpr => {
      this.literals = literals
      this.primaries ??= this.primaryAlternatives()
      return this.OR(this.primaries)
    },
    { recoveryValueFunc: () => this.missingExpr() },
  )

  private primaryAlternatives(): IOrAlt<ParsedExpr>[] {
    const shallow = () => this.shallow()
    return [
      { ALT: () => this.SUBRULE(this.number) },
      { ALT: () => this.boolean(this.CONSUME(t.True), true) },
      { ALT: () => this.boolean(this.CONSUME(t.False), false) },
      { GATE: shallow, ALT: () => this.SUBRULE(this.nameOrLiteral, passing(this.literals)) },
      { GATE: shallow, ALT: () => this.SUBRULE(this.parenthesised) },
      { GATE: shallow, ALT: () => this.SUBRULE(this.arrayLiteral) },
      {
        ALT: () => {
          const token = this.CONSUME(t.StringToken)
          return this.ACTION(() => ({
            kind: 'string',
            span: this.tokenSpan(token),
            value: textLiteral(token.image),
          }))
        },
      },
      {
        GATE: shallow,
        ALT: () => {
          const start = this.mark()
          this.CONSUME(t.Deploy)
          const word = this.CONSUME(t.Identifier)
          const args = this.SUBRULE(this.arguments)
          return this.ACTION(() => ({
            kind: 'deploy',
            span: this.since(start),
            contract: this.name(word),
            args,
          }))
        },
      },
      { GATE: shallow, ALT: () => this.SUBRULE(this.sending, passing(this.literals)) },
      { GATE: shallow, ALT: () => this.SUBRULE(this.conditional) },
      { GATE: shallow, ALT: () => this.SUBRULE(this.matching) },
      {
        GATE: shallow,
        ALT: () => {
          const block = this.SUBRULE(this.block)
          return this.ACTION(() => ({ kind: 'block', span: block.span, block }))
        },
      },
      {
        GATE: shallow,
        ALT: () => {
          const start = this.mark()
          this.CONSUME(t.Trap)
          const failure = this.SUBRULE2(this.nameOrLiteral, LITERALS)
          return this.ACTION(() => ({ kind: 'trap', span: this.since(start), failure }))
        },
      },
      {
        GATE: shallow,
        ALT: () => {
          const start = this.mark()
          this.CONSUME(t.As)
          const actor = this.CONSUME2(t.Identifier)
          const body = this.SUBRULE2(this.block)
          return this.ACTION(() => ({
            kind: 'as',
            span: this.since(start),
            actor: this.name(actor),
            body,
          }))
        },
      },
    ]
  }

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
      const more: ParsedExpr[] = []
      this.CONSUME(t.LeftParen)
      const inner = this.SUBRULE(this.expression, LITERALS)
      this.MANY(() => {
        this.CONSUME(t.Comma)
        more.push(this.SUBRULE2(this.expression, LITERALS))
      })
      this.OPTION(() => this.CONSUME2(t.Comma))
      this.CONSUME(t.RightParen)
      return this.ACTION((): ParsedExpr => {
        const span = this.since(start)
        return more.length === 0
          ? { kind: 'paren', span, inner }
          : { kind: 'tuple', span, items: [inner, ...more] }
      })
    },
    { recoveryValueFunc: () => this.missingExpr() },
  )

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
      return this.ACTION(() => ({ kind: 'array', span: this.since(start), items, count }))
    },
    { recoveryValueFunc: () => this.missingExpr() },
  )

  /** A name, or a struct literal `Name { field: value, shorthand }`. */
  protected readonly nameOrLiteral = this.RULE(
    'nameOrLiteral',
    (literals: boolean): ParsedExpr => {
      const start = this.mark()
      const word = this.CONSUME(t.Identifier)
      if (!this.lacks(t.LeftBrace)) return this.withFields(word, start, literals)
      return { kind: 'name', span: this.since(start), name: this.name(word) }
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
    return this.ACTION((): ParsedExpr => {
      const name = this.name(word)
      const span = this.since(start)
      return fields === null
        ? { kind: 'name', span, name }
        : { kind: 'literal', span, qualifier: null, name, fields }
    })
  }

  protected readonly literalFields = this.RULE(
    'literalFields',
    (): ParsedFieldValue[] => {
      const fields: ParsedFieldValue[] = []
      this.CONSUME(t.LeftBrace)
      this.OPTION(() => {
        fields.push(this.SUBRULE(this.fieldValue))
        this.MANY(() => {
          this.CONSUME(t.Comma)
          fields.push(this.SUBRULE2(this.fieldValue))
        })
        this.OPTION2(() => this.CONSUME2(t.Comma))
      })
      this.CONSUME(t.RightBrace)
      return fields
    },
    { recoveryValueFunc: (): ParsedFieldValue[] => [] },
  )

  private readonly fieldValue = this.RULE(
    'fieldValue',
    (): ParsedFieldValue => {
      const start = this.mark()
      const word = this.CONSUME(t.Identifier)
      let value: ParsedExpr | null = null
      this.OPTION(() => {
        this.CONSUME(t.Colon)
        value = this.SUBRULE(this.expression, LITERALS)
      })
      return this.ACTION(() => ({
        kind: 'field-value',
        span: this.since(start),
        name: this.name(word),
        value,
      }))
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

  /** `if c { } else if d { } else { }`; the chain is read in a loop and nested afterwards. */
  private readonly conditional = this.RULE(
    'conditional',
    (): ParsedExpr => {
      const branches: { start: number; condition: ParsedExpr; then: ParsedBlock }[] = []
      let last: ParsedBlock | null = null
      const branch = (start: number, condition: ParsedExpr, then: ParsedBlock): void => {
        branches.push({ start, condition, then })
      }
      const start = this.mark()
      this.CONSUME(t.If)
      const condition = this.SUBRULE(this.expression, NO_LITERALS)
      branch(start, condition, this.SUBRULE(this.block))
      this.MANY({
        GATE: () => branches.length < MAX_DEPTH,
        DEF: () => {
          this.CONSUME(t.Else)
          const inner = this.mark()
          this.CONSUME2(t.If)
          const other = this.SUBRULE2(this.expression, NO_LITERALS)
          branch(inner, other, this.SUBRULE2(this.block))
        },
      })
      this.OPTION(() => {
        this.CONSUME2(t.Else)
        last = this.SUBRULE3(this.block)
      })
      return this.ACTION(() => {
        let otherwise = last
        for (const { start: from, condition: test, then } of branches.toReversed()) {
          const span = this.since(from)
          const node: ParsedExpr = { kind: 'if', span, condition: test, then, otherwise }
          if (from === start) return node
          otherwise = { kind: 'body', span, statements: [{ kind: 'expression', span, value: node }] }
        }
        return this.missingExpr()
      })
    },
    { recoveryValueFunc: () => this.missingExpr() },
  )

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
      return this.ACTION(() => ({ kind: 'match', span: this.since(start), subject, arms }))
    },
    { recoveryValueFunc: () => this.missingExpr() },
  )

  private readonly arm = this.RULE(
    'arm',
    (): ParsedArm => {
      const start = this.mark()
      const patterns = [this.SUBRULE(this.pattern)]
      this.MANY(() => {
        this.CONSUME(t.Pipe)
        patterns.push(this.SUBRULE2(this.pattern))
      })
      let guard: ParsedExpr | null = null
      this.OPTION(() => {
        this.CONSUME(t.If)
        guard = this.SUBRULE(this.expression, LITERALS)
      })
      this.CONSUME(t.FatArrow)
      const body = this.SUBRULE2(this.expression, LITERALS)
      return this.ACTION(() => ({ kind: 'arm', span: this.since(start), patterns, guard, body }))
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
}
