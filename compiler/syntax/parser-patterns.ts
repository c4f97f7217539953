// Patterns: what the arms of `match` and the left side of `let` are made of.
import type { IToken } from 'chevrotain'
import type { Name, ParsedExpr, ParsedFieldPattern, ParsedPattern } from './ast.ts'
import { insteadOf } from './explain.ts'
import { numberLiteral } from './literals.ts'
import type { Alternatives } from './parser-base.ts'
import { TypeParser } from './parser-types.ts'
import * as t from './tokens.ts'

export abstract class PatternParser extends TypeParser {
  protected readonly pattern = this.RULE(
    'pattern',
    (): ParsedPattern => {
      const start = this.mark()
      this.depth++
      try {
        return this.OR<Alternatives<ParsedPattern>>([
          { GATE: () => this.shallow(), ALT: () => this.SUBRULE(this.namedPattern) },
          {
            ALT: () => {
              this.CONSUME(t.Mut)
              const word = this.CONSUME(t.Identifier)
              return this.ACTION(() => this.binding(this.name(word), start, true))
            },
          },
          { GATE: () => this.shallow(), ALT: () => this.SUBRULE(this.tuplePattern) },
          { ALT: () => this.valuePattern(this.boolean(this.CONSUME(t.True), true)) },
          { ALT: () => this.valuePattern(this.boolean(this.CONSUME(t.False), false)) },
          {
            ALT: () => {
              let negative = false
              this.OPTION(() => {
                this.CONSUME(t.Minus)
                negative = true
              })
              const operand = this.SUBRULE(this.number)
              return this.valuePattern(
                negative
                  ? this.ACTION(() => ({ kind: 'unary', span: this.since(start), operator: '-', operand }))
                  : operand,
              )
            },
          },
        ])
      } finally {
        this.depth--
      }
    },
    {
      recoveryValueFunc: (): ParsedPattern => ({
        kind: 'value',
        span: this.here(),
        value: this.missingExpr(),
      }),
    },
  )

  /** `x`, `Empty`, `Shape.Empty`, `Some(x)`, `Rect { w, .. }` */
  protected readonly namedPattern = this.RULE(
    'namedPattern',
    (): ParsedPattern => {
      const start = this.mark()
      let qualifier: IToken | null = null
      let word = this.CONSUME(t.Identifier)
      this.OPTION(() => {
        this.CONSUME(t.Dot)
        qualifier = word
        word = this.CONSUME2(t.Identifier)
      })
      let items: ParsedPattern[] | null = null
      let fields: { readonly list: ParsedFieldPattern[]; readonly rest: boolean } | null = null
      this.OPTION2({
        GATE: () => !this.onNewLine(),
        DEF: () =>
          this.OR([
            {
              ALT: () => {
                items = this.SUBRULE(this.itemPatterns)
              },
            },
            {
              ALT: () => {
                fields = this.SUBRULE(this.fieldPatterns)
              },
            },
          ]),
      })
      return this.ACTION((): ParsedPattern => {
        const span = this.since(start)
        const name = this.name(word)
        const owner = qualifier === null ? null : this.name(qualifier)
        if (fields !== null)
          return {
            kind: 'fields-pattern',
            span,
            qualifier: owner,
            name,
            fields: fields.list,
            rest: fields.rest,
          }
        if (items === null && owner === null) return this.binding(name, start, false)
        return { kind: 'variant-pattern', span, qualifier: owner, name, items }
      })
    },
    {
      recoveryValueFunc: (): ParsedPattern => ({
        kind: 'value',
        span: this.here(),
        value: this.missingExpr(),
      }),
    },
  )

  private readonly tuplePattern = this.RULE(
    'tuplePattern',
    (): ParsedPattern => {
      const start = this.mark()
      const items = this.SUBRULE(this.itemPatterns)
      return this.ACTION(() => ({ kind: 'tuple-pattern', span: this.since(start), items }))
    },
    {
      recoveryValueFunc: (): ParsedPattern => ({ kind: 'tuple-pattern', span: this.here(), items: [] }),
    },
  )

  private readonly itemPatterns = this.RULE(
    'itemPatterns',
    (): ParsedPattern[] => {
      const items: ParsedPattern[] = []
      this.CONSUME(t.LeftParen)
      this.OPTION(() => {
        items.push(this.SUBRULE(this.pattern))
        this.MANY(() => {
          this.CONSUME(t.Comma)
          items.push(this.SUBRULE2(this.pattern))
        })
        this.OPTION2(() => this.CONSUME2(t.Comma))
      })
      this.CONSUME(t.RightParen)
      return items
    },
    { recoveryValueFunc: (): ParsedPattern[] => [] },
  )

  private readonly fieldPatterns = this.RULE(
    'fieldPatterns',
    (): { list: ParsedFieldPattern[]; rest: boolean } => {
      const list: ParsedFieldPattern[] = []
      let rest = false
      this.CONSUME(t.LeftBrace)
      this.MANY({
        GATE: () => !rest,
        DEF: () => {
          this.OR([
            { ALT: () => list.push(this.SUBRULE(this.fieldPattern)) },
            {
              ALT: () => {
                this.CONSUME(t.DotDot)
                rest = true
              },
            },
          ])
          this.OPTION(() => this.CONSUME(t.Comma))
        },
      })
      this.CONSUME(t.RightBrace)
      return { list, rest }
    },
    { recoveryValueFunc: () => ({ list: [], rest: true }) },
  )

  private readonly fieldPattern = this.RULE(
    'fieldPattern',
    (): ParsedFieldPattern => {
      const start = this.mark()
      let pattern: ParsedPattern | null = null
      const word = this.CONSUME(t.Identifier)
      this.OPTION(() => {
        this.CONSUME(t.Colon)
        pattern = this.SUBRULE(this.pattern)
      })
      return this.ACTION(() => ({
        kind: 'field-pattern',
        span: this.since(start),
        name: this.name(word),
        pattern,
      }))
    },
    {
      recoveryValueFunc: (): ParsedFieldPattern => ({
        kind: 'field-pattern',
        span: this.here(),
        name: { text: '', span: this.here() },
        pattern: null,
      }),
    },
  )

  protected readonly number = this.RULE(
    'number',
    (): ParsedExpr => {
      const start = this.mark()
      const token = this.CONSUME(t.NumberToken)
      if (this.lacks(t.Identifier)) return numberLiteral(token, null, this.since(start), this.found)
      return this.withUnit(token, start)
    },
    { recoveryValueFunc: () => this.missingExpr() },
  )

  private withUnit(token: IToken, start: number): ParsedExpr {
    let unit: string | null = null
    this.OPTION({
      GATE: () => !this.onNewLine() && ['kas', 'sompi'].includes(this.LA(1).image),
      DEF: () => {
        const word = this.CONSUME(t.Identifier)
        unit = word.image
      },
    })
    return this.ACTION(() => numberLiteral(token, unit, this.since(start), this.found))
  }

  protected boolean(token: IToken, value: boolean): ParsedExpr {
    return this.ACTION(() => ({ kind: 'bool', span: this.tokenSpan(token), value }))
  }

  /** Reports a spelling of another language that was understood, with the right one as the fix. */
  protected insteadOf(token: IToken, right: string): void {
    this.found.push(insteadOf({ id: this.source.file }, token, right))
  }

  private binding(name: Name, start: number, mutable: boolean): ParsedPattern {
    return { kind: 'bind', span: this.since(start), mutable, name }
  }

  private valuePattern(value: ParsedExpr): ParsedPattern {
    return this.ACTION(() => ({ kind: 'value', span: value.span, value }))
  }
}
