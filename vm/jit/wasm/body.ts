// Writes the body of one WebAssembly function: instructions, locals, and labels by name, so that no caller counts nesting.
import { pushAll, pushSigned32, pushSigned64, pushUnsigned } from './bytes.ts'
import type { I32, I64, V128 } from './opcodes.ts'
import { BULK_PREFIX, MEMORY_COPY, OP, VECTOR, VECTOR_PREFIX, VOID } from './opcodes.ts'

/** A `block`, `loop` or `if` that is open; branches name it. */
export interface Label {
  readonly name: string
}

/** Where the body may be left from any depth of blocks. */
export interface Exit {
  readonly number: number
  readonly write: () => void
}

type ValueType = typeof I32 | typeof I64 | typeof V128

export class BodyWriter {
  private readonly code: number[] = []
  private readonly open: Label[] = []
  private readonly localTypes: ValueType[] = []
  private readonly parameters: number
  private readonly exitBranches: { readonly at: number; readonly depth: number; readonly exit: number }[] = []
  private exitsBehind = 0

  /** `parameters`: how many parameters the function has; they are the first locals. */
  constructor(parameters: number) {
    this.parameters = parameters
  }

  /** A new local, zero at first. */
  local(type: ValueType): number {
    this.localTypes.push(type)
    return this.parameters + this.localTypes.length - 1
  }

  op(code: number): void {
    this.code.push(code)
  }

  get(local: number): void {
    this.indexed(OP.localGet, local)
  }

  set(local: number): void {
    this.indexed(OP.localSet, local)
  }

  tee(local: number): void {
    this.indexed(OP.localTee, local)
  }

  i32(value: number): void {
    this.code.push(OP.i32Const)
    pushSigned32(this.code, value)
  }

  i64(value: bigint): void {
    this.code.push(OP.i64Const)
    pushSigned64(this.code, value)
  }

  /** A load or store at the popped address + offset. No alignment is promised. */
  memory(code: number, offset: number): void {
    this.code.push(code, 0)
    pushUnsigned(this.code, offset)
  }

  /** A vector instruction without immediates. */
  vector(code: number): void {
    this.code.push(VECTOR_PREFIX)
    pushUnsigned(this.code, code)
  }

  /** Pops a length, a source and a target address, and copies bytes between them. */
  copyBytes(): void {
    this.code.push(BULK_PREFIX, MEMORY_COPY, 0, 0)
  }

  /** Pops two vectors; byte i of the result is byte lanes[i] of the 32 bytes that they have together. */
  shuffle(lanes: readonly number[]): void {
    this.vector(VECTOR.shuffle)
    pushAll(this.code, lanes)
  }

  /** The 32 bits at the popped address + offset, four times. */
  vectorLoadSplat(offset: number): void {
    this.code.push(VECTOR_PREFIX, VECTOR.load32Splat, 0)
    pushUnsigned(this.code, offset)
  }

  vectorLoad(offset: number): void {
    this.code.push(VECTOR_PREFIX, VECTOR.load, 0)
    pushUnsigned(this.code, offset)
  }

  vectorStore(offset: number): void {
    this.code.push(VECTOR_PREFIX, VECTOR.store, 0)
    pushUnsigned(this.code, offset)
  }

  /** A vector of two words. */
  vectorConst(low: bigint, high: bigint): void {
    this.code.push(VECTOR_PREFIX, VECTOR.const)
    for (const word of [low, high])
      for (let shift = 0n; shift < 64n; shift += 8n) this.code.push(Number((word >> shift) & 0xffn))
  }

  call(functionIndex: number): void {
    this.indexed(OP.call, functionIndex)
  }

  callIndirect(typeIndex: number): void {
    this.indexed(OP.callIndirect, typeIndex)
    this.code.push(0)
  }

  block(name: string): Label {
    return this.begin(OP.block, name)
  }

  loop(name: string): Label {
    return this.begin(OP.loop, name)
  }

  /** Pops the condition. */
  if(name: string): Label {
    return this.begin(OP.if, name)
  }

  end(label: Label): void {
    if (this.open.pop() !== label) throw new Error(`label ${label.name} is not the innermost`)
    this.code.push(OP.end)
  }

  /** Pops the condition; branches to the exit with this number, which `finish` puts into its place. */
  exitIf(exit: number): void {
    this.code.push(OP.brIf)
    this.toExit(exit)
  }

  exit(exit: number): void {
    this.code.push(OP.br)
    this.toExit(exit)
  }

  br(label: Label): void {
    this.indexed(OP.br, this.depthOf(label))
  }

  /** Pops the condition. */
  brIf(label: Label): void {
    this.indexed(OP.brIf, this.depthOf(label))
  }

  /** Pops the index. */
  brTable(labels: readonly Label[], otherwise: Label): void {
    this.code.push(OP.brTable)
    pushUnsigned(this.code, labels.length)
    for (const label of labels) pushUnsigned(this.code, this.depthOf(label))
    pushUnsigned(this.code, this.depthOf(otherwise))
  }

  /** Bytes of parameters and locals, if each has a place on the engine's stack. */
  localBytes(): number {
    return 8 * (this.parameters + this.localTypes.length)
  }

  /**
   * The function's entry in the code section, without its size. `exits` write the code behind each exit, in this order: it ends by going on to a later
   * one, at once to the next when it doesn't branch, and behind the last with the function's results. Control must not get to the end of what was written before.
   */
  finish(exits: readonly Exit[] = []): number[] {
    for (const { write } of exits) {
      this.code.push(OP.end)
      this.exitsBehind++
      write()
    }
    const bytes: number[] = []
    const runs: { type: number; count: number }[] = []
    for (const type of this.localTypes) {
      const last = runs.at(-1)
      if (last?.type === type) last.count++
      else runs.push({ type, count: 1 })
    }
    pushUnsigned(bytes, runs.length)
    for (const { type, count } of runs) {
      pushUnsigned(bytes, count)
      bytes.push(type)
    }
    for (const _ of exits) bytes.push(OP.block, VOID)
    const places = new Map(exits.map(({ number }, place) => [number, place]))
    let from = 0
    for (const { at, depth, exit } of this.exitBranches) {
      for (; from < at; from++) bytes.push(this.code[from] ?? 0)
      pushUnsigned(bytes, depth + (places.get(exit) ?? 0))
    }
    for (; from < this.code.length; from++) bytes.push(this.code[from] ?? 0)
    bytes.push(OP.end)
    return bytes
  }

  private toExit(exit: number): void {
    this.exitBranches.push({ at: this.code.length, depth: this.open.length - this.exitsBehind, exit })
  }

  private begin(code: number, name: string): Label {
    const label = { name }
    this.open.push(label)
    this.code.push(code, VOID)
    return label
  }

  private depthOf(label: Label): number {
    const index = this.open.lastIndexOf(label)
    if (index < 0) throw new Error(`label ${label.name} is not open`)
    return this.open.length - 1 - index
  }

  private indexed(code: number, index: number): void {
    this.code.push(code)
    pushUnsigned(this.code, index)
  }
}
