// Addresses: a prefix for the network, a colon, and version and payload in base 32 with a 40-bit checksum over both
// (31, 2.6). The checksum is that of CashAddr.
import { classifyScript, payToPublicKey, payToPublicKeyEcdsa, payToScriptHash } from './scripts.ts'
import type { ScriptPublicKey } from './types.ts'

export const ADDRESS_PREFIXES = ['kaspa', 'kaspatest', 'kaspasim', 'kaspadev'] as const
export type AddressPrefix = (typeof ADDRESS_PREFIXES)[number]

export type AddressKind = 'pubKey' | 'pubKeyEcdsa' | 'scriptHash'

export interface Address {
  readonly prefix: AddressPrefix
  readonly kind: AddressKind
  /** An x-only key (32 bytes), a compressed key (33) or a script hash (32). */
  readonly payload: Uint8Array
}

export type AddressResult =
  { readonly ok: true; readonly address: Address } | { readonly ok: false; readonly reason: string }

const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const GENERATORS = [0x98f2bc8e61n, 0x79b76d99e2n, 0xf33e5fb3c4n, 0xae2eabe2a8n, 0x1e4f43e470n] as const
const CHECKSUM_CHARS = 8
export const MAX_ADDRESS_CHARS = 100
const VERSION_OF: Readonly<Record<AddressKind, number>> = { pubKey: 0, pubKeyEcdsa: 1, scriptHash: 8 }
const LENGTH_OF: Readonly<Record<AddressKind, number>> = { pubKey: 32, pubKeyEcdsa: 33, scriptHash: 32 }
const KINDS: readonly AddressKind[] = ['pubKey', 'pubKeyEcdsa', 'scriptHash']

/** The address as text. */
export function encodeAddress(address: Address): string {
  const data = toFiveBits([VERSION_OF[address.kind], ...address.payload])
  const digits = [...data, ...checksumOf(address.prefix, data)]
  return `${address.prefix}:${digits.map((d) => CHARSET[d]).join('')}`
}

/** Total: says what is wrong with a text that is no address. Case must be lower, as Kaspa has it. */
export function parseAddress(text: string): AddressResult {
  if (text.length > MAX_ADDRESS_CHARS) return { ok: false, reason: 'the address is too long' }
  const colon = text.indexOf(':')
  if (colon < 0) return { ok: false, reason: 'the address lacks its prefix, such as kaspasim:' }
  const prefix = ADDRESS_PREFIXES.find((p) => p === text.slice(0, colon))
  if (prefix === undefined) return { ok: false, reason: `unknown address prefix '${text.slice(0, colon)}'` }
  const digits = Array.from(text.slice(colon + 1), (c) => CHARSET.indexOf(c))
  const bad = digits.indexOf(-1)
  if (bad >= 0) return { ok: false, reason: `'${text[colon + 1 + bad]}' can't stand in an address` }
  if (digits.length <= CHECKSUM_CHARS) return { ok: false, reason: 'the address is too short' }
  const data = digits.slice(0, -CHECKSUM_CHARS)
  const checksum = digits.slice(-CHECKSUM_CHARS)
  if (checksumOf(prefix, data).some((d, i) => d !== checksum[i])) {
    return { ok: false, reason: 'the checksum of the address is wrong: a character is mistyped' }
  }
  return addressOfBytes(prefix, fromFiveBits(data))
}

/** The script that pays to an address. */
export function scriptOfAddress(address: Address): ScriptPublicKey {
  switch (address.kind) {
    case 'pubKey':
      return payToPublicKey(address.payload)
    case 'pubKeyEcdsa':
      return payToPublicKeyEcdsa(address.payload)
    case 'scriptHash':
      return payToScriptHash(address.payload)
  }
}

/** The address of a standard script; undefined for others, silo's own among them. */
export function addressOfScript(spk: ScriptPublicKey, prefix: AddressPrefix): Address | undefined {
  const form = classifyScript(spk)
  switch (form.kind) {
    case 'pubKey':
    case 'pubKeyEcdsa':
      return { prefix, kind: form.kind, payload: form.key }
    case 'scriptHash':
      return { prefix, kind: form.kind, payload: form.hash }
    case 'other':
      return undefined
  }
}

function addressOfBytes(prefix: AddressPrefix, bytes: readonly number[] | undefined): AddressResult {
  if (bytes === undefined) return { ok: false, reason: 'the address has stray bits at its end' }
  const [version, ...payload] = bytes
  const kind = KINDS.find((k) => VERSION_OF[k] === version)
  if (kind === undefined) return { ok: false, reason: `unknown address version ${version}` }
  if (payload.length !== LENGTH_OF[kind]) return { ok: false, reason: 'the address has a wrong length' }
  return { ok: true, address: { prefix, kind, payload: Uint8Array.from(payload) } }
}

function checksumOf(prefix: AddressPrefix, data: readonly number[]): number[] {
  const head = Array.from(prefix, (c) => c.charCodeAt(0) & 0x1f)
  const remainder = polymod([...head, 0, ...data, ...Array.from({ length: CHECKSUM_CHARS }, () => 0)])
  return Array.from({ length: CHECKSUM_CHARS }, (_, i) =>
    Number((remainder >> BigInt(5 * (CHECKSUM_CHARS - 1 - i))) & 31n),
  )
}

function polymod(values: readonly number[]): bigint {
  let c = 1n
  for (const value of values) {
    const top = c >> 35n
    c = ((c & 0x07_ffff_ffffn) << 5n) ^ BigInt(value)
    GENERATORS.forEach((generator, i) => {
      if (((top >> BigInt(i)) & 1n) === 1n) c ^= generator
    })
  }
  return c ^ 1n
}

function toFiveBits(bytes: readonly number[]): number[] {
  const digits: number[] = []
  let pending = 0
  let bits = 0
  for (const byte of bytes) {
    pending = (pending << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      digits.push((pending >>> bits) & 31)
    }
    pending &= (1 << bits) - 1
  }
  if (bits > 0) digits.push((pending << (5 - bits)) & 31)
  return digits
}

/** Undefined when the padding at the end isn't less than five zero bits. */
function fromFiveBits(digits: readonly number[]): number[] | undefined {
  const bytes: number[] = []
  let pending = 0
  let bits = 0
  for (const digit of digits) {
    pending = (pending << 5) | digit
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((pending >>> bits) & 0xff)
    }
    pending &= (1 << bits) - 1
  }
  return bits < 5 && pending === 0 ? bytes : undefined
}
