// Where several ways meet, what was known above them may be out of date: which blocks lie on the ways between, and what they write.
import type { Lists } from '../mir/lists.ts'
import { runLength } from '../mir/operands.ts'
import type { MirInstruction, Reg } from '../mir/types.ts'
import type { DraftBlock } from './draft.ts'
import type { Numbering } from './numbering.ts'
import { Stack } from './stack.ts'

/** So many blocks between a meeting and the block above are looked through; with more all is forgotten. */
const MOST_BETWEEN = 64
const LEAF = 8
const NO_CODE: readonly MirInstruction[] = []

export class Meets {
  /** The blocks that `look` found: so many, in this table. */
  count = 0
  readonly between = new Int32Array(MOST_BETWEEN)
  private readonly numbering: Numbering
  private blocks: readonly DraftBlock[] = []
  /** By block: the last look that found it. */
  private foundBy = new Int32Array(64)
  private looks = 0
  private readonly pending = new Stack()
  /** Registers that blocks write and that are written elsewhere too: pairs of the first one and how many. */
  private readonly runs = new Stack()
  /** By block: where its runs begin and end; and of which function, counted from the first one, they are. */
  private scannedFor = new Int32Array(64)
  private functions = 0
  private begins = new Int32Array(64)
  private ends = new Int32Array(64)
  /** 1 for blocks that may change storage, by block; holds for those whose runs are known. */
  private stores = new Uint8Array(64)

  constructor(numbering: Numbering) {
    this.numbering = numbering
  }

  /** Begins anew for a function. */
  begin(blocks: readonly DraftBlock[]): void {
    const size = blocks.length
    if (size > this.begins.length) {
      this.foundBy = new Int32Array(2 * size)
      this.scannedFor = new Int32Array(2 * size)
      this.begins = new Int32Array(2 * size)
      this.ends = new Int32Array(2 * size)
      this.stores = new Uint8Array(2 * size)
    }
    this.blocks = blocks
    this.functions++
    this.runs.size = 0
  }

  /** Looks for the blocks on the ways from a block to one that it dominates; false if there are too many. */
  look(above: number, meeting: number, before: Lists): boolean {
    const { between, foundBy, pending } = this
    const look = ++this.looks
    this.count = 0
    pending.size = 0
    pushAll(pending, before, meeting)
    while (pending.size > 0) {
      const block = pending.pop()
      if (block === above || foundBy[block] === look) continue
      if (this.count === MOST_BETWEEN) return false
      foundBy[block] = look
      between[this.count++] = block
      pushAll(pending, before, block)
    }
    return true
  }

  /** Whether a block may change storage. */
  storesIn(block: number): boolean {
    this.scan(block)
    return this.stores[block] === 1
  }

  /** Calls `visit` with runs of registers that are written in a block and elsewhere too; registers that aren't may be among them. */
  forEachRun(block: number, visit: (first: Reg, count: number) => void): void {
    this.scan(block)
    const end = this.ends[block] ?? 0
    for (let i = this.begins[block] ?? 0; i < end; i += 2) visit(this.runs.at(i), this.runs.at(i + 1))
  }

  private scan(block: number): void {
    if (this.scannedFor[block] === this.functions) return
    this.scannedFor[block] = this.functions
    this.begins[block] = this.runs.size
    this.stores[block] = 0
    for (const instruction of this.blocks[block]?.instructions ?? NO_CODE)
      switch (instruction.kind) {
        case 'op': {
          const { op, uses, a, imm } = instruction
          if (op === 'sstore') this.stores[block] = 1
          if (uses.writesA !== 0) this.addRun(a, runLength(uses.writesA, imm))
          break
        }
        case 'call':
          this.stores[block] = 1
          for (const reg of instruction.results) this.addRun(reg, 1)
          break
        case 'const':
          this.addRun(instruction.target, 1)
          break
        case 'constLeaf':
          this.addRun(instruction.target, LEAF)
          break
        case 'keep':
          break
      }
    this.ends[block] = this.runs.size
  }

  private addRun(first: Reg, count: number): void {
    if (count === 1 && this.numbering.isSingle(first)) return
    this.runs.push(first)
    this.runs.push(count)
  }
}

function pushAll(stack: Stack, lists: Lists, key: number): void {
  for (let at = lists.newest(key); at >= 0; at = lists.older(at)) stack.push(lists.valueAt(at))
}
