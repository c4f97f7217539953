// Which number a message names a function by, and which arguments stand in its payload (docs/abi.md).
import { selectorOf } from '../abi/identifiers.ts'
import { signatureOf } from '../abi/types.ts'
import type { TypedFunction } from '../typed/tree.ts'
import { abiTypeOf } from './layout.ts'
import type { SiloPlan } from './plan.ts'

/** Name of the constructor, also of a contract that declares none. */
export const INIT = 'init'

/** Selectors are hashes, and a function's is wanted for the entry, the ABI and each call. */
const KNOWN = new WeakMap<SiloPlan, Map<TypedFunction, number>>()

/** Selector of a function: the coin of a payable one is the message's value and no argument. */
export function functionSelector(plan: SiloPlan, fn: TypedFunction): number {
  const known = KNOWN.get(plan) ?? new Map<TypedFunction, number>()
  KNOWN.set(plan, known)
  const before = known.get(fn)
  if (before !== undefined) return before
  const params = payloadParams(fn).map((param) => ({ type: abiTypeOf(plan.program, param.type) }))
  const selector = selectorOf(signatureOf(fn.role === 'init' ? INIT : fn.name, params))
  known.set(fn, selector)
  return selector
}

/** Parameters whose arguments stand in the payload. */
export function payloadParams(fn: TypedFunction): TypedFunction['params'] {
  if (fn.role === 'refund') return fn.params.slice(1)
  return fn.payable ? fn.params.slice(0, -1) : fn.params
}
