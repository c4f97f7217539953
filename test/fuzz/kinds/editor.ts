// Half-typed sources in an editor: diagnostics, never an exception, whatever is typed; every question has an answer with places that are in the text; what is
// checked anew after an edit is what a fresh check finds.
import { renderDiagnostics } from '../../../compiler/diagnostics/render.ts'
import { openFrontEnd } from '../../../compiler/frontend.ts'
import { analyseFile, type Analysis } from '../../../lsp/analysis.ts'
import { randomFrom } from '../../support/random.ts'
import { askAll } from '../editor/queries.ts'
import { halfTyped, hostWith, PATHS, SOURCES } from '../editor/sources.ts'
import { field } from '../tool/corpus.ts'
import { agree, Finding } from '../tool/finding.ts'
import { anySeed } from '../tool/kind.ts'
import type { Kind } from '../tool/kind.ts'
import { minimise } from '../tool/minimise.ts'

const TOPIC = 'editor'
const EDITS = 4
const PLACES = 12

export const editor: Kind = {
  name: 'editor',
  nextSeed: anySeed,
  run: (seed, coverage) => {
    const { path, texts, places } = caseOf(seed)
    const last = session(path, texts, places)
    coverage.add(TOPIC, 'texts', texts.length)
    coverage.add(TOPIC, 'answers', last.answers)
    for (const code of last.codes) coverage.add('editor codes', code)
  },
  minimised: (seed, sort) => {
    const small = minimise(caseOf(seed), {
      smaller: smallerCases,
      check: ({ path, texts, places }) => void session(path, texts, places),
      sort,
    })
    const { path, texts, places } = small
    return {
      kind: 'editor',
      fields: [
        ['path', path],
        ['places', `${places}`],
        ['texts', JSON.stringify(texts)],
      ],
      body: '',
    }
  },
  replay: (file) => {
    const texts: unknown = JSON.parse(field(file, 'texts'))
    if (!Array.isArray(texts)) throw new Error('the texts of a case are a list')
    session(field(file, 'path'), texts.map(String), Number(field(file, 'places')))
  },
  report: (coverage) => [
    `editor       ${PATHS.length} sources, ${coverage.count(TOPIC, 'texts')} texts, ${coverage.count(TOPIC, 'answers')} answers, ${coverage.names('editor codes').length} codes of diagnostics`,
  ],
}

interface EditorCase {
  readonly path: string
  /** The document from edit to edit. */
  readonly texts: readonly string[]
  /** Seed of the places that are asked about. */
  readonly places: number
}

function caseOf(seed: number): EditorCase {
  const random = randomFrom(seed)
  const path = random.pick(PATHS)
  const whole = SOURCES.get(path) ?? ''
  const texts = [whole]
  // Some edits build on each other, some begin anew.
  for (let i = 0; i < EDITS; i++)
    texts.push(halfTyped(random, random.below(3) === 0 ? whole : (texts.at(-1) ?? whole)))
  return { path, texts, places: seed }
}

/** One front end sees the texts one by one. */
function session(
  path: string,
  texts: readonly string[],
  places: number,
): { answers: number; codes: Set<string> } {
  const random = randomFrom(places)
  const frontEnd = openFrontEnd()
  const codes = new Set<string>()
  let answers = 0
  for (const text of texts) {
    const host = hostWith(path, text)
    const analysis = analyseFile(path, host, frontEnd)
    const found = shown(analysis)
    agree('an edit and a fresh check differ', text, shown(analyseFile(path, host)), found)
    const { length } = analysis.result.diagnostics
    const size = analysis.result.program.files.reduce((sum, file) => sum + file.text.length, 0)
    if (length > size + 1) throw new Finding('more diagnostics than characters', text)
    answers += askAll(analysis, random, PLACES)
    for (const { code } of analysis.result.diagnostics) codes.add(code)
  }
  return { answers, codes }
}

function shown({ result }: Analysis): string {
  return renderDiagnostics(result.diagnostics, result.program.files)
}

function* smallerCases({ path, texts, places }: EditorCase): Generator<EditorCase> {
  for (let i = 0; i < texts.length; i++)
    if (texts.length > 1) yield { path, texts: texts.filter((_, at) => at !== i), places }
  for (const [i, text] of texts.entries())
    for (let size = text.length >> 1; size >= 8; size >>= 1)
      for (let from = 0; from + size <= text.length; from += size) {
        const shorter = text.slice(0, from) + text.slice(from + size)
        yield { path, texts: texts.with(i, shorter), places }
      }
}
