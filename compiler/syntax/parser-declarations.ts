// Files, contracts and their members. What may stand where (a payable function outside a contract, say) is checked
// later: the grammar takes the same declarations everywhere so that one slip doesn't lose the rest of the file.
import { EOF, type IOrAlt, type IRecognitionException, type IToken } from 'chevrotain'
import { report } from '../diagnostics/table.ts'
import type { Diagnostic } from '../diagnostics/types.ts'
import type {
  Modifier,
  ParsedComponent,
  ParsedConst,
  ParsedContract,
  ParsedEnum,
  ParsedError,
  ParsedEvent,
  ParsedExpr,
  ParsedFunction,
  ParsedImport,
  ParsedInterface,
  ParsedInvariant,
  ParsedItem,
  ParsedMember,
  ParsedSignature,
  ParsedStorage,
  ParsedStorageField,
  ParsedStruct,
  ParsedUse,
} from './ast.ts'
import { textLiteral } from './literals.ts'
import {
  LITERALS,
  Mistake,
  TooDeep,
  type Alternatives,
  type ParserInput,
  type ParserOptions,
} from './parser-base.ts'
import type { ParsedSteps } from './parser-functions.ts'
import { TestParser } from './parser-tests.ts'
import * as t from './tokens.ts'

/** What a file's tokens say. What `errors` and `problems` report are different mistakes. */
interface ParsedRead {
  readonly items: readonly ParsedItem[]
  readonly problems: readonly Diagnostic[]
  readonly errors: readonly IRecognitionException[]
}

type Declared = ParsedStruct | ParsedEnum | ParsedError | ParsedEvent | ParsedConst | ParsedFunction

export class SiloParser extends TestParser {
  constructor(options: ParserOptions = {}) {
    super(options)
    this.performSelfAnalysis()
  }

  /** Parses the tokens of a file that is right in all; null where it isn't. For a strict parser. */
  readRight(source: ParserInput, tokens: IToken[]): ParsedRead | null {
    const { length } = tokens
    try {
      const read = this.read(source, tokens)
      if (read.problems.length === 0) return read
    } catch (error) {
      if (!(error instanceof Mistake)) throw error
    }
    // Without the library's marks behind the last one.
    tokens.length = length
    return null
  }

  /** Parses a file's tokens. */
  read(source: ParserInput, tokens: IToken[]): ParsedRead {
    this.source = source
    this.depth = 0
    this.found.length = 0
    this.input = tokens
    try {
      const items = this.file()
      return { items, problems: [...this.found], errors: this.errors }
    } catch (error) {
      if (!(error instanceof TooDeep)) throw error
      return { items: [], problems: [report('E0111', error.span, {})], errors: [] }
    }
  }

  private readonly file = this.RULE(
    'file',
    (): ParsedItem[] => {
      const items: ParsedItem[] = []
      this.MANY(() => {
        const item = this.SUBRULE(this.item)
        this.OPTION(() => this.CONSUME(t.Semicolon))
        this.ACTION(() => {
          if (item !== null) items.push(item)
        })
      })
      this.CONSUME(EOF)
      return items
    },
    { recoveryValueFunc: (): ParsedItem[] => [] },
  )

  private readonly item = this.RULE('item', (): ParsedItem | null => this.OR(this.kindsOfItem), {
    recoveryValueFunc: (): ParsedItem | null => null,
  })

  private readonly kindsOfItem: IOrAlt<ParsedItem>[] = [
    { ALT: () => this.SUBRULE(this.importItem) },
    { ALT: () => this.SUBRULE(this.contract) },
    { ALT: () => this.SUBRULE(this.interface) },
    { ALT: () => this.SUBRULE(this.component) },
    { ALT: () => this.SUBRULE(this.test) },
    { ALT: () => this.SUBRULE(this.campaign) },
    { ALT: () => this.SUBRULE(this.declared) },
  ]

