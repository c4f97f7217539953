// What is too long to stand in programs' code: wide arithmetic and compressions of hash functions, in one WebAssembly module beside those of programs, which import one
// function of it. It is made once, and attached to the memory of each machine whose program needs it. An operation that would trap
// gives 1 and changes nothing but scratch memory.
import { WIDE_TYPES } from '../../spec/opcode.ts'
import { highProductBody } from '../helpers.ts'
import { MEMORY_PAGES } from '../layout.ts'
import type { WasmApi, WasmFunction, WasmMemory, WasmModule } from '../wasm/api.ts'
import { BodyWriter } from '../wasm/body.ts'
import { encodeModule } from '../wasm/module.ts'
import { I32, I64, OP } from '../wasm/opcodes.ts'
import { blake2b, blake3, sha256 } from './hashes.ts'
import { DISPATCH, FIRST_OPERATION, OPERATION_SHIFT } from './indices.ts'
import { product } from './products.ts'
import { divideBody, productQuotient, quotient } from './quotients.ts'
import { below, shiftLeft, shiftRight, sum } from './sums.ts'
import type { Mode } from './sums.ts'

/** Makes an operation's body for a type: words of its numbers, and whether they are signed. */
type Maker = (count: number, signed: boolean) => number[]

const checked = (signed: boolean): Mode => (signed ? 'signed' : 'unsigned')

/** Wide arithmetic by instruction, for the first 2 or all 4 of WIDE_TYPES. */
const OF_TYPES: readonly (readonly [name: string, types: 2 | 4, make: Maker])[] = [
  ['wadd', 2, (count) => sum('add', count, 'wrap')],
  ['wsub', 2, (count) => sum('subtract', count, 'wrap')],
  ['wmul', 2, (count) => product(count, 'wrap')],
  ['waddx', 4, (count, signed) => sum('add', count, checked(signed))],
  ['wsubx', 4, (count, signed) => sum('subtract', count, checked(signed))],
  ['wmulx', 4, (count, signed) => product(count, checked(signed))],
  ['wdiv', 4, (count, signed) => quotient('quotient', count, signed)],
  ['wrem', 4, (count, signed) => quotient('remainder', count, signed)],
  ['wlt', 4, below],
  ['wshl', 2, shiftLeft],
  ['wshr', 4, shiftRight],
]

interface Operation {
  readonly name: string
  readonly variant: number
  readonly make: () => number[]
}

const OPERATIONS: readonly Operation[] = [
  ...OF_TYPES.flatMap(([name, types, make]) =>
    WIDE_TYPES.slice(0, types).map((_, type) => ({
      name,
      variant: type,
      make: () => make((type & 1) === 0 ? 2 : 4, type >= 2),
    })),
  ),
  // The variants that round up or take the last block follow those that don't.
  ...[2, 4, 2, 4].map((count, variant) => ({
    name: 'wmuldiv',
    variant,
    make: () => productQuotient(count, variant >= 2),
  })),
  ...[false, true].map((roundUp, variant) => ({
    name: 'muldiv',
    variant,
    make: () => productQuotient(1, roundUp),
  })),
  { name: 'sha256', variant: 0, make: sha256 },
  ...[false, true].map((isLast, variant) => ({ name: 'blake2b', variant, make: () => blake2b(isLast) })),
  { name: 'blake3', variant: 0, make: blake3 },
]

const NUMBERS: ReadonlyMap<string, number> = new Map(
  OPERATIONS.map(({ name, variant }, i) => [`${name} ${variant}`, i]),
)

/** The number of an operation; variants are those of the table above. */
export function libraryOperation(name: string, variant: number): number {
  const operation = NUMBERS.get(`${name} ${variant}`)
  if (operation === undefined) throw new Error(`the library has no ${name} ${variant}`)
  return operation
}

/** Instructions that call the library. */
export const LIBRARY_INSTRUCTIONS: ReadonlySet<string> = new Set(OPERATIONS.map(({ name }) => name))

const OPERATION_TYPE = 0
const HIGH_PRODUCT_TYPE = 1

function libraryBytes(): Uint8Array {
  return encodeModule({
    types: [
      { parameters: [I32, I32, I32], results: [I32] },
      { parameters: [I64, I64], results: [I64] },
    ],
    imports: [],
    memoryPages: MEMORY_PAGES,
    functions: [
      { type: HIGH_PRODUCT_TYPE, body: highProductBody() },
      { type: OPERATION_TYPE, body: divideBody() },
      { type: OPERATION_TYPE, body: dispatchBody() },
      ...OPERATIONS.map(({ make }) => ({ type: OPERATION_TYPE, body: make() })),
    ],
    table: OPERATIONS.map((_, i) => FIRST_OPERATION + i),
    exports: [{ name: 'library', functionIndex: DISPATCH }],
  })
}

function dispatchBody(): number[] {
  const w = new BodyWriter(3)
  w.get(0)
  w.i32((1 << OPERATION_SHIFT) - 1)
  w.op(OP.i32And)
  w.get(1)
  w.get(2)
  w.get(0)
  w.i32(OPERATION_SHIFT)
  w.op(OP.i32ShrU)
  w.callIndirect(OPERATION_TYPE)
  return w.finish()
}

let compiled: WasmModule | undefined

/** The library's function for programs in this memory. */
export function attachLibrary(wasm: WasmApi, memory: WasmMemory): WasmFunction {
  compiled ??= new wasm.Module(libraryBytes())
  const { library } = new wasm.Instance(compiled, { silo: { memory } }).exports
  if (typeof library !== 'function') throw new Error('the library exports its function')
  return library as WasmFunction
}
