// Functions: heads, parameters, access clauses and bodies.
import type { ParserMethod } from 'chevrotain'
import type {
  Modifier,
  ParsedArgument,
  ParsedAccess,
  ParsedBlock,
  ParsedExpr,
  ParsedField,
  ParsedFunction,
  ParsedPattern,
  ParsedSignature,
  ParsedTypeParam,
  ParsedType,
} from './ast.ts'
import { report } from '../diagnostics/table.ts'
import type { Span } from '../source.ts'
import { LITERALS, NO_LITERALS, type Alternatives } from './parser-base.ts'
import { StatementParser } from './parser-statements.ts'
import * as t from './tokens.ts'

const MODIFIERS = ['pub', 'view', 'payable', 'remote', 'reentrant'] as const

/** What `@steps` says; null where it is broken. */
export interface ParsedSteps {
  readonly span: Span
  readonly max: ParsedExpr
}

export abstract class FunctionParser extends StatementParser {
  protected readonly function = this.RULE(
    'function',
    (start: number, modifiers: readonly Modifier[], steps: ParsedExpr | null): ParsedFunction => {
      let isInit = false
      let isRefund = false
      let typeParams: ParsedTypeParam[] = []
      let result: ParsedType | null = null
      let access: ParsedAccess | null = null
      let max: ParsedExpr | null = null
      const word = this.OR([
        {
          ALT: () => {
            const token = this.CONSUME(t.Init)
            isInit = true
            return token
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Fn)
            const token = this.CONSUME(t.Identifier)
            this.OPTION3(() => {
              typeParams = this.SUBRULE(this.typeParams)
            })
            return token
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.On)
            this.CONSUME(t.Refund)
            isRefund = true
            return this.CONSUME2(t.Identifier)
          },
        },
      ])
      const paramsStart = this.mark()
      const params = this.SUBRULE(this.parameters)
      const paramsSpan = this.since(paramsStart)
      this.OPTION(() => {
        const colon = this.CONSUME(t.Colon)
        this.ACTION(() => {
          if (colon.tokenType === t.ThinArrow) this.insteadOf(colon, ':')
        })
        result = this.SUBRULE(this.type)
      })
      this.OPTION2(() => {
        access = this.SUBRULE(this.access)
      })
      this.OPTION4(() => {
        this.CONSUME(t.Max)
        max = this.SUBRULE(this.expression, NO_LITERALS)
      })
      const arrow = this.nextIs(t.FatArrow)
      const body = this.SUBRULE(this.functionBody)
      return this.ACTION(() => ({
        kind: 'function',
        span: this.since(start),
        steps,
        doc: this.docAt(start),
        isInit,
        isRefund,
        modifiers,
        name: this.name(word),
        typeParams,
        params,
        paramsSpan,
        result,
        access,
        max,
        body,
        arrow,
      }))
    },
  )

  /** `@steps(max: 500)` in front of a function. */
  protected readonly annotation = this.RULE(
    'annotation',
    (): ParsedSteps | null => {
      const start = this.mark()
      this.CONSUME(t.At)
      const word = this.CONSUME(t.Identifier)
      this.CONSUME(t.LeftParen)
      this.CONSUME(t.Max)
      this.CONSUME(t.Colon)
      const max = this.SUBRULE(this.expression, LITERALS)
      // The formatter writes one where it breaks the line.
      this.OPTION(() => this.CONSUME(t.Comma))
      this.CONSUME(t.RightParen)
      return this.ACTION(() => {
        const span = this.since(start)
        if (word.image !== 'steps')
          this.found.push(report('E0112', this.tokenSpan(word), { name: word.image }))
        return { span, max }
      })
    },
    { recoveryValueFunc: (): ParsedSteps | null => null },
  )

  /** The words before `fn`. */
  protected readonly modifiers = this.RULE('modifiers', (): Modifier[] => {
    const modifiers: Modifier[] = []
    this.MANY(() => {
      const token = this.OR([
        { ALT: () => this.CONSUME(t.Pub) },
        { ALT: () => this.CONSUME(t.View) },
        { ALT: () => this.CONSUME(t.Payable) },
        { ALT: () => this.CONSUME(t.Remote) },
        { ALT: () => this.CONSUME(t.Reentrant) },
      ])
      this.ACTION(() => {
        const span = this.tokenSpan(token)
        const word = MODIFIERS.find((known) => known === token.image)
        if (word !== undefined) modifiers.push({ word, span })
      })
    })
    return modifiers
  })

  /** A function of an interface. */
  protected readonly signature = this.RULE(
    'signature',
    (): ParsedSignature => {
      const start = this.mark()
      let result: ParsedType | null = null
      let access: ParsedAccess | null = null
      const modifiers = this.SUBRULE(this.modifiers)
      this.CONSUME(t.Fn)
      const word = this.CONSUME(t.Identifier)
      const paramsStart = this.mark()
      const params = this.SUBRULE(this.parameters)
      const paramsSpan = this.since(paramsStart)
      this.OPTION(() => {
        this.CONSUME(t.Colon)
        result = this.SUBRULE(this.type)
      })
      this.OPTION2(() => {
        access = this.SUBRULE(this.access)
      })
      return this.ACTION(() => ({
        kind: 'signature',
        span: this.since(start),
        doc: this.docAt(start),
        modifiers,
        name: this.name(word),
        params,
        paramsSpan,
        result,
        access,
      }))
    },
    {
      recoveryValueFunc: (): ParsedSignature => ({
        kind: 'signature',
        span: this.here(),
        doc: null,
        modifiers: [],
        name: { text: '', span: this.here() },
        params: [],
        paramsSpan: this.here(),
        result: null,
        access: null,
      }),
    },
  )

  private readonly parameters = this.RULE(
    'parameters',
    (): ParsedField[] => {
      const params: ParsedField[] = []
      this.CONSUME(t.LeftParen)
      this.OPTION(() => {
        params.push(this.SUBRULE(this.field))
        this.MANY(() => {
          this.CONSUME(t.Comma)
          params.push(this.SUBRULE2(this.field))
        })
        this.OPTION2(() => this.CONSUME2(t.Comma))
      })
      this.CONSUME(t.RightParen)
      return params
    },
    { recoveryValueFunc: (): ParsedField[] => [] },
  )

  protected readonly field = this.RULE(
    'field',
    (): ParsedField => {
      const start = this.mark()
      const word = this.CONSUME(t.Identifier)
      this.CONSUME(t.Colon)
      const type = this.SUBRULE(this.type)
      return this.ACTION(() => ({
        kind: 'field',
        span: this.since(start),
        doc: this.docAt(start),
        name: this.name(word),
        type,
      }))
    },
    { recoveryValueFunc: () => this.missingField() },
  )

  private readonly access = this.RULE(
    'access',
    (): ParsedAccess => {
      const start = this.mark()
      const rules: ParsedExpr[] = []
      const origins: ParsedPattern[] = []
      this.CONSUME(t.By)
      this.OR<Alternatives<void>>({
        IGNORE_AMBIGUITIES: true,
        DEF: [
          {
            GATE: () => this.isOriginClause(),
            ALT: () => {
              this.CONSUME(t.Identifier)
              origins.push(this.SUBRULE(this.namedPattern))
              this.MANY(() => {
                this.CONSUME(t.Or)
                origins.push(this.SUBRULE2(this.namedPattern))
              })
            },
          },
          {
            ALT: () => {
              rules.push(this.SUBRULE(this.accessRule))
              this.MANY2(() => {
                this.CONSUME2(t.Or)
                rules.push(this.SUBRULE2(this.accessRule))
              })
            },
          },
        ],
      })
      return this.ACTION(() => ({ kind: 'access', span: this.since(start), rules, origins }))
    },
    {
      recoveryValueFunc: (): ParsedAccess => ({ kind: 'access', span: this.here(), rules: [], origins: [] }),
    },
  )

  /** `origin` and a name behind it; a field of storage may be called `origin` as well. */
  private isOriginClause(): boolean {
    return this.LA(1).image === 'origin' && this.LA(2).tokenType === t.Identifier
  }

  private readonly accessRule: ParserMethod<[], ParsedExpr> = this.RULE(
    'accessRule',
    (): ParsedExpr => {
      const start = this.mark()
      const word = this.CONSUME(t.Identifier)
      let path: ParsedExpr | null = null
      this.ACTION(() => {
        path = { kind: 'name', span: this.tokenSpan(word), name: this.name(word) }
      })
      this.MANY(() => {
        this.CONSUME(t.Dot)
        const part = this.CONSUME2(t.Identifier)
        this.ACTION(() => {
          path = {
            kind: 'member',
            span: this.since(start),
            object: path ?? this.missingExpr(),
            name: this.name(part),
          }
        })
      })
      this.OPTION({
        GATE: () => word.image === 'role' || word.image === 'sig',
        DEF: () => {
          const args: ParsedArgument[] = []
          this.CONSUME(t.LeftParen)
          args.push(this.SUBRULE(this.accessArgument))
          // As behind arguments anywhere: the formatter writes a comma behind the last where it breaks the line.
          this.MANY2(() => {
            this.CONSUME(t.Comma)
            this.OPTION2(() => args.push(this.SUBRULE2(this.accessArgument)))
          })
          this.CONSUME(t.RightParen)
          this.ACTION(() => {
            path = { kind: 'call', span: this.since(start), callee: path ?? this.missingExpr(), args }
          })
        },
      })
      return path ?? this.missingExpr()
    },
    { recoveryValueFunc: () => this.missingExpr() },
  )

  private readonly accessArgument: ParserMethod<[], ParsedArgument> = this.RULE(
    'accessArgument',
    (): ParsedArgument => {
      const start = this.mark()
      const value = this.SUBRULE(this.accessRule)
      return this.ACTION(() => ({ kind: 'argument', span: this.since(start), name: null, value }))
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

  protected readonly functionBody = this.RULE(
    'functionBody',
    (): ParsedBlock =>
      this.OR<Alternatives<ParsedBlock>>([
        { ALT: () => this.SUBRULE(this.block) },
        {
          ALT: () => {
            this.CONSUME(t.FatArrow)
            const value = this.SUBRULE(this.expression, LITERALS)
            return this.ACTION(() => ({
              kind: 'body',
              span: value.span,
              statements: [{ kind: 'expression', span: value.span, value }],
            }))
          },
        },
      ]),
    { recoveryValueFunc: () => this.emptyBlock() },
  )

  protected missingField(): ParsedField {
    const span = this.here()
    return { kind: 'field', span, doc: null, name: { text: '', span }, type: this.missingType() }
  }
}
