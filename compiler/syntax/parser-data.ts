// Structs, enums, errors and events.
import type { IToken } from 'chevrotain'
import { report } from '../diagnostics/table.ts'
import type {
  Modifier,
  ParsedEnum,
  ParsedError,
  ParsedEvent,
  ParsedField,
  ParsedStruct,
  ParsedType,
  ParsedTypeParam,
  ParsedVariant,
} from './ast.ts'
import type { Alternatives } from './parser-base.ts'
import { FunctionParser } from './parser-functions.ts'
import * as t from './tokens.ts'

export abstract class DataParser extends FunctionParser {
  /** Structs, resources, errors and events: a word, a name and fields. */
  protected readonly record = this.RULE(
    'record',
    (start: number, modifiers: readonly Modifier[]): ParsedStruct | ParsedError | ParsedEvent => {
      const kind = this.OR<Alternatives<'struct' | 'resource' | 'error' | 'event'>>([
        { ALT: () => this.word(this.CONSUME(t.Struct), 'struct') },
        { ALT: () => this.word(this.CONSUME(t.Resource), 'resource') },
        { ALT: () => this.word(this.CONSUME(t.ErrorWord), 'error') },
        { ALT: () => this.word(this.CONSUME(t.EventWord), 'event') },
      ])
      const word = this.CONSUME(t.Identifier)
      let typeParams: ParsedTypeParam[] = []
      this.OPTION2({
        GATE: () => kind === 'struct' || kind === 'resource',
        DEF: () => {
          typeParams = this.SUBRULE(this.typeParams)
        },
      })
      const fields: ParsedField[] = []
      this.CONSUME(t.LeftBrace)
      this.MANY(() => {
        fields.push(this.SUBRULE(this.field))
        this.OPTION(() => this.CONSUME(t.Comma))
      })
      this.CONSUME(t.RightBrace)
      return this.ACTION(() => {
        const span = this.since(start)
        const doc = this.docAt(start)
        const exported = this.exported(modifiers, kind)
        const name = this.name(word)
        return kind === 'struct' || kind === 'resource'
          ? { kind: 'struct', resource: kind === 'resource', span, doc, exported, name, typeParams, fields }
          : { kind, span, doc, exported, name, fields }
      })
    },
  )

  protected readonly enumeration = this.RULE(
    'enumeration',
    (start: number, modifiers: readonly Modifier[]): ParsedEnum => {
      let typeParams: ParsedTypeParam[] = []
      const variants: ParsedVariant[] = []
      this.CONSUME(t.Enum)
      const word = this.CONSUME(t.Identifier)
      this.OPTION(() => {
        typeParams = this.SUBRULE(this.typeParams)
      })
      this.CONSUME(t.LeftBrace)
      this.MANY(() => {
        variants.push(this.SUBRULE(this.variant))
        this.OPTION2(() => this.CONSUME(t.Comma))
      })
      this.CONSUME(t.RightBrace)
      return this.ACTION(() => ({
        kind: 'enum',
        span: this.since(start),
        doc: this.docAt(start),
        exported: this.exported(modifiers, 'enum'),
        name: this.name(word),
        typeParams,
        variants,
      }))
    },
  )

  /** `Empty`, `Circle(u64)`, `Rect { w: u64, h: u64 }` */
  private readonly variant = this.RULE(
    'variant',
    (): ParsedVariant => {
      const start = this.mark()
      const items: ParsedType[] = []
      const fields: ParsedField[] = []
      const word = this.CONSUME(t.Identifier)
      this.OPTION(() =>
        this.OR([
          {
            ALT: () => {
              this.CONSUME(t.LeftParen)
              items.push(this.SUBRULE(this.type))
              this.MANY(() => {
                this.CONSUME(t.Comma)
                items.push(this.SUBRULE2(this.type))
              })
              this.OPTION3(() => this.CONSUME3(t.Comma))
              this.CONSUME(t.RightParen)
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.LeftBrace)
              this.MANY2(() => {
                fields.push(this.SUBRULE(this.field))
                this.OPTION2(() => this.CONSUME2(t.Comma))
              })
              this.CONSUME(t.RightBrace)
            },
          },
        ]),
      )
      return this.ACTION(() => ({
        kind: 'variant',
        span: this.since(start),
        doc: this.docAt(start),
        name: this.name(word),
        items,
        fields,
      }))
    },
    {
      recoveryValueFunc: (): ParsedVariant => ({
        kind: 'variant',
        span: this.here(),
        doc: null,
        name: { text: '', span: this.here() },
        items: [],
        fields: [],
      }),
    },
  )

  private word<W extends string>(_token: IToken, word: W): W {
    return word
  }

  protected exported(modifiers: readonly Modifier[], what: string): boolean {
    for (const modifier of modifiers) {
      if (modifier.word === 'pub') continue
      this.found.push(
        report(
          'E0110',
          modifier.span,
          { word: modifier.word, what },
          { fix: { title: `remove \`${modifier.word}\``, edits: [{ span: modifier.span, newText: '' }] } },
        ),
      )
    }
    return modifiers.some((m) => m.word === 'pub')
  }
}
