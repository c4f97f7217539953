// Covenants: which inputs and outputs belong to one, how one begins, and what scripts see of them.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryHash } from '../../../test/arbitrary-tx.ts'
import { KASPA, OWN_SCRIPT, spend, utxo } from '../../../test/spending.ts'
import { ByteWriter } from '../../tx/byte-writer.ts'
import { hash, hashToBytes } from '../../tx/hash.ts'
import type { Hash } from '../../tx/hash.ts'
import { createSighasher } from '../../tx/sighash.ts'
import { nobleVerifier } from '../../tx/signature.ts'
import type { Transaction, UtxoEntry } from '../../tx/types.ts'
import { checkCovenants, covenantIdOf } from './covenants.ts'
import { runInputScript } from './engine.ts'

const ID = hash('ab'.repeat(32))
const OTHER = hash('cd'.repeat(32))

/** Inputs with these covenants, outputs authorised by an input for a covenant. */
function transaction(
  inputs: readonly (Hash | undefined)[],
  outputs: readonly (readonly [input: number, id: Hash] | undefined)[],
  script = OWN_SCRIPT.script,
): { readonly tx: Transaction; readonly entries: readonly UtxoEntry[] } {
  const spent = inputs.map((id, i) =>
    utxo(i, {
      scriptPublicKey: { version: 0, script },
      ...(id === undefined ? {} : { covenantId: id }),
    }),
  )
  const base = spend(
    spent,
    outputs.map((_, i) => [KASPA + BigInt(i), OWN_SCRIPT]),
    { version: 1 },
  )
  const bound = base.outputs.map((output, i) => {
    const [authorizingInput, covenantId] = outputs[i] ?? []
    return authorizingInput === undefined || covenantId === undefined
      ? output
      : { ...output, covenant: { authorizingInput, covenantId } }
  })
  return { tx: { ...base, outputs: bound }, entries: spent.map((u) => u.entry) }
}

describe('the covenants of a transaction', () => {
  it('are passed on by the inputs that carry them', () => {
    const { tx, entries } = transaction(
      [ID, undefined, ID, OTHER],
      [[0, ID], [2, ID], undefined, [3, OTHER], [0, ID]],
    )
    const check = checkCovenants(tx, entries)
    expect(check.ok && [...check.context.inputs]).toEqual([
      [ID, [0, 2]],
      [OTHER, [3]],
    ])
    expect(check.ok && [...check.context.outputs]).toEqual([
      [ID, [0, 1, 4]],
      [OTHER, [3]],
    ])
    expect(check.ok && [...check.context.authorised]).toEqual([
      [0, [0, 4]],
      [2, [1]],
      [3, [3]],
    ])
  })

  it('begin under the name of what they begin with, whatever the input carries', () => {
    const { tx, entries } = transaction([OTHER], [[0, ID], undefined, [0, ID]])
    const outpoint = tx.inputs[0]!.previousOutpoint
    const expected = covenantIdOf(outpoint, [0, 2], tx.outputs)
    expect(checkCovenants(tx, entries)).toEqual({
      ok: false,
      error: { kind: 'wrongCovenantId', output: 0, expected },
    })
    const named = transaction([OTHER], [[0, expected], undefined, [0, expected]])
    const check = checkCovenants(named.tx, named.entries)
    expect(check.ok && [...check.context.outputs]).toEqual([])
    expect(covenantIdOf(outpoint, [0], tx.outputs)).not.toBe(expected)
    expect(covenantIdOf({ ...outpoint, index: 9 }, [0, 2], tx.outputs)).not.toBe(expected)
  })

  it('need an input that is there', () => {
    const { tx, entries } = transaction([ID], [[1, ID]])
    expect(checkCovenants(tx, entries)).toMatchObject({ ok: false, error: { kind: 'covenantWithoutInput' } })
  })

  it('are never made out of nothing', () => {
    const index = fc.nat({ max: 3 })
    const id = fc.oneof(fc.constant(ID), fc.constant(OTHER), arbitraryHash)
    fc.assert(
      fc.property(
        fc.array(fc.option(id, { nil: undefined }), { minLength: 1, maxLength: 3 }),
        fc.array(fc.option(fc.tuple(index, id), { nil: undefined }), { maxLength: 4 }),
        (inputs, outputs) => {
          const { tx, entries } = transaction(inputs, outputs)
          const check = checkCovenants(tx, entries)
          const carriedOn = outputs.every((o) => o === undefined || inputs[o[0]] === o[1])
          expect(check.ok).toBe(carriedOn)
        },
      ),
    )
  })
})

describe('scripts of a covenant', () => {
  const run = (script: string) => {
    const bytes = Uint8Array.from(script.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    const { tx, entries } = transaction([ID, OTHER, ID], [[0, ID], undefined, [2, ID], [0, ID]], bytes)
    const check = checkCovenants(tx, entries)
    if (!check.ok) throw new Error(check.error.kind)
    const sighasher = createSighasher(tx, entries)
    return runInputScript({
      tx,
      entries,
      inputIndex: 0,
      sighasher,
      verifier: nobleVerifier,
      covenants: check.context,
    })
  }
  const push = (id: Hash) => `20${Buffer.from(hashToBytes(id)).toString('hex')}`

  it('see what belongs to it', () => {
    const good = [
      '00cb5287', // input 0 authorises two outputs
      '0051cc5387', // the second of them is output 3
      '51cb0087', // input 1 authorises none
      `${push(ID)}d05287`, // two inputs carry the covenant
      `${push(ID)}51d15287`, // the second of them is input 2
      `${push(ID)}d25387`, // three outputs
      `${push(OTHER)}d20087`,
      `${push(ID)}51d35287`,
      `00cf${push(ID)}87`,
      `51d5${'20' + '00'.repeat(32)}87`,
      '52d65287', // output 2 is authorised by input 2
      '51d64f87', // output 1 by none
    ]
    for (const script of good) expect(run(script), script).toEqual({ ok: true, placeBound: false })
  })

  it('fail on what is not there, with a reason', () => {
    const code = (script: string) => {
      const verdict = run(script)
      return verdict.ok ? 'ok' : verdict.code
    }
    expect(code('53cb')).toBe('noSuchInput')
    expect(code('0052cc')).toBe('noSuchCovenantPart')
    expect(code(`${push(OTHER)}51d1`)).toBe('noSuchCovenantPart')
    expect(code('54d5')).toBe('noSuchOutput')
    expect(code('51d0')).toBe('badOperand')
    expect(code(`${push(ID)}d4`)).toBe('unsupportedOpcode')
  })

  it('are bound to their place by what a chain decides', () => {
    expect(run('00c05587')).toEqual({ ok: true, placeBound: true })
    expect(run('00c10087')).toEqual({ ok: true, placeBound: false })
  })

  it('see numbers of outputs and inputs as Kaspa writes them', () => {
    const amount = Buffer.from(new ByteWriter().u64(KASPA).finish().slice(0, 4)).toString('hex')
    expect(run(`00c204${amount}87`).ok).toBe(true)
    expect(run('b2b3939c'.replace('9c', '5487')).ok).toBe(true)
    expect(run('b45487').ok).toBe(true)
  })
})
