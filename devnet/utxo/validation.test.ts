// Each rule about transactions and bodies, broken one at a time from something valid.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryTransaction } from '../../test/arbitrary-tx.ts'
import { complete, KASPA, OTHER_SECRET, OWN_SCRIPT, setOf, spend, utxo } from '../../test/spending.ts'
import { MAX_SOMPI, MAX_U64 } from '../tx/constants.ts'
import { hash, ZERO_HASH } from '../tx/hash.ts'
import type { Hash, SubnetworkId } from '../tx/hash.ts'
import { BRIDGE_LANE, laneOfNamespace } from '../tx/lanes.ts'
import { hashMerkleRoot } from '../tx/merkle.ts'
import { TINY } from '../tx/params.ts'
import { siloAccountScript, ustoScript } from '../tx/silo-scripts.ts'
import { headerHash } from '../tx/header-hash.ts'
import { transactionId } from '../tx/transaction-hash.ts'
import type { Block, Transaction } from '../tx/types.ts'
import { validateBody } from './body.ts'
import { buildCoinbase } from './coinbase.ts'
import { validateInContext } from './context.ts'
import type { ContextOptions } from './context.ts'
import { validateInIsolation } from './isolation.ts'
import { validateLockTime } from './lock-time.ts'
import type { TxError } from './types.ts'

const A = utxo(0)
const B = utxo(1)
const OPTIONS: ContextOptions = { params: TINY, pov: { daaScore: 10n } }
const GOOD = complete(spend([A], [[9n * KASPA, OWN_SCRIPT]]), [A])
const [INPUT] = GOOD.inputs
const [OUTPUT] = GOOD.outputs
const MINER = { scriptPublicKey: OWN_SCRIPT, extraData: new Uint8Array() }
const NOTHING_MERGED = {
  blueScore: 7n,
  daaScore: 8n,
  mergesetBlues: [],
  mergesetReds: [],
  mergesetNonDaa: new Set<never>(),
  rewards: new Map(),
}
const COINBASE = buildCoinbase(NOTHING_MERGED, MINER, TINY)

