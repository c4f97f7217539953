// Calls of other silos: a head and its data in the outbox (docs/machine.md, Calls between silos).
import type { FunctionBuilder } from '../mir/builder.ts'
import type { Reg } from '../mir/types.ts'
import type { TypedFunction, TypedSend } from '../typed/tree.ts'
import { functionSelector, payloadParams } from './selectors.ts'
import { flatten } from './flat.ts'
import { PAYMENT_COUNT } from './heap.ts'
import { demandCoins } from './identity.ts'
import { functionOf, wordOf } from './scope.ts'
import type { Scope } from './scope.ts'

const WORDS_PER_PART = 7

/** Appends the call; gives the number of its head within the message. */
export function lowerSend(scope: Scope, expr: TypedSend): Reg {
  const { builder, plan } = scope
  const silo = scope.recur.expression(scope, expr.silo)
  const instance = wordOf(scope, expr.instance)
  const fn = functionOf(plan.program, expr.function)
  const call = [headOf(scope, fn, instance), ...argumentWords(scope, fn, expr.args)]
  const coin = expr.coin === null ? null : wordOf(scope, expr.coin)
  const fee = wordOf(scope, expr.fee)
  const gas = wordOf(scope, expr.gas)
  const refund = expr.refund === null ? [] : refundWords(scope, expr.refund)
  if (coin !== null) demandCoins(builder, coin, fee)
  const value = coin === null ? builder.constant(0n) : builder.value('sub', { b: coin, c: fee })
  const counts = (BigInt(call.length) << 32n) | (BigInt(refund.length) << 48n)
  const limits = builder.value('or', { b: gas, c: builder.constant(counts) })
  append(builder, [value, fee, ...silo, limits], 0)
  const data = [...call, ...refund]
  const parts = Math.ceil(data.length / WORDS_PER_PART)
  for (let part = 0; part < parts; part++)
    append(builder, data.slice(part * WORDS_PER_PART, (part + 1) * WORDS_PER_PART), part + 1)
  const base = builder.constant(BigInt(PAYMENT_COUNT))
  const number = builder.value('ld64', { b: base })
  builder.op('st64', { a: builder.value('addi', { b: number, imm: 1 + parts }), b: base })
  return number
}

function append(builder: FunctionBuilder, words: readonly Reg[], part: number): void {
  const leaf = builder.leaf()
  builder.constantLeaf(leaf, [])
  builder.moveAll(
    words.map((_, i) => leaf + i),
    words,
  )
  builder.op('send', { a: leaf, imm: part })
}

function refundWords(scope: Scope, refund: NonNullable<TypedSend['refund']>): readonly Reg[] {
  const fn = functionOf(scope.plan.program, refund.function)
  return [headOf(scope, fn, scope.builder.value('self', {})), ...argumentWords(scope, fn, refund.args)]
}

/** The first word of a payload. */
function headOf({ builder, plan }: Scope, fn: TypedFunction, instance: Reg): Reg {
  const selector = builder.constant(BigInt(functionSelector(plan, fn)))
  return builder.value('or', { b: builder.value('shli', { b: instance, imm: 32 }), c: selector })
}

function argumentWords(scope: Scope, fn: TypedFunction, args: TypedSend['args']): readonly Reg[] {
  const params = payloadParams(fn)
  return args.flatMap((arg, i) => {
    const words = scope.recur.expression(scope, arg)
    return flatten(scope.builder, scope.plan.program, params[i]?.type ?? arg.type, words)
  })
}
