// The script engine against Kaspa's own cases: every row gets Kaspa's verdict, and a failure is of the kind that the row names.
import { describe, expect, it } from 'vitest'
import { spend, utxo } from '../../../test/spending.ts'
import { haveVectors, needsVectors, readVector } from '../../../test/vectors.ts'
import { ByteWriter } from '../../tx/byte-writer.ts'
import { hexToBytes } from '../../tx/hash.ts'
import { OP, pushData } from '../../tx/scripts.ts'
import { createSighasher } from '../../tx/sighash.ts'
import { nobleVerifier } from '../../tx/signature.ts'
import { checkCovenants } from './covenants.ts'
import { runInputScript } from './engine.ts'
import type { ScriptFaultCode } from './faults.ts'
import { OPCODES } from './opcodes.ts'

/** What the rows call each kind of failure; several of ours may be one of theirs. */
const EXPECTED: Readonly<Record<string, readonly ScriptFaultCode[]>> = {
  INVALID_STACK_OPERATION: ['tooFewItems'],
  INVALID_ALTSTACK_OPERATION: ['emptyStack', 'tooFewItems'],
  BAD_OPCODE: ['unknownOpcode', 'reservedOpcode', 'brokenPush'],
  EVAL_FALSE: ['endsOnFalse', 'emptyStack'],
  EMPTY_STACK: ['emptyStack'],
  UNKNOWN_ERROR: ['numberTooWide', 'badNumber', 'badOperand', 'badIndex', 'noSuchCovenantPart'],
  UNBALANCED_CONDITIONAL: ['unbalancedConditional', 'emptyStack'],
  DISABLED_OPCODE: ['disabledOpcode'],
  EQUALVERIFY: ['verifyFailed'],
  VERIFY: ['verifyFailed'],
  INVALID_SIG: ['badSignature'],
  PUBKEYFORMAT: ['badKey', 'badKeyLength'],
  OP_RETURN: ['earlyReturn'],
  PUSH_SIZE: ['elementTooBig'],
  STACK_SIZE: ['stackTooDeep'],
  PUBKEY_COUNT: ['badKeyCount'],
  SIG_COUNT: ['badSignatureCount'],
  UNSATISFIED_LOCKTIME: ['lockedStill'],
  SIG_PUSHONLY: ['notPushOnly'],
  NULLFAIL: ['uselessSignatures'],
}

/** Names that the cases use beside those of the table. */
const ALIASES: Readonly<Record<string, number>> = { TRUE: 0x51, FALSE: 0, '1NEGATE': OP.NEGATE1 }
const CODES = new Map<string, number>([
  ...[...OPCODES].map(([code, { name }]): [string, number] => [name, code]),
  ...Object.entries(ALIASES),
  ...Array.from({ length: 75 }, (_, i): [string, number] => [`DATA${i + 1}`, i + 1]),
])

/** The bytes of a script in the notation of the cases; undefined when it names an opcode that isn't claimed. */
function assemble(text: string): Uint8Array | undefined {
  const writer = new ByteWriter()
  for (const token of text.split(/\s+/).filter((t) => t !== '')) {
    const bytes = assembleToken(token)
    if (bytes === undefined) return undefined
    writer.bytes(bytes)
  }
  return writer.finish()
}

function assembleToken(token: string): Uint8Array | undefined {
  if (/^-?\d+$/.test(token)) return pushNumber(BigInt(token))
  if (token.startsWith('0x')) return hexToBytes(token.slice(2))
  if (token.startsWith("'")) return pushShortest(new TextEncoder().encode(token.slice(1, -1)))
  const opcode = CODES.get(token.replaceAll('_', ''))
  return opcode === undefined ? undefined : Uint8Array.of(opcode)
}

function pushNumber(value: bigint): Uint8Array {
  if (value === 0n) return Uint8Array.of(0)
  if (value === -1n) return Uint8Array.of(OP.NEGATE1)
  if (value >= 1n && value <= 16n) return Uint8Array.of(OP.TRUE - 1 + Number(value))
  const bytes: number[] = []
  for (let rest = value < 0n ? -value : value; rest > 0n; rest >>= 8n) bytes.push(Number(rest & 0xffn))
  if (bytes.at(-1)! >= 0x80) bytes.push(0)
  if (value < 0n) bytes[bytes.length - 1]! |= 0x80
  return pushData(Uint8Array.from(bytes))
}

function pushShortest(data: Uint8Array): Uint8Array {
  return data.length === 1 && data[0]! <= 16 ? pushNumber(BigInt(data[0]!)) : pushData(data)
}

/** Kaspa's test has an accessor that knows one block, named so, with this commitment. */
const KNOWN_BLOCK = padded('input_block')
const ITS_COMMITMENT = padded('output_root_hash')

function padded(text: string): Uint8Array {
  const bytes = new Uint8Array(32).fill('f'.charCodeAt(0))
  bytes.set(new TextEncoder().encode(text))
  return bytes
}

function verdictOf(signatureScript: Uint8Array, script: Uint8Array): 'OK' | ScriptFaultCode {
  const u = utxo(0, {
    scriptPublicKey: { version: 0, script },
    amount: 0n,
    isCoinbase: true,
    blockDaaScore: 0n,
  })
  const base = spend([u], [[0n, { version: 0, script: new Uint8Array() }]], { version: 1 })
  const inputs = base.inputs.map((input) => ({ ...input, signatureScript, computeBudget: 65_535 }))
  const tx = { ...base, inputs }
  const covenants = checkCovenants(tx, [u.entry])
  if (!covenants.ok) throw new Error('a case without covenants has none')
  const verdict = runInputScript({
    tx,
    inputIndex: 0,
    entries: [u.entry],
    sighasher: createSighasher(tx, [u.entry]),
    verifier: nobleVerifier,
    covenants: covenants.context,
    sequencingOf: (block) =>
      Buffer.from(KNOWN_BLOCK).toString('hex') === block
        ? { ok: true, commitment: ITS_COMMITMENT }
        : { ok: false, reason: 'unknown' },
  })
  return verdict.ok ? 'OK' : verdict.code
}

describe.skipIf(!haveVectors)(`Kaspa's script cases${needsVectors}`, () => {
  const rows = haveVectors ? (JSON.parse(readVector('script_tests.json')) as string[][]) : []
  const cases = rows.filter((row) => row.length >= 4)
  const judged = cases.map(([unlocking, locking, , expected]) => {
    const signatureScript = assemble(unlocking!)
    const script = assemble(locking!)
    const verdict = signatureScript && script ? verdictOf(signatureScript, script) : 'not assembled'
    return { unlocking, locking, expected: expected!, verdict }
  })

  it('get the same verdict, every row', () => {
    expect(judged.filter(({ expected, verdict }) => (expected === 'OK') !== (verdict === 'OK'))).toEqual([])
    expect(judged.filter(({ verdict }) => verdict === 'not assembled')).toEqual([])
    expect(judged.length).toBeGreaterThan(900)
  })

  it('fail in the way that the row names', () => {
    const wrong = judged.filter(
      ({ expected, verdict }) =>
        expected !== 'OK' && !(EXPECTED[expected] ?? []).some((code) => code === verdict),
    )
    expect(wrong).toEqual([])
  })
})
