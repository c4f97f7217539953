// Runs the scripts of an input (31, 2.6). It knows the opcodes that pay-to-key, pay-to-script-hash and multisig are made
// of; a script with any other opcode is refused, never accepted. More opcodes are more rows of the table.
import { blake2b256 } from '../../tx/hashers.ts'
import { classifyScript, OP } from '../../tx/scripts.ts'
import type { ScriptVerdict } from '../types.ts'
import { isTrue, MAX_STACK, ofBoolean, ScriptMachine } from './machine.ts'
import type { ScriptContext } from './machine.ts'
import { parseScript } from './operations.ts'
import type { Operation } from './operations.ts'
import { checkMultisig, checkSignature } from './signature-operations.ts'

/** Judges one input by its scripts. */
export type ScriptEngine = (context: ScriptContext) => ScriptVerdict

/** Changes the machine, or gives the reason why the script fails. */
type Handler = (machine: ScriptMachine) => string | undefined

/** Bounds the work of a script; no case of Kaspa's goes beyond. */
const MAX_OPERATIONS = 201
const OP_VERIFY = 0x69
const OP_DUP = 0x76
const OP_EQUAL_VERIFY = 0x88
const OP_CHECK_SIG_VERIFY = 0xad
const OP_CHECK_MULTISIG_VERIFY = 0xaf

const HANDLERS: ReadonlyMap<number, Handler> = new Map<number, Handler>([
  [OP_VERIFY, verifyTop],
  [OP_DUP, duplicate],
  [OP.EQUAL, equal],
  [OP_EQUAL_VERIFY, (m) => equal(m) ?? verifyTop(m)],
  [OP.BLAKE2B, hashTop],
  [OP.CHECK_SIG, (m) => checkSignature(m, 'schnorr')],
  [OP_CHECK_SIG_VERIFY, (m) => checkSignature(m, 'schnorr') ?? verifyTop(m)],
  [OP.CHECK_SIG_ECDSA, (m) => checkSignature(m, 'ecdsa')],
  [OP.CHECK_MULTISIG, (m) => checkMultisig(m, 'schnorr')],
  [OP_CHECK_MULTISIG_VERIFY, (m) => checkMultisig(m, 'schnorr') ?? verifyTop(m)],
  [OP.CHECK_MULTISIG_ECDSA, (m) => checkMultisig(m, 'ecdsa')],
])

/** Total on scripts of any bytes. Script versions other than 0 are unknown, and accepted as Kaspa does. */
export const runInputScript: ScriptEngine = (context) => {
  const { tx, inputIndex, entry } = context
  const input = tx.inputs[inputIndex]
  if (input === undefined) throw new RangeError(`no input ${inputIndex}`)
  if (entry.scriptPublicKey.version !== 0) return { ok: true }
  const reason = runScripts(new ScriptMachine(context, input), input.signatureScript, entry)
  return reason === undefined ? { ok: true } : { ok: false, reason }
}

function runScripts(
  machine: ScriptMachine,
  signatureScript: Uint8Array,
  entry: ScriptContext['entry'],
): string | undefined {
  const unlocking = parseScript(signatureScript)
  if (!unlocking.ok) return unlocking.reason
  if (unlocking.operations.some((operation) => operation.kind === 'code')) {
    return 'a signature script may only push data'
  }
  const pushed = run(machine, unlocking.operations)
  if (pushed !== undefined) return pushed
  const unlockingStack = [...machine.stack]

  const failed = runBytes(machine, entry.scriptPublicKey.script) ?? failsAtEnd(machine)
  if (failed !== undefined || classifyScript(entry.scriptPublicKey).kind !== 'scriptHash') {
    return failed ?? uncleanStack(machine)
  }
  // The hash fitted: the last thing pushed is a script, which the things before it must satisfy.
  const redeemScript = unlockingStack.pop() ?? new Uint8Array()
  machine.stack.splice(0, machine.stack.length, ...unlockingStack)
  return runBytes(machine, redeemScript) ?? failsAtEnd(machine) ?? uncleanStack(machine)
}

function runBytes(machine: ScriptMachine, script: Uint8Array): string | undefined {
  const parsed = parseScript(script)
  return parsed.ok ? run(machine, parsed.operations) : parsed.reason
}

function run(machine: ScriptMachine, operations: readonly Operation[]): string | undefined {
  let count = 0
  for (const operation of operations) {
    if (operation.kind === 'push') machine.stack.push(operation.data)
    else {
      count += 1
      if (count > MAX_OPERATIONS) return `a script has more than ${MAX_OPERATIONS} operations`
      const handler = HANDLERS.get(operation.opcode)
      if (handler === undefined) return `opcode 0x${operation.opcode.toString(16)} is not supported`
      const failure = handler(machine)
      if (failure !== undefined) return failure
    }
    if (machine.stack.length > MAX_STACK) return `the stack holds more than ${MAX_STACK} items`
  }
  return undefined
}

function failsAtEnd({ stack }: ScriptMachine): string | undefined {
  const top = stack.at(-1)
  if (top === undefined) return 'the script ends on an empty stack'
  return isTrue(top) ? undefined : 'the script ends on false'
}

function uncleanStack({ stack }: ScriptMachine): string | undefined {
  return stack.length === 1 ? undefined : 'the script leaves more than its verdict on the stack'
}

function verifyTop({ stack }: ScriptMachine): string | undefined {
  const top = stack.pop()
  return top !== undefined && isTrue(top) ? undefined : 'a verification fails'
}

function duplicate({ stack }: ScriptMachine): string | undefined {
  const top = stack.at(-1)
  if (top === undefined) return 'nothing to duplicate'
  stack.push(top)
  return undefined
}

function equal({ stack }: ScriptMachine): string | undefined {
  const a = stack.pop()
  const b = stack.pop()
  if (a === undefined || b === undefined) return 'a comparison needs two items'
  stack.push(ofBoolean(a.length === b.length && a.every((byte, i) => byte === b[i])))
  return undefined
}

function hashTop({ stack }: ScriptMachine): string | undefined {
  const top = stack.pop()
  if (top === undefined) return 'nothing to hash'
  stack.push(blake2b256(top))
  return undefined
}
