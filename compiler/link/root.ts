// Which contract of a program is the silo's root.
import { report } from '../diagnostics/table.ts'
import type { Diagnostic } from '../diagnostics/types.ts'
import type { SourceFile } from '../source.ts'
import type { TypedContract, TypedProgram } from '../typed/tree.ts'

export type RootResult =
  | { readonly ok: true; readonly root: TypedContract }
  | { readonly ok: false; readonly diagnostic: Diagnostic }

/**
 * The contract called `name`, or else the only contract of the entry file that no other contract deploys. Where all of them
 * are deployed (by contracts of other files), each counts.
 */
export function findRoot(program: TypedProgram, entry: SourceFile, name: string | undefined): RootResult {
  const span = { file: entry.id, start: 0, end: 0 }
  if (name !== undefined) {
    const named = program.contracts.filter((contract) => contract.name === name)
    const root = named.find((contract) => contract.file === entry.id) ?? named[0]
    if (root !== undefined) return { ok: true, root }
    const names = listOf(program.contracts)
    return { ok: false, diagnostic: report('E0807', span, { name, names }) }
  }
  const deployed = new Set(program.contracts.flatMap((contract) => contract.deploys.map((d) => d.contract)))
  const here = program.contracts.filter((contract) => contract.file === entry.id)
  const free = here.filter((contract) => !deployed.has(contract.id))
  const candidates = free.length > 0 ? free : here
  const [root, second] = candidates
  if (root === undefined) return { ok: false, diagnostic: report('E0805', span, {}) }
  if (second !== undefined) {
    const secondary = candidates.slice(1).map(({ nameSpan }) => ({ span: nameSpan, label: 'or this one' }))
    const names = listOf(candidates)
    return { ok: false, diagnostic: report('E0806', root.nameSpan, { names }, { secondary }) }
  }
  return { ok: true, root }
}

function listOf(contracts: readonly TypedContract[]): string {
  return contracts.map(({ name }) => `\`${name}\``).join(', ')
}
