// Patterns: what the arms of `match` and the left side of `let` are made of.
import type { IOrAlt, IToken, TokenType } from 'chevrotain'
import type { Name, ParsedExpr, ParsedFieldPattern, ParsedPattern } from './ast.ts'
import { insteadOf } from './explain.ts'
import { numberLiteral } from './literals.ts'
import { TypeParser } from './parser-types.ts'
import * as t from './tokens.ts'

/** The fields that a pattern names, and whether `..` stands for the others. */
interface FieldPatterns {
  readonly list: readonly ParsedFieldPattern[]
  readonly rest: boolean
}

const NO_FIELDS: FieldPatterns = { list: [], rest: false }
/** Tokens behind a name that belong to the same pattern. */
const NAME_GOES_ON: ReadonlySet<TokenType> = new Set([t.Dot, t.LeftParen, t.LeftBrace])

/** Whether a token is the unit of the number before it, if it stands on the same line. */
export function isUnit({ image }: IToken): boolean {
  return image === 'kas' || image === 'sompi'
}

export abstract class PatternParser extends TypeParser {
  protected readonly pattern = this.RULE(
    'pattern',
    (): ParsedPattern => {
      this.depth++
      try {
        this.shallow()
        return this.plainBinding() ?? this.OR(this.patterns)
      } finally {
        this.depth--
      }
    },
    { recoveryValueFunc: () => this.missingPattern() },
  )

  /** A name and nothing else, as most patterns are. Null if something else is here. */
  private plainBinding(): ParsedPattern | null {
    if (!this.has(t.Identifier) || NAME_GOES_ON.has(this.LA(2).tokenType)) return null
    const start = this.mark()
    return this.binding(this.name(this.CONSUME(t.Identifier)), start, false)
  }

  private readonly patterns: IOrAlt<ParsedPattern>[] = [
    { ALT: () => this.SUBRULE(this.namedPattern) },
    {
      ALT: () => {
        const start = this.mark()
        this.CONSUME(t.Mut)
        return this.binding(this.name(this.CONSUME(t.Identifier)), start, true)
      },
    },
    { ALT: () => this.SUBRULE(this.tuplePattern) },
    { ALT: () => this.valuePattern(this.boolean(this.CONSUME(t.True), true)) },
    { ALT: () => this.valuePattern(this.boolean(this.CONSUME(t.False), false)) },
    {
      ALT: () => {
        const start = this.mark()
        const minus = this.optional(0, t.Minus, this.minus)
        const operand = this.SUBRULE(this.number)
        return this.valuePattern(
          minus === null ? operand : { kind: 'unary', span: this.since(start), operator: '-', operand },
        )
      },
    },
  ]

  private readonly minus = (): IToken => this.CONSUME(t.Minus)

  /** `x`, `Empty`, `Shape.Empty`, `Some(x)`, `Rect { w, .. }` */
  protected readonly namedPattern = this.RULE(
    'namedPattern',
    (): ParsedPattern => {
      const start = this.mark()
      const first = this.CONSUME(t.Identifier)
      const second = this.optional(0, t.Dot, this.variantName)
      const qualifier = second === null ? null : this.name(first)
      const name = this.name(second ?? first)
      if (this.has(t.LeftParen) && !this.onNewLine()) {
        const items = this.SUBRULE(this.itemPatterns)
        return { kind: 'variant-pattern', span: this.since(start), qualifier, name, items }
      }
      if (!this.lacks(t.LeftBrace) && !this.onNewLine()) return this.withParts(qualifier, name, start)
      if (qualifier === null) return this.binding(name, start, false)
      return { kind: 'variant-pattern', span: this.since(start), qualifier, name, items: null }
    },
    { recoveryValueFunc: () => this.missingPattern() },
  )

  private readonly variantName = (): IToken => {
    this.CONSUME(t.Dot)
    return this.CONSUME2(t.Identifier)
  }

  /** The grammar of what may stand behind the name of a variant; what is read by it here are fields in braces. */
  private withParts(qualifier: Name | null, name: Name, start: number): ParsedPattern {
    const parts = this.OPTION2(() => this.OR(this.parts))
    const { list: fields, rest } = parts ?? NO_FIELDS
    return { kind: 'fields-pattern', span: this.since(start), qualifier, name, fields, rest }
  }

  private readonly parts: IOrAlt<FieldPatterns>[] = [
    {
      ALT: () => {
        this.SUBRULE(this.itemPatterns)
        return NO_FIELDS
      },
    },
    { ALT: () => this.SUBRULE(this.fieldPatterns) },
  ]

  private readonly tuplePattern = this.RULE(
    'tuplePattern',
    (): ParsedPattern => {
      const start = this.mark()
      const items = this.SUBRULE(this.itemPatterns)
      return { kind: 'tuple-pattern', span: this.since(start), items }
    },
    {
      recoveryValueFunc: (): ParsedPattern => ({ kind: 'tuple-pattern', span: this.here(), items: [] }),
    },
  )

  private readonly itemPatterns = this.RULE(
    'itemPatterns',
    (): ParsedPattern[] => {
      this.CONSUME(t.LeftParen)
      const items = this.items(this.pattern, t.RightParen, true)
      this.CONSUME(t.RightParen)
      return items
    },
    { recoveryValueFunc: (): ParsedPattern[] => [] },
  )

  private readonly fieldPatterns = this.RULE(
    'fieldPatterns',
    (): FieldPatterns => {
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
      const name = this.name(this.CONSUME(t.Identifier))
      const pattern = this.optional(0, t.Colon, this.patternBehindColon)
      return { kind: 'field-pattern', span: this.since(start), name, pattern }
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

  private readonly patternBehindColon = (): ParsedPattern => {
    this.CONSUME(t.Colon)
    return this.SUBRULE(this.pattern)
  }

  protected readonly number = this.RULE(
    'number',
    (): ParsedExpr => {
      const start = this.mark()
      const token = this.CONSUME(t.NumberToken)
      if (this.RECORDING_PHASE || isUnit(this.LA(1))) return this.withUnit(token, start)
      return numberLiteral(token, null, this.since(start), this.found)
    },
    { recoveryValueFunc: () => this.missingExpr() },
  )

  private withUnit(token: IToken, start: number): ParsedExpr {
    let unit: string | null = null
    this.OPTION({
      GATE: () => !this.onNewLine(),
      DEF: () => {
        const word = this.CONSUME(t.Identifier)
        unit = word.image
      },
    })
    return this.ACTION(() => numberLiteral(token, unit, this.since(start), this.found))
  }

  protected boolean(token: IToken, value: boolean): ParsedExpr {
    return { kind: 'bool', span: this.tokenSpan(token), value }
  }

  /** Reports a spelling of another language that was understood, with the right one as the fix. */
  protected insteadOf(token: IToken, right: string): void {
    this.found.push(insteadOf({ id: this.source.file }, token, right))
  }

  private binding(name: Name, start: number, mutable: boolean): ParsedPattern {
    return { kind: 'bind', span: this.since(start), mutable, name }
  }

  private valuePattern(value: ParsedExpr): ParsedPattern {
    return { kind: 'value', span: value.span, value }
  }

  private missingPattern(): ParsedPattern {
    return { kind: 'value', span: this.here(), value: this.missingExpr() }
  }
}
