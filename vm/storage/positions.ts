// Where a key's leaf belongs: the hash of the key, remembered for keys used lately. A contract reads a key and then writes it, and comes back
// to the same few; a comparison costs a sixth of the hash.
import { hashStorageKeyWords } from '../hash/domains.ts'

const KEY_WORDS = 16
const POSITION_WORDS = 8
const ENTRY_WORDS = KEY_WORDS + POSITION_WORDS
const ENTRIES = 1024

/** Entry e holds the key of some position, and behind it the position. A fresh one holds the zero key. */
const entries = new Uint32Array(ENTRIES * ENTRY_WORDS)
const isUsed = new Uint8Array(ENTRIES)

/** Writes the eight words of the position of the key at a word offset. */
export function positionOfKey(out: Uint32Array, key: Uint32Array, keyWord: number): void {
  const index = entryIndex(key, keyWord)
  const start = index * ENTRY_WORDS
  if (isUsed[index] === 0 || !holdsKey(start, key, keyWord)) {
    // Not used while it is written: the engine's stack may be used up amid this.
    isUsed[index] = 0
    hashStorageKeyWords(entries, start + KEY_WORDS, key, keyWord)
    for (let i = 0; i < KEY_WORDS; i++) entries[start + i] = key[keyWord + i] ?? 0
    isUsed[index] = 1
  }
  for (let i = 0; i < POSITION_WORDS; i++) out[i] = entries[start + KEY_WORDS + i] ?? 0
}

function holdsKey(start: number, key: Uint32Array, keyWord: number): boolean {
  for (let i = 0; i < KEY_WORDS; i++) if (entries[start + i] !== key[keyWord + i]) return false
  return true
}

/** Spreads keys that differ in any word over the entries. */
function entryIndex(key: Uint32Array, keyWord: number): number {
  let mixed = 0
  for (let i = 0; i < KEY_WORDS; i++) mixed = Math.imul(mixed ^ (key[keyWord + i] ?? 0), 0x9e37_79b1) + i
  return (mixed ^ (mixed >>> 15)) & (ENTRIES - 1)
}
