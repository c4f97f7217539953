// Mid-level code: functions of basic blocks over virtual registers. Operations are the machine's own, by name; what is
// left open is which slot holds a register, where blocks and functions lie, and how constants are loaded.
import type { AbiType } from '../abi/types.ts'
import type { Span } from '../source.ts'
import type { OriginKind } from '../sourcemap/types.ts'
import type { Operands } from './operands.ts'

/** A virtual register: one word. Registers may be written more than once; every read is dominated by a write. */
export type Reg = number

/** Stands in fields of an operation that it doesn't use. */
export const NO_REG: Reg = -1

/** Index in `MirFunction.origins`. */
export type OriginId = number
/** Stands where no call was inlined. */
export const NO_SITE: OriginId = -1

/** A function as it was written, for code that was inlined from it. */
export interface WrittenFunction {
  readonly key: FunctionKey
  readonly name: string
  readonly contract: string | null
  readonly span: Span
}

/** Where code comes from. The enclosing statement is an origin of the same function. */
export interface MirOrigin {
  readonly span: Span
  readonly kind: OriginKind
  /** -1 outside statements; a statement names itself. */
  readonly statement: OriginId
  /** For inlined code the function it was written in, and the origin of the call. */
  readonly inlined: { readonly from: WrittenFunction; readonly site: OriginId } | null
}

/** Identity of a function in the program: `Vault.withdraw`, `.mulDiv` for free functions, `@entry`. */
export type FunctionKey = string

export type MirInstruction =
  | MirOperation
  | MirConstant
  /** The leaf at `target` := eight words. */
  | {
      readonly kind: 'constLeaf'
      readonly target: Reg
      readonly words: readonly bigint[]
      readonly origin: OriginId
    }
  | MirCall
  /** Keeps variables in their slots up to the end of their scope, for debuggers; no code. */
  | {
      readonly kind: 'keep'
      readonly regs: readonly Reg[]
      readonly origin: OriginId
      /** In a round of a loop: how often it is passed at most, each time that the loop is entered. */
      readonly rounds?: bigint
    }

/** An operation of the machine that goes on with the next one. `d` is the third source of `select`, `muldiv` and others; `imm` of `wmuldiv` is 1 to round up, + 2 for 256 bits. */
export interface MirOperation {
  readonly kind: 'op'
  readonly op: string
  /** How it uses its fields: what the table says of its name. */
  readonly uses: Operands
  readonly a: Reg
  readonly b: Reg
  readonly c: Reg
  readonly d: Reg
  readonly imm: number
  readonly origin: OriginId
}

/** [target] := value. */
export interface MirConstant {
  readonly kind: 'const'
  readonly target: Reg
  readonly value: bigint
  readonly origin: OriginId
}

export interface MirCall {
  readonly kind: 'call'
  readonly callee: FunctionKey
  /** The instance to run as (`callx`); null for a call that stays in the contract. */
  readonly instance: Reg | null
  readonly args: readonly Reg[]
  readonly results: readonly Reg[]
  readonly origin: OriginId
}

/** Conditions of branches; the last four compare two registers. */
export type BranchOp = 'jz' | 'jnz' | 'jeq' | 'jne' | 'jltu' | 'jgeu' | 'jlts' | 'jges'

export type Terminator =
  | { readonly kind: 'jump'; readonly to: number; readonly origin: OriginId }
  | {
      readonly kind: 'branch'
      readonly op: BranchOp
      readonly a: Reg
      /** `NO_REG` for jz and jnz. */
      readonly b: Reg
      readonly then: number
      readonly otherwise: number
      readonly origin: OriginId
    }
  | { readonly kind: 'return'; readonly values: readonly Reg[]; readonly origin: OriginId }
  /** `leaves` leaves from `leaf` on are the message's result; only in the entry function. */
  | { readonly kind: 'end'; readonly leaf: Reg; readonly leaves: number; readonly origin: OriginId }
  | {
      readonly kind: 'trap'
      readonly leaf: Reg
      readonly leaves: number
      readonly detail: number
      readonly origin: OriginId
    }

export interface MirBlock {
  readonly instructions: readonly MirInstruction[]
  readonly terminator: Terminator
}

/** A variable of the source, for the source map. */
export interface MirVariable {
  readonly name: string
  readonly type: AbiType
  readonly declared: Span
  readonly regs: readonly Reg[]
  /** The origin of the inlined call that the variable belongs to; `NO_SITE` for the function's own. */
  readonly site: OriginId
}

/** Leaves whose slots lie in a row: 8 consecutive registers each. */
export interface LeafGroup {
  readonly first: Reg
  readonly leaves: number
}

export interface MirFunction {
  readonly key: FunctionKey
  readonly name: string
  readonly contract: string | null
  readonly span: Span
  /** Parameter words, in order; they arrive in the slots from 4 on. */
  readonly params: readonly Reg[]
  readonly resultWords: number
  /** Block 0 is the entry. The order of the array is the order in the code. */
  readonly blocks: readonly MirBlock[]
  /** The functions that its code calls, in the order of the calls; one that is called again stands again. */
  readonly calls: readonly FunctionKey[]
  readonly registers: number
  readonly groups: readonly LeafGroup[]
  readonly variables: readonly MirVariable[]
  readonly origins: readonly MirOrigin[]
}
