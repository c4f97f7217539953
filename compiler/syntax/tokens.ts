// The tokens of the language. Only the lexer and the parser see these; the order of `ALL_TOKENS` is the order in
// which the lexer tries them.
import { createToken, Lexer, type TokenType } from 'chevrotain'

/** What may stand behind a dot: a name, or `init` for a component's. */
export const MemberName = createToken({ name: 'MemberName', pattern: Lexer.NA, label: 'a name' })

export const Identifier = createToken({
  name: 'Identifier',
  categories: [MemberName],
  pattern: /[A-Za-z_][A-Za-z0-9_]*/,
  label: 'a name',
})

/** Anything that may stand between two operands. */
export const BinaryOperatorToken = createToken({
  name: 'BinaryOperator',
  pattern: Lexer.NA,
  label: 'an operator',
})

const keywords: TokenType[] = []

/** What the lexer reads as a name and then finds to be a word of the language, by the word. */
export const WORDS = new Map<string, TokenType>()

function keyword(word: string, categories: TokenType[] = []): TokenType {
  const token = createToken({
    name: `Keyword_${word}`,
    pattern: Lexer.NA,
    label: `\`${word}\``,
    categories,
  })
  keywords.push(token)
  WORDS.set(word, token)
  return token
}

/** A word that is a keyword only where the grammar asks for it, and a name everywhere else. */
function contextual(word: string): TokenType {
  return keyword(word, [Identifier])
}

const symbols: TokenType[] = []

function symbol(name: string, text: string, categories: TokenType[] = []): TokenType {
  const token = createToken({ name, pattern: text, label: `\`${text}\``, categories })
  symbols.push(token)
  return token
}

export const Import = keyword('import')
export const From = contextual('from')
export const Contract = keyword('contract')
export const Storage = keyword('storage')
export const Struct = keyword('struct')
export const Resource = keyword('resource')
export const Enum = keyword('enum')
export const ErrorWord = keyword('error')
export const EventWord = keyword('event')
export const Const = keyword('const')
export const Pub = keyword('pub')
export const View = keyword('view')
export const Payable = keyword('payable')
export const Interface = keyword('interface')
export const Component = keyword('component')
export const Use = contextual('use')
export const Implements = contextual('implements')
export const Invariant = keyword('invariant')
export const Fn = keyword('fn')
export const Init = keyword('init', [MemberName])
export const By = contextual('by')
export const Test = keyword('test')
export const Where = keyword('where')
export const Campaign = keyword('campaign')
export const Over = contextual('over')
export const Let = keyword('let')
export const Mut = keyword('mut')
export const If = keyword('if')
export const Else = keyword('else')
export const Match = keyword('match')
export const While = keyword('while')
export const For = keyword('for')
export const In = keyword('in')
export const Max = contextual('max')
export const Return = keyword('return')
export const Break = keyword('break')
export const Continue = keyword('continue')
export const Require = keyword('require')
export const Emit = keyword('emit')
export const Trap = keyword('trap')
export const Discard = keyword('discard')
export const Expect = keyword('expect')
export const Deploy = keyword('deploy')
export const As = keyword('as')
export const True = keyword('true')
export const False = keyword('false')
export const Remote = keyword('remote')
export const Reentrant = keyword('reentrant')
export const Send = keyword('send')
export const With = contextual('with')
export const Fee = contextual('fee')
export const Gas = contextual('gas')
export const On = contextual('on')
export const Refund = contextual('refund')
export const Or = keyword('or', [BinaryOperatorToken])
export const And = keyword('and', [BinaryOperatorToken])
export const Not = keyword('not')

const words = (tokens: readonly TokenType[]): ReadonlySet<string> =>
  new Set(tokens.map(({ name }) => name.slice('Keyword_'.length)))
/** The language's words, for those who colour code. */
export const KEYWORDS = words(keywords)
/** Those that are names where the grammar doesn't ask for them. */
export const CONTEXTUAL_WORDS = words(keywords.filter(({ CATEGORIES }) => CATEGORIES?.includes(Identifier)))

/** Words kept for later versions of the language: a program that uses one as a name would break then. */
export const Reserved = createToken({ name: 'Reserved', pattern: Lexer.NA, label: 'a reserved word' })
WORDS.set('await', Reserved)

