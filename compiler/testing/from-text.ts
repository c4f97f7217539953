// What tests of the compiler share: a silo from a text, validated, and calls by name through the machine.
import { validateProgram } from '../../vm/program/validator/validate.ts'
import type { MessageKind } from '../../vm/inbox.ts'
import type { MessageResult } from '../../vm/machine/results.ts'
import { MAX_INBOX_ENTRIES } from '../../vm/spec/constants.ts'
import { bytesToWords, decodeError, decodeResult } from '../abi/decode.ts'
import { encodeCall } from '../abi/encode.ts'
import type { AbiFunction, AbiValue } from '../abi/types.ts'
import { analyse } from '../frontend.ts'
import { memoryHost } from '../load.ts'
import { buildSilo } from '../link/build-silo.ts'
import { findRoot } from '../link/root.ts'
import { ALL_PASSES } from '../optimise/optimise.ts'
import type { PassName } from '../optimise/optimise.ts'
import type { TypedContract, TypedProgram } from '../typed/tree.ts'
import { bytesFor, TestSilo } from './test-silo.ts'
import type { TestMessage } from './test-silo.ts'

/** A checked text and its one root contract, to build with several settings. */
export interface CheckedText {
  readonly program: TypedProgram
  readonly root: TypedContract
}

/** Throws with all problems if there are any. */
export function checkText(text: string): CheckedText {
  const { program, diagnostics } = analyse(memoryHost({ 'test.silo': text }), ['test.silo'])
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(errors.map((d) => `${d.code} ${d.message}`).join('\n'))
  const [file] = program.files
  if (file === undefined) throw new Error('no file')
  const root = findRoot(program, file, undefined)
  if (!root.ok) throw new Error(root.diagnostic.message)
  return { program, root: root.root }
}

/** A silo of the one root contract in a text. Throws with all problems if there are any. */
export function siloFromText(text: string, passes: readonly PassName[] = ALL_PASSES): TestSilo {
  return siloOf(checkText(text), passes)
}

export function siloOf({ program, root }: CheckedText, passes: readonly PassName[]): TestSilo {
  const built = buildSilo(program, root, passes)
  if (!built.ok) throw new Error(built.diagnostics.map((d) => `${d.code} ${d.message}`).join('\n'))
  const validation = validateProgram(built.silo.program)
  if (!validation.ok)
    throw new Error(validation.problems.map(({ word, message }) => `${word}: ${message}`).join('\n'))
  return new TestSilo(built.silo)
}

export interface CallOptions {
  readonly actor?: string
  readonly value?: bigint
  readonly instance?: number
}

/** What a call gave: its value, or the name of its trap or error. */
export interface CallOutcome {
  readonly value: AbiValue | undefined
  readonly trap: string | undefined
  readonly result: MessageResult
}

/** Calls a public function of the contract of an instance by name. */
export function call(
  target: TestSilo,
  name: string,
  args: readonly AbiValue[] = [],
  options: CallOptions = {},
): CallOutcome {
  const { instance = 0 } = options
  const contract = target.abi.contracts.find((c) => c.name === target.abi.instances[instance])
  const fn = contract?.functions.find((f) => f.name === name)
  if (fn === undefined) throw new Error(`no function is called ${name}`)
  return sendTo(target, fn, 'call', args, options)
}

/** Sends the constructor's message. */
export function construct(
  target: TestSilo,
  args: readonly AbiValue[] = [],
  options: CallOptions = {},
): CallOutcome {
  const [contract] = target.abi.contracts
  if (contract === undefined) throw new Error('no contract')
  return sendTo(target, contract.init, 'constructor', args, options)
}

/** Calls many functions, all in one reference block: much quicker than one by one. */
export function callAll(
  target: TestSilo,
  calls: readonly { readonly name: string; readonly args: readonly AbiValue[] }[],
): readonly CallOutcome[] {
  const functions = new Map(target.abi.contracts[0]?.functions.map((fn) => [fn.name, fn]))
  const outcomes: CallOutcome[] = []
  for (let at = 0; at < calls.length; at += MAX_INBOX_ENTRIES) {
    const prepared = calls.slice(at, at + MAX_INBOX_ENTRIES).map(({ name, args }) => {
      const fn = functions.get(name)
      if (fn === undefined) throw new Error(`no function is called ${name}`)
      return { fn, message: messageFor(fn, 'call', args, {}) }
    })
    const results = target.sendAll(prepared.map(({ message }) => message))
    prepared.forEach(({ fn }, i) => {
      const result = results[i]
      if (result !== undefined) outcomes.push(outcomeOf(target, fn, result))
    })
  }
  return outcomes
}

function sendTo(
  target: TestSilo,
  fn: AbiFunction,
  kind: MessageKind,
  args: readonly AbiValue[],
  options: CallOptions,
): CallOutcome {
  return outcomeOf(target, fn, target.send(messageFor(fn, kind, args, options)))
}

function messageFor(
  fn: AbiFunction,
  kind: MessageKind,
  args: readonly AbiValue[],
  { actor = 'alice', value = 0n, instance = 0 }: CallOptions,
): TestMessage {
  const payload = encodeCall(fn, args, instance)
  if (!payload.ok) throw new Error(payload.error)
  return { kind, sender: bytesFor(`actor ${actor}`), value, payload: payload.bytes }
}

function outcomeOf(target: TestSilo, fn: AbiFunction, result: MessageResult): CallOutcome {
  const words = bytesToWords(result.output)
  if (result.trap === 0) return { value: decodeResult(fn, words), trap: undefined, result }
  const error = decodeError(target.abi, result.detail, words)
  return { value: undefined, trap: error?.name ?? result.trapName, result }
}
