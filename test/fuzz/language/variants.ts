// One silo's text built with several settings of the optimiser.
import { analyse } from '../../../compiler/frontend.ts'
import { buildSilo } from '../../../compiler/link/build-silo.ts'
import type { Silo, SiloResult } from '../../../compiler/link/build-silo.ts'
import type { TypedContract, TypedProgram } from '../../../compiler/typed/tree.ts'
import { findRoot } from '../../../compiler/link/root.ts'
import { memoryHost } from '../../../compiler/load.ts'
import { ALL_PASSES } from '../../../compiler/optimise/optimise.ts'
import type { PassName } from '../../../compiler/optimise/optimise.ts'
import { validateProgram } from '../../../vm/program/validator/validate.ts'
import type { Random } from '../../support/random.ts'
import { Finding } from '../tool/finding.ts'

export interface Variant {
  readonly passes: readonly PassName[]
  readonly silo: Silo
}

/** A silo beyond the most code is refused: no finding. */
const REFUSALS = new Set(['E0808'])

/** The variants, the first of them without any pass; undefined when the compiler refuses the text for its size. */
export function buildVariants(
  text: string,
  settings: readonly (readonly PassName[])[],
): Variant[] | undefined {
  const { program, root } = checked(text)
  const variants: Variant[] = []
  for (const passes of settings) {
    const built = buildSilo(program, root, passes)
    if (!built.ok) {
      if (built.diagnostics.every(({ code }) => REFUSALS.has(code)) && passes.length === 0) return undefined
      const said = built.diagnostics.map((d) => `${d.code} ${d.message}`).join('\n')
      throw new Finding('a silo compiles without the optimiser only', `${passes.join(' ')}: ${said}`)
    }
    const valid = validateProgram(built.silo.program)
    if (!valid.ok)
      throw new Finding(
        'the compiler makes invalid code',
        valid.problems.map(({ word, message }) => `${word}: ${message}`).join('\n'),
      )
    variants.push({ passes, silo: built.silo })
  }
  return variants
}

/** What comes of building a text with one setting. */
export function buildText(text: string, passes: readonly PassName[]): SiloResult {
  const { program, root } = checked(text)
  return buildSilo(program, root, passes)
}

function checked(text: string): { readonly program: TypedProgram; readonly root: TypedContract } {
  const { program, diagnostics } = analyse(memoryHost({ 'fuzz.silo': text }), ['fuzz.silo'])
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0)
    throw new Finding(
      'a generated silo does not compile',
      errors.map((d) => `${d.code} ${d.message}`).join('\n'),
    )
  const [file] = program.files
  const root = file === undefined ? undefined : findRoot(program, file, undefined)
  if (root?.ok !== true) throw new Finding('a generated silo does not compile', 'no root')
  return { program, root: root.root }
}

/** None, all, and some subsets. */
export function someSettings(random: Random, count: number): (readonly PassName[])[] {
  const subsets = Array.from({ length: count }, () => ALL_PASSES.filter(() => random.below(2) === 0))
  return [[], ALL_PASSES, ...subsets]
}
