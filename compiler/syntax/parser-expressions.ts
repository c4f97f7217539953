// Expressions: operators and what follows an operand (members, calls, indices). Binary operators are read as one flat
// list; precedence.ts makes a tree of it.
import type { IToken, TokenType } from 'chevrotain'
import { cover, type Span } from '../source.ts'
import type { BinaryOperator, Name, ParsedArgument, ParsedExpr } from './ast.ts'
import { LITERALS, MAX_DEPTH, passing } from './parser-base.ts'
import { PrimaryParser } from './parser-primary.ts'
import { climb, type Operand, type Operation } from './precedence.ts'
import * as t from './tokens.ts'

/** Tokens that go on with an operand. */
const SUFFIXES: ReadonlySet<TokenType> = new Set([t.Dot, t.LeftParen, t.Question, t.LeftBrace, t.LeftBracket])

export abstract class ExpressionParser extends PrimaryParser {
  protected readonly expression = this.RULE(
    'expression',
    (literals: boolean): ParsedExpr => {
      const first = this.plainOperand(literals) ?? this.SUBRULE(this.notOperand, passing(literals))
      if (first.kind !== 'nots' && this.lacks(t.BinaryOperatorToken)) return first
      return climb(first, this.operations(literals), this.found)
    },
    { recoveryValueFunc: () => this.missingExpr() },
  )

  /** An operand that is a name or a number alone. Null if something else, or more, is here. */
  private plainOperand(literals: boolean): ParsedExpr | null {
    const next = this.LA(2).tokenType
    const goesOn = SUFFIXES.has(next) && (literals || next !== t.LeftBrace)
    return goesOn || this.depth + 1 >= MAX_DEPTH ? null : this.leaf(literals)
  }

  private operations(literals: boolean): Operation[] {
    if (this.RECORDING_PHASE) this.MANY(() => this.operation(literals))
    if (!this.isOperation()) return []
    const operations = [this.operation(literals)]
    while (this.isOperation()) {
      this.fits(operations.length)
      operations.push(this.operation(literals))
    }
    return operations
  }

  /** Whether an operator goes on with the expression: a minus on a new line begins another. */
  private isOperation(): boolean {
    return this.has(t.BinaryOperatorToken) && !(this.nextIs(t.Minus) && this.onNewLine())
  }

  private operation(literals: boolean): Operation {
    const token = this.CONSUME(t.BinaryOperatorToken)
    const mayShift = this.RECORDING_PHASE || (token.tokenType === t.Greater && this.adjacent())
    const second = mayShift ? this.optional(0, t.Greater, this.greater) : null
    const own = this.tokenSpan(token)
    const span = second === null ? own : cover(own, this.tokenSpan(second))
    const operand = this.plainOperand(literals) ?? this.SUBRULE2(this.notOperand, passing(literals))
    if (token.tokenType === t.AndAnd) this.insteadOf(token, 'and')
    if (token.tokenType === t.OrOr) this.insteadOf(token, 'or')
    return { operator: second === null ? operatorOf(token.image) : '>>', span, operand }
  }

  private readonly greater = (): IToken => this.CONSUME(t.Greater)

  /** An operand of a binary operator with the `not`s before it. */
  protected readonly notOperand = this.RULE(
    'notOperand',
    (literals: boolean): Operand => {
      if (this.lacks(t.Not)) return this.SUBRULE(this.operand, passing(literals))
      const nots = this.nots()
      const value = this.SUBRULE(this.operand, passing(literals))
      return { kind: 'nots', nots, value }
    },
    { recoveryValueFunc: (): Operand => this.missingExpr() },
  )

  private nots(): readonly Span[] {
    const nots: Span[] = []
    this.MANY({
      GATE: () => nots.length < MAX_DEPTH,
      DEF: () => {
        const token = this.CONSUME(t.Not)
        if (token.tokenType === t.Bang) this.insteadOf(token, 'not ')
        nots.push(this.tokenSpan(token))
      },
    })
    return nots
  }

  protected readonly operand = this.RULE(
    'operand',
    (literals: boolean): ParsedExpr =>
      this.lacks(t.Minus) ? this.SUBRULE(this.postfix, passing(literals)) : this.negated(literals),
    { recoveryValueFunc: () => this.missingExpr() },
  )

  private negated(literals: boolean): ParsedExpr {
    const minuses: number[] = []
    this.MANY({
      GATE: () => minuses.length < MAX_DEPTH,
      DEF: () => {
        const start = this.mark()
        this.CONSUME(t.Minus)
        minuses.push(start)
      },
    })
    const value = this.SUBRULE(this.postfix, passing(literals))
    return minuses.reduceRight(
      (operand: ParsedExpr, start): ParsedExpr => ({
        kind: 'unary',
        span: this.since(start),
        operator: '-',
        operand,
      }),
      value,
    )
  }

  protected readonly postfix = this.RULE(
    'postfix',
    (literals: boolean): ParsedExpr => {
      const start = this.mark()
      this.depth++
      try {
        const value = this.leaf(literals) ?? this.SUBRULE(this.primary, passing(literals))
        return this.suffixes(value, start, literals)
      } finally {
        this.depth--
      }
    },
    { recoveryValueFunc: () => this.missingExpr() },
  )

