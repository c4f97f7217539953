// Steps per second of the interpreter: a counted loop, and fib by recursion. Run with `node bench/interpreter.ts`.
import { inspect } from '../vm/machine/inspect.ts'
import { run } from '../vm/machine/run.ts'
import { testEntry, testMachine } from '../vm/testing.ts'

const LOOP = `
        ldi [9] 10000000
  loop: addu [10] [10] [8]
        addui [8] [8] 1
        jltu [8] [9] loop
        end {8}`

const FIB = `
        ldi [20] 27
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

for (const [name, text] of [
  ['counted loop', LOOP],
  ['fib(27)', FIB],
] as const) {
  let best = 0
  let steps = 0n
  for (let round = 0; round < 3; round++) {
    const state = testMachine(text, { inbox: [testEntry({ gas: 1n << 40n })] })
    const start = performance.now()
    run(state)
    steps = inspect(state).steps
    if (state.results[0]?.trap !== 0) throw new Error(`${name} trapped: ${state.results[0]?.trapName}`)
    best = Math.max(best, Number(steps) / ((performance.now() - start) / 1000))
  }
  console.log(`${name.padEnd(14)} ${steps} steps  ${(best / 1e6).toFixed(1)} million steps/s`)
}
