// Programs of the benchmarks in the machine's assembly; %N is the argument. The first word of the result leaf is the result.

/** fib(%N) by recursion. */
export const FIB = `
        ldi [20] %N
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

/** Marks composites below %N in bytes of the heap, then counts what is left. */
export const SIEVE = `
         ldi [9] %N
         ldi [8] 2
  outer: mulu [10] [8] [8]
         jgeu [10] [9] count
         ld8 [12] [8] 262144
         jnz [12] next
         ldi [13] 1
  mark:  st8 [13] [10] 262144
         addu [10] [10] [8]
         jltu [10] [9] mark
  next:  addui [8] [8] 1
         jmp outer
  count: ldi [8] 0
         ldi [10] 2
  test:  ld8 [12] [10] 262144
         jnz [12] skip
         addui [8] [8] 1
  skip:  addui [10] [10] 1
         jltu [10] [9] test
         end {8}`