export const Assign = createToken({ name: 'Assign', pattern: '=', label: '`=`' })
export const CompoundAssign = createToken({
  name: 'CompoundAssign',
  pattern: /(?:<<|>>|[-+*/%&|^])=/,
  label: 'an assignment operator',
})
export const FatArrow = symbol('FatArrow', '=>')
/** `->` is not of the language; it is read as `:` and reported. */
export const Colon = createToken({ name: 'Colon', pattern: ':', label: '`:`' })
export const ThinArrow = symbol('ThinArrow', '->', [Colon])
symbol('EqualEqual', '==', [BinaryOperatorToken])
symbol('NotEqual', '!=', [BinaryOperatorToken])
symbol('LessEqual', '<=', [BinaryOperatorToken])
symbol('GreaterEqual', '>=', [BinaryOperatorToken])
symbol('ShiftLeft', '<<', [BinaryOperatorToken])
/** `&&`, `||` and `!` are not of the language; they are read as `and`, `or`, `not` and reported. */
export const AndAnd = symbol('AndAnd', '&&', [BinaryOperatorToken])
export const OrOr = symbol('OrOr', '||', [BinaryOperatorToken])
export const Bang = symbol('Bang', '!', [Not])
export const Less = symbol('Less', '<', [BinaryOperatorToken])
/** `>>` is read as two of these, so that nested maps can close with it. */
export const Greater = symbol('Greater', '>', [BinaryOperatorToken])
export const Pipe = symbol('Pipe', '|', [BinaryOperatorToken])
symbol('Caret', '^', [BinaryOperatorToken])
symbol('Ampersand', '&', [BinaryOperatorToken])
export const Plus = symbol('Plus', '+', [BinaryOperatorToken])
export const Minus = symbol('Minus', '-', [BinaryOperatorToken])
symbol('Star', '*', [BinaryOperatorToken])
symbol('Slash', '/', [BinaryOperatorToken])
symbol('Percent', '%', [BinaryOperatorToken])
export const DotDot = symbol('DotDot', '..')
export const Dot = symbol('Dot', '.')
export const Question = symbol('Question', '?')
/** A comma may be read as `else`, where another language has it behind a condition; that is reported. */
export const Comma = symbol('Comma', ',', [Else])
export const Semicolon = symbol('Semicolon', ';')
export const At = symbol('At', '@')
export const LeftBrace = symbol('LeftBrace', '{')
export const RightBrace = symbol('RightBrace', '}')
export const LeftParen = symbol('LeftParen', '(')
export const RightParen = symbol('RightParen', ')')
export const LeftBracket = symbol('LeftBracket', '[')
export const RightBracket = symbol('RightBracket', ']')

export const NumberToken = createToken({
  name: 'Number',
  pattern: /0x[0-9a-fA-F_]*|[0-9][0-9_]*(?:\.[0-9][0-9_]*)?/,
  label: 'a number',
})
export const StringToken = createToken({
  name: 'String',
  pattern: /"(?:[^"\\\n\r]|\\["\\])*"/,
  label: 'a text in quotes',
})

/** The library passes over a class of ASCII characters by a table. */
const WhiteSpace = createToken({
  name: 'WhiteSpace',
  pattern: /[ \t-\r]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
})
const OtherWhiteSpace = createToken({
  name: 'OtherWhiteSpace',
  pattern: /\s+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
})
/** Comments of all kinds leave the token stream but are kept, for docs and for the formatter. */
export const COMMENTS = 'comments'
const LineComment = createToken({ name: 'LineComment', pattern: /\/\/[^\n\r]*/, group: COMMENTS })
const BlockComment = createToken({
  name: 'BlockComment',
  pattern: /\/\*[\s\S]*?\*\//,
  group: COMMENTS,
  line_breaks: true,
})

/** A comment without an end takes the rest of the file; the lexer reports it. */
export const UNTERMINATED = 'unterminated'
const UnterminatedComment = createToken({
  name: 'UnterminatedComment',
  pattern: /\/\*[\s\S]*/,
  group: UNTERMINATED,
  line_breaks: true,
})

export const ALL_TOKENS: TokenType[] = [
  WhiteSpace,
  OtherWhiteSpace,
  LineComment,
  BlockComment,
  UnterminatedComment,
  StringToken,
  NumberToken,
  Reserved,
  ...keywords,
  Identifier,
  CompoundAssign,
  ...symbols.filter((token) => token !== ThinArrow && String(token.PATTERN).length > 1),
  ThinArrow,
  Assign,
  Colon,
  ...symbols.filter((token) => String(token.PATTERN).length === 1),
  BinaryOperatorToken,
  MemberName,
]
