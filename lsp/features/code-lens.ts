// Code lenses: over each function that messages call, how many steps it takes at most. Only compiled code says that, so a lens gets its
// text when an editor shows it.
import type { CodeLens } from 'vscode-languageserver'
import { functionsWithSteps, stepsNote } from '../../compiler/query/steps.ts'
import type { Analysis } from '../analysis.ts'
import { toRange } from '../convert.ts'

/** A lens without its text. `data` says which document and function it is about. */
export function codeLenses({ file, result }: Analysis, uri: string): CodeLens[] {
  return functionsWithSteps(result, file.id).map(({ nameSpan }) => ({
    range: toRange(file, nameSpan),
    data: { uri, start: nameSpan.start },
  }))
}

/** The document that a lens is about; undefined for data that no lens of this server has. */
export function documentOfLens(data: unknown): string | undefined {
  return isLensData(data) ? data.uri : undefined
}

/** The lens with its text. Of a function that is there no longer, or can't be built, nothing is known. */
export function resolvedLens(analysis: Analysis | undefined, lens: CodeLens): CodeLens {
  const data: unknown = lens.data
  const fn =
    analysis === undefined || !isLensData(data)
      ? undefined
      : functionsWithSteps(analysis.result, analysis.file.id).find(
          ({ nameSpan }) => nameSpan.start === data.start,
        )
  const note = fn === undefined || analysis === undefined ? null : stepsNote(analysis.result, fn)
  // A command without a name is a text that can't be clicked.
  return { ...lens, command: { title: note ?? 'steps not known', command: '' } }
}

function isLensData(data: unknown): data is { readonly uri: string; readonly start: number } {
  return (
    typeof data === 'object' &&
    data !== null &&
    'uri' in data &&
    typeof data.uri === 'string' &&
    'start' in data &&
    typeof data.start === 'number'
  )
}
