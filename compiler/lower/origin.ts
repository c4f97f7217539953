// Where a message from another silo comes from, and whether the commitment that holds it is final there (docs/machine.md, *State*).
import type { BlockLabel, FunctionBuilder } from '../mir/builder.ts'
import { NO_REG } from '../mir/types.ts'
import type { Reg } from '../mir/types.ts'
import { ORIGIN_VARIANTS, type TypedFunction, type TypedOrigin } from '../typed/tree.ts'
import { takesFrom } from '../typed/type-facts.ts'
import { branchEqual } from './conditions.ts'
import { demandNonZero, refuse } from './failures.ts'
import { wordOf } from './scope.ts'
import type { Scope } from './scope.ts'

const HEAD_INSTANCE = 5
const HEAD_CALL = 6
/** Bit of the head's first word that says that what the message comes from is final. */
const FINAL = 2

/** The silo from which the message comes. */
export function originSilo(builder: FunctionBuilder): readonly Reg[] {
  const origin = builder.leaf()
  builder.op('msgh', { a: origin, imm: 1 })
  const words = builder.regs(4)
  builder.moveAll(words, [origin, origin + 1, origin + 2, origin + 3])
  return words
}

/** The contract there. */
export function originContract(builder: FunctionBuilder): Reg {
  return headWord(builder, HEAD_INSTANCE)
}

/** The number of the call among all of that silo: a final call has the one that it had before. */
export function originCall(builder: FunctionBuilder): Reg {
  return headWord(builder, HEAD_CALL)
}

/** A value of the enum `Origin`. */
export function originValue(builder: FunctionBuilder): readonly Reg[] {
  const isFinal = builder.value('shrui', { b: finalBit(builder, headWord(builder, 0)), imm: 1 })
  const variant = builder.value('xori', { b: isFinal, imm: 1 })
  return [variant, ...originSilo(builder), originContract(builder), originCall(builder)]
}

function headWord(builder: FunctionBuilder, at: number): Reg {
  const head = builder.leaf()
  builder.op('msgh', { a: head, imm: 0 })
  const word = builder.reg()
  builder.move(word, head + at)
  return word
}

function finalBit(builder: FunctionBuilder, flags: Reg): Reg {
  return builder.value('andi', { b: flags, imm: FINAL })
}

/** Before anything of a `remote` function runs: what isn't final is refused where the function doesn't say that it takes it. */
export function demandFinality(builder: FunctionBuilder, fn: TypedFunction, flags: Reg): void {
  if (fn.role === 'remote' && !takesFrom(fn.access, 'Unproven'))
    demandNonZero(builder, finalBit(builder, flags), 'NotFinal')
}

/** Refuses a call that none of the origins of a `by` clause takes. What isn't final has been refused already if none of them takes that. */
export function checkOrigin(scope: Scope, origins: readonly TypedOrigin[]): void {
  const { builder } = scope
  const taken = ORIGIN_VARIANTS.filter((variant) => origins.some((origin) => origin.variant === variant))
  const all = taken.every((variant) =>
    origins.some((origin) => origin.variant === variant && origin.silo === null && origin.instance === null),
  )
  const onlyFinal = taken.every((variant) => variant === 'Final')
  if (all && (onlyFinal || taken.length === ORIGIN_VARIANTS.length)) return
  const silo = originSilo(builder)
  const instance = originContract(builder)
  const isFinal = onlyFinal ? NO_REG : finalBit(builder, headWord(builder, 0))
  const good = builder.label()
  for (const origin of origins) {
    const next = builder.label()
    const goOn = (branch: (then: BlockLabel) => void): void => {
      const then = builder.label()
      branch(then)
      builder.place(then)
    }
    if (!onlyFinal) {
      const op = origin.variant === 'Final' ? 'jnz' : 'jz'
      goOn((then) => builder.branch(op, isFinal, NO_REG, then, next))
    }
    if (origin.silo !== null) {
      const wanted = scope.recur.expression(scope, origin.silo)
      goOn((then) => branchEqual(scope, silo, wanted, then, next))
    }
    if (origin.instance !== null) {
      const wanted = wordOf(scope, origin.instance)
      goOn((then) => builder.branch('jeq', instance, wanted, then, next))
    }
    builder.jump(good)
    builder.place(next)
  }
  refuse(builder, 'WrongOrigin', [...silo, instance])
  builder.place(good)
}
