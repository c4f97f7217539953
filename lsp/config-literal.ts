// Reads silo.config.ts without running it. Editors must not run what is in a project; and for the `silo` command, Node's own way to a TypeScript file loads a compiler
// first, which takes longer than many a build. Texts and objects of texts are understood; whatever is more than that is left to Node.

export type LiteralSetting = string | Readonly<Record<string, string>>

/** The settings in `export default { name: 'text', other: { a: 'b' } }`; undefined where the file is anything else. Total. */
export function readLiteral(config: string): Readonly<Record<string, LiteralSetting>> | undefined {
  const tokens = tokensOf(config)
  if (!isWord(tokens[0], 'export') || !isWord(tokens[1], 'default') || !isSign(tokens[2], '{'))
    return undefined
  const { entries, end } = readObject<LiteralSetting>(
    tokens,
    3,
    (at) => readText(tokens, at) ?? readTexts(tokens, at),
  )
  if (end === null) return undefined
  const last = isSign(tokens[end], ';') ? end + 1 : end
  return last === tokens.length ? Object.fromEntries(entries) : undefined
}

/** The texts of the first object that is called so, wherever it stands, up to the first value that is no text. Total. */
export function literalTexts(config: string, name: string): ReadonlyMap<string, string> {
  const tokens = tokensOf(config)
  const start = tokens.findIndex(
    (token, i) => nameIn(token) === name && isSign(tokens[i + 1], ':') && isSign(tokens[i + 2], '{'),
  )
  return start < 0 ? new Map() : readObject(tokens, start + 3, (at) => readText(tokens, at)).entries
}

interface Read<T> {
  readonly value: T
  /** The token behind it. */
  readonly end: number
}

/** The entries of an object that begins at `start`, behind its brace; `end` is null where it isn't one as a whole. */
function readObject<T>(
  tokens: readonly Token[],
  start: number,
  valueAt: (at: number) => Read<T> | undefined,
): { readonly entries: ReadonlyMap<string, T>; readonly end: number | null } {
  const entries = new Map<string, T>()
  let at = start
  while (!isSign(tokens[at], '}')) {
    const name = nameIn(tokens[at])
    const read = isSign(tokens[at + 1], ':') ? valueAt(at + 2) : undefined
    // JavaScript makes something else than an entry of this name.
    if (name === undefined || name === '__proto__' || read === undefined) return { entries, end: null }
    entries.set(name, read.value)
    at = read.end
    if (isSign(tokens[at], ',')) at += 1
    else if (!isSign(tokens[at], '}')) return { entries, end: null }
  }
  return { entries, end: at + 1 }
}

function readText(tokens: readonly Token[], at: number): Read<string> | undefined {
  const token = tokens[at]
  return token?.kind === 'text' ? { value: token.value, end: at + 1 } : undefined
}

function readTexts(tokens: readonly Token[], at: number): Read<Readonly<Record<string, string>>> | undefined {
  if (!isSign(tokens[at], '{')) return undefined
  const { entries, end } = readObject(tokens, at + 1, (inner) => readText(tokens, inner))
  return end === null ? undefined : { value: Object.fromEntries(entries), end }
}

interface Token {
  readonly kind: 'word' | 'text' | 'sign'
  readonly value: string
}

/** White space and comments, words, texts whose escapes stand for themselves, and single characters. */
const TOKEN =
  /(?<gap>\s+|\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?\*\/)|(?<word>[A-Za-z_$][\w$]*)|'(?<single>(?:[^'\\\n\r]|\\['"\\])*)'|"(?<double>(?:[^"\\\n\r]|\\['"\\])*)"|(?<sign>[^])/g

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  for (const { groups = {} } of text.matchAll(TOKEN)) {
    const { word, single, double, sign } = groups
    const written = single ?? double
    if (word !== undefined) tokens.push({ kind: 'word', value: word })
    else if (written !== undefined) tokens.push({ kind: 'text', value: written.replaceAll(/\\(.)/g, '$1') })
    else if (sign !== undefined) tokens.push({ kind: 'sign', value: sign })
  }
  return tokens
}

function isSign(token: Token | undefined, sign: string): boolean {
  return token?.kind === 'sign' && token.value === sign
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.value === word
}

function nameIn(token: Token | undefined): string | undefined {
  return token === undefined || token.kind === 'sign' ? undefined : token.value
}
