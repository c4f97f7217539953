// A silo's storage with the names and types of its source: what raw keys and leaves mean, by the artifact's storage layout
// (docs/storage-layout.md).
import type { Artifact, FieldLayout } from '../../compiler/artifact.ts'
import { bytesToWords, decodeValue, wordsToHex } from '../../compiler/abi/decode.ts'
import { formatValue } from '../../compiler/abi/parse-argument.ts'
import { wordsOf, type AbiType, type AbiValue } from '../../compiler/abi/types.ts'
import { bytesOfWords, storageEntries, type StorageTree } from '../../vm/index.ts'

export interface NamedStorageEntry {
  readonly contract: string
  readonly instance: number
  /** As the source would write it: `supply`, `held[3f0a…]`. */
  readonly name: string
  readonly type: AbiType
  readonly value: AbiValue
  /** The value as people read it. */
  readonly text: string
  /** Storage keys of its parts: 56 bytes each. */
  readonly keys: readonly Uint8Array[]
}

/** Key words beside the first; longer keys stand folded to a digest. */
const KEY_WORDS = 6
const WORDS_PER_LEAF = 8

interface Stored {
  readonly instance: number
  readonly field: number
  readonly key: readonly bigint[]
  /** Words by position, parts put together. */
  readonly words: bigint[]
}

/**
 * Everything that a silo stores: each plain field of each instance (with its initial value where none was written), and each entry that its
 * maps hold; instances and fields in order of number, entries of a map in order of their storage position.
 */
export function namedStorage(storage: StorageTree, artifact: Artifact): readonly NamedStorageEntry[] {
  const stored = collect(storage)
  return artifact.abi.instances.flatMap((contract, instance) => {
    const layout = artifact.storage.find((candidate) => candidate.contract === contract)
    return (layout?.fields ?? []).flatMap((field) => {
      const found = stored.filter((entry) => entry.instance === instance && entry.field === field.id)
      if (field.keys.length > 0) return found.map((entry) => named(contract, instance, field, entry))
      return [named(contract, instance, field, found[0])]
    })
  })
}

function collect(storage: StorageTree): Stored[] {
  const byKey = new Map<string, Stored>()
  for (const entry of storageEntries(storage.snapshot())) {
    const [first = 0n, ...key] = bytesToWords(entry.key)
    const instance = Number(entry.instance)
    const field = Number(first & 0xffff_ffffn)
    const part = Number(first >> 32n)
    const id = `${instance}/${field}/${key.join(',')}`
    const known = byKey.get(id) ?? { instance, field, key, words: [] }
    byKey.set(id, known)
    for (const [i, word] of bytesToWords(entry.value).entries()) known.words[part * WORDS_PER_LEAF + i] = word
  }
  return [...byKey.values()]
}

function named(
  contract: string,
  instance: number,
  field: FieldLayout,
  stored: Stored | undefined,
): NamedStorageEntry {
  // Stored words are XORed with the initial value, so that what was never written reads as zero.
  const words = Array.from(
    { length: field.words },
    (_, i) => (stored?.words[i] ?? 0n) ^ BigInt(field.initial[i] ?? '0'),
  )
  const value = decodeValue(field.value, words) ?? wordsToHex(words)
  return {
    contract,
    instance,
    name: field.name + keyText(field.keys, stored?.key ?? []),
    type: field.value,
    value,
    text: formatValue(field.value, value),
    keys: keysOf(field, stored?.key ?? []),
  }
}

function keysOf(field: FieldLayout, key: readonly bigint[]): Uint8Array[] {
  const rest = Array.from({ length: KEY_WORDS }, (_, i) => key[i] ?? 0n)
  return Array.from({ length: Math.max(1, Math.ceil(field.words / WORDS_PER_LEAF)) }, (_, part) =>
    bytesOfWords([BigInt(field.id) | (BigInt(part) << 32n), ...rest]),
  )
}

function keyText(types: readonly AbiType[], words: readonly bigint[]): string {
  const length = types.reduce((sum, type) => sum + wordsOf(type), 0)
  if (length > KEY_WORDS) return `[digest ${wordsToHex(words.slice(0, 4))}]`
  let at = 0
  return types
    .map((type) => {
      const value = decodeValue(type, words.slice(at, at + wordsOf(type)))
      at += wordsOf(type)
      return `[${value === undefined ? '?' : formatValue(type, value)}]`
    })
    .join('')
}
