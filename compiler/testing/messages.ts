// Messages of tests: encoded, sent through the machine's real dispatch, their outcome told in the language's terms.
import { TRAP_MEANING } from '../../vm/spec/traps.ts'
import { amountLeaving, isPaymentToUser } from '../../vm/records.ts'
import type { MessageResult } from '../../vm/machine/results.ts'
import { bytesToWords, decodeError, wordsToHex } from '../abi/decode.ts'
import { wordsToBytes } from '../abi/encode.ts'
import { functionSelector } from '../lower/selectors.ts'
import { flatCount } from '../lower/flat-layout.ts'
import { contractOf } from '../lower/plan.ts'
import { functionOf } from '../lower/scope.ts'
import { statementAt } from '../sourcemap/query.ts'
import type { FileId, Span } from '../source.ts'
import { UNIT } from '../typed/type-facts.ts'
import type { TypedContract, TypedFunction, TypedTestExpr } from '../typed/tree.ts'
import { fromSilo, handleWord, splitHandle, toSilo, wordIn } from './environment.ts'
import type { Environment, WayBack } from './environment.ts'
import type { ReportedTrap } from './report.ts'
import { checkInvariants } from './invariants.ts'
import { MessageTrapped } from './signals.ts'
import { actorKey } from './actors.ts'
import { bytesFor, TestSilo, type TestMessage } from './test-silo.ts'
import { beginBlock } from './timeline.ts'

type Expr<K extends TypedTestExpr['kind']> = Extract<TypedTestExpr, { kind: K }>

export interface Outgoing {
  readonly silo: number
  readonly instance: bigint
  readonly name: string
  readonly fn: TypedFunction
  readonly args: readonly bigint[]
  readonly value: bigint
  readonly span: Span
}

/** `deploy Root(..)`: a fresh silo, its constructor sent as a message of kind 1. */
export function deploy(env: Environment, expr: Expr<'test-deploy'>): readonly bigint[] {
  const contract = contractOf(env.program, expr.contract)
  const evaluated = expr.args.map((arg) => env.expression(env, arg))
  const silo = startSilo(env, contract)
  if (contract.init !== null) {
    const fn = contract.init
    const args = inPayload(env, fn, evaluated)
    // Coins come last, as everywhere: the constructor of a payable contract takes them as the message's value.
    const value = fn.payable ? (args.at(-1) ?? 0n) : 0n
    const payload = fn.payable ? args.slice(0, -1) : args
    const name = `${contract.name}.init`
    send(env, { silo, instance: 0n, name, fn, args: payload, value, span: expr.span })
  }
  return [handleWord(silo, 0n)]
}

/** A fresh silo whose constructor has not run: its number. */
export function startSilo(env: Environment, contract: TypedContract): number {
  const number = env.silos.length
  const id = bytesFor(number === 0 ? 'silo' : `silo ${number}`)
  env.silos.push(new TestSilo(env.build(contract), env.engine, id))
  return number
}

/** A message to a public function: the words of its result. */
export function message(env: Environment, expr: Expr<'test-message'>): readonly bigint[] {
  return send(env, outgoing(env, expr))
}

/** A call through a handle, before it is sent. */
export function outgoing(
  env: Environment,
  expr: Expr<'test-message' | 'test-sign' | 'test-unproven'>,
): Outgoing {
  const { silo, instance } = splitHandle(wordIn(env, expr.handle))
  const evaluated = expr.args.map((arg) => env.expression(env, arg))
  const value = expr.funds === null ? 0n : wordIn(env, expr.funds)
  const { contract } = env.silos[silo]?.silo.plan.instances[Number(instance)] ?? {}
  // Through an interface it is the function of that name of whichever contract the handle is.
  const fn =
    contract?.functions.find((own) => own.name === expr.name) ?? functionOf(env.program, expr.function)
  const name = `${contract?.name ?? ''}.${expr.name}`
  const args = inPayload(env, fn, evaluated)
  return { silo, instance, name, fn, args, value, span: expr.span }
}

