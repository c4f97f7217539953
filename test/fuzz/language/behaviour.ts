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
import { argumentWords } from './arguments.ts'

export interface Call {
  readonly fn: AbiFunction
  readonly message: TestMessage
}

/** The constructor's message and so many calls of any functions of any contract, the same for the same seed. */
export function callsOf(abi: Abi, seed: number, count: number): Call[] {
  const random = randomFrom(seed)
  const root = abi.contracts.find(({ name }) => name === abi.root)
  const first = root === undefined ? [] : [callTo(random, root.init, 'constructor', 0)]
  const calls = Array.from({ length: count }, () => {
    const instance = random.below(2) === 0 ? 0 : random.below(abi.instances.length)
    const contract = abi.contracts.find(({ name }) => name === abi.instances[instance])
    return callTo(random, random.pick(contract?.functions ?? []), 'call', instance)
  })
  return [...first, ...calls]
}

function callTo(random: Random, fn: AbiFunction, kind: TestMessage['kind'], instance: number): Call {
  const args = fn.params.flatMap(({ type }) => argumentWords(random, type))
  const payload = wordsToBytes([BigInt(fn.selector) | (BigInt(instance) << 32n), ...args])
  const value = fn.payable ? BigInt(random.below(2_000_000_000)) : 0n
  const sender = bytesFor(`actor ${random.below(2)}`)
  return { fn, message: { kind, sender, value, payload } }
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
