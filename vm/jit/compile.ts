// A program as WebAssembly, a cluster of functions at a time: what a run needs first is compiled first, and what no run needs never is. Functions
// of one cluster are one module and call each other directly; others are called through a table that all modules of a machine share.
import type { Program } from '../program/image.ts'
import { functionsOf } from '../program/validator/functions.ts'
import type { FunctionRange } from '../program/validator/functions.ts'
import { instructionAt } from '../program/image.ts'
import { OPCODES } from '../spec/opcodes.ts'
import type { Charge } from './charges.ts'
import { usesLibrary } from './emit/wide.ts'
import type { Site } from './emit/context.ts'
import { flowOf } from './flow.ts'
import { planFunction, resultsWanted } from './interface.ts'
import type { FunctionPlan } from './interface.ts'
import { CLUSTER_INSTRUCTIONS, MAX_BLOCKS, MAX_INSTRUCTIONS } from './layout.ts'
import { moduleOf } from './module.ts'
import type { WasmApi, WasmModule } from './wasm/api.ts'

/** Functions compiled together. */
export interface Cluster {
  readonly module: WasmModule
  /**
   * Functions of other clusters that these call, by place in the table: the module exports for each what stands in for it until its own
   * cluster is there.
   */
  readonly standIns: readonly { readonly place: number; readonly name: string }[]
}

/** Where compiled code can be entered. */
export interface Entry {
  /** Position in the table, of the function with what it takes and hands out in memory. */
  readonly place: number
  /** 0 for its first block, otherwise the number of a loop head. */
  readonly entry: number
}

const UNTRIED = 0
const REFUSED = -1

/** What of a program is compiled, which grows as runs come to more of it; shared by all machines that run it. */
export class CompiledProgram {
  readonly program: Program
  readonly functions: readonly FunctionRange[]
  /** By word: 0 where compiled code can't be entered, otherwise 1 + index in `entries`. */
  readonly entryAt: Int32Array
  readonly entries: Entry[] = []
  readonly sites: Site[] = []
  readonly chargedAhead = new Map<number, Charge>()
  readonly clusters: Cluster[] = []
  /** Whether it calls the library (library/attach.ts). */
  readonly usesLibrary: boolean
  /** Of the engine's stack, for the largest frame of a function so far, by a rough estimate. */
  frameBytes = 0
  private readonly wasm: WasmApi
  /** By function: 1 + number of its cluster, UNTRIED or REFUSED. */
  private readonly clusterOf: Int32Array
  /** By word: its function. */
  private readonly functionAt: Int32Array
  private readonly placeOf: ReadonlyMap<number, number>
  private readonly wanted: ReadonlyMap<number, readonly number[]>
  private readonly plans = new Map<number, FunctionPlan | undefined>()

  constructor(wasm: WasmApi, program: Program) {
    this.wasm = wasm
    this.program = program
    this.functions = functionsOf(program)
    this.entryAt = new Int32Array(program.instructionCount)
    this.usesLibrary = usesLibrary(program)
    this.clusterOf = new Int32Array(this.functions.length)
    this.functionAt = new Int32Array(program.instructionCount)
    this.functions.forEach(({ start, end }, place) => this.functionAt.fill(place, start, end))
    this.placeOf = new Map(this.functions.map(({ start }, place) => [start, place]))
    this.wanted = resultsWanted(program)
  }

  /** Number of the cluster with the function at a word, which is compiled if it wasn't; undefined where the interpreter must do. */
  clusterAt(word: number): number | undefined {
    const place = this.functionAt[word] ?? 0
    if (this.clusterOf[place] === UNTRIED) this.compileFrom(place)
    const cluster = this.clusterOf[place] ?? REFUSED
    return cluster > 0 ? cluster - 1 : undefined
  }

  private compileFrom(first: number): void {
    const places = this.gather(first)
    if (places.length === 0) {
      this.clusterOf[first] = REFUSED
      return
    }
    const plans = places.flatMap((place) => this.planOf(place) ?? [])
    const { bytes, frameBytes, standIns } = moduleOf(this, places, plans, (start) => this.calleeAt(start))
    try {
      this.clusters.push({ module: new this.wasm.Module(bytes), standIns })
    } catch (error) {
      // Hosts have limits of their own, e.g. on the size of what a page's main thread may compile.
      if (!(error instanceof Error) || error.name === 'CompileError') throw error
      for (const place of places) this.clusterOf[place] = REFUSED
      return
    }
    this.frameBytes = Math.max(this.frameBytes, frameBytes)
    places.forEach((place, i) => {
      this.clusterOf[place] = this.clusters.length
      this.addEntries(place, plans[i])
      // Callers need to know its parameters and results, no more.
      const plan = plans[i]
      if (plan !== undefined) this.plans.set(place, { ...plan, blocks: [] })
    })
  }

  /** A function and what it calls, breadth first, up to a cluster's size; none when it is too large itself. */
  private gather(first: number): number[] {
    const places: number[] = []
    const seen = new Set([first])
    let instructions = 0
    for (const place of seen) {
      if (this.clusterOf[place] !== UNTRIED) continue
      const { start, end } = this.functions[place] ?? { start: 0, end: 0 }
      if (places.length > 0 && instructions + end - start > CLUSTER_INSTRUCTIONS) continue
      if (this.planOf(place) === undefined) continue
      places.push(place)
      instructions += end - start
      for (let word = start; word < end; word++) {
        const { opcode, immediate } = instructionAt(this.program, word)
        const callee = OPCODES[opcode]?.flow === 'call' ? this.placeOf.get(immediate) : undefined
        if (callee !== undefined) seen.add(callee)
      }
    }
    return places
  }

  /** Undefined for functions that aren't compiled. */
  private planOf(place: number): FunctionPlan | undefined {
    const range = this.functions[place]
    if (range === undefined || this.plans.has(place)) return this.plans.get(place)
    const plan =
      range.end - range.start > MAX_INSTRUCTIONS
        ? undefined
        : planFunction(this.program, flowOf(this.program, range), this.wanted.get(range.start) ?? [])
    const used = plan === undefined || plan.blocks.length > MAX_BLOCKS ? undefined : plan
    this.plans.set(place, used)
    return used
  }

  private calleeAt(start: number): { readonly place: number; readonly plan: FunctionPlan } | undefined {
    const place = this.placeOf.get(start)
    const plan = place === undefined ? undefined : this.planOf(place)
    return place === undefined || plan === undefined ? undefined : { place, plan }
  }

  private addEntries(place: number, plan: FunctionPlan | undefined): void {
    plan?.blocks.forEach((block, i) => {
      if (i > 0 && block.entry === 0) return
      this.entryAt[block.start] = this.entries.push({
        place: this.functions.length + place,
        entry: block.entry,
      })
    })
  }
}
