// Reads a silo's storage as its contracts see it: for the invariants that only tests check.
import { hashContract } from '../../vm/hash/domains.ts'
import { bytesToWords } from '../abi/decode.ts'
import { wordsToBytes } from '../abi/encode.ts'
import { AGGREGATES_PER_LEAF } from '../lower/heap.ts'
import { constantWords, flatCount, flatParts } from '../lower/flat-layout.ts'
import { innermost } from '../lower/places.ts'
import { AGGREGATES_FIELD } from '../lower/storage-key.ts'
import type { Place } from '../typed/tree.ts'
import { fromSilo, toSilo, type Environment } from './environment.ts'

const LEAF_WORDS = 8
const DIRECT_KEY_WORDS = 6

/** The words of a storage place of the contract that is looked into. */
export function readStorage(env: Environment, place: Place): readonly bigint[] {
  const { root, path } = place
  const symbol = root.kind === 'storage' ? env.program.symbols.get(root.field) : undefined
  if (symbol?.kind !== 'storage' || env.inside === null) throw new Error('a test has no storage')
  const keys = path.flatMap((step) =>
    step.kind === 'key' ? toSilo(env, step.key.type, env.expression(env, step.key)) : [],
  )
  const { value, initial } = innermost(symbol.declaration)
  let offset = 0
  let type = value
  for (const step of path) {
    // The word in front says that something is there.
    if (step.kind === 'held') offset += 1
    else if (step.kind !== 'field') continue
    if (step.kind === 'field' && type.kind === 'struct')
      offset += flatParts(env.program, type)[step.index]?.offset ?? 0
    type = step.type
  }
  const masks = constantWords(env.program, initial, value)
  const words = Array.from({ length: flatCount(env.program, place.type) }, (_, i) => {
    const word = offset + i
    const leaf = leafAt(env, symbol.declaration.index, Math.floor(word / LEAF_WORDS), keys)
    return (leaf[word % LEAF_WORDS] ?? 0n) ^ (masks[word] ?? 0n)
  })
  return fromSilo(env, place.type, words, env.inside.silo, 0)
}

/** The running sum or count of the contract that is looked into. */
export function readAggregate(env: Environment, aggregate: number): bigint {
  const leaf = leafAt(env, AGGREGATES_FIELD, Math.floor(aggregate / AGGREGATES_PER_LEAF), [])
  return leaf[aggregate % AGGREGATES_PER_LEAF] ?? 0n
}

export function leafAt(
  env: Environment,
  field: number,
  part: number,
  keys: readonly bigint[],
): readonly bigint[] {
  const silo = env.inside === null ? undefined : env.silos[env.inside.silo]
  if (silo === undefined || env.inside === null) throw new Error('a test has no storage')
  const folded = fold(keys)
  const words = [BigInt(field) | (BigInt(part) << 32n), ...folded, ...zeros(DIRECT_KEY_WORDS - folded.length)]
  return bytesToWords(silo.state.get(env.inside.instance, wordsToBytes(words)))
}

/** As compiled code folds the keys of nested maps (docs/storage-layout.md). */
function fold(keys: readonly bigint[]): readonly bigint[] {
  if (keys.length <= DIRECT_KEY_WORDS) return keys
  let digest = hashWords([...keys.slice(0, LEAF_WORDS), ...zeros(LEAF_WORDS - keys.length)])
  for (let at = LEAF_WORDS; at < keys.length; at += 4) {
    const next = keys.slice(at, at + 4)
    digest = hashWords([...digest, ...next, ...zeros(4 - next.length)])
  }
  return digest
}

function hashWords(words: readonly bigint[]): readonly bigint[] {
  return bytesToWords(hashContract(wordsToBytes(words)))
}

function zeros(count: number): bigint[] {
  return Array.from({ length: Math.max(0, count) }, () => 0n)
}
