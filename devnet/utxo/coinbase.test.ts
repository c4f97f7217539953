// What coinbases pay to whom, and how the subsidy falls.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OWN_SCRIPT } from '../../test/spending.ts'
import { hash } from '../tx/hash.ts'
import { DEVNET_10_BPS, SIMNET_1_BPS, SIMNET_10_BPS } from '../tx/params.ts'
import { payToPublicKey } from '../tx/scripts.ts'
import { buildCoinbase, isExpectedCoinbase } from './coinbase.ts'
import type { CoinbaseContext } from './coinbase.ts'
import { encodeCoinbasePayload, maxExtraData, parseCoinbasePayload } from './coinbase-payload.ts'
import { monthlyRate, subsidyAt } from './subsidy.ts'

const h = (n: number) => hash(n.toString(16).padStart(64, '0'))
const scriptOf = (n: number) => payToPublicKey(new Uint8Array(32).fill(n))
const MINER = { scriptPublicKey: OWN_SCRIPT, extraData: Uint8Array.of(1, 2, 3) }

const reward = (n: number, subsidy: bigint, fees: bigint, withheld = 0n) =>
  [h(n), { subsidy, fees, withheld, scriptPublicKey: scriptOf(n) }] as const

const CONTEXT: CoinbaseContext = {
  blueScore: 40n,
  daaScore: 50n,
  mergesetBlues: [h(1), h(2), h(3), h(4)],
  mergesetReds: [h(5), h(6)],
  mergesetNonDaa: new Set([h(4), h(6)]),
  rewards: new Map([
    reward(1, 100n, 7n),
    reward(2, 100n, 30n, 15n),
    reward(3, 0n, 0n),
    reward(4, 100n, 9n),
    reward(5, 100n, 40n, 20n),
    reward(6, 100n, 3n),
  ]),
}

describe('a coinbase', () => {
  const coinbase = buildCoinbase(CONTEXT, MINER, SIMNET_1_BPS)

  it('pays blues each, less what is withheld, and the reds to its own miner', () => {
    expect(coinbase.outputs).toEqual([
      { value: 107n, scriptPublicKey: scriptOf(1) },
      { value: 115n, scriptPublicKey: scriptOf(2) },
      { value: 100n + 20n + 3n, scriptPublicKey: OWN_SCRIPT },
    ])
  })

  it('is recognised, and nothing else is', () => {
    expect(isExpectedCoinbase(coinbase, CONTEXT, SIMNET_1_BPS)).toBe(true)
    const [first, ...rest] = coinbase.outputs
    const richer = { ...coinbase, outputs: [{ ...first!, value: 108n }, ...rest] }
    const swapped = { ...coinbase, outputs: [...coinbase.outputs].reverse() }
    const payload = encodeCoinbasePayload({ blueScore: 40n, subsidy: 1n, miner: MINER })
    for (const wrong of [richer, swapped, { ...coinbase, payload }, { ...coinbase, lockTime: 1n }]) {
      expect(isExpectedCoinbase(wrong, CONTEXT, SIMNET_1_BPS)).toBe(false)
    }
  })

  it('has a payload that is read back, whatever bytes come', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 210 }), (bytes) => {
        const parsed = parseCoinbasePayload(bytes)
        expect(parsed === undefined ? bytes : encodeCoinbasePayload(parsed)).toEqual(bytes)
        expect(
          parsed !== undefined || bytes.length < 19 || bytes.length > 204 || bytes[18]! > bytes.length - 19,
        ).toBe(true)
      }),
    )
    expect(maxExtraData(OWN_SCRIPT.script)).toBe(204 - 19 - 34)
  })
})

describe('the subsidy', () => {
  it("falls as Kaspa's table does", () => {
    expect([0n, 1n, 2n, 3n, 12n, 13n].map(monthlyRate)).toEqual([
      44_000_000_000n,
      41_530_469_757n,
      39_199_543_598n,
      36_999_442_271n,
      22_000_000_000n,
      20_765_234_878n,
    ])
    expect([423n, 424n, 425n, 10_000n].map(monthlyRate)).toEqual([1n, 1n, 0n, 0n])
  })

  it('is split over the blocks of a second, rounded up', () => {
    const falling = { ...DEVNET_10_BPS, deflationaryPhaseDaaScore: 0n }
    const month = 26_298_000n
    expect(subsidyAt(0n, falling)).toBe(4_400_000_000n)
    expect(subsidyAt(month - 1n, falling)).toBe(4_400_000_000n)
    expect(subsidyAt(month, falling)).toBe(4_153_046_976n)
    expect(subsidyAt(0n, SIMNET_10_BPS)).toBe(5_000_000_000n)
    expect(subsidyAt(155_196_000n, SIMNET_10_BPS)).toBe(4_400_000_000n)
    expect(subsidyAt(month * 1000n, falling)).toBe(0n)
  })
})
