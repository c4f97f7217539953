// Hand-written functions as a module over a memory of their own, as large as a machine's.
import { RAM_BYTES } from '../../vm/spec/constants.ts'
import { MEMORY_LAYOUT } from '../../vm/machine/registers.ts'
import { hostWebAssembly, PAGE_BYTES } from '../../vm/jit/wasm/api.ts'
import { encodeModule } from '../../vm/jit/wasm/module.ts'
import { assembleBody } from './assemble.ts'
import type { HandWritten } from './assemble.ts'

const PAGES = MEMORY_LAYOUT.bytes / PAGE_BYTES
if (PAGES * PAGE_BYTES < RAM_BYTES) throw new Error('the memory has no room for the machine’s RAM')

/** Calls that make the engine replace quickly made code by its best. */
const WARM_CALLS = 30_000
export const WARM_MILLISECONDS = 400

/**
 * The first function, warm: each call runs on a memory of zeros. It is warmed up with a small argument, since long loops would otherwise be stuck
 * in quickly made code.
 */
export function handWritten(functions: readonly HandWritten[], small: bigint): (argument: bigint) => bigint {
  const wasm = hostWebAssembly()
  const [main] = functions
  if (wasm === undefined || main === undefined) throw new Error('no WebAssembly, or nothing to run')
  const indices = new Map(functions.map(({ name }, i) => [name, i]))
  const bytes = encodeModule({
    types: functions.map(({ parameters, result }) => ({
      parameters: Object.values(parameters),
      results: result === undefined ? [] : [result],
    })),
    imports: [],
    memoryPages: PAGES,
    functions: functions.map((written, type) => ({ type, body: assembleBody(written, indices) })),
    table: [0],
    exports: [{ name: 'main', functionIndex: 0 }],
  })
  const module = new wasm.Module(bytes)
  const fresh = (): ((argument: bigint) => bigint) => {
    const memory = new wasm.Memory({ initial: PAGES, maximum: PAGES })
    const { main: entry } = new wasm.Instance(module, { silo: { memory } }).exports
    if (typeof entry !== 'function') throw new Error('the module exports nothing to run')
    return entry as (argument: bigint) => bigint
  }
  const warm = fresh()
  const deadline = performance.now() + WARM_MILLISECONDS
  for (let i = 0; i < WARM_CALLS && performance.now() < deadline; i++) warm(small)
  return (argument) => fresh()(argument)
}
