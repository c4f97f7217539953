// The silo sources of the repository as an editor would open them, and texts that are on the way from one to another.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Host } from '../../../compiler/load.ts'
import { ALL_TOKENS } from '../../../compiler/syntax/tokens.ts'
import type { Random } from '../../support/random.ts'
import { mutatedText } from '../parsers/mutate-text.ts'

const ROOT = join(import.meta.dirname, '../../..')
const FOLDERS = ['templates', 'compiler/std', 'test/programs']

/** Texts by absolute path from the root of the repository. */
export const SOURCES: ReadonlyMap<string, string> = new Map(
  FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.silo'))
      .toSorted()
      .map((name): [string, string] => {
        const path = `${folder}/${name.replaceAll('\\', '/')}`
        return [`/${path}`, readFileSync(join(ROOT, path), 'utf8')]
      }),
  ),
)

export const PATHS: readonly string[] = [...SOURCES.keys()]

/** The sources, with another text in the place of one. */
export function hostWith(path: string, text: string): Host {
  return { read: (wanted) => (wanted === path ? text : SOURCES.get(wanted)) }
}

/** What begins a word, a number, a text or a comment. */
const BEGINNINGS = [
  'a',
  'self.',
  'caller.',
  'context.',
  '0x',
  '1 kas',
  '"',
  '/*',
  '//',
  '///',
  '\n',
  '@',
  '..',
  '.',
]
/** Every token that is always the same. */
const FIXED = ALL_TOKENS.map((token) => token.LABEL?.replaceAll('`', '') ?? '').filter(
  (word) => word !== '' && !word.includes(' '),
)
const WORDS: readonly string[] = [...FIXED, ...BEGINNINGS]

/** A text as it is while somebody types: cut off, a part missing, a word too many, a piece of another source put in. */
export function halfTyped(random: Random, text: string): string {
  const at = random.below(text.length + 1)
  switch (random.below(6)) {
    case 0:
      return text.slice(0, at)
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + random.below(random.pick([3, 30, 300])))
    case 2:
      return `${text.slice(0, at)} ${random.pick(WORDS)} ${text.slice(at)}`
    case 3: {
      const other = SOURCES.get(random.pick(PATHS)) ?? ''
      const from = random.below(other.length + 1)
      return text.slice(0, at) + other.slice(from, from + 1 + random.below(200)) + text.slice(at)
    }
    case 4:
      return withWordReplaced(random, text)
    default:
      return mutatedText(random, text)
  }
}

/** One name of the text in the place of another: what the grammar takes and the checker must not stumble over. */
function withWordReplaced(random: Random, text: string): string {
  const words = [...text.matchAll(/[A-Za-z_]\w*|\d\w*/g)]
  if (words.length === 0) return text
  const [from, to] = [random.pick(words), random.pick(words)]
  return text.slice(0, from.index) + to[0] + text.slice(from.index + from[0].length)
}
