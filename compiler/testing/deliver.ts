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
import { beginBlock, finalize } from './timeline.ts'

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

/** `deliver_unproven()`: calls without coins arrive before they are final, each once, in a block of its own. What they do is undone by a reorg as all else. */
export function deliverUnproven(env: Environment, span: Span): void {
  const end = env.payments.length
  for (let number = env.timeline.finalPayments; number < end; number++) {
    const payment = env.payments[number]
    if (payment?.entry.kind !== 'call' || env.timeline.delivered.has(number)) continue
    const { entry: head, silo } = payment
    const destination = env.silos.findIndex(({ id }) => equalBytes(id, head.destination))
    if (destination < 0 || head.amount > 0n || head.fee > 0n) continue
    beginBlock(env, destination, number)
    const { payload, source } = shownCall(env, number, head)
    const message = { kind: 'unproven', sender: idOf(env, silo), value: 0n, payload, source } as const
    arrive(env, destination, message, null, span)
  }
}

interface ShownCall {
  readonly payload: Uint8Array
  readonly refund: Uint8Array
  readonly source: WayBack['source']
}

/** The two messages in a call's data. */
function shownCall(env: Environment, number: number, head: CallEntry): ShownCall {
  const words: bigint[] = []
  for (let at = number + 1; env.payments[at]?.entry.kind === 'data'; at++) {
    const entry = env.payments[at]?.entry
    if (entry?.kind === 'data' && entry.part === at - number) words.push(...entry.words)
  }
  const end = head.callWords + head.refundWords
  return {
    payload: wordsToBytes(words.slice(0, head.callWords)),
    refund: wordsToBytes(words.slice(head.callWords, end)),
    source: { instance: head.instance, index: number, height: 1 },
  }
}

function deliverCall(env: Environment, number: number, { silo }: Payment, head: CallEntry, span: Span): void {
  const { payload, refund, source } = shownCall(env, number, head)
  const back: WayBack = {
    silo,
    payload: refund,
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
  arrive(env, destination, { kind: 'remote', sender, value: head.amount, payload, source }, back, span)
}

function returned(env: Environment, from: number, value: bigint, { payload, source }: WayBack): TestMessage {
  return { kind: 'returned', sender: idOf(env, from), value, payload, source }
}

function idOf(env: Environment, silo: number): Uint8Array {
  return env.silos[silo]?.id ?? new Uint8Array(32)
}

/** A message that traps is no failure of the test: its value goes back. */
function arrive(
  env: Environment,
  silo: number,
  message: TestMessage,
  back: WayBack | null,
  span: Span,
): void {
  const target = env.silos[silo]
  if (target === undefined) throw new Error('a message to a silo that was never deployed')
  const result = target.send(message)
  env.timeline.arrived += message.value
  const trap = result.trap === 0 ? null : reportTrap(target, result)
  const { steps, gasUsed } = result
  const name = message.kind === 'returned' ? 'coins that came back' : 'a call from another silo'
  env.messages.push({ name, span, actor: env.actor, steps, gasUsed, trap })
  notePayments(env, silo, result, back)
  if (trap === null) checkInvariants(env, silo, span)
}
