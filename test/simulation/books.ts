// What must hold after every chain block, whatever managers and miners do (40, "Money").
import type { Books } from '../../client/rpc/silo-codecs.ts'

/** Empty when the books balance; otherwise one sentence for each thing that doesn't. */
export function brokenBooks(books: Books): readonly string[] {
  const { emitted, burned, utxos, feesDue, sink, silos } = books
  const problems: string[] = []
  if (utxos + burned + feesDue !== emitted) {
    problems.push(
      `at ${sink.hash}: ${utxos} unspent + ${burned} burned + ${feesDue} due is not ${emitted} emitted`,
    )
  }
  for (const { siloId, held, pegged, fees, published, feesPaid, owed } of silos) {
    const expected = pegged + fees - published - feesPaid
    if (held < expected) problems.push(`at ${sink.hash}: silo ${siloId} holds ${held} of ${expected}`)
    if (held < owed) problems.push(`at ${sink.hash}: silo ${siloId} holds ${held} but owes ${owed}`)
    if (published > pegged) problems.push(`at ${sink.hash}: silo ${siloId} paid out more than was pegged in`)
  }
  return problems
}
