// Tests: single ones, those over made-up inputs, and campaigns.
import type { IToken } from 'chevrotain'
import type {
  ParsedCampaign,
  ParsedExpr,
  ParsedRange,
  ParsedSetting,
  ParsedTest,
  ParsedTestParam,
} from './ast.ts'
import { textLiteral } from './literals.ts'
import { DataParser } from './parser-data.ts'
import { LITERALS, NO_LITERALS } from './parser-base.ts'
import * as t from './tokens.ts'

export abstract class TestParser extends DataParser {
  protected readonly test = this.RULE('test', (): ParsedTest => {
    const start = this.mark()
    let params: ParsedTestParam[] = []
    let where: ParsedExpr | null = null
    this.CONSUME(t.Test)
    const title = this.CONSUME(t.StringToken)
    this.OPTION(() => {
      params = this.SUBRULE(this.testParameters)
    })
    this.OPTION2(() => {
      this.CONSUME(t.Where)
      where = this.SUBRULE(this.expression, NO_LITERALS)
    })
    const body = this.SUBRULE(this.block)
    return this.ACTION(() => ({
      kind: 'test',
      span: this.since(start),
      doc: this.docAt(start),
      title: { text: textLiteral(title.image), span: this.tokenSpan(title) },
      params,
      where,
      body,
    }))
  })

  private readonly testParameters = this.RULE(
    'testParameters',
    (): ParsedTestParam[] => {
      const params: ParsedTestParam[] = []
      this.CONSUME(t.LeftParen)
      this.OPTION(() => {
        params.push(this.SUBRULE(this.testParameter))
        this.MANY(() => {
          this.CONSUME(t.Comma)
          params.push(this.SUBRULE2(this.testParameter))
        })
        this.OPTION2(() => this.CONSUME2(t.Comma))
      })
      this.CONSUME(t.RightParen)
      return params
    },
    { recoveryValueFunc: (): ParsedTestParam[] => [] },
  )

  private readonly testParameter = this.RULE(
    'testParameter',
    (): ParsedTestParam => {
      const start = this.mark()
      let range: ParsedRange | null = null
      const word = this.CONSUME(t.Identifier)
      this.CONSUME(t.Colon)
      const type = this.SUBRULE(this.type)
      this.OPTION(() => {
        this.CONSUME(t.In)
        const rangeStart = this.mark()
        const from = this.SUBRULE(this.expression, LITERALS)
        this.CONSUME(t.DotDot)
        const to = this.SUBRULE2(this.expression, LITERALS)
        this.ACTION(() => {
          range = { kind: 'range', span: this.since(rangeStart), from, to }
        })
      })
      return this.ACTION(() => ({
        kind: 'test-param',
        span: this.since(start),
        name: this.name(word),
        type,
        range,
      }))
    },
    {
      recoveryValueFunc: (): ParsedTestParam => {
        const { span, name, type } = this.missingField()
        return { kind: 'test-param', span, name, type, range: null }
      },
    },
  )

  protected readonly campaign = this.RULE('campaign', (): ParsedCampaign => {
    const start = this.mark()
    let over: IToken | null = null
    const settings: ParsedSetting[] = []
    const word = this.CONSUME(t.Campaign)
    this.OPTION(() => {
      this.CONSUME(t.Over)
      over = this.CONSUME(t.Identifier)
    })
    this.CONSUME(t.LeftBrace)
    this.OPTION2(() => {
      settings.push(this.SUBRULE(this.setting))
      this.MANY(() => {
        this.CONSUME(t.Comma)
        settings.push(this.SUBRULE2(this.setting))
      })
      this.OPTION3(() => this.CONSUME2(t.Comma))
    })
    this.CONSUME(t.RightBrace)
    return this.ACTION(() => ({
      kind: 'campaign',
      span: this.since(start),
      doc: this.docAt(start),
      wordSpan: this.tokenSpan(word),
      over: over === null ? null : this.name(over),
      settings,
    }))
  })

  private readonly setting = this.RULE(
    'setting',
    (): ParsedSetting => {
      const start = this.mark()
      const word = this.CONSUME(t.Identifier)
      this.CONSUME(t.Colon)
      const value = this.SUBRULE(this.expression, LITERALS)
      return this.ACTION(() => ({ kind: 'setting', span: this.since(start), name: this.name(word), value }))
    },
    {
      recoveryValueFunc: (): ParsedSetting => ({
        kind: 'setting',
        span: this.here(),
        name: { text: '', span: this.here() },
        value: this.missingExpr(),
      }),
    },
  )
}
