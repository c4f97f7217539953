// Runs the examples of the table of diagnostics: for the tests that hold them to what they say, and for the reference.
import { analyse } from '../frontend.ts'
import { compile } from '../index.ts'
import { memoryHost } from '../load.ts'
import type { TypedProgram } from '../typed/tree.ts'
import { EXAMPLE_OTHER, EXAMPLE_PACKAGES, type DiagnosticEntry } from './entry.ts'
import type { Diagnostic } from './types.ts'

export interface ExampleResult {
  readonly diagnostics: readonly Diagnostic[]
  readonly program: TypedProgram
}

/** What the front end finds in a text that stands where the examples stand. */
export function checkExample(text: string): ExampleResult {
  return analyse(hostOf(text), ['main.silo'])
}

/** What is reported for an example. Fewer passes are quicker, and what the examples are about is the same. */
export function runExample(entry: DiagnosticEntry, which: 'failing' | 'working'): ExampleResult {
  const text = entry[which]
  if (entry.build === undefined) return checkExample(text)
  const { contract, failingEntry = 'main.silo' } = entry.build
  const path = which === 'failing' ? failingEntry : 'main.silo'
  return compile(hostOf(text), path, { passes: [], ...(contract === undefined ? {} : { contract }) })
}

function hostOf(text: string): ReturnType<typeof memoryHost> {
  return memoryHost({ 'main.silo': text, 'other.silo': EXAMPLE_OTHER, ...EXAMPLE_PACKAGES })
}
