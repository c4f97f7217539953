// The script engine against Kaspa's own cases. It may decline a case by an opcode that it doesn't support; every other
// verdict must be Kaspa's.
import { describe, expect, it } from 'vitest'
import { spend, utxo } from '../../../test/spending.ts'
import { haveVectors, needsVectors, readVector } from '../../../test/vectors.ts'
import { ByteWriter } from '../../tx/byte-writer.ts'
import { bytesToHex, hexToBytes } from '../../tx/hash.ts'
import { OP, pushData } from '../../tx/scripts.ts'
import { createSighasher } from '../../tx/sighash.ts'
import { nobleVerifier } from '../../tx/signature.ts'
import { runInputScript } from './engine.ts'

/** Opcodes that the engine claims, by the names of the cases. */
const OPCODES: Readonly<Record<string, number>> = {
  TRUE: 0x51,
  FALSE: 0,
  '1NEGATE': OP.NEGATE1,
  VERIFY: 0x69,
  DUP: 0x76,
  EQUAL: OP.EQUAL,
  EQUALVERIFY: 0x88,
  BLAKE2B: OP.BLAKE2B,
  CHECKSIG: OP.CHECK_SIG,
  CHECKSIGVERIFY: 0xad,
  CHECKSIGECDSA: OP.CHECK_SIG_ECDSA,
  CHECKMULTISIG: OP.CHECK_MULTISIG,
  CHECKMULTISIGVERIFY: 0xaf,
  CHECKMULTISIGECDSA: OP.CHECK_MULTISIG_ECDSA,
}

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
  const opcode = OPCODES[token]
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

function verdictOf(signatureScript: Uint8Array, script: Uint8Array): string {
  const u = utxo(0, { scriptPublicKey: { version: 0, script }, amount: 0n })
  const base = spend([u], [[0n, { version: 0, script: new Uint8Array() }]])
  const tx = { ...base, inputs: base.inputs.map((input) => ({ ...input, signatureScript, sigOpCount: 255 })) }
  const sighasher = createSighasher(tx, [u.entry])
  const verdict = runInputScript({ tx, inputIndex: 0, entry: u.entry, sighasher, verifier: nobleVerifier })
  return verdict.ok ? 'OK' : verdict.reason
}

describe.skipIf(!haveVectors)(`Kaspa's script cases${needsVectors}`, () => {
  const rows = haveVectors ? (JSON.parse(readVector('script_tests.json')) as string[][]) : []
  const cases = rows.filter((row) => row.length >= 4)
  const judged = cases.flatMap(([unlocking, locking, , expected]) => {
    const signatureScript = assemble(unlocking!)
    const script = assemble(locking!)
    if (signatureScript === undefined || script === undefined) return []
    const verdict = verdictOf(signatureScript, script)
    return verdict.endsWith('is not supported') ? [] : [{ unlocking, locking, expected, verdict, script }]
  })

  it('get the same verdict wherever the engine claims to know', () => {
    const wrong = judged.filter(({ expected, verdict }) => (expected === 'OK') !== (verdict === 'OK'))
    expect(wrong.map(({ script, ...rest }) => ({ ...rest, script: bytesToHex(script) }))).toEqual([])
  })

  it('are claimed in good number', () => {
    expect(judged.length).toBeGreaterThan(80)
  })
})
