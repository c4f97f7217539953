// Corpus files: a case as text, with fields `name: value` first, an empty line, and a body whose form is the kind's own. Fields may repeat.

export interface CorpusCase {
  readonly kind: string
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

export function writeCase({ kind, fields, body }: CorpusCase): string {
  const lines = [['kind', kind] as const, ...fields].map(([name, value]) => `${name}: ${value}`)
  return `${lines.join('\n')}\n\n${body.trimEnd()}\n`
}

/** Throws on a text that is no case: corpus files are ours. */
export function readCase(text: string): CorpusCase {
  const end = text.indexOf('\n\n')
  const head = end < 0 ? text.trimEnd() : text.slice(0, end)
  const all = head.split('\n').map((line) => {
    const match = /^([a-z-]+): (.*)$/.exec(line)
    if (match === null) throw new Error(`not a field of a corpus file: ${line}`)
    return [match[1] ?? '', match[2] ?? ''] as const
  })
  const [first, ...fields] = all
  if (first?.[0] !== 'kind') throw new Error('a corpus file begins with its kind')
  return { kind: first[1], fields, body: end < 0 ? '' : text.slice(end + 2) }
}

/** The first field of a name; empty where there is none. */
export function field({ fields }: CorpusCase, name: string): string {
  return fields.find(([other]) => other === name)?.[1] ?? ''
}
