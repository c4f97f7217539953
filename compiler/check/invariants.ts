// Invariants of contracts: conditions over storage that hold whenever no message is under way.
import type { SymbolId, TypedInvariant } from '../typed/tree.ts'
import { BOOL } from '../typed/type-facts.ts'
import { newBody } from './body.ts'
import type { ContractInfo } from './model.ts'
import type { Session } from './session.ts'

/** The invariants of a contract, in the order of lines, then those of its components. */
export function checkInvariants(session: Session, contract: ContractInfo): readonly TypedInvariant[] {
  const own = [{ view: contract, members: contract.node.members }]
  const taken = contract.uses.map((use) => ({ view: use.view, members: use.component.node.members }))
  const all = [...own, ...taken].flatMap(({ view, members }) =>
    members.flatMap((node) => (node.kind === 'invariant' ? [{ view, node }] : [])),
  )
  return all.map(({ view, node }, index) => {
    const { inTest, span, doc } = node
    const place = { key: invariantKey(contract.id, index), scope: view.scope, contract: view, node }
    const checked = session.recall.body(session, place, () => {
      const body = newBody({ session, scope: view.scope, contract: view }, 'invariant', BOOL)
      return { condition: session.rules.expect(body, node.condition, BOOL), locals: body.locals }
    })
    return { index, inTest, ...checked, span, doc }
  })
}

/** What an invariant goes by in a memory. */
export function invariantKey(contract: SymbolId, index: number): string {
  return `invariant ${contract} ${index}`
}
