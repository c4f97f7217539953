// What the emitters of single instructions work with: the function's body, its locals, slots of the frame, and leaving for the driver.
import type { Charge } from '../charges.ts'
import type { Instruction } from '../../program/instruction.ts'
import { slotBit, slotsIn } from '../slots.ts'
import type { SlotSet } from '../slots.ts'
import type { BodyWriter } from '../wasm/body.ts'
import { I32, I64, OP } from '../wasm/opcodes.ts'
import { Exits, LAST_EXIT } from './exits.ts'

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

/** Where runs may leave, of all functions of a program. */
export interface LeavingPlaces {
  /** Leaving names them by position. Grows with every function. */
  readonly sites: Site[]
  /** By word of a call, what its function has charged and not done while the callee runs. */
  readonly chargedAhead: Map<number, Charge>
}

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
  /** First slots of links that are in memory as a call from here would write them, but for where to go on. */
  linked: SlotSet = 0n
  /** Farthest frame of a callee that is known to have room, in leaves; with it, that a call is left. */
  room = 0
  /** Of the instruction that is being emitted. */
  current: Site = { pc: 0, steps: 0, gas: 0 }
  private readonly leaving: LeavingPlaces
  private readonly slotLocals: ReadonlyMap<number, number>
  private readonly results: number
  private readonly exits = new Exits()

  /** `parameters` and `cached` are slots, `results` how many go out. */
  constructor(
    w: BodyWriter,
    parameters: readonly number[],
    cached: readonly number[],
    results: number,
    leaving: LeavingPlaces,
  ) {
    this.w = w
    this.leaving = leaving
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
    this.isWritten(slot)
  }

  /** Pops a slot's new word. */
  popSlot(slot: number): void {
    const own = this.slotLocals.get(slot)
    this.w.set(own ?? this.result)
    if (own === undefined) this.writeSlot(slot, () => this.w.get(this.result))
    else this.isWritten(slot)
  }

  /**
   * A local for the new word of a slot, which may be set before the instruction is known to go well: the slot's own where nobody who leaves would write it
   * back, and no operand is there.
   */
  localFor(slot: number, ...operands: readonly number[]): number {
    const own = this.slotLocals.get(slot)
    const isFree = own !== undefined && (this.newer & slotBit(slot)) === 0n && !operands.includes(own)
    return isFree ? own : this.result
  }

  /** A slot's new word is in the local that `localFor` gave. */
  keep(slot: number, local: number): void {
    if (local === this.result) this.writeSlot(slot, () => this.w.get(local))
    else this.isWritten(slot)
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
    this.nameSite()
    this.w.exitIf(this.exits.numberOf(this.newer))
  }

  leave(): void {
    this.nameSite()
    this.w.exit(this.exits.numberOf(this.newer))
  }

  /** Pops a condition: whether the callee has left. Then this function does too; the driver gives back what is charged and not done. */
  unwindIf(charged: Charge): void {
    if (charged.steps > 0) this.leaving.chargedAhead.set(this.current.pc, charged)
    this.w.exitIf(this.exits.numberOf(this.newer))
  }

  /** The function's body, with what stands behind its exits. */
  finish(): number[] {
    const { w } = this
    const steps = this.exits.steps().map(({ number, stores, next, falls }) => ({
      number,
      write: () => {
        this.storeSlots(stores)
        if (!falls) w.exit(next)
      },
    }))
    const last = (): void => {
      for (let i = 0; i < this.results; i++) w.i64(0n)
      w.get(this.site)
      w.get(this.fp)
      w.get(PARAMETERS.fuel)
      w.call(LEAVE_FUNCTION)
    }
    return w.finish([...steps, { number: LAST_EXIT, write: last }])
  }

  private isWritten(slot: number): void {
    this.available |= slotBit(slot)
    this.newer |= slotBit(slot)
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

  private nameSite(): void {
    const { sites } = this.leaving
    if (sites.at(-1) !== this.current) sites.push(this.current)
    this.w.i32(sites.length - 1)
    this.w.set(this.site)
  }
}
