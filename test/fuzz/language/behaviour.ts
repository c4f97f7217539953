// What a silo does with messages, told in its own terms: values, errors with their arguments, events, payments. The same for every setting of the
// optimiser, while gas, steps and places are not.
import { bytesToWords, decodeError, decodeResult } from '../../../compiler/abi/decode.ts'
import { wordsToBytes } from '../../../compiler/abi/encode.ts'
import type { Abi, AbiFunction } from '../../../compiler/abi/types.ts'
import { TestSilo, bytesFor } from '../../../compiler/testing/test-silo.ts'
import type { TestEngine, TestMessage } from '../../../compiler/testing/test-silo.ts'
import type { Silo } from '../../../compiler/link/build-silo.ts'
import type { MessageResult } from '../../../vm/machine/results.ts'
import { encodeOutboxEntry } from '../../../vm/records.ts'
import { randomFrom } from '../../support/random.ts'
import type { Random } from '../../support/random.ts'
import { hexOf, resultsText } from '../agree/fingerprint.ts'
import { actorKey, actorWith, actorWords, signAs } from '../../../compiler/testing/actors.ts'
import { messageToSign } from '../../../compiler/abi/signed-call.ts'
import { argumentWords, someActor } from './arguments.ts'
import { PARTNER } from './call-text.ts'

export interface Call {
  readonly fn: AbiFunction
  readonly message: TestMessage
}

/** The constructor's message and so many calls of any functions of any contract, the same for the same seed. */
export function callsOf(abi: Abi, seed: number, count: number): Call[] {
  const random = randomFrom(seed)
  const root = abi.contracts.find(({ name }) => name === abi.root)
  const signing: Signing = { random, signed: new Map() }
  const first = root === undefined ? [] : [callTo(signing, root.init, 'constructor', 0)]
  const calls = Array.from({ length: count }, (_, i) => {
    const instance = random.below(2) === 0 ? 0 : random.below(abi.instances.length)
    const contract = abi.contracts.find(({ name }) => name === abi.instances[instance])
    const { remote = [], refunds = [], functions = [] } = contract ?? {}
    if (remote.length > 0 && random.below(4) === 0) return fromPartner(signing, remote, refunds, instance, i)
    return callTo(signing, random.pick(functions), 'call', instance)
  })
  return [...first, ...calls]
}

/** How many signatures were made, by instance and key. */
interface Signing {
  readonly random: Random
  readonly signed: Map<string, number>
}

/** A message from the silo that is expected, or from another; final or not; or coins that come back. */
function fromPartner(
  signing: Signing,
  remote: readonly AbiFunction[],
  refunds: readonly AbiFunction[],
  instance: number,
  index: number,
): Call {
  const { random } = signing
  const sender = bytesFor(random.below(5) === 0 ? 'silo 2' : PARTNER)
  const source = { instance: random.below(2), index, height: 1 }
  if (refunds.length > 0 && random.below(4) === 0) {
    const { fn, message } = callTo(signing, random.pick(refunds), 'returned', instance)
    return { fn, message: { ...message, sender, source } }
  }
  const fn = random.pick(remote)
  const isUnproven = fn.origins.includes('Unproven') && random.below(2) === 0
  const { message } = callTo(signing, fn, isUnproven ? 'unproven' : 'remote', instance)
  const value = isUnproven ? 0n : message.value
  return { fn, message: { ...message, sender, source, value } }
}

function callTo(signing: Signing, fn: AbiFunction, kind: TestMessage['kind'], instance: number): Call {
  const { random } = signing
  const plain = fn.params.slice(0, fn.params.length - fn.signatures)
  const given = plain.map(({ type }) => argumentWords(random, type))
  const value = fn.payable ? BigInt(random.below(2_000_000_000)) : 0n
  const said = fn.payable ? [...given.flat(), value] : given.flat()
  const signatures = keysOf(fn).flatMap((name) => {
    const index = plain.findIndex((param) => param.name === name)
    // A key in storage is one of the same two.
    const key = given[index] ?? actorWords(someActor(random))
    return signatureWords(signing, fn, instance, key, said)
  })
  const payload = wordsToBytes([
    BigInt(fn.selector) | (BigInt(instance) << 32n),
    ...given.flat(),
    ...signatures,
  ])
  return { fn, message: { kind, sender: actorKey(someActor(random)), value, payload } }
}

/** The names of the keys that must have signed a call. */
function keysOf({ access, signatures }: AbiFunction): readonly string[] {
  const names = /^sig\((.*)\)$/.exec(access[0] ?? '')?.[1]?.split(', ') ?? []
  return signatures === 0 ? [] : names
}

/** A signature by a key, as it wants to be if all calls that it allowed so far went well; now and then one that isn't. */
function signatureWords(
  { random, signed }: Signing,
  { selector }: AbiFunction,
  instance: number,
  key: readonly bigint[],
  words: readonly bigint[],
): readonly bigint[] {
  const name = `${instance} ${key.join(' ')}`
  const before = signed.get(name) ?? 0
  signed.set(name, before + 1)
  const nonce = BigInt(Math.max(0, before - (random.below(4) === 0 ? 1 + random.below(3) : 0)))
  const siloId = bytesFor('silo')
  const message = messageToSign({ siloId, instance: BigInt(instance), selector, nonce, words })
  const bytes = signAs(actorWith(key) ?? 'alice', message)
  return [BigInt(bytes.length), ...bytesToWords(bytes)]
}

export interface Behaviour {
  /** What the messages came to, each as text, and the storage root at the end. */
  readonly meaning: readonly string[]
  /** The same with gas, steps and places: two engines agree on it. */
  readonly exact: string
  /** Of each message. */
  readonly steps: readonly bigint[]
}

export function behaviourOf(silo: Silo, calls: readonly Call[], engine: TestEngine): Behaviour {
  const target = new TestSilo(silo, engine)
  const results = target.sendAll(calls.map(({ message }) => message))
  const root = hexOf(target.state.root())
  const told = results.map((result, i) => {
    const fn = calls[i]?.fn
    return fn === undefined ? '' : meaningOf(target.abi, fn, result)
  })
  return {
    meaning: [...told, root],
    exact: `${resultsText(results)} ${root}`,
    steps: results.map(({ steps }) => steps),
  }
}

function meaningOf(abi: Abi, fn: AbiFunction, result: MessageResult): string {
  const words = bytesToWords(result.output)
  const value = result.trap === 0 ? decodeResult(fn, words) : decodeError(abi, result.detail, words)
  const events = result.events.map(({ part, instance, words: data }) => [part, instance, data])
  const payments = result.outbox.map((entry) => hexOf(encodeOutboxEntry(entry)))
  const all = [fn.name, result.trapName, result.detail, value, events, payments]
  return JSON.stringify(all, (_, item: unknown) => (typeof item === 'bigint' ? `${item}` : item))
}
