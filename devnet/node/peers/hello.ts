// The first thing that two nodes say to each other: which network they are of, and who they are.
import { blake3 } from '@noble/hashes/blake3.js'
import { ByteReader } from '../../tx/byte-reader.ts'
import { ByteWriter } from '../../tx/byte-writer.ts'
import type { DecodeResult, Hash, Params } from '../../tx/index.ts'
import { hashFromBytes } from '../../tx/index.ts'

export interface Hello {
  /** The network's id, for people. */
  readonly networkId: string
  readonly genesis: Hash
  /** Of everything that consensus depends on. */
  readonly rules: Hash
  /** Drawn at each start: tells a node from others, and from itself. */
  readonly id: Hash
}

const MAGIC = 'silo peer 3'
const MAX_TEXT_BYTES = 64

export function encodeHello({ networkId, genesis, rules, id }: Hello): Uint8Array {
  return new ByteWriter()
    .varBytes(Buffer.from(MAGIC))
    .varBytes(Buffer.from(networkId))
    .hash(genesis)
    .hash(rules)
    .hash(id)
    .finish()
}

export function decodeHello(bytes: Uint8Array): DecodeResult<Hello> {
  const reader = new ByteReader(bytes)
  const text = (): string => Buffer.from(reader.varBytes(MAX_TEXT_BYTES)).toString('utf8')
  if (text() !== MAGIC) reader.fail('it speaks another protocol')
  const hello = { networkId: text(), genesis: reader.hash(), rules: reader.hash(), id: reader.hash() }
  const reason = reader.end()
  return reason === undefined ? { ok: true, value: hello } : { ok: false, reason }
}

/** Why two nodes have nothing to say to each other; undefined when they have. */
export function mismatch(own: Hello, other: Hello): string | undefined {
  if (other.id === own.id) return 'that is this node itself'
  if (other.networkId !== own.networkId)
    return `it is of the network ${other.networkId}, not ${own.networkId}`
  if (other.genesis !== own.genesis) return `its genesis is ${other.genesis}, not ${own.genesis}`
  if (other.rules !== own.rules) return 'its consensus has other parameters'
  return undefined
}

/** A hash over the parameters, whether silo's extension is on, and nothing else. */
export function rulesHash(params: Params, hasExtension: boolean): Hash {
  const text = JSON.stringify({ ...params, hasExtension }, (_key, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  )
  return hashFromBytes(blake3(Buffer.from(text)))
}
