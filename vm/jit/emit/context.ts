// What the emitters of single instructions work with: the function's body, its locals, slots of the frame, and leaving for the driver.
import type { Instruction } from '../../program/instruction.ts'
import { RECORD } from '../layout.ts'
import type { SlotSet } from '../slots.ts'
import type { BodyWriter, Label } from '../wasm/body.ts'
import { I32, I64, OP } from '../wasm/opcodes.ts'

/** Where compiled code may leave: the state there is that before the instruction at `pc`, once the charge is taken back. */
export interface Site {
  readonly pc: number
  /** Steps and gas charged for this instruction and what follows it in its segment. */
  readonly steps: number
  readonly gas: number
}

/** Indices of the functions that every module has, before those of the program. */
export const HOST_FUNCTION = 0
/** Of the library (wide/library.ts); programs without wide instructions have the host's in its place. */
export const WIDE_FUNCTION = 1
export const HIGH_PRODUCT_FUNCTION = 2
export const SIGNED_OVERFLOW_FUNCTION = 3
export const ENTER_FUNCTION = 4
export const FIRST_PROGRAM_FUNCTION = 5

/** Parameters of a program's function. */
export const PARAMETERS = { entry: 0, frame: 1, fuel: 2 } as const

/** Emits one instruction. What it leaves in locals and memory is said in docs/jit.md. */
export type Emit = (f: FunctionContext, instruction: Instruction) => void
export type Emitters = Readonly<Record<string, Emit>>

export class FunctionContext {
  readonly w: BodyWriter
  readonly fp: number
  readonly site: number
  readonly small: number
  /** For operands: three that no local holds, and a result. */
  readonly operands: readonly [number, number, number]
  readonly result: number
  /** Leads to the function's end, where the record of leaving is written. */
  readonly exit: Label
  /** Leads out of the function when a callee has left. */
  readonly unwind: Label
  /** Slots whose locals are valid here. */
  available: SlotSet = 0n
  /** Of the instruction that is being emitted. */
  current: Site = { pc: 0, steps: 0, gas: 0 }
  private readonly sites: Site[]
  private readonly slotLocals: ReadonlyMap<number, number>

  /** `sites` are the program's: leaving names them by position. */
  constructor(w: BodyWriter, cached: readonly number[], sites: Site[]) {
    this.w = w
    this.sites = sites
    this.fp = w.local(I32)
    this.site = w.local(I32)
    this.small = w.local(I32)
    this.operands = [w.local(I64), w.local(I64), w.local(I64)]
    this.result = w.local(I64)
    this.slotLocals = new Map(cached.map((slot) => [slot, w.local(I64)]))
    this.unwind = w.block('unwind')
    this.exit = w.block('exit')
  }

  /** A local that holds the slot; `temporary` (0..2) says which is taken when the slot has none of its own. */
  operand(slot: number, temporary: 0 | 1 | 2): number {
    const own = this.slotLocals.get(slot)
    const local = own ?? this.operands[temporary]
    const bit = 1n << BigInt(slot)
    if (own !== undefined && (this.available & bit) !== 0n) return own
    this.w.get(this.fp)
    this.w.memory(OP.i64Load, slot * 8)
    this.w.set(local)
    if (own !== undefined) this.available |= bit
    return local
  }

  /** Writes a slot: `value` pushes the new word. Memory and local change together. */
  writeSlot(slot: number, value: () => void): void {
    const own = this.slotLocals.get(slot)
    this.w.get(this.fp)
    value()
    if (own !== undefined) {
      this.w.tee(own)
      this.available |= 1n << BigInt(slot)
    }
    this.w.memory(OP.i64Store, slot * 8)
  }

  /** Pops a condition; leaves with the current instruction not begun when it holds. */
  leaveIf(): void {
    this.w.i32(this.currentSite())
    this.w.set(this.site)
    this.w.brIf(this.exit)
  }

  leave(): void {
    this.w.i32(this.currentSite())
    this.w.set(this.site)
    this.w.br(this.exit)
  }

  /** Writes the record of where to go on if the engine's stack overflows in what comes next. Pushed by `frame`: the frame word. */
  record(site: Site, frame: number): void {
    const { w } = this
    w.i32(0)
    w.i32(this.siteNumber(site))
    w.memory(OP.i32Store, RECORD.site)
    this.recordRest(frame)
  }

  /** The record with the site number in the local `site`. */
  recordExit(): void {
    const { w } = this
    w.i32(0)
    w.get(this.site)
    w.memory(OP.i32Store, RECORD.site)
    this.recordRest(PARAMETERS.frame)
  }

  private recordRest(frame: number): void {
    const { w } = this
    w.i32(0)
    w.get(frame)
    w.memory(OP.i32Store, RECORD.frame)
    w.i32(0)
    w.get(PARAMETERS.fuel)
    w.memory(OP.i64Store, RECORD.fuel)
  }

  private currentSite(): number {
    return this.siteNumber(this.current)
  }

  private siteNumber(site: Site): number {
    if (this.sites.at(-1) !== site) this.sites.push(site)
    return this.sites.length - 1
  }
}
