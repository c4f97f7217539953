// What the language has built in: coins, payments, the caller, the context.
import { NO_REG } from '../mir/types.ts'
import type { Reg } from '../mir/types.ts'
import type { TypedBuiltin } from '../typed/tree.ts'
import { readAggregate } from './aggregates.ts'
import { PAYMENT_COUNT } from './heap.ts'
import { digest, verifySchnorr } from './digests.ts'
import { demand, demandNonZero } from './failures.ts'
import { callerAddress, demandCoins, refuseContractAddress } from './identity.ts'
import { originCall, originContract, originSilo, originValue } from './origin.ts'
import { lowerSend } from './send.ts'
import { isWide } from '../typed/type-facts.ts'
import { integerOf } from './arithmetic.ts'
import { wideMulDiv } from './wide.ts'
import { lowerPlace, presence, readPlace, writePlace } from './places.ts'
import { wordOf } from './scope.ts'
import { nonceOf } from './signed-calls.ts'
import type { Scope } from './scope.ts'

/** The words of a builtin's value. */
export function lowerBuiltin(scope: Scope, expr: TypedBuiltin): readonly Reg[] {
  const { builder } = scope
  switch (expr.builtin) {
    case 'pay': {
      const to = scope.recur.expression(scope, expr.to)
      const amount = wordOf(scope, expr.coin)
      return [pay(scope, to, amount)]
    }
    case 'send':
      return [lowerSend(scope, expr)]
    case 'origin':
      return originValue(builder)
    case 'origin-silo':
      return originSilo(builder)
    case 'origin-contract':
      return [originContract(builder)]
    case 'origin-call':
      return [originCall(builder)]
    case 'mul-div': {
      const int = integerOf(expr.type)
      if (isWide(int)) {
        const [x, y, z] = [expr.a, expr.b, expr.c].map((part) => scope.recur.expression(scope, part))
        return wideMulDiv(builder, int, x ?? [], y ?? [], z ?? [], expr.round)
      }
      const b = wordOf(scope, expr.a)
      const c = wordOf(scope, expr.b)
      const d = wordOf(scope, expr.c)
      return [builder.value('muldiv', { b, c, d, imm: expr.round === 'up' ? 1 : 0 })]
    }
    case 'aggregate':
      return [readAggregate(scope, expr.aggregate)]
    case 'digest':
      return digest(builder, expr.function, wordOf(scope, expr.data))
    case 'verify-schnorr': {
      const key = scope.recur.expression(scope, expr.key)
      const message = scope.recur.expression(scope, expr.message)
      return [verifySchnorr(builder, key, message, wordOf(scope, expr.signature))]
    }
    case 'nonce-of':
      return [nonceOf(scope, scope.recur.expression(scope, expr.key))]
    case 'coin-zero':
      return [builder.constant(0n)]
    case 'coin-amount':
      return readPlace(scope, lowerPlace(scope, expr.coin))
    case 'coin-take': {
      const place = lowerPlace(scope, expr.coin)
      const want = wordOf(scope, expr.amount)
      const have = readPlace(scope, place)[0] ?? want
      demandCoins(builder, have, want)
      writePlace(scope, place, [builder.value('sub', { b: have, c: want })])
      return [want]
    }
    case 'coin-join': {
      const place = lowerPlace(scope, expr.coin)
      const more = wordOf(scope, expr.other)
      const have = readPlace(scope, place)[0] ?? more
      writePlace(scope, place, [builder.value('addu', { b: have, c: more })])
      return []
    }
    case 'coin-split': {
      const want = wordOf(scope, expr.amount)
      const have = wordOf(scope, expr.coin)
      demandCoins(builder, have, want)
      return [want, builder.value('sub', { b: have, c: want })]
    }
    case 'swap': {
      const place = lowerPlace(scope, expr.place)
      const other = scope.recur.expression(scope, expr.other)
      const have = readPlace(scope, place)
      writePlace(scope, place, other)
      return have
    }
    case 'resource-put': {
      const place = lowerPlace(scope, expr.place)
      const other = scope.recur.expression(scope, expr.other)
      demand(builder, 'jz', presence(scope, place), NO_REG, 'Occupied')
      writePlace(scope, place, [builder.constant(1n), ...other])
      return []
    }
    case 'resource-take': {
      const place = lowerPlace(scope, expr.place)
      const [present = NO_REG, ...held] = readPlace(scope, place)
      demandNonZero(builder, present, 'Missing')
      const none = builder.constant(0n)
      writePlace(scope, place, [none, ...held.map(() => none)])
      return held
    }
    case 'resource-present':
      return [presence(scope, lowerPlace(scope, expr.place))]
    case 'caller-address':
      return scope.caller ?? callerAddress(builder, scope.plan)
    case 'self':
      return [builder.value('self', {})]
    case 'daa-score':
      return contextWords(scope, 1, 0, 1)
    case 'reference-block':
      return contextWords(scope, 0, 4, 4)
  }
}

function pay(scope: Scope, to: readonly Reg[], amount: Reg): Reg {
  const { builder } = scope
  refuseContractAddress(builder, to)
  const leaf = builder.leaf()
  builder.constantLeaf(leaf, [])
  builder.moveAll([leaf, leaf + 1, leaf + 2, leaf + 3, leaf + 4], [amount, ...to])
  builder.op('pay', { a: leaf })
  const base = builder.constant(BigInt(PAYMENT_COUNT))
  const number = builder.value('ld64', { b: base })
  builder.op('st64', { a: builder.value('addi', { b: number, imm: 1 }), b: base })
  return number
}

function contextWords(scope: Scope, leaf: number, first: number, count: number): readonly Reg[] {
  const { builder } = scope
  const target = builder.leaf()
  builder.op('ctx', { a: target, imm: leaf })
  const words = builder.regs(count)
  builder.moveAll(
    words,
    words.map((_, i) => target + first + i),
  )
  return words
}
