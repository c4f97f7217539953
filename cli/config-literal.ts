// Reads a configuration that is nothing but an object of texts, without running it: Node's own way to a TypeScript file loads a compiler first,
// which takes longer than many a build. Whatever is more than that is left to Node.

type Token = { readonly kind: 'word' | 'text' | 'sign'; readonly value: string }

const TOKEN =
  /(?<gap>\s+|\/\/[^\n\r]*|\/\*[\s\S]*?\*\/)|(?<word>[A-Za-z_$][\w$]*)|'(?<single>[^'\\\n\r]*)'|"(?<double>[^"\\\n\r]*)"|(?<sign>[{}:,;])/y

/** The settings in `export default { name: 'text', ... }`; undefined where the text is anything else. Total. */
export function readLiteral(text: string): Readonly<Record<string, string>> | undefined {
  const tokens = tokensOf(text)
  if (tokens === undefined) return undefined
  let at = 0
  const next = (kind: Token['kind'], value?: string): string | undefined => {
    const token = tokens[at]
    if (token?.kind !== kind || (value !== undefined && token.value !== value)) return undefined
    at += 1
    return token.value
  }
  if (next('word', 'export') === undefined || next('word', 'default') === undefined) return undefined
  if (next('sign', '{') === undefined) return undefined
  const settings = new Map<string, string>()
  while (next('sign', '}') === undefined) {
    const name = next('word')
    const value = next('sign', ':') === undefined ? undefined : next('text')
    if (name === undefined || name === '__proto__' || value === undefined) return undefined
    settings.set(name, value)
    if (next('sign', ',') === undefined && tokens[at]?.value !== '}') return undefined
  }
  next('sign', ';')
  return at === tokens.length ? Object.fromEntries(settings) : undefined
}

function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const groups = TOKEN.exec(text)?.groups
    if (groups === undefined) return undefined
    const { word, single, double, sign } = groups
    const written = single ?? double
    if (word !== undefined) tokens.push({ kind: 'word', value: word })
    else if (written !== undefined) tokens.push({ kind: 'text', value: written })
    else if (sign !== undefined) tokens.push({ kind: 'sign', value: sign })
  }
  return tokens
}
