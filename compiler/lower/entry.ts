// The entry function: reads the message, finds the function that it names, decodes and checks its arguments, calls it
// and ends with its result (docs/abi.md).
import { EXTERNAL_CALLER } from '../../vm/spec/constants.ts'
import { selectorOf } from '../abi/identifiers.ts'
import { signatureOf } from '../abi/types.ts'
import { FunctionBuilder } from '../mir/builder.ts'
import { NO_REG } from '../mir/types.ts'
import type { FunctionKey, MirFunction, Reg } from '../mir/types.ts'
import type { TypedContract, TypedFunction } from '../typed/tree.ts'
import { isForContracts } from '../typed/type-facts.ts'
import { decodeArguments } from './decode-arguments.ts'
import { flatten } from './flat.ts'
import { demandNonZero, demand, refuse } from './failures.ts'
import { wordCount } from './layout.ts'
import { settle } from './invariants.ts'
import { demandFinality } from './origin.ts'
import { instancesOf } from './plan.ts'
import type { SiloPlan } from './plan.ts'
import { keyOf } from './scope.ts'
import { functionSelector, INIT, payloadParams } from './selectors.ts'
import { CONSTRUCTED_FIELD, keyLeaf } from './storage-key.ts'

export const ENTRY: FunctionKey = '@entry'

/** Kind of a constructor's message; calls have 0, messages from other silos higher ones. */
const CONSTRUCTOR = 1n
const REMOTE = 2n

const HEAD_VALUE = 1
const HEAD_LENGTH = 3

/** The registers that the parts of the entry share. */
interface Message {
  readonly builder: FunctionBuilder
  readonly plan: SiloPlan
  /** The head leaf. */
  readonly head: Reg
  /** First leaf of the payload. */
  readonly payload: Reg
  readonly selector: Reg
  readonly instance: Reg
}

/** A function that messages may call, and its selector. */
interface Entrance {
  readonly selector: number
  readonly fn: TypedFunction
}

/** Key of the function through which messages reach an instance other than 0; see `lowerTrampoline`. */
function trampolineKey(fn: TypedFunction): FunctionKey {
  return `t${fn.id}`
}

/** Whether the silo has a constructor that must run before anything else. */
function needsConstructor(plan: SiloPlan): boolean {
  return plan.root.init !== null
}

/** Lowers the entry function. */
export function lowerEntry(plan: SiloPlan): MirFunction {
  const span = plan.root.nameSpan
  const builder = new FunctionBuilder(span)
  builder.at(span, 'dispatch', () => {
    const head = builder.leaf()
    builder.op('msgh', { a: head, imm: 0 })
    const payload = builder.leaf()
    builder.op('msgd', { a: payload, b: builder.constant(0n) })
    const selector = builder.value('andi', { b: payload, imm: 0xffff_ffff })
    const instance = builder.value('shrui', { b: payload, imm: 32 })
    const message: Message = { builder, plan, head, payload, selector, instance }
    const kind = builder.value('andi', { b: builder.value('shrui', { b: head, imm: 8 }), imm: 0xff })
    const [call, other, construct, fromSilo] = [
      builder.label(),
      builder.label(),
      builder.label(),
      builder.label(),
    ]
    builder.branch('jz', kind, NO_REG, call, other)
    builder.place(other)
    builder.branch('jeq', kind, builder.constant(CONSTRUCTOR), construct, fromSilo)
    builder.place(fromSilo)
    const [remote, returned] = [builder.label(), builder.label()]
    builder.branch('jeq', kind, builder.constant(REMOTE), remote, returned)
    builder.place(remote)
    lowerDispatch(message, 'remote')
    builder.place(returned)
    lowerDispatch(message, 'refund')
    builder.place(construct)
    lowerConstruction(message)
    builder.place(call)
    lowerDispatch(message, 'public')
  })
  return builder.finish({ key: ENTRY, name: 'entry', contract: null, span, resultWords: 0 })
}

/** The constructor's message: kind 1, once. */
function lowerConstruction(message: Message): void {
  const { builder, plan } = message
  const { init } = plan.root
  const signature = init === null ? selectorOf(signatureOf(INIT, [])) : functionSelector(plan, init)
  demand(builder, 'jeq', message.payload, builder.constant(BigInt(signature)), 'UnknownFunction')
  if (init === null) {
    demandNoArguments(message)
    finish(builder, [])
    return
  }
  const key = keyLeaf(builder, CONSTRUCTED_FIELD, 0, [])
  const mark = builder.leaf()
  builder.op('sload', { a: mark, b: key })
  demand(builder, 'jz', mark, NO_REG, 'AlreadyConstructed')
  const done = builder.leaf()
  builder.constantLeaf(done, [1n])
  builder.op('sstore', { a: done, b: key })
  enter(message, init, false)
}

