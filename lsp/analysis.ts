// What the compiler knows about one open document: the document is the entry, its imports come along. An analysis
// remembers every text it has seen, so whether it still holds is a comparison, never a guess.
import { runFrontend, type FrontendResult, type Host } from '../compiler/frontend.ts'
import { sourceFile, type SourceFile } from '../compiler/source.ts'

export interface Analysis {
  /** The document itself. */
  readonly file: SourceFile
  readonly result: FrontendResult
  /** Every text that was asked for, by path; null where there was none. */
  readonly texts: ReadonlyMap<string, string | null>
}

/** Checks the file at `path` and what it imports. */
export function analyseFile(path: string, host: Host): Analysis {
  const texts = new Map<string, string | null>()
  const readFile = (wanted: string): string | null => {
    const text = host.readFile(wanted)
    texts.set(wanted, text)
    return text
  }
  const result = runFrontend([path], { readFile })
  return { file: result.program.files[0] ?? sourceFile(0, path, ''), result, texts }
}

/** Whether a new analysis would see the very same texts. */
export function isCurrent(analysis: Analysis, host: Host): boolean {
  for (const [path, text] of analysis.texts) if (host.readFile(path) !== text) return false
  return true
}
