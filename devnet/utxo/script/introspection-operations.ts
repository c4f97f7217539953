// The opcodes by which a script looks at the transaction that runs it (KIP-10 and its successors).
import { hashToBytes } from '../../tx/hash.ts'
import { subnetworkBytes } from '../../tx/transaction-hash.ts'
import type { ScriptPublicKey } from '../../tx/types.ts'
import { fault } from './faults.ts'
import { pushNumber, pushPart, withRange } from './handlers.ts'
import type { Handler, OpcodeRow } from './handlers.ts'
import type { ScriptMachine } from './machine.ts'
import { withInput, withOutput } from './spent.ts'

export const INTROSPECTION_OPERATIONS: readonly OpcodeRow[] = [
  [0xb2, 'TXVERSION', ofTransaction(({ context }) => BigInt(context.tx.version))],
  [0xb3, 'TXINPUTCOUNT', ofTransaction(({ context }) => BigInt(context.tx.inputs.length))],
  [0xb4, 'TXOUTPUTCOUNT', ofTransaction(({ context }) => BigInt(context.tx.outputs.length))],
  [0xb5, 'TXLOCKTIME', ofTransaction(({ context }) => signed(context.tx.lockTime))],
  [0xb6, 'TXSUBNETID', (m) => m.push(subnetworkBytes(m.context.tx.subnetworkId))],
  [0xb7, 'TXGAS', ofTransaction(({ context }) => signed(context.tx.gas))],
  [0xb8, 'TXPAYLOADSUBSTR', withRange((m, start, end) => pushPart(m, m.context.tx.payload, start, end))],
  [0xb9, 'TXINPUTINDEX', ofTransaction(({ context }) => BigInt(context.inputIndex))],
  [0xba, 'OUTPOINTTXID', withInput((m, input) => m.push(hashToBytes(input.previousOutpoint.transactionId)))],
  [0xbb, 'OUTPOINTINDEX', withInput((m, input) => pushNumber(m, BigInt(input.previousOutpoint.index)))],
  [
    0xbc,
    'TXINPUTSCRIPTSIGSUBSTR',
    withRange((m, start, end) => withInput((n, input) => pushPart(n, input.signatureScript, start, end))(m)),
  ],
  [0xbd, 'TXINPUTSEQ', withInput((m, input) => m.push(littleEndian(input.sequence)))],
  [0xbe, 'TXINPUTAMOUNT', withInput((m, _, entry) => amount(entry.amount)(m))],
  [0xbf, 'TXINPUTSPK', withInput((m, _, entry) => m.push(withVersion(entry.scriptPublicKey)))],
  [
    0xc0,
    'TXINPUTDAASCORE',
    placeBound(withInput((m, _, entry) => pushNumber(m, signed(entry.blockDaaScore)))),
  ],
  [0xc1, 'TXINPUTISCOINBASE', withInput((m, _, entry) => pushNumber(m, entry.isCoinbase ? 1n : 0n))],
  [0xc2, 'TXOUTPUTAMOUNT', withOutput((m, output) => amount(output.value)(m))],
  [0xc3, 'TXOUTPUTSPK', withOutput((m, output) => m.push(withVersion(output.scriptPublicKey)))],
  [0xc4, 'TXPAYLOADLEN', ofTransaction(({ context }) => BigInt(context.tx.payload.length))],
  [0xc5, 'TXINPUTSPKLEN', withInput((m, _, entry) => lengthOf(entry.scriptPublicKey)(m))],
  [
    0xc6,
    'TXINPUTSPKSUBSTR',
    withRange((m, start, end) =>
      withInput((n, _, entry) => pushPart(n, withVersion(entry.scriptPublicKey), start, end))(m),
    ),
  ],
  [0xc7, 'TXOUTPUTSPKLEN', withOutput((m, output) => lengthOf(output.scriptPublicKey)(m))],
  [
    0xc8,
    'TXOUTPUTSPKSUBSTR',
    withRange((m, start, end) =>
      withOutput((n, output) => pushPart(n, withVersion(output.scriptPublicKey), start, end))(m),
    ),
  ],
  [0xc9, 'TXINPUTSCRIPTSIGLEN', withInput((m, input) => pushNumber(m, BigInt(input.signatureScript.length)))],
]

function ofTransaction(value: (machine: ScriptMachine) => bigint): Handler {
  return (machine) => pushNumber(machine, value(machine))
}

/** Marks the outcome as one that another chain may judge otherwise. */
export function placeBound(run: Handler): Handler {
  return (machine) => {
    machine.placeBound = true
    return run(machine)
  }
}

function amount(sompi: bigint): Handler {
  return (machine) =>
    sompi >= 1n << 63n
      ? fault('numberTooWide', `an amount of ${sompi} has more than 63 bits`)
      : pushNumber(machine, sompi)
}

/** A script with its version in front, big-endian, as scripts see it. */
function withVersion({ version, script }: ScriptPublicKey): Uint8Array {
  return Uint8Array.of(version >>> 8, version & 0xff, ...script)
}

function lengthOf({ script }: ScriptPublicKey): Handler {
  return (machine) => pushNumber(machine, BigInt(script.length + 2))
}

/** 64 bits are taken as a number with a sign. */
function signed(value: bigint): bigint {
  return BigInt.asIntN(64, value)
}

/** A sequence is a field of flags: eight bytes, whatever it holds. */
function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn))
}