function lowerDispatch(message: Message, role: EntranceRole): void {
  const { builder, plan } = message
  if (needsConstructor(plan)) {
    const mark = builder.leaf()
    builder.op('sload', { a: mark, b: keyLeaf(builder, CONSTRUCTED_FIELD, 0, []) })
    demandNonZero(builder, mark, 'NotConstructed')
  }
  if (!plan.contracts.some((contract) => entrances(plan, contract, role).length > 0)) {
    refuse(builder, 'UnknownFunction')
    return
  }
  const others = plan.contracts.filter((contract) => instancesOf(plan, contract.id).some((n) => n > 0))
  const elsewhere = builder.label()
  const here = builder.label()
  builder.branch('jz', message.instance, NO_REG, here, elsewhere)
  builder.place(here)
  search(message, entrances(plan, plan.root, role), (fn) => enter(message, fn, false))
  builder.place(elsewhere)
  for (const contract of others) {
    const mine = builder.label()
    const next = builder.label()
    for (const number of instancesOf(plan, contract.id).filter((n) => n > 0)) {
      const other = builder.label()
      builder.branch('jeq', message.instance, builder.constant(BigInt(number)), mine, other)
      builder.place(other)
    }
    builder.jump(next)
    builder.place(mine)
    search(message, entrances(plan, contract, role), (fn) => enter(message, fn, true))
    builder.place(next)
  }
  refuse(builder, 'BadHandle')
}

/** Who calls: users and contracts of the silo, contracts of other silos, or nobody: coins come back. */
export type EntranceRole = 'public' | 'remote' | 'refund'
export const ENTRANCE_ROLES: readonly EntranceRole[] = ['public', 'remote', 'refund']

/** Functions of a role by ascending selector. */
export function entrances(plan: SiloPlan, contract: TypedContract, role: EntranceRole): Entrance[] {
  return contract.functions
    .filter((fn) => fn.role === role && !isForContracts(fn))
    .map((fn) => ({ selector: functionSelector(plan, fn), fn }))
    .sort((x, y) => x.selector - y.selector)
}

/** Binary search for the selector: two instructions a level. */
function search(message: Message, table: readonly Entrance[], found: (fn: TypedFunction) => void): void {
  const { builder, selector } = message
  const middle = table[table.length >> 1]
  const only = table.length === 1 ? middle : undefined
  if (middle === undefined) {
    refuse(builder, 'UnknownFunction')
    return
  }
  const [yes, no] = [builder.label(), builder.label()]
  const pivot = builder.constant(BigInt(middle.selector))
  if (only !== undefined) {
    builder.branch('jeq', selector, pivot, yes, no)
    builder.place(yes)
    found(only.fn)
    builder.place(no)
    refuse(builder, 'UnknownFunction')
    return
  }
  builder.branch('jltu', selector, pivot, yes, no)
  builder.place(yes)
  search(message, table.slice(0, table.length >> 1), found)
  builder.place(no)
  search(message, table.slice(table.length >> 1), found)
}

/** Decodes the arguments of a function of instance 0, or of the instance that the message names, calls it and ends the message with its result. */
function enter(message: Message, fn: TypedFunction, elsewhere: boolean): void {
  const { builder, plan, head } = message
  builder.at(fn.nameSpan, 'dispatch', () => {
    demandFinality(builder, fn, head)
    if (!fn.payable) demand(builder, 'jz', head + HEAD_VALUE, NO_REG, 'NotPayable')
    const params = payloadParams(fn)
    const args = decodeArguments(plan, builder, message.payload, head + HEAD_LENGTH, params)
    const funds = fn.payable ? [head + HEAD_VALUE] : []
    const words = wordCount(plan.program, fn.result)
    const given = fn.role === 'refund' ? [...funds, ...args] : [...args, ...funds]
    const result = elsewhere
      ? builder.call(
          trampolineKey(fn),
          builder.constant(EXTERNAL_CALLER),
          [message.instance, ...given],
          words,
        )
      : builder.call(keyOf(fn), null, given, words)
    settle(builder, plan, fn)
    finish(builder, flatten(builder, plan.program, fn.result, result))
  })
}

function demandNoArguments(message: Message): void {
  const { builder, head, plan, payload } = message
  demand(builder, 'jz', head + HEAD_VALUE, NO_REG, 'NotPayable')
  decodeArguments(plan, builder, payload, head + HEAD_LENGTH, [])
}

/** Ends the message; the words of the result lie in the leaves from the operand on. */
function finish(builder: FunctionBuilder, words: readonly Reg[]): void {
  const leaves = Math.max(1, Math.ceil(words.length / 8))
  const leaf = builder.leaf(leaves)
  for (let i = 0; i < leaves; i++) if (words.length < 8 * (i + 1)) builder.constantLeaf(leaf + 8 * i, [])
  words.forEach((word, i) => builder.move(leaf + i, word))
  builder.end(leaf, leaves)
}

/**
 * Calls from outside into instances other than 0. `callx` makes the running instance the callee's caller, and the entry
 * runs as instance 0; so it runs this function as EXTERNAL, and the callee sees that as its caller.
 */
export function lowerTrampoline(plan: SiloPlan, fn: TypedFunction): MirFunction {
  const resultWords = wordCount(plan.program, fn.result)
  const count = fn.params.reduce((sum, param) => sum + wordCount(plan.program, param.type), 0)
  const builder = new FunctionBuilder(fn.nameSpan)
  const instance = builder.param()
  const args = Array.from({ length: count }, () => builder.param())
  builder.return(builder.call(keyOf(fn), instance, args, resultWords))
  const about = { key: trampolineKey(fn), name: `${fn.name} (from outside)` }
  return builder.finish({ ...about, contract: null, span: fn.nameSpan, resultWords })
}
