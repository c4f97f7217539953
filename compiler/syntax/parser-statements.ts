// Blocks and statements. A statement ends with its line: what begins a new line and can't go on with the line before
// is the next statement. `;` may part statements that share a line.
import type { IOrAlt } from 'chevrotain'
import { report } from '../diagnostics/table.ts'
import type { BinaryOperator, ParsedBlock, ParsedExpr, ParsedStatement, ParsedType } from './ast.ts'
import { LITERALS, NO_LITERALS, type Alternatives } from './parser-base.ts'
import { ExpressionParser } from './parser-expressions.ts'
import * as t from './tokens.ts'

export abstract class StatementParser extends ExpressionParser {
  /** The alternatives of `statement`, made once. */
  private kinds: IOrAlt<ParsedStatement>[] | undefined

  protected readonly block = this.RULE(
    'block',
    (): ParsedBlock => {
      const start = this.mark()
      const statements: ParsedStatement[] = []
      this.CONSUME(t.LeftBrace)
      let fresh = true
      this.depth++
      try {
        this.MANY({
          GATE: () => this.shallow(),
          DEF: () => {
            this.OR([
              {
                ALT: () => {
                  const crowded = !fresh && !this.onNewLine()
                  const statement = this.SUBRULE(this.statement)
                  fresh = false
                  this.ACTION(() => {
                    if (crowded && statement.span.end > statement.span.start) this.crowded(statement)
                    statements.push(statement)
                  })
                },
              },
              {
                ALT: () => {
                  this.CONSUME(t.Semicolon)
                  fresh = true
                },
              },
            ])
          },
        })
      } finally {
        this.depth--
      }
      this.CONSUME(t.RightBrace)
      return this.ACTION(() => ({ kind: 'body', span: this.since(start), statements }))
    },
    { recoveryValueFunc: () => this.emptyBlock() },
  )

  protected readonly statement = this.RULE(
    'statement',
    (): ParsedStatement => {
      this.kinds ??= [
        { ALT: () => this.SUBRULE(this.letStatement) },
        { ALT: () => this.SUBRULE(this.requireStatement) },
        { ALT: () => this.SUBRULE(this.wordStatement) },
        { ALT: () => this.SUBRULE(this.whileStatement) },
        { ALT: () => this.SUBRULE(this.forStatement) },
        { ALT: () => this.SUBRULE(this.expectStatement) },
        { ALT: () => this.SUBRULE(this.expressionStatement) },
      ]
      return this.OR(this.kinds)
    },
    { recoveryValueFunc: () => this.missingStatement() },
  )

  private readonly letStatement = this.RULE(
    'letStatement',
    (): ParsedStatement => {
      const start = this.mark()
      this.CONSUME(t.Let)
      const pattern = this.SUBRULE(this.pattern)
      const type = this.lacks(t.Colon) ? null : this.typeBehindColon()
      this.CONSUME(t.Assign)
      const value = this.SUBRULE(this.expression, LITERALS)
      const otherwise = this.lacks(t.Else) ? null : this.otherwise()
      return this.ACTION((): ParsedStatement => {
        const span = this.since(start)
        if (pattern.kind !== 'bind' || otherwise !== null)
          return { kind: 'let-pattern', span, pattern, type, value, otherwise }
        const { mutable, name } = pattern
        return { kind: 'let', span, mutable, name, type, value }
      })
    },
    { recoveryValueFunc: () => this.missingStatement() },
  )

  private typeBehindColon(): ParsedType | null {
    let type: ParsedType | null = null
    this.OPTION(() => {
      this.CONSUME(t.Colon)
      type = this.SUBRULE(this.type)
    })
    return type
  }

  private otherwise(): ParsedBlock | null {
    let otherwise: ParsedBlock | null = null
    this.OPTION2({
      GATE: () => this.LA(1).image === 'else',
      DEF: () => {
        this.CONSUME(t.Else)
        otherwise = this.SUBRULE(this.block)
      },
    })
    return otherwise
  }

  private readonly requireStatement = this.RULE(
    'requireStatement',
    (): ParsedStatement => {
      const start = this.mark()
      let failure: ParsedExpr | null = null
      this.CONSUME(t.Require)
      const condition = this.SUBRULE(this.expression, LITERALS)
      this.OPTION(() => {
        const word = this.CONSUME(t.Else)
        this.ACTION(() => {
          if (word.tokenType === t.Comma) this.insteadOf(word, ' else')
        })
        failure = this.SUBRULE(this.nameOrLiteral, LITERALS)
      })
      return this.ACTION(() => ({ kind: 'require', span: this.since(start), condition, failure }))
    },
    { recoveryValueFunc: () => this.missingStatement() },
  )

