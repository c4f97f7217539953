// Types, type parameters and expressions that types contain come first: every later chapter of the parser builds on this one.
import type { IOrAlt, IToken, ParserMethod } from 'chevrotain'
import type { Name, ParsedExpr, ParsedType, ParsedTypeParam } from './ast.ts'
import { LITERALS, ParserBase } from './parser-base.ts'
import * as t from './tokens.ts'

/** Types whose angle brackets hold a greatest length. */
const SIZED: ReadonlySet<string> = new Set(['bytes', 'string'])

const NO_TYPES: readonly ParsedType[] = []

export abstract class TypeParser extends ParserBase {
  /** An operand with its prefix and postfix operators; no binary operator, so `>` ends it. */
  protected abstract readonly operand: ParserMethod<[boolean], ParsedExpr>

  /** `u64`, `Shares`, `contract`, `map<K, V = default>`, `Option<u64>`, `(A, B)`, `[T; 4]` */
  protected readonly type = this.RULE(
    'type',
    (): ParsedType => {
      this.depth++
      try {
        const plain = this.plainType()
        if (plain !== null) return plain
        if (!this.nextIs(t.Contract) && !this.nextIs(t.Identifier)) this.shallow()
        return this.OR(this.types)
      } finally {
        this.depth--
      }
    },
    { recoveryValueFunc: () => this.missingType() },
  )

  /** A name without arguments, as most types are. Null if something else is here. */
  private plainType(): ParsedType | null {
    if (!this.has(t.Identifier) || this.nextIs(t.Less, 2)) return null
    const name = this.name(this.CONSUME(t.Identifier))
    return { kind: 'named', span: name.span, name, args: NO_TYPES }
  }

  private readonly types: IOrAlt<ParsedType>[] = [
    { ALT: () => this.SUBRULE(this.namedType) },
    { ALT: () => this.SUBRULE(this.tupleType) },
    { ALT: () => this.SUBRULE(this.arrayType) },
  ]

  private readonly namedType = this.RULE(
    'namedType',
    (): ParsedType => {
      const start = this.mark()
      const word = this.has(t.Identifier) ? this.CONSUME(t.Identifier) : this.typeWord()
      if (!this.lacks(t.Less)) return this.typeWithArgs(word, start)
      const name = this.name(word)
      return { kind: 'named', span: this.sinceName(name, start), name, args: NO_TYPES }
    },
    { recoveryValueFunc: () => this.missingType() },
  )

  private typeWord(): IToken {
    return this.OR([{ ALT: () => this.CONSUME(t.Identifier) }, { ALT: () => this.CONSUME(t.Contract) }])
  }

  private typeWithArgs(word: IToken, start: number): ParsedType {
    let map: { key: ParsedType; value: ParsedType; initial: ParsedExpr | null } | null = null
    let max: ParsedExpr | null = null
    const args: ParsedType[] = []
    this.OPTION({
      GATE: () => word.image === 'map' && this.shallow(),
      DEF: () => {
        this.CONSUME(t.Less)
        const key = this.SUBRULE(this.type)
        this.CONSUME(t.Comma)
        const value = this.SUBRULE2(this.type)
        let initial: ParsedExpr | null = null
        this.OPTION2(() => {
          this.CONSUME(t.Assign)
          initial = this.SUBRULE(this.operand, LITERALS)
        })
        this.CONSUME(t.Greater)
        map = { key, value, initial }
      },
    })
    this.OPTION3({
      GATE: () => SIZED.has(word.image) && this.shallow(),
      DEF: () => {
        this.CONSUME2(t.Less)
        max = this.SUBRULE2(this.operand, LITERALS)
        this.CONSUME2(t.Greater)
      },
    })
    this.OPTION4({
      GATE: () => word.image !== 'map' && !SIZED.has(word.image) && this.shallow(),
      DEF: () => {
        this.CONSUME3(t.Less)
        args.push(this.SUBRULE3(this.type))
        this.MANY(() => {
          this.CONSUME2(t.Comma)
          args.push(this.SUBRULE4(this.type))
        })
        this.CONSUME3(t.Greater)
      },
    })
    return this.ACTION((): ParsedType => {
      const span = this.since(start)
      if (map !== null) return { kind: 'map', span, ...map }
      if (max !== null) return { kind: 'text-type', span, name: this.name(word), max }
      return { kind: 'named', span, name: this.name(word), args }
    })
  }

  /** `(A, B)`; of one item it is that item in brackets. */
  private readonly tupleType = this.RULE(
    'tupleType',
    (): ParsedType => {
      const start = this.mark()
      const items: ParsedType[] = []
      this.CONSUME(t.LeftParen)
      items.push(this.SUBRULE(this.type))
      this.MANY(() => {
        this.CONSUME(t.Comma)
        items.push(this.SUBRULE2(this.type))
      })
      this.OPTION(() => this.CONSUME2(t.Comma))
      this.CONSUME(t.RightParen)
      return this.ACTION(() => ({ kind: 'tuple-type', span: this.since(start), items }))
    },
    { recoveryValueFunc: () => this.missingType() },
  )

  /** `[T]`, `[T; n]`, `[T; ..n]` */
  private readonly arrayType = this.RULE(
    'arrayType',
    (): ParsedType => {
      const start = this.mark()
      let size: ParsedExpr | null = null
      let bounded = false
      this.CONSUME(t.LeftBracket)
      const element = this.SUBRULE(this.type)
      this.OPTION(() => {
        this.CONSUME(t.Semicolon)
        this.OPTION2(() => {
          this.CONSUME(t.DotDot)
          bounded = true
        })
        size = this.SUBRULE(this.operand, LITERALS)
      })
      this.CONSUME(t.RightBracket)
      return this.ACTION(() => ({ kind: 'array-type', span: this.since(start), element, size, bounded }))
    },
    { recoveryValueFunc: () => this.missingType() },
  )

  /** `<T, U: Ordered + Number>` behind the name of a declaration. */
  protected readonly typeParams = this.RULE(
    'typeParams',
    (): ParsedTypeParam[] => {
      const params: ParsedTypeParam[] = []
      this.CONSUME(t.Less)
      params.push(this.SUBRULE(this.typeParam))
      this.MANY(() => {
        this.CONSUME(t.Comma)
        params.push(this.SUBRULE2(this.typeParam))
      })
      this.CONSUME(t.Greater)
      return params
    },
    { recoveryValueFunc: (): ParsedTypeParam[] => [] },
  )

  private readonly typeParam = this.RULE(
    'typeParam',
    (): ParsedTypeParam => {
      const start = this.mark()
      const bounds: IToken[] = []
      const word = this.CONSUME(t.Identifier)
      this.OPTION(() => {
        this.CONSUME(t.Colon)
        bounds.push(this.CONSUME2(t.Identifier))
        this.MANY(() => {
          this.CONSUME(t.Plus)
          bounds.push(this.CONSUME3(t.Identifier))
        })
      })
      return this.ACTION(() => ({
        kind: 'type-param',
        span: this.since(start),
        name: this.name(word),
        bounds: bounds.map((bound): Name => this.name(bound)),
      }))
    },
    {
      recoveryValueFunc: (): ParsedTypeParam => ({
        kind: 'type-param',
        span: this.here(),
        name: { text: '', span: this.here() },
        bounds: [],
      }),
    },
  )
}
