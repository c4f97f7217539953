// Invariants of contracts: conditions over storage that hold whenever no message is under way.
import type { TypedInvariant } from '../typed/tree.ts'
import { BOOL } from '../typed/type-facts.ts'
import { newBody } from './body.ts'
import type { ContractInfo } from './model.ts'
import type { Session } from './session.ts'

/** The invariants of a contract, in the order of lines. */
export function checkInvariants(session: Session, contract: ContractInfo): readonly TypedInvariant[] {
  const nodes = contract.node.members.flatMap((member) => (member.kind === 'invariant' ? [member] : []))
  return nodes.map(({ condition, inTest, span, doc }, index) => {
    const body = newBody({ session, scope: contract.scope, contract }, 'invariant', BOOL)
    const typed = session.rules.expect(body, condition, BOOL)
    return { index, inTest, condition: typed, locals: body.locals, span, doc }
  })
}
