// Types and expressions that types contain come first: every later chapter of the parser builds on this one.
import type { ParserMethod } from 'chevrotain'
import type { ParsedExpr, ParsedType } from './ast.ts'
import { ParserBase } from './parser-base.ts'
import { Assign, Comma, Contract, Greater, Identifier, Less } from './tokens.ts'

export abstract class TypeParser extends ParserBase {
  /** An operand with its prefix and postfix operators; no binary operator, so `>` ends it. */
  protected abstract readonly operand: ParserMethod<[boolean], ParsedExpr>

  /** `u64`, `Shares`, `contract`, `map<K, V = default>` */
  protected readonly type = this.RULE(
    'type',
    (): ParsedType => {
      const start = this.mark()
      this.depth++
      try {
        const word = this.OR([{ ALT: () => this.CONSUME(Identifier) }, { ALT: () => this.CONSUME(Contract) }])
        let map: { key: ParsedType; value: ParsedType; initial: ParsedExpr | null } | null = null
        this.OPTION({
          GATE: () => word.image === 'map' && this.shallow(),
          DEF: () => {
            this.CONSUME(Less)
            const key = this.SUBRULE(this.type)
            this.CONSUME(Comma)
            const value = this.SUBRULE2(this.type)
            let initial: ParsedExpr | null = null
            this.OPTION2(() => {
              this.CONSUME(Assign)
              initial = this.SUBRULE(this.operand, { ARGS: [true] })
            })
            this.CONSUME(Greater)
            map = { key, value, initial }
          },
        })
        return this.ACTION((): ParsedType => {
          const span = this.since(start)
          return map === null ? { kind: 'named', span, name: this.name(word) } : { kind: 'map', span, ...map }
        })
      } finally {
        this.depth--
      }
    },
    { recoveryValueFunc: () => this.missingType() },
  )
}
