// Wide arithmetic as one WebAssembly module beside those of programs, which import one function of it: made once, and attached to the memory of
// each machine whose program has wide instructions. An operation that would trap gives 1 and changes nothing but scratch memory.
import { WIDE_TYPES } from '../../spec/opcode.ts'
import { highProductBody } from '../helpers.ts'
import { MEMORY_PAGES } from '../layout.ts'
import type { WasmApi, WasmFunction, WasmMemory, WasmModule } from '../wasm/api.ts'
import { BodyWriter } from '../wasm/body.ts'
import { encodeModule } from '../wasm/module.ts'
import { I32, I64, OP } from '../wasm/opcodes.ts'
import { FIRST_OPERATION, OPERATION_SHIFT, WIDE } from './indices.ts'
import { product } from './products.ts'
import { divideBody, productQuotient, quotient } from './quotients.ts'
import { below, shiftLeft, shiftRight, sum } from './sums.ts'
import type { Mode } from './sums.ts'

/** Makes an operation's body for a type: words of its numbers, and whether they are signed. */
type Maker = (count: number, signed: boolean) => number[]

const checked = (signed: boolean): Mode => (signed ? 'signed' : 'unsigned')

/** By instruction; with how many types, in the order of WIDE_TYPES. */
const MAKERS: readonly (readonly [name: string, types: 2 | 4, make: Maker])[] = [
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
  // Types 0 and 1 round down, 2 and 3 up.
  ['wmuldiv', 4, productQuotient],
]

const operations = MAKERS.flatMap(([name, types, make]) =>
  WIDE_TYPES.slice(0, types).map((_, type) => ({
    key: `${name} ${type}`,
    make: () => make((type & 1) === 0 ? 2 : 4, type >= 2),
  })),
)

const NUMBERS: ReadonlyMap<string, number> = new Map(operations.map(({ key }, i) => [key, i]))

/** The number of an operation of the library; undefined when it has no such one. */
export function wideOperation(name: string, type: number): number | undefined {
  return NUMBERS.get(`${name} ${type}`)
}

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
      ...operations.map(({ make }) => ({ type: OPERATION_TYPE, body: make() })),
    ],
    table: operations.map((_, i) => FIRST_OPERATION + i),
    exports: [{ name: 'wide', functionIndex: WIDE }],
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

let library: WasmModule | undefined

/** The library's function for programs in this memory. */
export function attachLibrary(wasm: WasmApi, memory: WasmMemory): WasmFunction {
  library ??= new wasm.Module(libraryBytes())
  const { wide } = new wasm.Instance(library, { silo: { memory } }).exports
  if (typeof wide !== 'function') throw new Error('the library exports its function')
  return wide as WasmFunction
}
