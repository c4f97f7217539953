// Lints: programs that mean something, but perhaps not what was meant.
import type { Diagnostic } from '../../diagnostics/types.ts'
import { report } from '../../diagnostics/table.ts'
import type { Span } from '../../source.ts'
import { mentionsOf } from '../../typed/mentions.ts'
import { recursionGroups } from '../../typed/recursion.ts'
import type { LocalVariable, SymbolId, TypedBlock, TypedFunction, TypedProgram } from '../../typed/tree.ts'
import { isLinear } from '../../typed/type-facts.ts'
import { BUILT_IN_NAMES } from '../declare.ts'
import type { ContractInfo } from '../model.ts'
import type { Places } from '../named.ts'
import { underscored } from './lint-unused.ts'

/** Variables that are never read, hide storage, or need no `mut`. */
export function lintLocals(
  body: TypedBlock,
  locals: readonly LocalVariable[],
  contract: ContractInfo | null,
  places: Places,
): Diagnostic[] {
  const { changed } = mentionsOf(body)
  const found: Diagnostic[] = []
  for (const v of locals) {
    // A variable whose own declaration is a mistake says nothing more.
    const quiet =
      v.name.startsWith('_') || v.name === '' || v.type.kind === 'error' || BUILT_IN_NAMES.has(v.name)
    const ownUse = v.role === 'let' || v.role === 'pattern'
    // A coin or resource that is not used is an error of its own.
    if (ownUse && !quiet && !isLinear(v.type) && places.count(v.id) <= 1) {
      const fix = underscored(v.nameSpan, v.name)
      found.push(report('W0902', v.nameSpan, { what: 'variable', name: v.name }, { fix }))
    } else if (v.mutable && !changed.has(v.id) && !isLinear(v.type)) {
      found.push(report('W0906', v.nameSpan, { name: v.name }))
    }
    const hidden = v.role === 'parameter' ? undefined : contract?.members.get(v.name)
    if (hidden?.kind === 'storage') {
      const secondary = [{ span: hidden.info.node.name.span, label: 'the storage field' }]
      found.push(report('W0905', v.nameSpan, { name: v.name }, { secondary }))
    }
  }
  return found
}

/** Bounds on recursion where there is none. `boundOf` gives the place of a function's bound. */
export function lintDepths(program: TypedProgram, boundOf: (id: SymbolId) => Span | undefined): Diagnostic[] {
  const recursive = recursionGroups(program)
  return bodies(program).flatMap((fn) => {
    const span = boundOf(fn.id)
    if (span === undefined || fn.maxDepth === null || recursive.has(fn.id) || fn.generic !== null) return []
    return [report('W0911', span, { name: fn.name })]
  })
}

function bodies(program: TypedProgram): readonly TypedFunction[] {
  return [...program.functions, ...program.contracts.flatMap(({ functions }) => functions)]
}