  /** An operand with what follows it: members, calls, indices, `?`. */
  private suffixes(first: ParsedExpr, start: number, literals: boolean): ParsedExpr {
    if (this.RECORDING_PHASE) {
      this.MANY(() =>
        this.OR([
          { ALT: () => this.memberOf(first, start) },
          { ALT: () => this.call(first, start) },
          { ALT: () => this.attempt(first, start) },
          { ALT: () => this.variantLiteral(first, start) },
          { ALT: () => this.index(first, start) },
        ]),
      )
    }
    let value = first
    for (let length = 0; this.isSuffix(value, literals); length++) {
      this.fits(length)
      this.shallow()
      value = this.suffix(value, start)
    }
    return value
  }

  /** Whether the next token goes on with this operand: on a new line only a dot does, and before braces stands a variant's name. */
  private isSuffix(value: ParsedExpr, literals: boolean): boolean {
    const { tokenType } = this.LA(1)
    if (this.RECORDING_PHASE || !SUFFIXES.has(tokenType)) return false
    if (tokenType !== t.Dot && this.onNewLine()) return false
    return tokenType !== t.LeftBrace || (literals && isVariantName(value))
  }

  private suffix(value: ParsedExpr, start: number): ParsedExpr {
    switch (this.LA(1).tokenType) {
      case t.Dot:
        return this.memberOf(value, start)
      case t.LeftParen:
        return this.call(value, start)
      case t.Question:
        return this.attempt(value, start)
      case t.LeftBrace:
        return this.variantLiteral(value, start)
      default:
        return this.index(value, start)
    }
  }

  private memberOf(object: ParsedExpr, start: number): ParsedExpr {
    this.CONSUME(t.Dot)
    const name = this.memberName()
    return { kind: 'member', span: this.since(start), object, name }
  }

  private call(callee: ParsedExpr, start: number): ParsedExpr {
    const args = this.SUBRULE(this.arguments)
    return { kind: 'call', span: this.since(start), callee, args }
  }

  private attempt(operand: ParsedExpr, start: number): ParsedExpr {
    this.CONSUME(t.Question)
    return { kind: 'try', span: this.since(start), operand }
  }

  private index(object: ParsedExpr, start: number): ParsedExpr {
    this.CONSUME(t.LeftBracket)
    const index = this.SUBRULE(this.expression, LITERALS)
    this.CONSUME(t.RightBracket)
    return { kind: 'index', span: this.since(start), object, index }
  }

  protected readonly arguments = this.RULE(
    'arguments',
    (): ParsedArgument[] => {
      this.CONSUME(t.LeftParen)
      const args = this.items(this.argument, t.RightParen, true)
      this.close(t.RightParen)
      return args
    },
    { recoveryValueFunc: (): ParsedArgument[] => [] },
  )

  protected readonly argument = this.RULE(
    'argument',
    (): ParsedArgument => {
      const start = this.mark()
      const name = this.nameBefore(t.Colon) ? this.argumentName() : null
      const from = this.mark()
      const param = this.nameBefore(t.FatArrow) ? this.lambdaParam() : null
      const body = this.SUBRULE(this.expression, LITERALS)
      const value: ParsedExpr =
        param === null ? body : { kind: 'lambda', span: this.since(from), param, body }
      return { kind: 'argument', span: this.since(start), name, value }
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

  /** Whether a name with this token behind it is here; always while the grammar is recorded. */
  private nameBefore(type: TokenType): boolean {
    return this.RECORDING_PHASE || (this.nextIs(t.Identifier) && this.nextIs(type, 2))
  }

  private argumentName(): Name | null {
    let name: Name | null = null
    this.OPTION(() => {
      name = this.name(this.CONSUME(t.Identifier))
      this.CONSUME(t.Colon)
    })
    return name
  }

  private lambdaParam(): Name | null {
    let param: Name | null = null
    this.OPTION2(() => {
      param = this.name(this.CONSUME2(t.Identifier))
      this.CONSUME(t.FatArrow)
    })
    return param
  }

  /** `Shape.Rect { ... }`; what stands before the braces is a name and a member of it. */
  private variantLiteral(owner: ParsedExpr, start: number): ParsedExpr {
    const fields = this.SUBRULE(this.literalFields)
    if (owner.kind !== 'member' || owner.object.kind !== 'name') return this.missingExpr()
    const { object, name } = owner
    return { kind: 'literal', span: this.since(start), qualifier: object.name, name, fields }
  }
}

/** Whether an expression is `Shape.Rect`, to which the fields of a variant may be joined. */
function isVariantName(node: ParsedExpr): boolean {
  return node.kind === 'member' && node.object.kind === 'name' && /^[A-Z]/.test(node.name.text)
}

function operatorOf(image: string): BinaryOperator {
  switch (image) {
    case '&&':
      return 'and'
    case '||':
      return 'or'
    default:
      // The lexer gives this category to exactly the binary operators.
      return image as BinaryOperator
  }
}
