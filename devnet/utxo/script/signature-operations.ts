// The opcodes that check signatures: of one key or several, Schnorr or ECDSA, over the transaction or over a digest on the stack.
import { parseSighashType } from '../../tx/sighash.ts'
import { fault } from './faults.ts'
import type { ScriptFault } from './faults.ts'
import { tooFew, verified, withThree, withTwo } from './handlers.ts'
import type { Handler, OpcodeRow } from './handlers.ts'
import type { ScriptMachine } from './machine.ts'
import { indexOfBytes, ofBoolean } from './numbers.ts'

type Scheme = 'schnorr' | 'ecdsa'

const KEY_BYTES: Readonly<Record<Scheme, number>> = { schnorr: 32, ecdsa: 33 }
const SIGNATURE_BYTES = 64
const DIGEST_BYTES = 32
const MAX_MULTISIG_KEYS = 20

export const SIGNATURE_OPERATIONS: readonly OpcodeRow[] = [
  [0xa9, 'CHECKMULTISIGECDSA', checkMultisig('ecdsa')],
  [0xab, 'CHECKSIGECDSA', checkSignature('ecdsa')],
  [0xac, 'CHECKSIG', checkSignature('schnorr')],
  [0xad, 'CHECKSIGVERIFY', verified(checkSignature('schnorr'))],
  [0xae, 'CHECKMULTISIG', checkMultisig('schnorr')],
  [0xaf, 'CHECKMULTISIGVERIFY', verified(checkMultisig('schnorr'))],
  [0xd7, 'CHECKSIGFROMSTACK', checkOverDigest('schnorr')],
  [0xd8, 'CHECKSIGFROMSTACKECDSA', checkOverDigest('ecdsa')],
]

type Verdict = boolean | ScriptFault

/** signature key -> boolean. An empty signature is just not valid; one that can't be a signature ends the script. */
function checkSignature(scheme: Scheme): Handler {
  return withTwo((machine, signature, key) => push(machine, verifyTyped(machine, scheme, signature, key)))
}

/** signature digest key -> boolean. */
function checkOverDigest(scheme: Scheme): Handler {
  return withThree((machine, signature, digest, key) =>
    digest.length === DIGEST_BYTES
      ? push(
          machine,
          verify(machine, scheme, signature, key, () => digest),
        )
      : fault('badOperand', `a digest has ${DIGEST_BYTES} bytes, not ${digest.length}`),
  )
}

/** signatures m keys n -> boolean. Signatures must come in the order of their keys. */
function checkMultisig(scheme: Scheme): Handler {
  return (machine) => {
    const keys = takeCounted(machine, MAX_MULTISIG_KEYS, 'badKeyCount')
    if (!Array.isArray(keys)) return keys
    machine.operations += keys.length
    const signatures = takeCounted(machine, keys.length, 'badSignatureCount')
    if (!Array.isArray(signatures)) return signatures
    const verdict = verifyAll(machine, scheme, signatures, keys)
    if (verdict === false && signatures.some((signature) => signature.length > 0)) {
      return fault('uselessSignatures', 'a multisig check fails on given signatures')
    }
    return push(machine, verdict)
  }
}

function verifyAll(
  machine: ScriptMachine,
  scheme: Scheme,
  signatures: readonly Uint8Array[],
  keys: readonly Uint8Array[],
): Verdict {
  let next = 0
  for (const [i, signature] of signatures.entries()) {
    if (signature.length === 0) return false
    for (let found = false; !found; next++) {
      const key = keys[next]
      if (key === undefined || keys.length - next < signatures.length - i) return false
      const verdict = verifyTyped(machine, scheme, signature, key)
      if (typeof verdict !== 'boolean') return verdict
      found = verdict
    }
  }
  return true
}

/** A signature over the transaction: the last byte says over which parts of it. */
function verifyTyped(
  machine: ScriptMachine,
  scheme: Scheme,
  signature: Uint8Array,
  key: Uint8Array,
): Verdict {
  const typeByte = signature.at(-1)
  if (typeByte === undefined) return false
  const type = parseSighashType(typeByte)
  if (type === undefined) return fault('badHashType', 'the signature has an unknown hash type')
  const { sighasher, inputIndex } = machine.context
  return verify(machine, scheme, signature.subarray(0, -1), key, () => sighasher[scheme](inputIndex, type))
}

function verify(
  machine: ScriptMachine,
  scheme: Scheme,
  signature: Uint8Array,
  key: Uint8Array,
  digest: () => Uint8Array,
): Verdict {
  const unpaid = machine.paySignatureCheck()
  if (unpaid !== undefined) return unpaid
  if (key.length !== KEY_BYTES[scheme]) {
    return fault(scheme === 'ecdsa' ? 'badKeyLength' : 'badKey', `a key has ${KEY_BYTES[scheme]} bytes`)
  }
  const { verifier } = machine.context
  if (signature.length !== SIGNATURE_BYTES) {
    if (!isKey(machine, scheme, key)) return notAKey()
    return fault('badSignature', `a signature has ${SIGNATURE_BYTES} bytes and a hash type`)
  }
  const valid =
    scheme === 'schnorr'
      ? verifier.verifySchnorr(signature, digest(), key)
      : verifier.verifyEcdsa(signature, digest(), key)
  if (valid) return true
  if (!isKey(machine, scheme, key)) return notAKey()
  return scheme === 'schnorr' || verifier.isEcdsaSignature(signature)
    ? false
    : fault('badSignature', 'the signature is out of the range of the curve')
}

function isKey({ context: { verifier } }: ScriptMachine, scheme: Scheme, key: Uint8Array): boolean {
  return scheme === 'schnorr' ? verifier.isSchnorrKey(key) : verifier.isEcdsaKey(key)
}

function notAKey(): ScriptFault {
  return fault('badKey', 'the key is no point of the curve')
}

function push(machine: ScriptMachine, verdict: Verdict): ScriptFault | undefined {
  return typeof verdict === 'boolean' ? machine.push(ofBoolean(verdict)) : verdict
}

/** A count on top of the stack and so many items below it, in the order they were pushed. */
function takeCounted(
  machine: ScriptMachine,
  max: number,
  code: 'badKeyCount' | 'badSignatureCount',
): Uint8Array[] | ScriptFault {
  const { stack } = machine
  const top = stack.pop()
  if (top === undefined) return tooFew(1, machine)
  const count = indexOfBytes(top)
  if (count === undefined) return fault('numberTooWide', `${top.length} bytes are no count`)
  if (count < 0 || count > max) return fault(code, `a multisig check with ${count} of at most ${max}`)
  return count > stack.length ? tooFew(count, machine) : stack.splice(stack.length - count)
}
