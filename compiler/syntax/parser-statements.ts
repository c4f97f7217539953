// Blocks and statements. A statement ends with its line: what begins a new line and can't go on with the line before
// is the next statement. `;` may part statements that share a line.
import type { IOrAlt, IToken } from 'chevrotain'
import { report } from '../diagnostics/table.ts'
import type { BinaryOperator, ParsedBlock, ParsedExpr, ParsedStatement, ParsedType } from './ast.ts'
import { LITERALS, NO_LITERALS, type Alternatives } from './parser-base.ts'
import { ExpressionParser } from './parser-expressions.ts'
import * as t from './tokens.ts'

interface OpenBlock {
  readonly statements: ParsedStatement[]
  /** Whether the next statement is the first, or stands behind a `;`. */
  fresh: boolean
}

export abstract class StatementParser extends ExpressionParser {
  /** The block that is being read, for what its repetition reads. */
  private open: OpenBlock = { statements: [], fresh: true }

  protected readonly block = this.RULE(
    'block',
    (): ParsedBlock => {
      const start = this.mark()
      this.CONSUME(t.LeftBrace)
      const outer = this.open
      const statements: ParsedStatement[] = []
      this.open = { statements, fresh: true }
      this.depth++
      try {
        this.shallow()
        this.MANY(this.partOfBlock)
      } finally {
        this.depth--
        this.open = outer
      }
      this.CONSUME(t.RightBrace)
      return { kind: 'body', span: this.since(start), statements }
    },
    { recoveryValueFunc: () => this.emptyBlock() },
  )

  private readonly partOfBlock = (): void => {
    this.OR(this.partsOfBlock)
  }

  private readonly partsOfBlock: IOrAlt<void>[] = [
    {
      ALT: () => {
        const { open } = this
        const crowded = !open.fresh && !this.onNewLine()
        const statement = this.SUBRULE(this.statement)
        open.fresh = false
        if (crowded && statement.span.end > statement.span.start) this.crowded(statement)
        open.statements.push(statement)
      },
    },
    {
      ALT: () => {
        this.CONSUME(t.Semicolon)
        this.open.fresh = true
      },
    },
  ]

  protected readonly statement = this.RULE('statement', (): ParsedStatement => this.OR(this.statements), {
    recoveryValueFunc: () => this.missingStatement(),
  })

  private readonly statements: IOrAlt<ParsedStatement>[] = [
    { ALT: () => this.SUBRULE(this.letStatement) },
    { ALT: () => this.SUBRULE(this.requireStatement) },
    { ALT: () => this.SUBRULE(this.wordStatement) },
    { ALT: () => this.SUBRULE(this.whileStatement) },
    { ALT: () => this.SUBRULE(this.forStatement) },
    { ALT: () => this.SUBRULE(this.expectStatement) },
    { ALT: () => this.SUBRULE(this.expressionStatement) },
  ]

  private readonly letStatement = this.RULE(
    'letStatement',
    (): ParsedStatement => {
      const start = this.mark()
      this.CONSUME(t.Let)
      const pattern = this.SUBRULE(this.pattern)
      const type = this.optional(0, t.Colon, this.typeBehindColon)
      this.CONSUME(t.Assign)
      const value = this.SUBRULE(this.expression, LITERALS)
      const otherwise = this.lacks(t.Else) ? null : this.otherwise()
      const span = this.since(start)
      if (pattern.kind !== 'bind' || otherwise !== null)
        return { kind: 'let-pattern', span, pattern, type, value, otherwise }
      const { mutable, name } = pattern
      return { kind: 'let', span, mutable, name, type, value }
    },
    { recoveryValueFunc: () => this.missingStatement() },
  )

