// Calls between the silos of a test: what is final in their outboxes arrives where it goes to, and comes back if it isn't taken. What such messages hand out
// themselves waits for the next `finalize()`.
import { equalBytes } from '../../vm/words.ts'
import type { CallEntry } from '../../vm/records.ts'
import { wordsToBytes } from '../abi/encode.ts'
import type { Span } from '../source.ts'
import type { Environment, Payment, WayBack } from './environment.ts'
import { checkInvariants } from './invariants.ts'
import { notePayments, reportTrap } from './messages.ts'
import type { TestMessage } from './test-silo.ts'
import { finalize } from './timeline.ts'

/** `finalize()`: nothing so far can be undone any more, and calls between silos arrive. */
export function finalizeAndDeliver(env: Environment, span: Span): void {
  const { finalPayments } = env.timeline
  finalize(env)
  const end = env.timeline.finalPayments
  for (let number = finalPayments; number < end; number++) {
    const payment = env.payments[number]
    if (payment?.entry.kind === 'call') deliverCall(env, number, payment, payment.entry, span)
    if (payment?.entry.kind === 'return' && payment.back !== null) {
      const { back } = payment
      const value = payment.entry.amount - back.fee
      arrive(env, back.silo, returned(env, payment.silo, value, back), { ...back, fee: 0n }, span)
    }
  }
}

function deliverCall(env: Environment, number: number, { silo }: Payment, head: CallEntry, span: Span): void {
  const words: bigint[] = []
  for (let at = number + 1; env.payments[at]?.entry.kind === 'data'; at++) {
    const entry = env.payments[at]?.entry
    if (entry?.kind === 'data' && entry.part === at - number) words.push(...entry.words)
  }
  const end = head.callWords + head.refundWords
  const source = { instance: head.instance, index: number, height: 1 }
  const back: WayBack = {
    silo,
    payload: wordsToBytes(words.slice(head.callWords, end)),
    fee: head.fee,
    source,
  }
  const destination = env.silos.findIndex(({ id }) => equalBytes(id, head.destination))
  if (destination < 0) {
    if (head.amount > 0n) {
      const message = { ...returned(env, silo, head.amount, back), sender: head.destination }
      arrive(env, silo, message, { ...back, fee: 0n }, span)
    }
    return
  }
  const sender = idOf(env, silo)
  const payload = wordsToBytes(words.slice(0, head.callWords))
  arrive(env, destination, { kind: 'remote', sender, value: head.amount, payload, source }, back, span)
}

function returned(env: Environment, from: number, value: bigint, { payload, source }: WayBack): TestMessage {
  return { kind: 'returned', sender: idOf(env, from), value, payload, source }
}

function idOf(env: Environment, silo: number): Uint8Array {
  return env.silos[silo]?.id ?? new Uint8Array(32)
}

/** A message that traps is no failure of the test: its value goes back. */
function arrive(env: Environment, silo: number, message: TestMessage, back: WayBack, span: Span): void {
  const target = env.silos[silo]
  if (target === undefined) throw new Error('a message to a silo that was never deployed')
  const result = target.send(message)
  env.timeline.arrived += message.value
  const trap = result.trap === 0 ? null : reportTrap(target, result)
  const { steps, gasUsed } = result
  const name = message.kind === 'remote' ? 'a call from another silo' : 'coins that came back'
  env.messages.push({ name, span, actor: env.actor, steps, gasUsed, trap })
  notePayments(env, silo, result, back)
  if (trap === null) checkInvariants(env, silo, span)
}
