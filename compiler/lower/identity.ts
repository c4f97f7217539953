// Who calls and who runs. A contract's address is 32 bytes that no key can have: as an x coordinate they would lie above
// the field's prime. Its instance number is in the last four bytes (docs/abi.md).
import type { FunctionBuilder } from '../mir/builder.ts'
import { NO_REG } from '../mir/types.ts'
import type { Reg } from '../mir/types.ts'
import { demand, refuse } from './failures.ts'
import type { SiloPlan } from './plan.ts'

const ALL_ONES = 0xffff_ffff_ffff_ffffn

/** The address of a contract instance. */
export function contractAddress(builder: FunctionBuilder, instance: Reg): readonly Reg[] {
  const ones = builder.constant(ALL_ONES)
  const high = builder.value('shli', { b: instance, imm: 32 })
  const last = builder.value('or', { b: high, c: builder.constant(0xffff_ffffn) })
  return [ones, ones, ones, last]
}

/** Bit of the head's first word that messages from other silos have: of kinds 0 to 3 those from 2 on. */
const FROM_SILO = 0x200

/** Who sent the message, or the contract that calls, as an address. Nobody whom one could pay has sent what comes from another silo. */
export function callerAddress(builder: FunctionBuilder, plan: SiloPlan): readonly Reg[] {
  const result = builder.regs(4)
  const caller = builder.value('from', {})
  const external = builder.label()
  const contract = builder.label()
  const done = builder.label()
  builder.branch('jz', builder.value('addi', { b: caller, imm: 1 }), NO_REG, external, contract)
  builder.place(contract)
  builder.moveAll(result, contractAddress(builder, caller))
  builder.jump(done)
  builder.place(external)
  if (takesFromSilos(plan)) {
    const head = builder.leaf()
    builder.op('msgh', { a: head, imm: 0 })
    demand(builder, 'jz', builder.value('andi', { b: head, imm: FROM_SILO }), NO_REG, 'NoCaller')
  }
  const origin = builder.leaf()
  builder.op('msgh', { a: origin, imm: 1 })
  builder.moveAll(result, [origin, origin + 1, origin + 2, origin + 3])
  builder.place(done)
  return result
}

function takesFromSilos({ contracts }: SiloPlan): boolean {
  return contracts.some(({ functions }) =>
    functions.some(({ role }) => role === 'remote' || role === 'refund'),
  )
}

/** Refuses an address that is a contract's: coins paid to it on the base layer would be lost. */
export function refuseContractAddress(builder: FunctionBuilder, address: readonly Reg[]): void {
  const good = builder.label()
  const ones = builder.constant(ALL_ONES)
  for (const word of address.slice(0, 3)) {
    const next = builder.label()
    builder.branch('jne', word, ones, good, next)
    builder.place(next)
  }
  const last = address[3] ?? ones
  const mask = builder.constant(0xffff_ffffn)
  const bad = builder.label()
  builder.branch('jne', builder.value('and', { b: last, c: mask }), mask, good, bad)
  builder.place(bad)
  refuse(builder, 'PaymentToContract')
  builder.place(good)
}

/** Refuses if no coins are left to take `want` from. */
export function demandCoins(builder: FunctionBuilder, have: Reg, want: Reg): void {
  demand(builder, 'jgeu', have, want, 'InsufficientCoin', [have, want])
}
