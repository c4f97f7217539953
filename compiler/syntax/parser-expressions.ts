// Expressions: operators and what follows an operand (members, calls, indices). Binary operators are read as one flat
// list; precedence.ts makes a tree of it.
import type { IToken } from 'chevrotain'
import { cover } from '../source.ts'
import type { BinaryOperator, Name, ParsedArgument, ParsedExpr, ParsedFieldValue } from './ast.ts'
import { LITERALS, MAX_DEPTH, passing } from './parser-base.ts'
import { PrimaryParser } from './parser-primary.ts'
import { climb, type Operand, type Operation } from './precedence.ts'
import * as t from './tokens.ts'

const NO_OPERATIONS: readonly Operation[] = []
const NO_NOTS: Operand['nots'] = []
/** Tokens that go on with an operand. */
const SUFFIXES = [t.Dot, t.LeftParen, t.Question, t.LeftBrace, t.LeftBracket]

export abstract class ExpressionParser extends PrimaryParser {
  protected readonly expression = this.RULE(
    'expression',
    (literals: boolean): ParsedExpr => {
      const first = this.SUBRULE(this.notOperand, passing(literals))
      if (this.lacks(t.BinaryOperatorToken)) return climb(first, NO_OPERATIONS, this.found)
      return this.operations(first, literals)
    },
    { recoveryValueFunc: () => this.missingExpr() },
  )

  private operations(first: Operand, literals: boolean): ParsedExpr {
    const rest: Operation[] = []
    this.MANY({
      GATE: () => !(this.onNewLine() && this.nextIs(t.Minus)) && this.fits(rest.length),
      DEF: () => {
        const token = this.CONSUME(t.BinaryOperatorToken)
        let second: IToken | null = null
        this.OPTION({
          GATE: () => token.tokenType === t.Greater && this.adjacent(),
          DEF: () => {
            second = this.CONSUME(t.Greater)
          },
        })
        const operand = this.SUBRULE2(this.notOperand, passing(literals))
        this.ACTION(() => rest.push(this.operation(token, second, operand)))
      },
    })
    return this.ACTION(() => climb(first, rest, this.found))
  }

  /** An operand of a binary operator with the `not`s before it. */
  protected readonly notOperand = this.RULE(
    'notOperand',
    (literals: boolean): Operand => {
      const nots = this.lacks(t.Not) ? NO_NOTS : this.nots()
      const value = this.SUBRULE(this.operand, passing(literals))
      return { nots, value }
    },
    { recoveryValueFunc: (): Operand => ({ nots: NO_NOTS, value: this.missingExpr() }) },
  )

  private nots(): Operand['nots'] {
    const nots: Operand['nots'][number][] = []
    this.MANY({
      GATE: () => nots.length < MAX_DEPTH,
      DEF: () => {
        const token = this.CONSUME(t.Not)
        this.ACTION(() => {
          const span = this.tokenSpan(token)
          if (token.tokenType === t.Bang) this.insteadOf(token, 'not ')
          nots.push(span)
        })
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
    return this.ACTION(() =>
      minuses.reduceRight(
        (operand: ParsedExpr, start): ParsedExpr => ({
          kind: 'unary',
          span: this.since(start),
          operator: '-',
          operand,
        }),
        value,
      ),
    )
  }

  protected readonly postfix = this.RULE(
    'postfix',
    (literals: boolean): ParsedExpr => {
      const start = this.mark()
      this.depth++
      try {
        const value = this.SUBRULE(this.primary, passing(literals))
        return SUFFIXES.every((type) => this.lacks(type)) ? value : this.suffixes(value, start, literals)
      } finally {
        this.depth--
      }
    },
    { recoveryValueFunc: () => this.missingExpr() },
  )

  /** What follows an operand: members, calls, indices, `?`. */
  private suffixes(first: ParsedExpr, start: number, literals: boolean): ParsedExpr {
    let value = first
    let length = 0
    this.MANY({
      GATE: () =>
        (this.nextIs(t.Dot) || !this.onNewLine()) &&
        (!this.nextIs(t.LeftBrace) || (literals && isVariantName(value))) &&
        this.fits(length) &&
        this.shallow(),
      DEF: () => {
        length++
        const object = value
        this.OR([
          {
            ALT: () => {
              this.CONSUME(t.Dot)
              const name = this.memberName()
              this.ACTION(() => {
                value = { kind: 'member', span: this.since(start), object, name }
              })
            },
          },
          {
            ALT: () => {
              const args = this.SUBRULE(this.arguments)
              this.ACTION(() => {
                value = { kind: 'call', span: this.since(start), callee: object, args }
              })
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.Question)
              this.ACTION(() => {
                value = { kind: 'try', span: this.since(start), operand: object }
              })
            },
          },
          {
            ALT: () => {
              const fields = this.SUBRULE(this.literalFields)
              this.ACTION(() => {
                value = this.variantLiteral(object, fields, start)
              })
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.LeftBracket)
              const index = this.SUBRULE(this.expression, LITERALS)
              this.CONSUME(t.RightBracket)
              this.ACTION(() => {
                value = { kind: 'index', span: this.since(start), object, index }
              })
            },
          },
        ])
      },
    })
    return value
  }

  protected readonly arguments = this.RULE(
    'arguments',
    (): ParsedArgument[] => {
      const args: ParsedArgument[] = []
      this.CONSUME(t.LeftParen)
      this.OPTION(() => {
        args.push(this.SUBRULE(this.argument))
        this.MANY(() => {
          this.CONSUME(t.Comma)
          args.push(this.SUBRULE2(this.argument))
        })
        this.OPTION2(() => this.CONSUME2(t.Comma))
      })
      this.close(t.RightParen)
      return args
    },
    { recoveryValueFunc: (): ParsedArgument[] => [] },
  )

  protected readonly argument = this.RULE(
    'argument',
    (): ParsedArgument => {
      const start = this.mark()
      let name: Name | null = null
      this.OPTION(() => {
        const word = this.CONSUME(t.Identifier)
        this.CONSUME(t.Colon)
        this.ACTION(() => {
          name = this.name(word)
        })
      })
      let param: Name | null = null
      const from = this.mark()
      this.OPTION2(() => {
        const word = this.CONSUME2(t.Identifier)
        this.CONSUME(t.FatArrow)
        this.ACTION(() => {
          param = this.name(word)
        })
      })
      const body = this.SUBRULE(this.expression, LITERALS)
      return this.ACTION(() => {
        const value: ParsedExpr =
          param === null ? body : { kind: 'lambda', span: this.since(from), param, body }
        return { kind: 'argument', span: this.since(start), name, value }
      })
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

  /** `Shape.Rect { ... }`; what stands before the braces is a name and a member of it. */
  private variantLiteral(owner: ParsedExpr, fields: readonly ParsedFieldValue[], start: number): ParsedExpr {
    if (owner.kind !== 'member' || owner.object.kind !== 'name') return this.missingExpr()
    return {
      kind: 'literal',
      span: this.since(start),
      qualifier: owner.object.name,
      name: owner.name,
      fields,
    }
  }

  private operation(token: IToken, second: IToken | null, operand: Operand): Operation {
    const span =
      second === null ? this.tokenSpan(token) : cover(this.tokenSpan(token), this.tokenSpan(second))
    if (token.tokenType === t.AndAnd) this.insteadOf(token, 'and')
    if (token.tokenType === t.OrOr) this.insteadOf(token, 'or')
    return { operator: second === null ? operatorOf(token.image) : '>>', span, operand }
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
