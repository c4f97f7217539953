// Copy propagation: what reads a word reads it from the register that held it first.
import { NO_REG } from '../mir/types.ts'
import type { MirCall, MirOperation, Reg, Terminator } from '../mir/types.ts'
import type { Numbering } from './numbering.ts'

/** The operation with its word sources replaced; leaf operands stay. Itself if nothing is replaced. */
export function sourcesOfOperation(numbering: Numbering, before: MirOperation): MirOperation {
  const { kind, op, uses, imm, origin } = before
  const a = uses.readsA === 1 ? numbering.source(before.a) : before.a
  const b = uses.readsB === 1 ? numbering.source(before.b) : before.b
  const c = uses.readsC === 1 ? numbering.source(before.c) : before.c
  const d = before.d !== NO_REG && uses.readsD === 1 ? numbering.source(before.d) : before.d
  if (a === before.a && b === before.b && c === before.c && d === before.d) return before
  return { kind, op, uses, a, b, c, d, imm, origin }
}

/** The call itself if nothing is replaced. */
export function sourcesOfCall(numbering: Numbering, before: MirCall): MirCall {
  const args = sourcesOf(numbering, before.args)
  const instance = before.instance === null ? null : numbering.source(before.instance)
  return args === before.args && instance === before.instance ? before : { ...before, instance, args }
}

/** The terminator itself if nothing is replaced. */
export function sourcesOfTerminator(numbering: Numbering, end: Terminator): Terminator {
  switch (end.kind) {
    case 'branch': {
      const a = numbering.source(end.a)
      const b = end.b === NO_REG ? NO_REG : numbering.source(end.b)
      return a === end.a && b === end.b ? end : { ...end, a, b }
    }
    case 'return': {
      const values = sourcesOf(numbering, end.values)
      return values === end.values ? end : { ...end, values }
    }
    default:
      return end
  }
}

function sourcesOf(numbering: Numbering, regs: readonly Reg[]): readonly Reg[] {
  return regs.some((reg) => numbering.source(reg) !== reg) ? regs.map((reg) => numbering.source(reg)) : regs
}