describe('in isolation', () => {
  const kindOf = (tx: Transaction) => {
    const check = validateInIsolation(tx, TINY)
    return check.ok ? 'ok' : check.error.kind
  }
  const v1: Transaction = {
    ...GOOD,
    version: 1,
    inputs: [{ ...INPUT!, sigOpCount: 0, computeBudget: 10 }],
  }
  const onBridge: Transaction = { ...v1, subnetworkId: BRIDGE_LANE }
  const cases: readonly [string, Transaction, TxError['kind'] | 'ok'][] = [
    ['a payment', GOOD, 'ok'],
    ['a payment with a payload', { ...GOOD, payload: Uint8Array.of(1) }, 'ok'],
    ['a payment of version 1', v1, 'ok'],
    ['a bridge transaction', onBridge, 'ok'],
    ['a lane transaction with gas', { ...onBridge, gas: 5n }, 'ok'],
    ['a coinbase', COINBASE, 'ok'],
    ['version 2', { ...v1, version: 2 }, 'unknownVersion'],
    ['no inputs', { ...GOOD, inputs: [] }, 'noInputs'],
    ['too many inputs', { ...GOOD, inputs: Array(1001).fill(INPUT) }, 'tooManyInputs'],
    ['too many outputs', { ...GOOD, outputs: Array(1001).fill(OUTPUT) }, 'tooManyOutputs'],
    ['an input twice', { ...GOOD, inputs: [INPUT!, INPUT!] }, 'duplicateInput'],
    [
      'a long signature script',
      { ...GOOD, inputs: [{ ...INPUT!, signatureScript: new Uint8Array(250_001) }] },
      'signatureScriptTooLong',
    ],
    ['a signature count in version 1', { ...v1, inputs: GOOD.inputs }, 'sigOpCountInVersion1'],
    ['a compute budget in version 0', { ...GOOD, inputs: v1.inputs }, 'computeBudgetInVersion0'],
    ['an output of nothing', { ...GOOD, outputs: [{ ...OUTPUT!, value: 0n }] }, 'outputValueOutOfRange'],
    [
      'an output of too much',
      { ...GOOD, outputs: [{ ...OUTPUT!, value: MAX_SOMPI + 1n }] },
      'outputValueOutOfRange',
    ],
    [
      'outputs of too much together',
      { ...GOOD, outputs: [{ ...OUTPUT!, value: MAX_SOMPI }, OUTPUT!] },
      'outputSumOutOfRange',
    ],
    [
      'a long script',
      { ...GOOD, outputs: [{ value: 1n, scriptPublicKey: { version: 0, script: new Uint8Array(10_001) } }] },
      'scriptPublicKeyTooLong',
    ],
    [
      'a covenant in version 0',
      { ...GOOD, outputs: [{ ...OUTPUT!, covenant: { authorizingInput: 0, covenantId: ZERO_HASH } }] },
      'covenantNotAllowed',
    ],
    ['a lane in version 0', { ...GOOD, subnetworkId: BRIDGE_LANE }, 'subnetworkNotAllowed'],
    [
      'a lane of reserved shape',
      { ...v1, subnetworkId: '02'.padEnd(40, '0') as SubnetworkId },
      'subnetworkNotAllowed',
    ],
    ['gas off the lanes', { ...v1, gas: 1n }, 'gasNotAllowed'],
    ['a coinbase with inputs', { ...COINBASE, inputs: [INPUT!] }, 'coinbaseHasInputs'],
    ['a coinbase with mass', { ...COINBASE, storageMass: 1n }, 'coinbaseHasMass'],
    ['a coinbase with gas', { ...COINBASE, gas: 1n }, 'gasNotAllowed'],
    ['a coinbase of version 2', { ...COINBASE, version: 2 }, 'unknownVersion'],
    [
      'a coinbase with a short payload',
      { ...COINBASE, payload: new Uint8Array(18) },
      'coinbasePayloadMalformed',
    ],
    [
      'a coinbase with a long payload',
      { ...COINBASE, payload: new Uint8Array(205) },
      'coinbasePayloadMalformed',
    ],
    ['a coinbase with outputs over k + 2', { ...COINBASE, outputs: Array(6).fill(OUTPUT) }, 'tooManyOutputs'],
    [
      'a coinbase with a long script',
      { ...COINBASE, outputs: [{ value: 1n, scriptPublicKey: { version: 0, script: new Uint8Array(151) } }] },
      'coinbaseScriptTooLong',
    ],
  ]
  for (const [name, tx, expected] of cases) {
    it(`${expected === 'ok' ? 'takes' : 'refuses'} ${name}`, () => expect(kindOf(tx)).toBe(expected))
  }

  it('is total', () => {
    fc.assert(
      fc.property(arbitraryTransaction, (tx) => {
        expect(typeof kindOf(tx)).toBe('string')
      }),
    )
  })
})

