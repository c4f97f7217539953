// Token transfers on a hash map written by hand in WebAssembly's own memory. It does per access what the machine's storage must do: the same BLAKE3
// of instance and key gives the place, which is compared in full; keys and values are leaves of 64 bytes. Unlike the machine's storage it
// has no hash tree over it, no snapshots and no growth.
import { MIXINGS, PERMUTATION, ROUNDS } from '../../vm/hash/rounds.ts'
import { domainKey } from '../../vm/hash/domains.ts'
import { I32, I64 } from '../../vm/jit/wasm/opcodes.ts'
import { ACCOUNTS, FIRST_BALANCE } from '../programs.ts'
import type { HandWritten } from './assemble.ts'
import { addTo } from './basics.ts'

/** Byte addresses: the key in question, its hash, the value in question, the table. */
const KEY = 0
const PLACE = 64
const VALUE = 128
const TABLE = 1 << 16
/** Entries of place and value; a quarter of them is used. */
const ENTRY_BITS = 7
const ENTRIES = 4 * ACCOUNTS

const VECTORS = [0, 16, 32, 48]
const INITIAL = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0, 0, 64, 27]
const half = (
  a: number,
  b: number,
  c: number,
  d: number,
  m: number,
  first: number,
  second: number,
): string => `
  local.get $v${a} local.get $v${b} i32.add local.get $m${m} i32.add local.tee $v${a}
  local.get $v${d} i32.xor i32.const ${first} i32.rotr local.tee $v${d}
  local.get $v${c} i32.add local.tee $v${c}
  local.get $v${b} i32.xor i32.const ${second} i32.rotr local.set $v${b}`

function rounds(): string {
  let order = Array.from({ length: 16 }, (_, i) => i)
  const text: string[] = []
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, [a, b, c, d]] of MIXINGS.entries()) {
      text.push(half(a, b, c, d, order[2 * i] ?? 0, 16, 12), half(a, b, c, d, order[2 * i + 1] ?? 0, 8, 7))
    }
    order = PERMUTATION.map((from) => order[from] ?? 0)
  }
  return text.join('\n')
}

/** The keyed hash of the key in question. */
const HASH: HandWritten = {
  name: 'hash',
  parameters: {},
  result: undefined,
  locals: Object.fromEntries(
    ['m', 'v'].flatMap((name) => Array.from({ length: 16 }, (_, i) => [`${name}${i}`, I32])),
  ),
  text: `
    ${Array.from({ length: 16 }, (_, i) => `i32.const 0 i32.load offset=${KEY + 4 * i} local.set $m${i}`).join('\n')}
    ${[...new Uint32Array(domainKey('storageKey').buffer), ...INITIAL].map((word, i) => `i32.const ${word | 0} local.set $v${i}`).join('\n')}
    ${rounds()}
    ${Array.from({ length: 8 }, (_, i) => `i32.const 0 local.get $v${i} local.get $v${i + 8} i32.xor i32.store offset=${PLACE + 4 * i}`).join('\n')}`,
}

/** Address of the key's entry, or of the empty one where it belongs. */
const FIND: HandWritten = {
  name: 'find',
  parameters: { account: I64 },
  result: I32,
  locals: { entry: I32 },
  text: `
    i32.const 0 local.get $account i64.store offset=${KEY + 8}
    call $hash
    i32.const 0 i32.load offset=${PLACE} i32.const ${ENTRIES - 1} i32.and i32.const ${ENTRY_BITS} i32.shl local.set $entry
    block $found
      loop $probe
        local.get $entry i64.load offset=${TABLE} i64.eqz br_if $found
        ${[0, 8, 16, 24]
          .map(
            (at, i) => `
        local.get $entry i64.load offset=${TABLE + at} i32.const 0 i64.load offset=${PLACE + at} i64.xor ${i > 0 ? 'i64.or' : ''}`,
          )
          .join('\n')}
        i64.eqz br_if $found
        local.get $entry i32.const ${1 << ENTRY_BITS} i32.add i32.const ${(ENTRIES << ENTRY_BITS) - 1} i32.and local.set $entry
        br $probe
      end
    end
    local.get $entry`,
}

/** Copies a value to the value in question, and gives its first word. */
const LOAD: HandWritten = {
  name: 'load',
  parameters: { account: I64 },
  result: I64,
  locals: { entry: I32 },
  text: `
    local.get $account call $find local.set $entry
    ${VECTORS.map((at) => `i32.const 0 local.get $entry v128.load offset=${TABLE + 32 + at} v128.store offset=${VALUE + at}`).join('\n')}
    i32.const 0 i64.load offset=${VALUE}`,
}

/** Stores the value in question with a new first word. */
const STORE: HandWritten = {
  name: 'store',
  parameters: { account: I64, balance: I64 },
  result: undefined,
  locals: { entry: I32 },
  text: `
    i32.const 0 local.get $balance i64.store offset=${VALUE}
    local.get $account call $find local.set $entry
    ${[0, 16].map((at) => `local.get $entry i32.const 0 v128.load offset=${PLACE + at} v128.store offset=${TABLE + at}`).join('\n')}
    ${VECTORS.map((at) => `local.get $entry i32.const 0 v128.load offset=${VALUE + at} v128.store offset=${TABLE + 32 + at}`).join('\n')}`,
}

const MAIN: HandWritten = {
  name: 'transfers',
  parameters: { transfers: I64 },
  result: I64,
  locals: { i: I64, amount: I64, account: I64, balance: I64 },
  text: `
    loop $open
      local.get $i i64.const ${FIRST_BALANCE} call $store
      ${addTo('$i', 'i64.const 1')}
      local.get $i i64.const ${ACCOUNTS} i64.lt_u br_if $open
    end
    i64.const 0 local.set $i
    loop $next
      local.get $i i64.const 7 i64.and i64.const 1 i64.add local.set $amount
      local.get $i i64.const 7 i64.mul i64.const ${ACCOUNTS - 1} i64.and local.tee $account
      call $load local.tee $balance
      local.get $amount i64.lt_u if unreachable end
      local.get $account local.get $balance local.get $amount i64.sub call $store
      local.get $i i64.const 13 i64.mul i64.const 1 i64.add i64.const ${ACCOUNTS - 1} i64.and local.tee $account
      call $load local.set $balance
      ${addTo('$balance', 'local.get $amount')}
      local.get $account local.get $balance call $store
      ${addTo('$i', 'i64.const 1')}
      local.get $i local.get $transfers i64.lt_u br_if $next
    end
    i64.const 1 call $load`,
}

export const TRANSFERS: readonly HandWritten[] = [MAIN, LOAD, STORE, FIND, HASH]
