// Lists of hashes of which those equal to a known default are left out: a bit string, lowest bit of byte 0 first, says which are there.
import { HASH_BYTES } from '../hash/domains.ts'
import { ZERO_HASH } from '../hash/zero-roots.ts'
import { concatBytes, equalBytes } from '../words.ts'
import { type ByteReader, readBytes } from './bytes.ts'

/** The bit string, then the hashes that differ from their default. */
export function encodeElided(hashes: readonly Uint8Array[], defaults: readonly Uint8Array[]): Uint8Array {
  const bits = new Uint8Array(Math.ceil(hashes.length / 8))
  const present: Uint8Array[] = []
  for (const [at, hash] of hashes.entries()) {
    if (equalBytes(hash, defaults[at] ?? ZERO_HASH)) continue
    bits[at >>> 3] = (bits[at >>> 3] ?? 0) | (1 << (at & 7))
    present.push(hash)
  }
  return concatBytes([bits, ...present])
}

/** As many hashes as there are defaults. `refuse` hears of an encoding that isn't the one of `encodeElided`; reading goes on. */
export function readElided(
  reader: ByteReader,
  defaults: readonly Uint8Array[],
  refuse: (reason: string) => void,
): Uint8Array[] {
  const bits = readBytes(reader, Math.ceil(defaults.length / 8))
  const spare = bits.length * 8 - defaults.length
  if (spare > 0 && (bits.at(-1) ?? 0) >>> (8 - spare) !== 0) refuse('a bit for a sibling that does not exist')
  return defaults.map((fallback, at) => {
    const present = (((bits[at >>> 3] ?? 0) >>> (at & 7)) & 1) === 1
    if (!present) return fallback
    const hash = readBytes(reader, HASH_BYTES)
    if (equalBytes(hash, fallback)) refuse('an empty sibling that should be left out')
    return hash
  })
}
