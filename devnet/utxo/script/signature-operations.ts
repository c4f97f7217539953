// The opcodes that check signatures: one key or several, Schnorr or ECDSA.
import { parseSighashType } from '../../tx/sighash.ts'
import { ofBoolean } from './machine.ts'
import type { ScriptMachine } from './machine.ts'

export type Scheme = 'schnorr' | 'ecdsa'

const KEY_BYTES: Readonly<Record<Scheme, number>> = { schnorr: 32, ecdsa: 33 }
const SIGNATURE_BYTES = 65
const MAX_MULTISIG_KEYS = 20
const MAX_NUMBER_BYTES = 8

/** signature key -> boolean. Gives the reason when the script must fail, like all operations. */
export function checkSignature(machine: ScriptMachine, scheme: Scheme): string | undefined {
  const key = machine.stack.pop()
  const signature = machine.stack.pop()
  if (key === undefined || signature === undefined) return 'a signature check needs a signature and a key'
  const verdict = verify(machine, scheme, signature, key)
  if (typeof verdict === 'string') return verdict
  machine.stack.push(ofBoolean(verdict))
  return undefined
}

/** signatures m keys n -> boolean. Signatures must come in the order of their keys. */
export function checkMultisig(machine: ScriptMachine, scheme: Scheme): string | undefined {
  const keys = popCounted(machine, MAX_MULTISIG_KEYS)
  if (keys === undefined) return `a multisig check needs up to ${MAX_MULTISIG_KEYS} keys and their number`
  const signatures = popCounted(machine, keys.length)
  if (signatures === undefined) return 'a multisig check needs its signatures and their number'
  const verdict = verifyAll(machine, scheme, signatures, keys)
  if (typeof verdict === 'string') return verdict
  if (!verdict && signatures.some((s) => s.length > 0)) return 'a multisig check fails on given signatures'
  machine.stack.push(ofBoolean(verdict))
  return undefined
}

function verifyAll(
  machine: ScriptMachine,
  scheme: Scheme,
  signatures: readonly Uint8Array[],
  keys: readonly Uint8Array[],
): boolean | string {
  let next = 0
  for (const [i, signature] of signatures.entries()) {
    for (let found = false; !found; next++) {
      const key = keys[next]
      if (key === undefined || keys.length - next < signatures.length - i) return false
      const verdict = verify(machine, scheme, signature, key)
      if (typeof verdict === 'string') return verdict
      found = verdict
    }
  }
  return true
}

function verify(
  machine: ScriptMachine,
  scheme: Scheme,
  signature: Uint8Array,
  key: Uint8Array,
): boolean | string {
  if (signature.length === 0) return false
  if (signature.length !== SIGNATURE_BYTES) return 'a signature has 64 bytes and a hash type'
  const type = parseSighashType(signature[SIGNATURE_BYTES - 1] ?? 0)
  if (type === undefined) return 'the signature has an unknown hash type'
  if (key.length !== KEY_BYTES[scheme]) return `a key has ${KEY_BYTES[scheme]} bytes`
  if (!machine.paySignatureCheck()) {
    return 'more signature checks than the input pays for: raise its sigOpCount or computeBudget'
  }
  const { sighasher, inputIndex, verifier } = machine.context
  const bare = signature.subarray(0, SIGNATURE_BYTES - 1)
  return scheme === 'schnorr'
    ? verifier.verifySchnorr(bare, sighasher.schnorr(inputIndex, type), key)
    : verifier.verifyEcdsa(bare, sighasher.ecdsa(inputIndex, type), key)
}

/** A count on top of the stack and so many items below it, in the order they were pushed. */
function popCounted(machine: ScriptMachine, max: number): Uint8Array[] | undefined {
  const { stack } = machine
  const top = stack.pop()
  const count = top === undefined ? undefined : smallNumber(top)
  if (count === undefined || count > max || count > stack.length) return undefined
  return stack.splice(stack.length - count)
}

/** A number that isn't negative, in script form: little-endian with a sign bit, in at most 8 bytes; any padding counts. */
function smallNumber(item: Uint8Array): number | undefined {
  if (item.length > MAX_NUMBER_BYTES) return undefined
  const value = item.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(value)
}
