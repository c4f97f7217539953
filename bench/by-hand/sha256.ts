// SHA-256 as a person would write it in WebAssembly: 32-bit words and rotations, state in locals, constants and schedule in memory.
import { I32, I64 } from '../../vm/jit/wasm/opcodes.ts'
import { STACK_BYTES } from '../../vm/spec/constants.ts'
import { INITIAL_STATE, ROUND_CONSTANTS } from '../sha256-constants.ts'
import type { HandWritten } from './assemble.ts'

const CONSTANTS = STACK_BYTES
const SCHEDULE = STACK_BYTES + 256
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const

const rotations = (x: string, ...by: readonly number[]): string =>
  by.map((n, i) => `local.get ${x} i32.const ${n} i32.rotr ${i > 0 ? 'i32.xor' : ''}`).join(' ')

/** Compresses as many blocks as the argument says; words of block b are b, b + 1, ..., b + 15. The result is the first half of the state. */
export const SHA256: readonly HandWritten[] = [
  {
    name: 'sha256',
    parameters: { blocks: I64 },
    result: I64,
    locals: Object.fromEntries(
      ['block', 'count', 'i', 'end', 'x', 'y', 't', ...NAMES, ...NAMES.map((name) => `${name}0`)].map(
        (name) => [name, I32],
      ),
    ),
    text: `
      ${ROUND_CONSTANTS.map((k, i) => `i32.const 0 i32.const ${k | 0} i32.store offset=${CONSTANTS + 4 * i}`).join('\n')}
      ${NAMES.map((name, i) => `i32.const ${(INITIAL_STATE[i] ?? 0) | 0} local.set $${name}0`).join('\n')}
      local.get $blocks i32.wrap_i64 local.set $count
      loop $blocks
        i32.const 0 local.set $i
        loop $fill
          local.get $i i32.const 2 i32.shl
          local.get $block local.get $i i32.add i32.store offset=${SCHEDULE}
          local.get $i i32.const 1 i32.add local.tee $i i32.const 16 i32.lt_u br_if $fill
        end
        i32.const 64 local.set $i
        loop $schedule
          local.get $i i32.load offset=${SCHEDULE - 60} local.set $x
          local.get $i i32.load offset=${SCHEDULE - 8} local.set $y
          local.get $i
          local.get $i i32.load offset=${SCHEDULE - 64}
          ${rotations('$x', 7, 18)} local.get $x i32.const 3 i32.shr_u i32.xor i32.add
          local.get $i i32.load offset=${SCHEDULE - 28} i32.add
          ${rotations('$y', 17, 19)} local.get $y i32.const 10 i32.shr_u i32.xor i32.add
          i32.store offset=${SCHEDULE}
          local.get $i i32.const 4 i32.add local.tee $i i32.const 256 i32.lt_u br_if $schedule
        end
        ${NAMES.map((name) => `local.get $${name}0 local.set $${name}`).join('\n')}
        i32.const 0 local.set $i
        loop $rounds
          local.get $h ${rotations('$e', 6, 11, 25)} i32.add
          local.get $f local.get $g i32.xor local.get $e i32.and local.get $g i32.xor i32.add
          local.get $i i32.load offset=${CONSTANTS} i32.add
          local.get $i i32.load offset=${SCHEDULE} i32.add
          local.set $t
          ${rotations('$a', 2, 13, 22)}
          local.get $a local.get $b i32.xor local.get $c i32.and
          local.get $a local.get $b i32.and i32.xor i32.add local.set $x
          local.get $g local.set $h
          local.get $f local.set $g
          local.get $e local.set $f
          local.get $d local.get $t i32.add local.set $e
          local.get $c local.set $d
          local.get $b local.set $c
          local.get $a local.set $b
          local.get $t local.get $x i32.add local.set $a
          local.get $i i32.const 4 i32.add local.tee $i i32.const 256 i32.lt_u br_if $rounds
        end
        ${NAMES.map((name) => `local.get $${name}0 local.get $${name} i32.add local.set $${name}0`).join('\n')}
        local.get $block i32.const 1 i32.add local.tee $block local.get $count i32.lt_u br_if $blocks
      end
      local.get $a0 i64.extend_i32_u i64.const 32 i64.shl local.get $b0 i64.extend_i32_u i64.or`,
  },
]
