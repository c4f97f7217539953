// What the emitters of single instructions work with: the function's body, its locals, slots of the frame, and leaving for the driver.
import type { Charge } from '../charges.ts'
import type { Instruction } from '../../program/instruction.ts'
import { fuelCharge, LEFT, RECORD } from '../layout.ts'
import { slotBit, slotsIn } from '../slots.ts'
import type { SlotSet } from '../slots.ts'
import type { BodyWriter } from '../wasm/body.ts'
import { I32, I64, OP } from '../wasm/opcodes.ts'

/** Where compiled code may leave: before the instruction at `pc`, with this much charged and not done. */
export interface Site extends Charge {
  readonly pc: number
  /** The run goes on at once in compiled code, of another cluster. */
  readonly isElsewhere?: true
}

/** Indices of the functions that every module has, before those of the program. */
export const HOST_FUNCTION = 0
/** Of the library (library/attach.ts); programs that need nothing of it have the host's in its place. */
export const LIBRARY_FUNCTION = 1
export const HIGH_PRODUCT_FUNCTION = 2
export const SIGNED_OVERFLOW_FUNCTION = 3
export const LEAVE_FUNCTION = 4
export const PROBE_FUNCTION = 5
export const ENTER_FUNCTION = 6
export const FIRST_PROGRAM_FUNCTION = 7

/** First parameters of a program's function; slots follow. */
export const PARAMETERS = { entry: 0, frame: 1, fuel: 2 } as const
export const SLOT_PARAMETERS = 3

/** Emits one instruction. What it may rely on and what it leaves behind is said in docs/jit.md. */
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
  /** Slots whose locals are valid here. */
  available: SlotSet = 0n
  /** Slots whose locals may be newer than memory: a part of `available`. */
  newer: SlotSet = 0n
  /** Of the instruction that is being emitted. */
  current: Site = { pc: 0, steps: 0, gas: 0 }
  private readonly sites: Site[]
  private readonly slotLocals: ReadonlyMap<number, number>
  private readonly results: number
  private readonly exits: (() => void)[] = []
  private readonly exitNumbers = new Map<string, number>()

  /** `parameters` and `cached` are slots, `results` how many go out; `sites` are the program's: leaving names them by position. */
  constructor(
    w: BodyWriter,
    parameters: readonly number[],
    cached: readonly number[],
    results: number,
    sites: Site[],
  ) {
    this.w = w
    this.sites = sites
    this.results = results
    this.fp = w.local(I32)
    this.site = w.local(I32)
    this.small = w.local(I32)
    this.operands = [w.local(I64), w.local(I64), w.local(I64)]
    this.result = w.local(I64)
    const others = cached.filter((slot) => !parameters.includes(slot))
    this.slotLocals = new Map([
      ...parameters.map((slot, i) => [slot, SLOT_PARAMETERS + i] as const),
      ...others.map((slot) => [slot, w.local(I64)] as const),
    ])
  }

  /** A local that holds the slot; `temporary` (0..2) says which is taken when the slot has none of its own. */
  operand(slot: number, temporary: 0 | 1 | 2): number {
    const own = this.slotLocals.get(slot)
    const local = own ?? this.operands[temporary]
    if (own !== undefined && (this.available & slotBit(slot)) !== 0n) return own
    this.loadSlot(slot)
    this.w.set(local)
    if (own !== undefined) this.available |= slotBit(slot)
    return local
  }

  /** Loads a slot that has a local, unless it is there: the data flow takes everything that is read to be there afterwards. */
  fetch(slot: number): void {
    if (this.slotLocals.has(slot)) this.operand(slot, 0)
  }

  /** Pushes a slot's value. */
  pushSlot(slot: number): void {
    const own = this.slotLocals.get(slot)
    if (own !== undefined && (this.available & slotBit(slot)) !== 0n) this.w.get(own)
    else this.loadSlot(slot)
  }

  /** Writes a slot: `value` pushes the new word. */
  writeSlot(slot: number, value: () => void): void {
    const own = this.slotLocals.get(slot)
    if (own === undefined) {
      this.w.get(this.fp)
      value()
      this.w.memory(OP.i64Store, slot * 8)
      return
    }
    value()
    this.w.set(own)
    this.available |= slotBit(slot)
    this.newer |= slotBit(slot)
  }

  /** Writes those of the slots back to memory that may be newer in their locals. */
  writeBack(slots: SlotSet): void {
    this.storeSlots(this.newer & slots)
    this.newer &= ~slots
  }

  /** The same in code that not every run passes: afterwards nothing is known of it. */
  writeBackAside(slots: SlotSet): void {
    this.storeSlots(this.newer & slots)
  }

  /** Slots have changed in memory only. */
  forget(slots: SlotSet): void {
    this.available &= ~slots
    this.newer &= ~slots
  }

  /** Pops a condition; leaves with the current instruction not begun when it holds. */
  leaveIf(): void {
    this.w.i32(this.siteNumber(this.current))
    this.w.set(this.site)
    this.w.exitIf(this.leaving())
  }

  leave(): void {
    this.w.i32(this.siteNumber(this.current))
    this.w.set(this.site)
    this.w.exit(this.leaving())
  }

  /** Pops a condition: whether a callee has left. Then this function does too, with what is charged and not done given back. */
  unwindIf(charged: Charge): void {
    const { newer } = this
    this.w.exitIf(
      this.exit(`unwind ${newer} ${charged.steps} ${charged.gas}`, () => {
        this.storeSlots(newer)
        if (charged.steps > 0) {
          this.w.i32(0)
          this.w.i32(0)
          this.w.memory(OP.i64Load, RECORD.fuel)
          this.w.i64(fuelCharge(charged))
          this.w.op(OP.i64Sub)
          this.w.memory(OP.i64Store, RECORD.fuel)
        }
        this.returnLeft()
      }),
    )
  }

  /** The function's body, with what stands behind its exits. */
  finish(): number[] {
    return this.w.finish(this.exits)
  }

  private leaving(): number {
    const { newer } = this
    return this.exit(`leave ${newer}`, () => {
      this.storeSlots(newer)
      this.w.get(this.site)
      this.w.get(PARAMETERS.frame)
      this.w.get(PARAMETERS.fuel)
      this.w.call(LEAVE_FUNCTION)
      this.returnLeft()
    })
  }

  /** Number of the exit with this name. */
  private exit(name: string, code: () => void): number {
    const known = this.exitNumbers.get(name)
    if (known !== undefined) return known
    this.exitNumbers.set(name, this.exits.length)
    return this.exits.push(code) - 1
  }

  private returnLeft(): void {
    for (let i = 0; i < this.results; i++) this.w.i64(0n)
    this.w.i64(LEFT)
    this.w.op(OP.return)
  }

  private storeSlots(slots: SlotSet): void {
    for (const slot of slotsIn(slots)) {
      this.w.get(this.fp)
      this.w.get(this.slotLocals.get(slot) ?? 0)
      this.w.memory(OP.i64Store, slot * 8)
    }
  }

  private loadSlot(slot: number): void {
    this.w.get(this.fp)
    this.w.memory(OP.i64Load, slot * 8)
  }

  private siteNumber(site: Site): number {
    if (this.sites.at(-1) !== site) this.sites.push(site)
    return this.sites.length - 1
  }
}
