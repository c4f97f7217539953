// The programs that benchmarks share, as assembly of the machine. Each leaves its result in the first word of what it ends with.
import { STACK_BYTES } from '../vm/spec/constants.ts'
import { INITIAL_STATE, ROUND_CONSTANTS } from './sha256-constants.ts'

const HEAP = STACK_BYTES

/** Sums the numbers below n, and counts to n: three instructions a round. */
export const loopProgram = (n: number): string => `
        ldi [9] ${n}
  loop: addu [10] [10] [8]
        addui [8] [8] 1
        jltu [8] [9] loop
        end {8}`

/** By recursion. */
export const fibProgram = (n: number): string => `
        ldi [20] ${n}
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

/** Marks composites below n in bytes of the heap, then counts what is left. */
export const sieveProgram = (n: number): string => `
         ldi [9] ${n}
         ldi [8] 2
  outer: mulu [10] [8] [8]
         jgeu [10] [9] count
         addui [11] [8] ${HEAP}
         ld8 [12] [11] 0
         jnz [12] next
         ldi [13] 1
  mark:  addui [11] [10] ${HEAP}
         st8 [13] [11] 0
         addu [10] [10] [8]
         jltu [10] [9] mark
  next:  addui [8] [8] 1
         jmp outer
  count: ldi [8] 0
         ldi [10] 2
  test:  addui [11] [10] ${HEAP}
         ld8 [12] [11] 0
         jnz [12] skip
         addui [8] [8] 1
  skip:  addui [10] [10] 1
         jltu [10] [9] test
         end {8}`

/** Product of two n by n matrices of words in the heap, every operation checked; the sum of its entries. */
export const matrixProgram = (n: number): string => `
           ldi [9] ${n}
           mului [22] [9] 8
           mulu [23] [9] [22]
           addui [23] [23] ${HEAP}
           mulu [10] [9] [9]
           mului [10] [10] 2
           ldi [11] ${HEAP}
  fill:    andi [12] [13] 255
           addui [12] [12] 1
           st64 [12] [11] 0
           addui [11] [11] 8
           addui [13] [13] 1
           jltu [13] [10] fill
           ldi [13] 0
  rows:    ldi [14] 0
  columns: ldi [16] 0
           ldi [15] 0
           mulu [17] [13] [22]
           addui [17] [17] ${HEAP}
           mului [18] [14] 8
           addu [18] [18] [23]
  inner:   ld64 [19] [17] 0
           ld64 [20] [18] 0
           mulu [21] [19] [20]
           addu [16] [16] [21]
           addui [17] [17] 8
           addu [18] [18] [22]
           addui [15] [15] 1
           jltu [15] [9] inner
           st64 [16] [11] 0
           addui [11] [11] 8
           addu [8] [8] [16]
           addui [14] [14] 1
           jltu [14] [9] columns
           addui [13] [13] 1
           jltu [13] [9] rows
           end {8}`

const MASK = 0xffff_ffff
const STATE = 32
const [A, B, C, D, E, F, G, H] = [40, 41, 42, 43, 44, 45, 46, 47]
const EIGHT = [0, 1, 2, 3, 4, 5, 6, 7]

/** [into] := the exclusive or of the rotations of [x] to the right, with rubbish above 32 bits. Uses [20] and [21]. */
const rotations = (into: number, x: number, ...by: readonly number[]): string =>
  [
    `shli [20] [${x}] 32`,
    `or [20] [20] [${x}]`,
    ...by.map((n, i) =>
      i === 0 ? `shrui [${into}] [20] ${n}` : `shrui [21] [20] ${n}\nxor [${into}] [${into}] [21]`,
    ),
  ].join('\n')

/**
 * SHA-256's compression of as many blocks as told, in 64-bit slots: a rotation is a shift of a word that holds its low half twice. Words of block b
 * are b, b + 1, ..., b + 15; the result is the first two words of the state.
 */
export const sha256Program = (blocks: number): string => `
            ${ROUND_CONSTANTS.map((k, i) => `ldi [12] ${k}\nldi [13] ${HEAP + 4 * i}\nst32 [12] [13] 0`).join('\n')}
            ${INITIAL_STATE.map((word, i) => `ldi [${STATE + i}] ${word}`).join('\n')}
            ldi [9] ${blocks}
            ldi [14] 16
            ldi [15] ${HEAP + 256}
  blocks:   ldi [10] 0
            ldi [11] ${HEAP}
  fill:     addu [12] [8] [10]
            st32 [12] [11] 256
            addui [11] [11] 4
            addui [10] [10] 1
            jltu [10] [14] fill
            ldi [11] ${HEAP}
  schedule: ld32 [16] [11] 260
            ld32 [17] [11] 312
            ${rotations(18, 16, 7, 18)}
            shrui [21] [16] 3
            xor [18] [18] [21]
            ${rotations(19, 17, 17, 19)}
            shrui [21] [17] 10
            xor [19] [19] [21]
            add [18] [18] [19]
            ld32 [16] [11] 256
            ld32 [17] [11] 292
            add [18] [18] [16]
            add [18] [18] [17]
            st32 [18] [11] 320
            addui [11] [11] 4
            ldi [12] ${HEAP + 192}
            jltu [11] [12] schedule
            ${EIGHT.map((i) => `mov [${A + i}] [${STATE + i}]`).join('\n')}
            ldi [11] ${HEAP}
  rounds:   ${rotations(18, E, 6, 11, 25)}
            add [18] [18] [${H}]
            xor [16] [${F}] [${G}]
            and [16] [16] [${E}]
            xor [16] [16] [${G}]
            add [18] [18] [16]
            ld32 [16] [11] 0
            add [18] [18] [16]
            ld32 [16] [11] 256
            add [18] [18] [16]
            ${rotations(19, A, 2, 13, 22)}
            xor [16] [${A}] [${B}]
            and [16] [16] [${C}]
            and [17] [${A}] [${B}]
            xor [16] [16] [17]
            add [19] [19] [16]
            mov [${H}] [${G}]
            mov [${G}] [${F}]
            mov [${F}] [${E}]
            add [${E}] [${D}] [18]
            andi [${E}] [${E}] ${MASK}
            mov [${D}] [${C}]
            mov [${C}] [${B}]
            mov [${B}] [${A}]
            add [${A}] [18] [19]
            andi [${A}] [${A}] ${MASK}
            addui [11] [11] 4
            jltu [11] [15] rounds
            ${EIGHT.map((i) => `add [${STATE + i}] [${STATE + i}] [${A + i}]\nandi [${STATE + i}] [${STATE + i}] ${MASK}`).join('\n')}
            addui [8] [8] 1
            jltu [8] [9] blocks
            shli [8] [${STATE}] 32
            or [8] [8] [${STATE + 1}]
            end {8}`

export const ACCOUNTS = 1024
export const FIRST_BALANCE = 1_000_000

/**
 * Token transfers: balances in storage by account number, a thousand accounts with a first balance each, then as many transfers as told: load,
 * check and store the payer's balance, load and store the receiver's. The result is the balance of account 1.
 */
export const transfersProgram = (transfers: number): string => `
        ldi [9] ${transfers}
        ldi [10] ${ACCOUNTS}
        ldi [16] ${FIRST_BALANCE}
  open: mov [24] [8]
        sstore {16} {24}
        addui [8] [8] 1
        jltu [8] [10] open
        ldi [8] 0
        ldi [11] ${ACCOUNTS - 1}
  next: andi [12] [8] 7
        addui [12] [12] 1
        mului [24] [8] 7
        and [24] [24] [11]
        sload {16} {24}
        subu [16] [16] [12]
        sstore {16} {24}
        mului [24] [8] 13
        addui [24] [24] 1
        and [24] [24] [11]
        sload {16} {24}
        addu [16] [16] [12]
        sstore {16} {24}
        addui [8] [8] 1
        jltu [8] [9] next
        ldi [24] 1
        sload {8} {24}
        end {8}`
