// Running aggregates: each write to a map that is summed or counted adds the difference to numbers that lie in the heap while
// a message runs; they come from one leaf of storage when first needed, and go back there when the message ends.
import { NO_REG } from '../mir/types.ts'
import type { FunctionKey, MirFunction, Reg } from '../mir/types.ts'
import { FunctionBuilder } from '../mir/builder.ts'
import type { TypedAggregate, TypedContract } from '../typed/tree.ts'
import { heldIn, isSignedInt } from '../typed/type-facts.ts'
import { AGGREGATES_PER_LEAF } from './heap.ts'
import { fieldOffset, recordOf } from './layout.ts'
import { loadWord } from './places.ts'
import { instancesOf, type SiloPlan } from './plan.ts'
import type { Scope, StoragePlace } from './scope.ts'
import { AGGREGATES_FIELD, keyLeaf } from './storage-key.ts'

const LEAF = 64
const LOADED = 1n
const CHANGED = 2n

/** The function that fetches a contract's aggregates into the heap; its parameter is where. */
function loaderKey(contract: TypedContract): FunctionKey {
  return `a${contract.id}`
}

/** The value of an aggregate. */
export function readAggregate(scope: Scope, aggregate: number): Reg {
  const base = loaded(scope)
  return scope.builder.value('ld64', { b: base, imm: LEAF + 8 * aggregate })
}

/** Before a storage place is written: what the write changes in the aggregates over its field, and that it was written. */
export function trackWrite(scope: Scope, place: StoragePlace, values: readonly Reg[]): void {
  const { builder, contract, plan, program } = scope
  const byte = plan.heap.watched.get(place.id)
  if (byte !== undefined) {
    builder.op('st8', { a: builder.constant(1n), b: builder.constant(BigInt(byte)) })
  }
  const kept = contract?.aggregates.flatMap((aggregate, i) =>
    aggregate.field === place.id ? [{ aggregate, i }] : [],
  )
  for (const { aggregate, i } of kept ?? []) {
    const difference =
      aggregate.operation === 'count'
        ? presence(scope, place, values)
        : summand(scope, place, values, summandAt(program, aggregate, place))
    if (difference === null) continue
    const base = loaded(scope)
    const imm = LEAF + 8 * i
    const signed = aggregate.type.kind === 'int' && isSignedInt(aggregate.type.name)
    const before = builder.value('ld64', { b: base, imm })
    const without = builder.value(signed ? 'subs' : 'subu', { b: before, c: difference.before })
    const after = builder.value(signed ? 'adds' : 'addu', { b: without, c: difference.after })
    builder.op('st64', { a: after, b: base, imm })
    builder.op('st64', { a: builder.constant(CHANGED), b: base })
  }
}

interface Difference {
  readonly before: Reg
  readonly after: Reg
}

/** Which word of the map's value is summed. */
function summandAt(program: Scope['program'], aggregate: TypedAggregate, place: StoragePlace): number {
  const held = heldIn(place.value)
  // In a place that may be empty, what it holds stands behind the word that says so.
  let offset = held === null ? 0 : 1
  let type = held ?? place.value
  for (const index of aggregate.path) {
    if (type.kind !== 'struct') break
    const record = recordOf(program, type.struct)
    offset += fieldOffset(program, record, index)
    type = record.fields[index]?.type ?? type
  }
  return offset
}

function summand(scope: Scope, place: StoragePlace, values: readonly Reg[], word: number): Difference | null {
  const after = values[word - place.offset]
  if (word < place.offset || after === undefined) return null
  return { before: loadWord(scope, place, word), after }
}

/** Whether the entry differs from the default before and after, as 0 or 1. */
function presence(scope: Scope, place: StoragePlace, values: readonly Reg[]): Difference {
  const { builder } = scope
  const any = (wordAt: (word: number) => Reg): Reg => {
    let differs: Reg | undefined
    for (let word = 0; word < place.total; word++) {
      const initial = builder.constant(place.initial[word] ?? 0n)
      const unlike = builder.value('xor', { b: wordAt(word), c: initial })
      differs = differs === undefined ? unlike : builder.value('or', { b: differs, c: unlike })
    }
    const zero = builder.constant(0n)
    return builder.value('ne', { b: differs ?? zero, c: zero })
  }
  const old = Array.from({ length: place.total }, (_, word) => loadWord(scope, place, word))
  const before = any((word) => old[word] ?? NO_REG)
  const after = any((word) => values[word - place.offset] ?? old[word] ?? NO_REG)
  return { before, after }
}

/** Where the running instance's aggregates lie in the heap, after they were loaded. */
function loaded(scope: Scope): Reg {
  const { builder, contract, plan } = scope
  if (contract === null) throw new Error('a function outside a contract has no aggregates')
  const base = aggregatesAt(plan, builder, contract)
  const [fetch, there] = [builder.label(), builder.label()]
  builder.branch('jz', builder.value('ld64', { b: base }), NO_REG, fetch, there)
  builder.place(fetch)
  builder.call(loaderKey(contract), null, [base], 0)
  builder.place(there)
  return base
}

/** Each instance has a place of its own, so which one depends on who runs. */
function aggregatesAt(plan: SiloPlan, builder: FunctionBuilder, contract: TypedContract): Reg {
  let base: Reg | undefined
  for (const number of instancesOf(plan, contract.id)) {
    const own = builder.constant(BigInt(plan.heap.aggregates.get(number) ?? 0))
    if (base === undefined) base = own
    else {
      const here = builder.value('eqi', { b: builder.value('self', {}), imm: number })
      base = builder.value('select', { b: own, c: base, d: here })
    }
  }
  if (base === undefined) throw new Error('a contract without instances runs')
  return base
}

/** The function that fetches a contract's aggregates. */
export function lowerLoader(contract: TypedContract): MirFunction {
  const span = contract.nameSpan
  const builder = new FunctionBuilder(span)
  const base = builder.param()
  forEachLeaf(contract, (part) => {
    const leaf = builder.leaf()
    builder.op('sload', { a: leaf, b: keyLeaf(builder, AGGREGATES_FIELD, part, []) })
    builder.op('stl', { a: leaf, b: base, imm: LEAF * (1 + part) })
  })
  builder.op('st64', { a: builder.constant(LOADED), b: base })
  builder.return([])
  const name = `aggregates of ${contract.name}`
  return builder.finish({ key: loaderKey(contract), name, contract: contract.name, span, resultWords: 0 })
}

/** At the end of a message: aggregates that changed go back into storage. */
export function storeAggregates(scope: Scope, contract: TypedContract): void {
  const { builder, plan } = scope
  const base = aggregatesAt(plan, builder, contract)
  const [store, done] = [builder.label(), builder.label()]
  const changed = builder.value('eqi', { b: builder.value('ld64', { b: base }), imm: Number(CHANGED) })
  builder.branch('jnz', changed, NO_REG, store, done)
  builder.place(store)
  forEachLeaf(contract, (part) => {
    const leaf = builder.leaf()
    builder.op('ldl', { a: leaf, b: base, imm: LEAF * (1 + part) })
    builder.op('sstore', { a: leaf, b: keyLeaf(builder, AGGREGATES_FIELD, part, []) })
  })
  builder.place(done)
}

function forEachLeaf(contract: TypedContract, visit: (part: number) => void): void {
  const leaves = Math.ceil(contract.aggregates.length / AGGREGATES_PER_LEAF)
  for (let part = 0; part < leaves; part++) visit(part)
}
