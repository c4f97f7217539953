// Whether an image's words are a valid program (docs/machine.md, *A program's image*). Engines run validated programs only and need
// no such checks of their own. Total on any words, in time near-linear in their number.
import { BlockTables, jumpsBack } from '../blocks.ts'
import { decodeImage } from '../image.ts'
import type { Program } from '../image.ts'
import { checkFields } from './fields.ts'
import { checkFunctions, functionsOf } from './functions.ts'
import type { FunctionRange } from './functions.ts'
import { collectProblems } from './problem.ts'
import type { ProgramProblem, Problems } from './problem.ts'
import { Reducibility } from './reducible.ts'

export type ValidationResult =
  { readonly ok: true } | { readonly ok: false; readonly problems: readonly ProgramProblem[] }

export type LoadResult =
  | { readonly ok: true; readonly program: Program }
  /** `problems` is empty when the image could not even be read. */
  | { readonly ok: false; readonly error: string; readonly problems: readonly ProgramProblem[] }

/** All problems of a program, up to a hundred, each with its word index. */
export function validateProgram(program: Program): ValidationResult {
  const problems = collectProblems()
  if (program.instructionCount === 0) problems.add(0, 'a program has at least one instruction')
  else {
    checkFields(program, problems)
    const functions = functionsOf(program)
    checkFunctions(program, functions, problems)
    checkFlow(program, functions, problems)
  }
  return problems.list.length === 0 ? { ok: true } : { ok: false, problems: problems.list }
}

/** Decodes and validates an image; never throws. */
export function loadProgram(image: Uint8Array): LoadResult {
  const decoded = decodeImage(image)
  if (!decoded.ok) return { ...decoded, problems: [] }
  const validation = validateProgram(decoded.program)
  if (validation.ok) return decoded
  const [first] = validation.problems
  return {
    ok: false,
    error: `the program is not valid: word ${first?.word}: ${first?.message}`,
    problems: validation.problems,
  }
}

function checkFlow(program: Program, functions: readonly FunctionRange[], problems: Problems): void {
  const longest = functions.reduce((most, { start, end }) => Math.max(most, end - start), 0)
  const blocks = new BlockTables(longest)
  const reducibility = new Reducibility(longest)
  for (const { start, end } of functions) {
    if (!jumpsBack(program, start, end)) continue
    blocks.fill(program, start, end)
    for (const entry of reducibility.irreducibleEntries(blocks.count, blocks.successors))
      problems.add(
        blocks.starts[entry] ?? start,
        'a loop has more than one entry: the control flow is not reducible',
      )
  }
}