/** The words of arguments as the payload has them: of the types of the parameters. */
function inPayload(env: Environment, fn: TypedFunction, args: readonly (readonly bigint[])[]): bigint[] {
  return args.flatMap((words, i) => [...toSilo(env, fn.params[i]?.type ?? UNIT, words)])
}

/** Sends a message; throws when it traps, or breaks an invariant of tests. The words of its result. */
export function send(env: Environment, call: Outgoing): readonly bigint[] {
  const kind = call.fn.role === 'init' ? 'constructor' : 'call'
  return sendAs(env, call, { kind, sender: actorKey(env.actor) })
}

/** The same for a call that a manager made up: as if a silo had sent it, and not final. */
export function sendUnproven(env: Environment, call: Outgoing, sender: Uint8Array): void {
  sendAs(env, call, { kind: 'unproven', sender, source: { instance: 0, index: 0, height: 1 } })
}

function sendAs(
  env: Environment,
  call: Outgoing,
  from: Pick<TestMessage, 'kind' | 'sender' | 'source'>,
): readonly bigint[] {
  const { fn, span } = call
  const target = env.silos[call.silo]
  if (target === undefined) throw new Error('a handle to a silo that was never deployed')
  const selector = functionSelector(target.silo.plan, fn)
  const head = BigInt(selector) | (call.instance << 32n)
  if (fn.role !== 'init') beginBlock(env, call.silo)
  const result = target.send({
    ...from,
    value: call.value,
    payload: wordsToBytes([head, ...call.args]),
  })
  const trap = result.trap === 0 ? null : reportTrap(target, result)
  const { steps, gasUsed } = result
  env.messages.push({ name: call.name, span, actor: env.actor, steps, gasUsed, trap })
  if (trap !== null) throw new MessageTrapped(trap, result.detail, span)
  const firstPayment = env.payments.length
  notePayments(env, call.silo, result, null)
  checkInvariants(env, call.silo, span)
  const words = bytesToWords(result.output).slice(0, flatCount(env.program, fn.result))
  return fromSilo(env, fn.result, words, call.silo, firstPayment)
}

/** Adds what a message hands out to what the test has seen. */
export function notePayments(
  env: Environment,
  silo: number,
  { outbox }: MessageResult,
  back: WayBack | null,
): void {
  outbox.forEach((entry, i) => env.payments.push({ number: BigInt(i), entry, silo, back }))
}

export function reportTrap(target: TestSilo, result: MessageResult): ReportedTrap {
  const { abi, silo } = target
  const decoded =
    result.trapName === 'UserError' ? decodeError(abi, result.detail, bytesToWords(result.output)) : undefined
  const statement = statementAt(silo.sourceMap(), result.place)
  return {
    trap: result.trapName,
    error: decoded?.name ?? null,
    meaning: decoded?.doc ?? TRAP_MEANING[result.trapName],
    args: decoded?.args ?? null,
    fields: decoded?.fields ?? [],
    span:
      statement === undefined
        ? null
        : { file: statement.file as FileId, start: statement.start, end: statement.end },
  }
}

/** What an outbox entry pays, in sompi. */
export function paid(env: Environment, expr: Expr<'test-paid'>): bigint {
  return amountLeaving(env.payments[Number(wordIn(env, expr.entry))]?.entry)
}

/** Whether the message of an outbox entry is final. */
export function isFinal(env: Environment, expr: Expr<'test-is-final'>): boolean {
  const number = Number(wordIn(env, expr.entry))
  return env.payments[number] !== undefined && number < env.timeline.finalPayments
}

/** All that the test's payments paid to an address. */
export function paidTo(env: Environment, expr: Expr<'test-paid-to'>): bigint {
  const to = wordsToHex(env.expression(env, expr.to))
  return env.payments
    .flatMap((payment) => (payment !== undefined && isPaymentToUser(payment.entry) ? [payment.entry] : []))
    .filter((entry) => wordsToHex(bytesToWords(entry.recipient)) === to)
    .reduce((sum, entry) => sum + entry.amount, 0n)
}
