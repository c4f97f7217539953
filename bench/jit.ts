// Compiled code against the interpreter and against WebAssembly written by hand for the same algorithm with the same checks, in one run.
// Run with `node bench/jit.ts`. Times are the best of several rounds.
import { inspect } from '../vm/machine/inspect.ts'
import { run } from '../vm/machine/run.ts'
import { createJit } from '../vm/jit/engine.ts'
import { testEntry, testMachine, testProgram } from '../vm/testing.ts'
import { PAGE_BYTES, hostWebAssembly } from '../vm/jit/wasm/api.ts'
import { encodeModule } from '../vm/jit/wasm/module.ts'
import { I32, I64 } from '../vm/jit/wasm/opcodes.ts'
import { fibByHand, loopByHand, sieveByHand } from './jit-by-hand.ts'

const ROUNDS = 12

const LOOP = `
        ldi [9] 20000000
  loop: addu [10] [10] [8]
        addui [8] [8] 1
        jltu [8] [9] loop
        end {8}`

const FIB = `
        ldi [20] 30
        call 2 fib
        mov [8] [20]
        end {8}
  fib:  ldi [5] 2
        jltu [4] [5] out
        subui [12] [4] 1
        call 1 fib
        mov [6] [12]
        subui [12] [4] 2
        call 1 fib
        addu [4] [6] [12]
  out:  ret`

/** Marks composites below 1,000,000 in bytes of the heap, then counts what is left. */
const SIEVE = `
         ldi [9] 1000000
         ldi [8] 2
  outer: mulu [10] [8] [8]
         jgeu [10] [9] count
         addui [11] [8] 262144
         ld8 [12] [11] 0
         jnz [12] next
         ldi [13] 1
  mark:  addui [11] [10] 262144
         st8 [13] [11] 0
         addu [10] [10] [8]
         jltu [10] [9] mark
  next:  addui [8] [8] 1
         jmp outer
  count: ldi [8] 0
         ldi [10] 2
  test:  addui [11] [10] 262144
         ld8 [12] [11] 0
         jnz [12] skip
         addui [8] [8] 1
  skip:  addui [10] [10] 1
         jltu [10] [9] test
         end {8}`

interface Row {
  readonly name: string
  readonly text: string
  readonly body: number[]
  readonly argument: number
}

const ROWS: readonly Row[] = [
  { name: 'counted loop, 2*10^7', text: LOOP, body: loopByHand(), argument: 20_000_000 },
  { name: 'fib(30)', text: FIB, body: fibByHand(), argument: 30 },
  { name: 'sieve below 10^6', text: SIEVE, body: sieveByHand(), argument: 1_000_000 },
]

function timed(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

/** (argument, depth) -> result by hand-written code, warm, in a memory as large as a machine's. */
function byHand(body: number[]): (argument: bigint) => bigint {
  const wasm = hostWebAssembly()
  if (wasm === undefined) throw new Error('no WebAssembly here')
  const pages = (8 << 20) / PAGE_BYTES
  const bytes = encodeModule({
    types: [{ parameters: [I64, I32], results: [I64] }],
    imports: [],
    memoryPages: pages,
    functions: [{ type: 0, body }],
    table: [0],
    exports: [{ name: 'main', functionIndex: 0 }],
  })
  const module = new wasm.Module(bytes)
  const fresh = (): ((argument: bigint, depth: number) => bigint) => {
    const memory = new wasm.Memory({ initial: pages, maximum: pages })
    return new wasm.Instance(module, { silo: { memory } }).exports['main'] as (
      argument: bigint,
      depth: number,
    ) => bigint
  }
  // Quickly made code is replaced while this warms up: a long loop would be stuck in it.
  const main = fresh()
  for (let i = 0; i < 30_000; i++) main(20n, 0)
  return (argument) => fresh()(argument, 0)
}

console.log(
  'milliseconds'.padEnd(24),
  ['interpreter', 'compiled', 'by hand', 'vs interpreter', 'vs hand', 'million steps/s']
    .map((title) => title.padStart(15))
    .join(''),
)
let logarithms = 0
for (const { name, text, body, argument } of ROWS) {
  const program = testProgram(text)
  const inbox = [testEntry({ gas: 1n << 40n })]
  const jit = createJit(program)
  let steps = 0n
  let result = 0n
  const measure = (engine: typeof run): number => {
    const state = testMachine(program, { inbox })
    engine(state, { untilStep: 1n })
    const milliseconds = timed(() => engine(state))
    if (state.results[0]?.trap !== 0) throw new Error(`${name} trapped: ${state.results[0]?.trapName}`)
    steps = inspect(state).steps
    result = inspect(state).result[0] ?? 0n
    return milliseconds
  }
  const interpreted = measure(run)
  const hand = byHand(body)
  let compiled = Infinity
  let byHandTime = Infinity
  let expected = 0n
  // In turns, so that whatever else the computer does meets both.
  for (let round = 0; round < ROUNDS; round++) {
    compiled = Math.min(
      compiled,
      measure((state, limit) => jit.run(state, limit)),
    )
    const once = timed(() => {
      expected = hand(BigInt(argument))
    })
    byHandTime = Math.min(byHandTime, once)
  }
  if (expected !== result) throw new Error(`${name}: by hand ${expected}, compiled ${result}`)
  logarithms += Math.log(compiled / byHandTime)
  const cells = [
    interpreted.toFixed(1),
    compiled.toFixed(1),
    byHandTime.toFixed(1),
    `${(interpreted / compiled).toFixed(1)}x`,
    `${(compiled / byHandTime).toFixed(2)}x`,
    (Number(steps) / compiled / 1000).toFixed(0),
  ]
  console.log(name.padEnd(24), cells.map((cell) => cell.padStart(15)).join(''))
}
console.log(`geometric mean of compiled / by hand: ${Math.exp(logarithms / ROWS.length).toFixed(2)}`)
