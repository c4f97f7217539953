// Invariants of contracts: conditions over storage that hold whenever no message is under way.
import type { TypedInvariant } from '../typed/tree.ts'
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
  return all.map(({ view, node: { condition, inTest, span, doc } }, index) => {
    const body = newBody({ session, scope: view.scope, contract: view }, 'invariant', BOOL)
    const typed = session.rules.expect(body, condition, BOOL)
    return { index, inTest, condition: typed, locals: body.locals, span, doc }
  })
}
