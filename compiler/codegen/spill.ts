// Slot allocation of a function whose values don't fit in its frame: some of them live in memory instead, in an area that the
// function has to itself. Each use of such a value brings it to scratch slots first, each write takes it from there.
// Linear scan as in allocate.ts; where no slot is free, whatever is used least for the time that it is held goes to memory.
import { FIRST_SLOT, FRAME_SLOTS, WORDS_PER_LEAF } from '../../vm/spec/constants.ts'
import { forEachRead, forEachTerminatorRead, forEachWrite, successors } from '../mir/operands.ts'
import { table } from '../mir/table.ts'
import type { MirFunction, Reg } from '../mir/types.ts'
import { hintedSlot, moveHints, SLOT_LIMIT, type Allocation, NO_HINT } from './allocate.ts'
import { argumentOffset, passedInMemory, SLOT_WORDS, widestCall } from './convention.ts'
import { hulls, NEVER, PARAM_POSITION, type Hulls } from './hulls.ts'
import { endOfGroup, itemsInOrder, startOfGroup } from './items.ts'

const WORD = 8
/** One leaf for each operand of an instruction. */
const SCRATCH_LEAVES = 4
/** Rounds that a loop is taken to have where values are weighed, and how deep that goes. */
const ROUNDS = 8
const DEEPEST = 4
/** Uses are counted in parts, since they are divided by lengths. */
const SCALE = 4096

export interface Spilling extends Allocation {
  /** Byte offset in the function's area of each register that lives there; -1 for others. */
  readonly offsets: readonly number[]
  /** Constants that are made anew where they are read, and live nowhere. */
  readonly constants: ReadonlyMap<Reg, bigint>
  /** The slot with what is added to addresses of the area. */
  readonly base: number
  /** The first slot of the scratch leaves. */
  readonly scratch: number
  /** Bytes of the area, in whole leaves. */
  readonly bytes: number
}

/** Finds slots or places in memory for all registers; the frame gets no larger than these leaves if it can be as small. */
export function spill(fn: MirFunction, mostLeaves = Infinity): Spilling {
  const short = hulls(fn, false)
  const scan = new Scan(fn, short, mostLeaves * WORDS_PER_LEAF)
  scan.run()
  const starts = short.starts.slice(0, fn.registers)
  const ends = short.ends.slice(0, fn.registers)
  // In memory there is room: values stay up to the end of their variables' scopes, for debuggers.
  const long = hulls(fn, true)
  const memory = placesInMemory(fn, scan.inMemory, long)
  memory.offsets.forEach((offset, reg) => {
    if (offset < 0) return
    starts[reg] = long.starts[reg] ?? 0
    ends[reg] = long.ends[reg] ?? 0
  })
  const { slots, constants, base, scratch, frameLeaves } = scan
  return { slots, starts, ends, frameLeaves, constants, base, scratch, ...memory }
}

/** A register, or the registers of a group of leaves. */
interface Item {
  readonly reg: Reg
  /** 0 for a single register. */
  readonly leaves: number
  readonly start: number
  readonly end: number
}

class Scan {
  readonly slots: number[]
  readonly constants = new Map<Reg, bigint>()
  readonly inMemory: Item[] = []
  readonly base: number
  readonly scratch: number
  private readonly fn: MirFunction
  private readonly hull: Hulls
  private readonly uses: readonly number[]
  private readonly known: ReadonlyMap<Reg, bigint>
  private readonly hints: Int32Array
  private readonly busyUntil = table(SLOT_LIMIT, -1)
  private readonly owners: (Item | undefined)[] = []
  private readonly limit: number
  private highest: number

  constructor(fn: MirFunction, hull: Hulls, most: number) {
    this.fn = fn
    this.hull = hull
    this.slots = table(fn.registers, -1)
    this.uses = weighedUses(fn)
    this.known = knownConstants(fn)
    this.hints = moveHints(fn)
    const passed = Math.min(SLOT_WORDS, Math.max(fn.params.length, fn.resultWords))
    this.base = FIRST_SLOT + passed
    this.scratch = WORDS_PER_LEAF * Math.ceil((this.base + 1) / WORDS_PER_LEAF)
    const calls = widestCall(fn)
    const room = calls === null ? SLOT_LIMIT : wholeLeaves(FRAME_SLOTS - FIRST_SLOT - calls)
    this.limit = Math.min(room, most)
    const end = this.scratch + SCRATCH_LEAVES * WORDS_PER_LEAF
    this.highest = end - 1
    this.busyUntil[this.base] = NEVER
    for (let slot = this.scratch; slot < end; slot++) this.busyUntil[slot] = NEVER
  }

