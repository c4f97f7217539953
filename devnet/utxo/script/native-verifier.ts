// Schnorr signatures by libsecp256k1 as native code, where the package has a build for this platform: four times as fast as the same library
// as WebAssembly. The package knows ECDSA alone, but finding the key of an ECDSA signature is just what a check needs. A signature (R, s)
// of the digest with challenge e and key P is good when s·G - e·P is the point with R's x and an even y (BIP 340). From an ECDSA
// signature (r', s') of the message m with the point X, recovery finds (s'·X - m·G) / r'. With X = P, r' = x(P), s' = -e·x(P) and
// m = -s·x(P) that is s·G - e·P itself, y and all.
import { sha256 } from '@noble/hashes/sha2.js'

/** Undefined for the few inputs that can't be put to the library this way: another verifier answers. */
export type SchnorrCheck = (
  signature: Uint8Array,
  digest: Uint8Array,
  xOnlyKey: Uint8Array,
) => boolean | undefined

const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const EVEN_POINT = 0x02
/** Which of the two points with x(P) is P: the one with an even y. */
const EVEN_RECOVERY = 0

const CHALLENGE_START = challengeStart()

/** The compressed point; throws when there is none. */
type Recover = (signature: Uint8Array, recovery: number, message: Uint8Array) => Uint8Array

/** Undefined when the package has no build for this platform, or one that gives wrong answers. */
export const nativeSchnorr: SchnorrCheck | undefined = await loadNative()

async function loadNative(): Promise<SchnorrCheck | undefined> {
  const recover = await import('secp256k1/bindings.js').then(recoverOf, () => undefined)
  if (recover === undefined) return undefined
  const check: SchnorrCheck = (signature, digest, key) => verifyBy(recover, signature, digest, key)
  return isRight(check) ? check : undefined
}

function recoverOf(module: { readonly default: unknown }): Recover | undefined {
  const library = module.default
  if (typeof library !== 'object' || library === null || !('ecdsaRecover' in library)) return undefined
  const { ecdsaRecover } = library
  return isRecover(ecdsaRecover) ? ecdsaRecover : undefined
}

function isRecover(value: unknown): value is Recover {
  return typeof value === 'function'
}

function verifyBy(
  recover: Recover,
  signature: Uint8Array,
  digest: Uint8Array,
  key: Uint8Array,
): boolean | undefined {
  if (signature.length !== 64 || digest.length !== 32 || key.length !== 32) return false
  const x = toNumber(key, 0)
  const s = toNumber(signature, 32)
  if (s >= CURVE_ORDER) return false
  const pointX = signature.subarray(0, 32)
  const challenge = CHALLENGE_START.clone().update(pointX).update(key).update(digest).digest()
  const e = toNumber(challenge, 0) % CURVE_ORDER
  // Neither half of an ECDSA signature may be zero, nor as large as the order.
  if (x === 0n || x >= CURVE_ORDER || e === 0n) return undefined
  const minusX = CURVE_ORDER - x
  const given = new Uint8Array(64)
  given.set(key)
  putNumber(given, 32, (e * minusX) % CURVE_ORDER)
  const message = new Uint8Array(32)
  putNumber(message, 0, (s * minusX) % CURVE_ORDER)
  const point = recovered(recover, given, message)
  return point?.[0] === EVEN_POINT && pointX.every((byte, i) => byte === point[i + 1])
}

/** Undefined when the key is no point of the curve, or the result is the point at infinity. */
function recovered(recover: Recover, signature: Uint8Array, message: Uint8Array): Uint8Array | undefined {
  try {
    return recover(signature, EVEN_RECOVERY, message)
  } catch {
    return undefined
  }
}

/** The state behind the doubled hash of the challenge's tag, which comes before all that is hashed. */
function challengeStart(): ReturnType<typeof sha256.create> {
  const tag = sha256(new TextEncoder().encode('BIP0340/challenge'))
  return sha256.create().update(tag).update(tag)
}

function toNumber(bytes: Uint8Array, offset: number): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, 32)
  const high = (view.getBigUint64(0) << 64n) | view.getBigUint64(8)
  return (high << 128n) | (view.getBigUint64(16) << 64n) | view.getBigUint64(24)
}

function putNumber(bytes: Uint8Array, offset: number, value: bigint): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, 32)
  for (let i = 3, rest = value; i >= 0; i--, rest >>= 64n) view.setBigUint64(8 * i, BigInt.asUintN(64, rest))
}

/** Whether a build gives the right answers about one signature and its digest with a bit changed (BIP 340's test vector 1). */
function isRight(check: SchnorrCheck): boolean {
  const [key, digest, signature] = [
    'dff1d77f2a671c5f36183726db2341be58feae1da2deced843240f7b502ba659',
    '243f6a8885a308d313198a2e03707344a4093822299f31d0082efa98ec4e6c89',
    '6896bd60eeae296db48a229ff71dfe071bde413e6d43f917dc8dcf8c78de33418906d11ac976abccb20b091292bff4ea897efcb639ea871cfa95f6de339e4b0a',
  ].map((hex) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)))
  if (key === undefined || digest === undefined || signature === undefined) return false
  const good = check(signature, digest, key)
  digest[31] = 0
  return good === true && check(signature, digest, key) === false
}
