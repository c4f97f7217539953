// Loop, fib, sieve and matrix as a person would write them in WebAssembly: values in locals, with the machine's checks of overflow, bounds,
// alignment and depth, and without its accounting of steps and gas.
import { I32, I64 } from '../../vm/jit/wasm/opcodes.ts'
import { MAX_CALL_DEPTH, RAM_BYTES, STACK_BYTES } from '../../vm/spec/constants.ts'
import type { HandWritten } from './assemble.ts'

/** local += value, which must not overflow; `value` is an instruction that may be repeated. */
export const addTo = (local: string, value: string): string => `
  local.get ${local} ${value} i64.add local.tee ${local} ${value} i64.lt_u
  if unreachable end`

/** The address in a local, checked to be that of an aligned word of the heap, as what a load or store pops. */
export const wordAddress = (local: string): string => `
  local.get ${local} i64.const ${STACK_BYTES} i64.sub i64.const 3 i64.rotr
  i64.const ${(RAM_BYTES - 8 - STACK_BYTES) / 8} i64.gt_u
  if unreachable end
  local.get ${local} i32.wrap_i64`

/** Sum of the numbers below the argument; the result is the count, as in the machine's program. */
export const LOOP: readonly HandWritten[] = [
  {
    name: 'loop',
    parameters: { n: I64 },
    result: I64,
    locals: { i: I64, sum: I64 },
    text: `
      loop $next
        ${addTo('$sum', 'local.get $i')}
        ${addTo('$i', 'i64.const 1')}
        local.get $i local.get $n i64.lt_u br_if $next
      end
      local.get $sum i64.eqz if unreachable end
      local.get $i`,
  },
]

export const FIB: readonly HandWritten[] = [
  {
    name: 'main',
    parameters: { n: I64 },
    result: I64,
    text: 'local.get $n i32.const 1 call $fib',
  },
  {
    name: 'fib',
    parameters: { n: I64, depth: I32 },
    result: I64,
    locals: { first: I64 },
    text: `
      local.get $depth i32.const ${MAX_CALL_DEPTH} i32.gt_u if unreachable end
      local.get $n i64.const 2 i64.lt_u if local.get $n return end
      local.get $n i64.const 1 i64.sub local.get $depth i32.const 1 i32.add call $fib
      local.set $first
      local.get $n i64.const 2 i64.sub local.get $depth i32.const 1 i32.add call $fib
      local.set $n
      ${addTo('$first', 'local.get $n')}
      local.get $first`,
  },
]

/** The address of a byte of the heap by its index, checked, and left in a local. */
const byteAddress = (index: string): string => `
  local.get ${index} i64.const ${STACK_BYTES} i64.add local.tee $address
  i64.const ${RAM_BYTES - 1} i64.gt_u if unreachable end`

export const SIEVE: readonly HandWritten[] = [
  {
    name: 'sieve',
    parameters: { n: I64 },
    result: I64,
    locals: { prime: I64, at: I64, address: I64, count: I64 },
    text: `
      i64.const 2 local.set $prime
      block $marked
        loop $outer
          local.get $prime local.get $prime i64.mul local.tee $at
          local.get $n i64.ge_u br_if $marked
          ${byteAddress('$prime')}
          local.get $address i32.wrap_i64 i64.load8_u i64.eqz
          if
            loop $mark
              ${byteAddress('$at')}
              local.get $address i32.wrap_i64 i64.const 1 i64.store8
              ${addTo('$at', 'local.get $prime')}
              local.get $at local.get $n i64.lt_u br_if $mark
            end
          end
          ${addTo('$prime', 'i64.const 1')}
          br $outer
        end
      end
      i64.const 2 local.set $at
      loop $test
        ${byteAddress('$at')}
        local.get $address i32.wrap_i64 i64.load8_u i64.eqz
        if ${addTo('$count', 'i64.const 1')} end
        ${addTo('$at', 'i64.const 1')}
        local.get $at local.get $n i64.lt_u br_if $test
      end
      local.get $count`,
  },
]

const LOW = 'i64.const 0xffffffff i64.and'
const HIGH = 'i64.const 32 i64.shr_u'

/** Products of words below 2^32 need no more than a test of that; `$high` says whether others overflow. */
const MULTIPLY_CHECKED = `
  local.get $x local.get $y i64.mul local.set $product
  local.get $x local.get $y i64.or i64.const 32 i64.shr_u i64.const 0 i64.ne
  if local.get $x local.get $y call $high i64.const 0 i64.ne if unreachable end end`

const HIGH_PRODUCT: HandWritten = {
  name: 'high',
  parameters: { x: I64, y: I64 },
  result: I64,
  locals: { middle: I64, other: I64 },
  text: `
    local.get $x ${HIGH} local.get $y ${LOW} i64.mul
    local.get $x ${LOW} local.get $y ${LOW} i64.mul ${HIGH} i64.add local.set $middle
    local.get $x ${LOW} local.get $y ${HIGH} i64.mul local.get $middle ${LOW} i64.add local.set $other
    local.get $x ${HIGH} local.get $y ${HIGH} i64.mul local.get $middle ${HIGH} i64.add
    local.get $other ${HIGH} i64.add`,
}

/** Product of two matrices of words, n by n; the sum of its entries. */
export const MATRIX: readonly HandWritten[] = [
  {
    name: 'matrix',
    parameters: { n: I64 },
    result: I64,
    locals: {
      i: I64,
      j: I64,
      k: I64,
      at: I64,
      row: I64,
      column: I64,
      second: I64,
      stride: I64,
      sum: I64,
      total: I64,
      x: I64,
      y: I64,
      product: I64,
    },
    text: `
      local.get $n i64.const 8 i64.mul local.set $stride
      local.get $n local.get $stride i64.mul i64.const ${STACK_BYTES} i64.add local.set $second
      local.get $n local.get $n i64.mul i64.const 2 i64.mul local.set $k
      i64.const ${STACK_BYTES} local.set $at
      loop $fill
        ${wordAddress('$at')}
        local.get $i i64.const 255 i64.and i64.const 1 i64.add i64.store
        ${addTo('$at', 'i64.const 8')}
        ${addTo('$i', 'i64.const 1')}
        local.get $i local.get $k i64.lt_u br_if $fill
      end
      i64.const 0 local.set $i
      loop $rows
        i64.const 0 local.set $j
        loop $columns
          i64.const 0 local.set $sum
          i64.const 0 local.set $k
          local.get $i local.get $stride i64.mul i64.const ${STACK_BYTES} i64.add local.set $row
          local.get $j i64.const 8 i64.mul local.get $second i64.add local.set $column
          loop $inner
            ${wordAddress('$row')} i64.load local.set $x
            ${wordAddress('$column')} i64.load local.set $y
            ${MULTIPLY_CHECKED}
            ${addTo('$sum', 'local.get $product')}
            ${addTo('$row', 'i64.const 8')}
            ${addTo('$column', 'local.get $stride')}
            ${addTo('$k', 'i64.const 1')}
            local.get $k local.get $n i64.lt_u br_if $inner
          end
          ${wordAddress('$at')} local.get $sum i64.store
          ${addTo('$at', 'i64.const 8')}
          ${addTo('$total', 'local.get $sum')}
          ${addTo('$j', 'i64.const 1')}
          local.get $j local.get $n i64.lt_u br_if $columns
        end
        ${addTo('$i', 'i64.const 1')}
        local.get $i local.get $n i64.lt_u br_if $rows
      end
      local.get $total`,
  },
  HIGH_PRODUCT,
]