  run(): void {
    for (const [index, reg] of this.fn.params.entries()) {
      const item = { reg, leaves: 0, start: PARAM_POSITION, end: this.hull.ends[reg] ?? PARAM_POSITION }
      if (index < SLOT_WORDS) this.occupy(item, FIRST_SLOT + index)
      else this.inMemory.push(item)
    }
    for (const item of this.items()) this.place(item)
  }

  /** What needs slots but for the parameters, in the order of the first writes. */
  private items(): readonly Item[] {
    const { hull } = this
    const { count, order, leaves } = itemsInOrder(this.fn, hull)
    return Array.from(order.subarray(0, count), (reg): Item => {
      const size = WORDS_PER_LEAF * (leaves[reg] ?? 0)
      if (size === 0) return { reg, leaves: 0, start: hull.starts[reg] ?? 0, end: hull.ends[reg] ?? 0 }
      const [start, end] = [startOfGroup(hull, reg, size), endOfGroup(hull, reg, size)]
      return { reg, leaves: size / WORDS_PER_LEAF, start, end }
    })
  }

  get frameLeaves(): number {
    return Math.ceil((this.highest + 1) / WORDS_PER_LEAF)
  }

  private place(item: Item): void {
    const slot = this.freeRun(item) ?? this.emptied(item)
    if (slot === undefined) this.toMemory(item)
    else this.occupy(item, slot)
  }

  private isFree(slot: number, start: number): boolean {
    return (this.busyUntil[slot] ?? start) < start
  }

  private freeRun(item: Item): number | undefined {
    if (item.leaves === 0) {
      const hinted = hintedSlot(this.hints[item.reg] ?? NO_HINT, this.slots)
      if (hinted >= FIRST_SLOT && hinted < this.limit && this.isFree(hinted, item.start)) return hinted
    }
    return this.runs(item).find((first) => {
      for (let slot = first; slot < first + sizeOf(item); slot++)
        if (!this.isFree(slot, item.start)) return false
      return true
    })
  }

  /** Where an item may begin. */
  private runs(item: Item): number[] {
    const [first, step] = item.leaves === 0 ? [FIRST_SLOT, 1] : [WORDS_PER_LEAF, WORDS_PER_LEAF]
    const found: number[] = []
    for (let slot = first; slot + sizeOf(item) <= this.limit; slot += step) found.push(slot)
    return found
  }

  /** Slots whose values go to memory for this item; undefined if none of them is worth less than it. */
  private emptied(item: Item): number | undefined {
    let least = this.worth(item)
    let best: { readonly slot: number; readonly owners: readonly Item[] } | undefined
    for (const slot of this.runs(item)) {
      const owners = this.ownersOf(slot, item)
      if (owners === undefined) continue
      const sum = owners.reduce((worth, owner) => worth + this.worth(owner), 0)
      if (sum >= least) continue
      least = sum
      best = { slot, owners }
    }
    for (const owner of best?.owners ?? []) this.toMemory(owner)
    return best?.slot
  }

  /** What holds the slots of a run when an item begins; undefined if some are nobody's to give. */
  private ownersOf(first: number, item: Item): readonly Item[] | undefined {
    const owners = new Set<Item>()
    for (let slot = first; slot < first + sizeOf(item); slot++) {
      if (this.isFree(slot, item.start)) continue
      const owner = this.owners[slot]
      if (owner === undefined || this.busyUntil[slot] === NEVER) return undefined
      owners.add(owner)
    }
    return [...owners]
  }

  /** Uses for the time that it is held. */
  private worth({ reg, start, end, leaves }: Item): number {
    let uses = 0
    for (let i = 0; i < Math.max(1, leaves * WORDS_PER_LEAF); i++) uses += this.uses[reg + i] ?? 0
    return Math.floor((uses * SCALE) / (end - start + 1))
  }

  private occupy(item: Item, first: number): void {
    for (let i = 0; i < sizeOf(item); i++) {
      this.slots[item.reg + i] = first + i
      this.busyUntil[first + i] = item.end
      this.owners[first + i] = item
    }
    this.highest = Math.max(this.highest, first + sizeOf(item) - 1)
  }