describe('in context', () => {
  const check = (tx: Transaction, utxos = [A, B], options: Partial<ContextOptions> = {}) =>
    validateInContext(tx, setOf(utxos), { ...OPTIONS, ...options })

  it('gives entries and fee of a good transaction', () => {
    expect(check(GOOD)).toEqual({ ok: true, placeBound: false, entries: [A.entry], fee: KASPA })
    const v1 = complete(spend([A, B], [[19n * KASPA, OWN_SCRIPT]], { version: 1 }), [A, B])
    expect(check(v1)).toMatchObject({ ok: true, fee: KASPA })
  })

  it('subtracts what is burned by right from the fee', () => {
    expect(check(GOOD, [A], { burned: KASPA / 2n })).toMatchObject({ ok: true, fee: KASPA / 2n })
    expect(check(GOOD, [A], { burned: 2n * KASPA })).toMatchObject({ error: { kind: 'spendsTooMuch' } })
  })

  it('names the outputs that are missing', () => {
    const tx = complete(spend([B, A], [[KASPA, OWN_SCRIPT]]), [B, A])
    expect(check(tx, [A])).toEqual({ ok: false, error: { kind: 'missingOutpoints', missing: [B.outpoint] } })
  })

  it('lets a coinbase be spent when it is mature, not before', () => {
    const young = utxo(0, { isCoinbase: true, blockDaaScore: 8n })
    const tx = complete(spend([young], [[KASPA, OWN_SCRIPT]]), [young])
    const at = (daaScore: bigint) => check(tx, [young], { pov: { daaScore } })
    expect(at(10n)).toEqual({ ok: false, error: { kind: 'immatureCoinbase', input: 0, matureAt: 11n } })
    expect(at(11n).ok).toBe(true)
  })

  it('refuses outputs of more than the inputs', () => {
    const tx = complete(spend([A], [[11n * KASPA, OWN_SCRIPT]]), [A])
    expect(check(tx)).toMatchObject({
      error: { kind: 'spendsTooMuch', inputs: 10n * KASPA, outputs: 11n * KASPA },
    })
  })

  it('needs the exact storage mass', () => {
    const tx = complete(spend([A], [[KASPA / 2n, OWN_SCRIPT]]), [A])
    expect(tx.storageMass).toBe(20_000n - 1000n)
    expect(check(tx).ok).toBe(true)
    const error = { kind: 'wrongStorageMass', committed: 19_001n, computed: 19_000n }
    expect(check({ ...tx, storageMass: 19_001n })).toEqual({ ok: false, error })
  })

  it('keeps relative locks by DAA score', () => {
    const base = spend([A], [[KASPA, OWN_SCRIPT]])
    const locked = (sequence: bigint) =>
      complete({ ...base, inputs: base.inputs.map((input) => ({ ...input, sequence })) }, [A])
    // The output is of DAA score 5; the point of view 10.
    expect(check(locked(5n)).ok).toBe(true)
    expect(check(locked(6n))).toEqual({ ok: false, error: { kind: 'sequenceLocked', input: 0, until: 11n } })
    expect(check(locked(6n | (1n << 63n))).ok).toBe(true)
    expect(check(locked(5n | (1n << 40n))).ok).toBe(true)
  })

  it('refuses a signature of another key, of another transaction, and none', () => {
    const reason = (tx: Transaction) => {
      const result = check(tx)
      return result.ok ? 'ok' : result.error.kind
    }
    const unsigned = spend([A], [[9n * KASPA, OWN_SCRIPT]])
    const foreign = complete(
      unsigned,
      [{ ...A, entry: { ...A.entry, scriptPublicKey: OWN_SCRIPT } }],
      OTHER_SECRET,
    )
    expect(reason(foreign)).toBe('scriptRefused')
    expect(reason({ ...GOOD, outputs: [{ ...OUTPUT!, value: 9n * KASPA + 1n }] })).toBe('scriptRefused')
    expect(reason({ ...GOOD, inputs: unsigned.inputs })).toBe('scriptRefused')
    expect(reason({ ...GOOD, inputs: [{ ...INPUT!, sigOpCount: 0 }] })).toBe('scriptRefused')
    const scriptEngine = () => ({ ok: true, placeBound: false }) as const
    expect(check({ ...GOOD, inputs: unsigned.inputs }, [A], { scriptEngine }).ok).toBe(true)
  })

  it('asks the extension about silo scripts, and only about these', () => {
    const stake = utxo(0, { scriptPublicKey: ustoScript(ZERO_HASH, ZERO_HASH) })
    const account = utxo(1, { scriptPublicKey: siloAccountScript(ZERO_HASH) })
    const own = utxo(2)
    const spent = [stake, own, account]
    const tx = complete(spend(spent, [[KASPA, OWN_SCRIPT]]), spent)
    const asked: number[] = []
    const answer = (refused: number) =>
      check(tx, spent, {
        authorizeExtension: (_tx, input) => {
          asked.push(input)
          return input === refused ? { ok: false, reason: 'no' } : { ok: true }
        },
      })
    expect(answer(-1).ok).toBe(true)
    expect(asked).toEqual([0, 2])
    expect(answer(2)).toEqual({ ok: false, error: { kind: 'scriptRefused', input: 2, reason: 'no' } })
    // Without the extension they are unknown versions.
    expect(check(tx, spent).ok).toBe(true)
  })

  it('refuses a coinbase', () => {
    expect(check(COINBASE)).toEqual({ ok: false, error: { kind: 'coinbaseNotAllowed' } })
  })
})

describe('lock times', () => {
  const pov = { daaScore: 100n, pastMedianTime: 600_000_000_000n }
  const at = (lockTime: bigint, sequence: bigint) =>
    validateLockTime({ ...GOOD, lockTime, inputs: [{ ...INPUT!, sequence }] }, pov).ok
  it('are DAA scores below the threshold and times above', () => {
    expect([at(0n, 0n), at(99n, 0n), at(100n, 0n)]).toEqual([true, true, false])
    expect([at(599_999_999_999n, 0n), at(600_000_000_000n, 0n)]).toEqual([true, false])
    expect(at(10_000n, MAX_U64)).toBe(true)
  })
})

