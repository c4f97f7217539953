// Invariants of tests (`invariant in test`): evaluated over the storage of every instance after each message that ends well.
import type { Span } from '../source.ts'
import type { Environment } from './environment.ts'
import { valuesIfWrong } from './observe.ts'
import { Failed } from './signals.ts'

/** Fails the test at `span`, the message, if an invariant no longer holds. */
export function checkInvariants(env: Environment, silo: number, span: Span): void {
  for (const { number, contract } of env.silos[silo]?.silo.plan.instances ?? []) {
    for (const { inTest, condition } of contract.invariants) {
      if (!inTest) continue
      const inside = { silo, instance: BigInt(number) }
      const values = valuesIfWrong({ ...env, variables: new Map(), inside }, condition)
      if (values !== null)
        throw new Failed(span, `an invariant of ${contract.name} does not hold after this message`, values)
    }
  }
}