  private toMemory(item: Item): void {
    for (let i = 0; i < sizeOf(item); i++) {
      const slot = this.slots[item.reg + i] ?? -1
      if (slot >= 0) {
        this.busyUntil[slot] = -1
        this.owners[slot] = undefined
      }
      this.slots[item.reg + i] = -1
    }
    const constant = this.known.get(item.reg)
    if (item.leaves === 0 && constant !== undefined) this.constants.set(item.reg, constant)
    else this.inMemory.push(item)
  }
}

function sizeOf({ leaves }: Item): number {
  return leaves === 0 ? 1 : leaves * WORDS_PER_LEAF
}

function wholeLeaves(words: number): number {
  return words - (words % WORDS_PER_LEAF)
}

/** How often each register is read or written, loops counted as several rounds. */
function weighedUses(fn: MirFunction): readonly number[] {
  const depths = table(fn.blocks.length)
  fn.blocks.forEach(({ terminator }, from) => {
    // Blocks of a loop stand in a row, or nearly so.
    for (const to of successors(terminator))
      for (let block = to; block <= from; block++) depths[block] = (depths[block] ?? 0) + 1
  })
  const uses = table(fn.registers)
  fn.blocks.forEach(({ instructions, terminator }, block) => {
    const weight = ROUNDS ** Math.min(depths[block] ?? 0, DEEPEST)
    const count = (reg: Reg): void => {
      uses[reg] = (uses[reg] ?? 0) + weight
    }
    for (const instruction of instructions) {
      if (instruction.kind === 'keep') continue
      forEachRead(instruction, count)
      forEachWrite(instruction, count)
    }
    forEachTerminatorRead(terminator, count)
  })
  return uses
}

/** Registers that are written once, by a constant, and that no variable is: those a debugger shows. */
function knownConstants(fn: MirFunction): ReadonlyMap<Reg, bigint> {
  const writes = table(fn.registers)
  const count = (reg: Reg): void => {
    writes[reg] = (writes[reg] ?? 0) + 1
  }
  for (const { instructions } of fn.blocks)
    for (const instruction of instructions) forEachWrite(instruction, count)
  const shown = new Set(fn.variables.flatMap(({ regs }) => regs))
  const known = new Map<Reg, bigint>()
  for (const { instructions } of fn.blocks)
    for (const instruction of instructions)
      if (instruction.kind === 'const' && writes[instruction.target] === 1 && !shown.has(instruction.target))
        known.set(instruction.target, instruction.value)
  return known
}

/** Places in the area: first what is passed in memory, then the rest, which share room where they don't live at once. */
function placesInMemory(
  fn: MirFunction,
  items: readonly Item[],
  hull: Hulls,
): { readonly offsets: readonly number[]; readonly bytes: number } {
  const offsets = table(fn.registers, -1)
  const given = new Map(fn.params.slice(SLOT_WORDS).map((reg, i) => [reg, SLOT_WORDS + i]))
  const busyUntil = table(passedInMemory(fn.params.length, fn.resultWords), NEVER)
  const lasting = items.map((item) => {
    const regs = Array.from({ length: sizeOf(item) }, (_, i) => item.reg + i)
    const start = Math.min(...regs.map((reg) => hull.starts[reg] ?? 0))
    return { ...item, start, end: Math.max(...regs.map((reg) => hull.ends[reg] ?? 0)) }
  })
  for (const item of lasting.toSorted((x, y) => x.start - y.start || x.reg - y.reg)) {
    const index = given.get(item.reg)
    if (index !== undefined) {
      offsets[item.reg] = argumentOffset(index)
      continue
    }
    const size = sizeOf(item)
    let first = 0
    const isTaken = (): boolean => {
      for (let word = first; word < first + size; word++)
        if ((busyUntil[word] ?? -1) >= item.start) return true
      return false
    }
    while (isTaken()) first += item.leaves === 0 ? 1 : WORDS_PER_LEAF
    for (let i = 0; i < size; i++) {
      offsets[item.reg + i] = WORD * (first + i)
      busyUntil[first + i] = item.end
    }
  }
  return { offsets, bytes: WORD * WORDS_PER_LEAF * Math.ceil(busyUntil.length / WORDS_PER_LEAF) }
}