  private readonly importItem = this.RULE('import', (): ParsedImport => {
    const start = this.mark()
    const names: IToken[] = []
    this.CONSUME(t.Import)
    this.CONSUME(t.LeftBrace)
    this.OPTION(() => {
      names.push(this.CONSUME(t.Identifier))
      this.MANY(() => {
        this.CONSUME(t.Comma)
        names.push(this.CONSUME2(t.Identifier))
      })
      this.OPTION2(() => this.CONSUME2(t.Comma))
    })
    this.CONSUME(t.RightBrace)
    this.CONSUME(t.From)
    const path = this.CONSUME(t.StringToken)
    return this.ACTION(() => ({
      kind: 'import',
      span: this.since(start),
      names: names.map((token) => this.name(token)),
      path: { text: textLiteral(path.image), span: this.tokenSpan(path) },
    }))
  })

  private readonly contract = this.RULE('contract', (): ParsedContract => {
    const start = this.mark()
    this.CONSUME(t.Contract)
    const word = this.CONSUME(t.Identifier)
    const fulfils: IToken[] = []
    this.OPTION2(() => {
      this.CONSUME(t.Implements)
      this.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () => {
          fulfils.push(this.CONSUME2(t.Identifier))
        },
      })
    })
    const members = this.SUBRULE(this.members)
    return this.ACTION(() => ({
      kind: 'contract',
      span: this.since(start),
      doc: this.docAt(start),
      name: this.name(word),
      implements: fulfils.map((token) => this.name(token)),
      members,
    }))
  })

  /** A component: what it declares stands in braces as a contract's members do. */
  private readonly component = this.RULE('component', (): ParsedComponent => {
    const start = this.mark()
    let exported = false
    this.OPTION(() => {
      this.CONSUME(t.Pub)
      exported = true
    })
    this.CONSUME(t.Component)
    const word = this.CONSUME(t.Identifier)
    const members = this.SUBRULE(this.members)
    return this.ACTION(() => ({
      kind: 'component',
      span: this.since(start),
      doc: this.docAt(start),
      exported,
      name: this.name(word),
      members,
    }))
  })

  private readonly members = this.RULE('members', (): ParsedMember[] => {
    const members: ParsedMember[] = []
    this.CONSUME(t.LeftBrace)
    this.MANY(() => {
      const member = this.SUBRULE(this.member)
      this.OPTION(() => this.CONSUME(t.Semicolon))
      this.ACTION(() => {
        if (member !== null) members.push(member)
      })
    })
    this.CONSUME(t.RightBrace)
    return members
  })

  private readonly use = this.RULE('use', (): ParsedUse => {
    const start = this.mark()
    this.CONSUME(t.Use)
    const component = this.CONSUME(t.Identifier)
    this.CONSUME(t.As)
    const word = this.CONSUME2(t.Identifier)
    return this.ACTION(() => ({
      kind: 'use',
      span: this.since(start),
      doc: this.docAt(start),
      component: this.name(component),
      name: this.name(word),
    }))
  })

  private readonly member = this.RULE('member', (): ParsedMember | null => this.OR(this.kindsOfMember), {
    recoveryValueFunc: (): ParsedMember | null => null,
  })

  private readonly kindsOfMember: IOrAlt<ParsedMember>[] = [
    { ALT: () => this.SUBRULE(this.storage) },
    { ALT: () => this.SUBRULE(this.invariant) },
    { ALT: () => this.SUBRULE(this.use) },
    { ALT: () => this.SUBRULE(this.test) },
    { ALT: () => this.SUBRULE(this.campaign) },
    { ALT: () => this.SUBRULE(this.declared) },
  ]

  /** What may be declared in a file and in a contract alike. */
  private readonly declared = this.RULE('declared', (): Declared => {
    const start = this.mark()
    const steps = this.optional(0, t.At, this.steps)
    const modifiers = this.SUBRULE(this.modifiers)
    if (this.has(t.Fn)) return this.SUBRULE(this.function, { ARGS: [start, modifiers, steps?.max ?? null] })
    return this.otherDeclared(start, modifiers, steps)
  })

  private readonly steps = (): ParsedSteps | null => this.SUBRULE(this.annotation)

  private otherDeclared(start: number, modifiers: readonly Modifier[], steps: ParsedSteps | null): Declared {
    const declared = this.OR<Alternatives<Declared>>([
      { ALT: () => this.SUBRULE(this.record, { ARGS: [start, modifiers] }) },
      { ALT: () => this.SUBRULE(this.enumeration, { ARGS: [start, modifiers] }) },
      { ALT: () => this.SUBRULE(this.constant, { ARGS: [start, modifiers] }) },
      { ALT: () => this.SUBRULE(this.function, { ARGS: [start, modifiers, steps?.max ?? null] }) },
    ])
    if (steps !== null && declared.kind !== 'function') this.found.push(report('E0113', steps.span, {}))
    return declared
  }

  private readonly interface = this.RULE('interface', (): ParsedInterface => {
    const start = this.mark()
    const functions: ParsedSignature[] = []
    let exported = false
    this.OPTION(() => {
      this.CONSUME(t.Pub)
      exported = true
    })
    this.CONSUME(t.Interface)
    const word = this.CONSUME(t.Identifier)
    this.CONSUME(t.LeftBrace)
    this.MANY(() => {
      functions.push(this.SUBRULE(this.signature))
      this.OPTION2(() => this.CONSUME(t.Semicolon))
    })
    this.CONSUME(t.RightBrace)
    return this.ACTION(() => ({
      kind: 'interface',
      span: this.since(start),
      doc: this.docAt(start),
      exported,
      name: this.name(word),
      functions,
    }))
  })

  private readonly storage = this.RULE('storage', (): ParsedStorage => {
    const start = this.mark()
    const fields: ParsedStorageField[] = []
    this.CONSUME(t.Storage)
    this.CONSUME(t.LeftBrace)
    this.MANY(() => {
      fields.push(this.SUBRULE(this.storageField))
      this.OPTION(() =>
        this.OR([{ ALT: () => this.CONSUME(t.Comma) }, { ALT: () => this.CONSUME(t.Semicolon) }]),
      )
    })
    this.CONSUME(t.RightBrace)
    return this.ACTION(() => ({ kind: 'storage', span: this.since(start), fields }))
  })

  private readonly storageField = this.RULE(
    'storageField',
    (): ParsedStorageField => {
      const start = this.mark()
      let initial: ParsedExpr | null = null
      const word = this.CONSUME(t.Identifier)
      this.CONSUME(t.Colon)
      const type = this.SUBRULE(this.type)
      this.OPTION(() => {
        this.CONSUME(t.Assign)
        initial = this.SUBRULE(this.expression, LITERALS)
      })
      return this.ACTION(() => ({
        kind: 'storage-field',
        span: this.since(start),
        doc: this.docAt(start),
        name: this.name(word),
        type,
        initial,
      }))
    },
    {
      recoveryValueFunc: (): ParsedStorageField => ({
        ...this.missingField(),
        kind: 'storage-field',
        initial: null,
      }),
    },
  )

  private readonly invariant = this.RULE('invariant', (): ParsedInvariant => {
    const start = this.mark()
    let inTest = false
    this.CONSUME(t.Invariant)
    this.OPTION(() => {
      this.CONSUME(t.In)
      this.CONSUME(t.Test)
      inTest = true
    })
    const condition = this.SUBRULE(this.expression, LITERALS)
    return this.ACTION(() => ({
      kind: 'invariant',
      span: this.since(start),
      doc: this.docAt(start),
      inTest,
      condition,
    }))
  })

  private readonly constant = this.RULE(
    'constant',
    (start: number, modifiers: readonly Modifier[]): ParsedConst => {
      this.CONSUME(t.Const)
      const word = this.CONSUME(t.Identifier)
      this.CONSUME(t.Colon)
      const type = this.SUBRULE(this.type)
      this.CONSUME(t.Assign)
      const value = this.SUBRULE(this.expression, LITERALS)
      return this.ACTION(() => ({
        kind: 'const',
        span: this.since(start),
        doc: this.docAt(start),
        exported: this.exported(modifiers, 'const'),
        name: this.name(word),
        type,
        value,
      }))
    },
  )
}
