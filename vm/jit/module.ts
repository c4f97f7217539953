// The module of one cluster: its functions, those that every module has, and stand-ins for functions of other clusters.
import { compileFunction } from './compile-function.ts'
import type { ProgramContext } from './compile-function.ts'
import { ENTER_FUNCTION, FIRST_PROGRAM_FUNCTION, PROBE_FUNCTION } from './emit/context.ts'
import type { Callee } from './emit/control.ts'
import {
  enterBody,
  highProductBody,
  leaveBody,
  memoryInterfaceBody,
  probeBody,
  signedOverflowBody,
  standInBody,
} from './helpers.ts'
import type { FunctionPlan } from './interface.ts'
import { MEMORY_PAGES } from './layout.ts'
import { encodeModule } from './wasm/module.ts'
import type { FunctionType } from './wasm/module.ts'
import { I32, I64 } from './wasm/opcodes.ts'

export interface ClusterModule {
  readonly bytes: Uint8Array
  readonly frameBytes: number
  readonly standIns: readonly { readonly place: number; readonly name: string }[]
}

const PROGRAM_TYPE = 0
const SMALL_TYPE = 1
const WIDE_TYPE = 2
const TEST_TYPE = 3
const TYPES: readonly FunctionType[] = [
  { parameters: [I32, I32, I64], results: [I64] },
  { parameters: [I32, I32, I32], results: [I32] },
  { parameters: [I64, I64], results: [I64] },
  { parameters: [I64, I64], results: [I32] },
]

/** Their functions come before those of the module. */
const IMPORTS = [
  { name: 'host', type: SMALL_TYPE },
  { name: 'library', type: SMALL_TYPE },
] as const

type Lookup = (start: number) => { readonly place: number; readonly plan: FunctionPlan } | undefined

/**
 * `places` are positions of functions in the program, `plans` theirs. The table has each function at its place, and with what it takes and hands out in
 * memory that many places further.
 */
export function moduleOf(
  {
    program,
    functions: all,
    sites,
    chargedAhead,
  }: Omit<ProgramContext, 'calleeAt'> & {
    readonly functions: readonly unknown[]
  },
  places: readonly number[],
  plans: readonly FunctionPlan[],
  lookup: Lookup,
): ClusterModule {
  const types = new TypeList()
  const own = new Map(
    plans.map((plan, i): [number, Callee] => [
      plan.start,
      { ...plan, target: { kind: 'function', index: FIRST_PROGRAM_FUNCTION + i } },
    ]),
  )
  const others = new Map<number, Callee & { readonly place: number }>()
  const calleeAt = (start: number): Callee | undefined => {
    const known = own.get(start) ?? others.get(start)
    const found = known === undefined ? lookup(start) : undefined
    if (found === undefined) return known
    const { parameters, results } = found.plan
    const target = { kind: 'table', place: found.place, type: types.of(found.plan) } as const
    const callee = { parameters, results, target, place: found.place }
    others.set(start, callee)
    return callee
  }
  const compiled = plans.map((plan) => compileFunction({ program, calleeAt, sites, chargedAhead }, plan))
  const functions = [
    { type: WIDE_TYPE, body: highProductBody() },
    { type: TEST_TYPE, body: signedOverflowBody() },
    { type: PROGRAM_TYPE, body: leaveBody() },
    { type: SMALL_TYPE, body: probeBody() },
    { type: SMALL_TYPE, body: enterBody(PROGRAM_TYPE) },
    ...plans.map((plan, i) => ({ type: types.of(plan), body: compiled[i]?.body ?? [] })),
  ]
  const add = (type: number, body: number[]): number => IMPORTS.length + functions.push({ type, body }) - 1
  const elements = plans.flatMap((plan, i) => {
    const functionIndex = FIRST_PROGRAM_FUNCTION + i
    const isPlain = plan.parameters.length + plan.results.length === 0
    const inMemory = isPlain ? functionIndex : add(PROGRAM_TYPE, memoryInterfaceBody(plan, functionIndex))
    const place = places[i] ?? 0
    return [
      { place, functionIndex },
      { place: all.length + place, functionIndex: inMemory },
    ]
  })
  const standIns = [...others].map(([start, callee]) => {
    const site = sites.push({ pc: start, steps: 0, gas: 0, isElsewhere: true }) - 1
    const functionIndex = add(types.of(callee), standInBody(callee, site))
    return { place: callee.place, name: `${callee.place}`, functionIndex }
  })
  const bytes = encodeModule({
    types: types.all,
    imports: IMPORTS,
    memoryPages: MEMORY_PAGES,
    functions,
    importedTable: { size: 2 * all.length, elements },
    exports: [
      { name: 'enter', functionIndex: ENTER_FUNCTION },
      { name: 'probe', functionIndex: PROBE_FUNCTION },
      ...standIns,
    ],
  })
  return { bytes, frameBytes: Math.max(...compiled.map((one) => one.frameBytes)), standIns }
}

type Interface = Pick<FunctionPlan, 'parameters' | 'results'>

/** The types of the module's own functions, and those of the program's as they come up. */
class TypeList {
  readonly all: FunctionType[] = [...TYPES]
  private readonly known = new Map([['0 0', PROGRAM_TYPE]])

  of({ parameters, results }: Interface): number {
    const name = `${parameters.length} ${results.length}`
    const known = this.known.get(name)
    if (known !== undefined) return known
    const words = (slots: readonly number[]): number[] => slots.map(() => I64)
    const type = this.all.push({
      parameters: [I32, I32, I64, ...words(parameters)],
      results: [...words(results), I64],
    })
    this.known.set(name, type - 1)
    return type - 1
  }
}