  /** Statements that are a word and at most one expression. */
  private readonly wordStatement = this.RULE(
    'wordStatement',
    (): ParsedStatement => {
      const start = this.mark()
      return this.OR<Alternatives<ParsedStatement>>([
        {
          ALT: () => {
            this.CONSUME(t.Emit)
            const value = this.SUBRULE(this.nameOrLiteral, LITERALS)
            return this.ACTION(() => ({ kind: 'emit', span: this.since(start), value }))
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Discard)
            const value = this.SUBRULE(this.expression, LITERALS)
            return this.ACTION(() => ({ kind: 'discard', span: this.since(start), value }))
          },
        },
        {
          ALT: () => {
            let value: ParsedExpr | null = null
            this.CONSUME(t.Return)
            this.OPTION({
              GATE: () => !this.onNewLine(),
              DEF: () => {
                value = this.SUBRULE2(this.expression, LITERALS)
              },
            })
            return this.ACTION(() => ({ kind: 'return', span: this.since(start), value }))
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Break)
            return this.ACTION(() => ({ kind: 'break', span: this.since(start) }))
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Continue)
            return this.ACTION(() => ({ kind: 'continue', span: this.since(start) }))
          },
        },
      ])
    },
    { recoveryValueFunc: () => this.missingStatement() },
  )

  private readonly whileStatement = this.RULE(
    'whileStatement',
    (): ParsedStatement => {
      const start = this.mark()
      this.CONSUME(t.While)
      const condition = this.SUBRULE(this.expression, NO_LITERALS)
      const max = this.SUBRULE(this.bound)
      const body = this.SUBRULE(this.block)
      return this.ACTION(() => ({ kind: 'while', span: this.since(start), condition, max, body }))
    },
    { recoveryValueFunc: () => this.missingStatement() },
  )

  private readonly forStatement = this.RULE(
    'forStatement',
    (): ParsedStatement => {
      const start = this.mark()
      this.CONSUME(t.For)
      const word = this.CONSUME(t.Identifier)
      this.CONSUME(t.In)
      const from = this.SUBRULE(this.expression, NO_LITERALS)
      let to: ParsedExpr | null = null
      this.OPTION(() => {
        this.CONSUME(t.DotDot)
        to = this.SUBRULE2(this.expression, NO_LITERALS)
      })
      const max = this.SUBRULE(this.bound)
      const body = this.SUBRULE(this.block)
      return this.ACTION((): ParsedStatement => {
        const span = this.since(start)
        const variable = this.name(word)
        return to === null
          ? { kind: 'for-each', span, variable, collection: from, max, body }
          : { kind: 'for', span, variable, from, to, max, body }
      })
    },
    { recoveryValueFunc: () => this.missingStatement() },
  )

  /** `max N` behind the head of a loop. */
  private readonly bound = this.RULE(
    'bound',
    (): ParsedExpr | null => {
      if (this.lacks(t.Max)) return null
      let max: ParsedExpr | null = null
      this.OPTION(() => {
        this.CONSUME(t.Max)
        max = this.SUBRULE(this.expression, NO_LITERALS)
      })
      return max
    },
    { recoveryValueFunc: (): ParsedExpr | null => this.missingExpr() },
  )

  private readonly expectStatement = this.RULE(
    'expectStatement',
    (): ParsedStatement => {
      const start = this.mark()
      this.CONSUME(t.Expect)
      return this.OR<Alternatives<ParsedStatement>>([
        {
          IGNORE_AMBIGUITIES: true,
          ALT: () => {
            this.CONSUME(t.Trap)
            let word = null as ReturnType<typeof this.CONSUME> | null
            this.OPTION(() => {
              word = this.CONSUME(t.Identifier)
            })
            const body = this.SUBRULE(this.block)
            return this.ACTION(() => ({
              kind: 'expect-trap',
              span: this.since(start),
              error: word === null ? null : this.name(word),
              body,
            }))
          },
        },
        {
          ALT: () => {
            const condition = this.SUBRULE(this.expression, LITERALS)
            return this.ACTION(() => ({ kind: 'expect', span: this.since(start), condition }))
          },
        },
      ])
    },
    { recoveryValueFunc: () => this.missingStatement() },
  )

  private readonly expressionStatement = this.RULE(
    'expressionStatement',
    (): ParsedStatement => {
      const start = this.mark()
      const first = this.SUBRULE(this.expression, LITERALS)
      if (this.lacks(t.Assign) && this.lacks(t.CompoundAssign))
        return { kind: 'expression', span: this.since(start), value: first }
      return this.assignment(first, start)
    },
    { recoveryValueFunc: () => this.missingStatement() },
  )

  private assignment(target: ParsedExpr, start: number): ParsedStatement {
    let operator: BinaryOperator | null = null
    let value: ParsedExpr | null = null
    this.OPTION(() => {
      this.OR([
        { ALT: () => this.CONSUME(t.Assign) },
        {
          ALT: () => {
            const token = this.CONSUME(t.CompoundAssign)
            // The lexer only forms this token of a binary operator and `=`.
            operator = token.image.slice(0, -1) as BinaryOperator
          },
        },
      ])
      value = this.SUBRULE2(this.expression, LITERALS)
    })
    return this.ACTION((): ParsedStatement => {
      const span = this.since(start)
      if (value === null) return { kind: 'expression', span, value: target }
      return { kind: 'assign', span, operator, target, value }
    })
  }

  private missingStatement(): ParsedStatement {
    return { kind: 'expression', span: this.here(), value: this.missingExpr() }
  }

  private crowded(statement: ParsedStatement): void {
    const at = { ...statement.span, end: statement.span.start }
    this.found.push(
      report(
        'E0109',
        { ...statement.span, end: Math.min(statement.span.end, statement.span.start + 1) },
        {},
        { fix: { title: 'begin a new line', edits: [{ span: at, newText: '\n' }] } },
      ),
    )
  }
}