  protected readonly typeBehindColon = (): ParsedType => {
    this.CONSUME(t.Colon)
    return this.SUBRULE(this.type)
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
      this.CONSUME(t.Require)
      const condition = this.SUBRULE(this.expression, LITERALS)
      const failure = this.optional(0, t.Else, this.failure)
      return { kind: 'require', span: this.since(start), condition, failure }
    },
    { recoveryValueFunc: () => this.missingStatement() },
  )

  private readonly failure = (): ParsedExpr => {
    const word = this.CONSUME(t.Else)
    if (word.tokenType === t.Comma) this.insteadOf(word, ' else')
    return this.SUBRULE(this.nameOrLiteral, LITERALS)
  }

  /** Statements that are a word and at most one expression. */
  private readonly wordStatement = this.RULE(
    'wordStatement',
    (): ParsedStatement => this.OR(this.wordStatements),
    { recoveryValueFunc: () => this.missingStatement() },
  )

  private readonly wordStatements: IOrAlt<ParsedStatement>[] = [
    {
      ALT: () => {
        const start = this.mark()
        this.CONSUME(t.Emit)
        const value = this.SUBRULE(this.nameOrLiteral, LITERALS)
        return { kind: 'emit', span: this.since(start), value }
      },
    },
    {
      ALT: () => {
        const start = this.mark()
        this.CONSUME(t.Discard)
        const value = this.SUBRULE(this.expression, LITERALS)
        return { kind: 'discard', span: this.since(start), value }
      },
    },
    {
      ALT: () => {
        const start = this.mark()
        this.CONSUME(t.Return)
        const value = this.OPTION(this.returned) ?? null
        return { kind: 'return', span: this.since(start), value }
      },
    },
    {
      ALT: () => {
        const start = this.mark()
        this.CONSUME(t.Break)
        return { kind: 'break', span: this.since(start) }
      },
    },
    {
      ALT: () => {
        const start = this.mark()
        this.CONSUME(t.Continue)
        return { kind: 'continue', span: this.since(start) }
      },
    },
  ]

  private readonly returned = {
    GATE: (): boolean => !this.onNewLine(),
    DEF: (): ParsedExpr => this.SUBRULE2(this.expression, LITERALS),
  }

  private readonly whileStatement = this.RULE(
    'whileStatement',
    (): ParsedStatement => {
      const start = this.mark()
      this.CONSUME(t.While)
      const condition = this.SUBRULE(this.expression, NO_LITERALS)
      const max = this.SUBRULE(this.bound)
      const body = this.SUBRULE(this.block)
      return { kind: 'while', span: this.since(start), condition, max, body }
    },
    { recoveryValueFunc: () => this.missingStatement() },
  )

  private readonly forStatement = this.RULE(
    'forStatement',
    (): ParsedStatement => {
      const start = this.mark()
      this.CONSUME(t.For)
      const variable = this.name(this.CONSUME(t.Identifier))
      this.CONSUME(t.In)
      const from = this.SUBRULE(this.expression, NO_LITERALS)
      const to = this.optional(0, t.DotDot, this.upperBound)
      const max = this.SUBRULE(this.bound)
      const body = this.SUBRULE(this.block)
      const span = this.since(start)
      return to === null
        ? { kind: 'for-each', span, variable, collection: from, max, body }
        : { kind: 'for', span, variable, from, to, max, body }
    },
    { recoveryValueFunc: () => this.missingStatement() },
  )

  private readonly upperBound = (): ParsedExpr => {
    this.CONSUME(t.DotDot)
    return this.SUBRULE2(this.expression, NO_LITERALS)
  }

  /** `max N` behind the head of a loop. */
  private readonly bound = this.RULE(
    'bound',
    (): ParsedExpr | null => this.optional(0, t.Max, this.behindMax),
    { recoveryValueFunc: (): ParsedExpr | null => this.missingExpr() },
  )

  protected readonly behindMax = (): ParsedExpr => {
    this.CONSUME(t.Max)
    return this.SUBRULE(this.expression, NO_LITERALS)
  }

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
    // The lexer forms a compound assignment only of a binary operator and `=`.
    const operator = this.has(t.CompoundAssign) ? (this.LA(1).image.slice(0, -1) as BinaryOperator) : null
    const value = this.OPTION(this.assigned) ?? this.missingExpr()
    return { kind: 'assign', span: this.since(start), operator, target, value }
  }

  private readonly assigned = (): ParsedExpr => {
    this.OR(this.assignments)
    return this.SUBRULE2(this.expression, LITERALS)
  }

  private readonly assignments: IOrAlt<IToken>[] = [
    { ALT: () => this.CONSUME(t.Assign) },
    { ALT: () => this.CONSUME(t.CompoundAssign) },
  ]

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