describe('a block body', () => {
  const blockOf = (transactions: readonly Transaction[]): Block => {
    const header = {
      version: 2,
      parentsByLevel: [[ZERO_HASH]],
      hashMerkleRoot: hashMerkleRoot(transactions),
      acceptedIdMerkleRoot: ZERO_HASH,
      utxoCommitment: ZERO_HASH,
      timestamp: 0n,
      bits: 0,
      nonce: 0n,
      daaScore: 0n,
      blueWork: 0n,
      blueScore: 0n,
      pruningPoint: ZERO_HASH,
    }
    return { hash: headerHash(header), header, transactions }
  }
  const kindOf = (transactions: readonly Transaction[], params = TINY) => {
    const check = validateBody(blockOf(transactions), params)
    return check.ok ? 'ok' : check.error.kind
  }
  const second = complete(spend([B], [[9n * KASPA, OWN_SCRIPT]]), [B])
  const onLane = (namespace: number, gas: bigint, index: number): Transaction => {
    const u = utxo(index)
    const change = { version: 1, gas, subnetworkId: laneOfNamespace(namespace)! }
    return complete(spend([u], [[9n * KASPA, OWN_SCRIPT]], change), [u])
  }

  it('may hold a coinbase and transactions that keep apart', () => {
    expect(kindOf([COINBASE])).toBe('ok')
    expect(kindOf([COINBASE, GOOD, second])).toBe('ok')
  })

  it('needs one coinbase, at its head', () => {
    expect(kindOf([])).toBe('noTransactions')
    expect(kindOf([GOOD])).toBe('firstNotCoinbase')
    expect(kindOf([COINBASE, COINBASE])).toBe('secondCoinbase')
  })

  it('has no duplicates, double spends or chains', () => {
    expect(kindOf([COINBASE, GOOD, GOOD])).toBe('duplicateTransaction')
    const rival = complete(spend([A], [[8n * KASPA, OWN_SCRIPT]]), [A])
    expect(kindOf([COINBASE, GOOD, rival])).toBe('doubleSpend')
    const spending = (transactionId: Hash) => {
      const child = spend([A], [[KASPA, OWN_SCRIPT]])
      return { ...child, inputs: [{ ...child.inputs[0]!, previousOutpoint: { transactionId, index: 0 } }] }
    }
    expect(kindOf([COINBASE, GOOD, spending(transactionId(GOOD))])).toBe('chainedTransaction')
    expect(kindOf([COINBASE, spending(transactionId(COINBASE))])).toBe('chainedTransaction')
    expect(kindOf([COINBASE, GOOD, spending(hash('ee'.repeat(32)))])).toBe('ok')
  })

  it('refuses transactions that are bad in themselves, and a wrong root', () => {
    expect(kindOf([COINBASE, { ...GOOD, inputs: [] }])).toBe('badTransaction')
    const block = blockOf([COINBASE, GOOD])
    expect(validateBody({ ...block, transactions: [COINBASE, second] }, TINY)).toMatchObject({
      error: { kind: 'wrongMerkleRoot' },
    })
  })

  it('keeps the limits of mass, lanes and gas', () => {
    const heavy = { ...GOOD, payload: new Uint8Array(250_000) }
    expect(validateBody(blockOf([COINBASE, heavy]), TINY)).toMatchObject({
      error: { dimension: 'transient' },
    })
    const storing = { ...GOOD, storageMass: 500_001n }
    expect(validateBody(blockOf([COINBASE, storing]), TINY)).toMatchObject({
      error: { dimension: 'storage' },
    })
    const greedy = { ...GOOD, inputs: [{ ...INPUT!, sigOpCount: 255 }] }
    const many = [1, 2].map((i) => ({
      ...greedy,
      inputs: [{ ...greedy.inputs[0]!, previousOutpoint: utxo(i).outpoint }],
    }))
    expect(validateBody(blockOf([COINBASE, ...many]), TINY)).toMatchObject({
      error: { dimension: 'compute' },
    })
    const lanes = [onLane(1, 1n, 1), onLane(2, 1n, 2), onLane(3, 1n, 3)]
    expect(kindOf([COINBASE, ...lanes])).toBe('ok')
    expect(kindOf([COINBASE, ...lanes], { ...TINY, maxLanesPerBlock: 2 })).toBe('tooManyLanes')
    const limit = TINY.maxGasPerLane
    expect(kindOf([COINBASE, onLane(1, limit, 1), onLane(2, limit, 2)])).toBe('ok')
    expect(kindOf([COINBASE, onLane(1, limit, 1), onLane(1, 1n, 2)])).toBe('laneGasOverLimit')
  })
})
