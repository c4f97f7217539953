// Configurations: the presets are valid, bytes survive, and each rule of E58 refuses what it should.
import { describe, expect, test } from 'vitest'
import { configHash, decodeConfig, devnetConfig, encodeConfig, publicConfig } from './config.ts'
import type { SiloConfig } from './config.ts'
import { maxMovesPerParty, maxStepsOf, validateConfig } from './config-rules.ts'
import { testConfig } from './testing/scenario.ts'

describe('configurations', () => {
  test('the presets are valid', () => {
    for (const config of [devnetConfig, publicConfig, testConfig])
      expect(validateConfig(config)).toBeUndefined()
  })

  test('bytes survive, and nothing shorter or longer is one', () => {
    const bytes = encodeConfig(publicConfig)
    expect(decodeConfig(bytes)).toEqual({ ok: true, config: publicConfig })
    expect(decodeConfig(bytes.slice(1)).ok).toBe(false)
    expect(decodeConfig(Uint8Array.of(...bytes, 0)).ok).toBe(false)
  })

  test('every field is in the hash', () => {
    const hashes = new Set([configHash(devnetConfig)])
    for (const [name, value] of Object.entries(devnetConfig)) {
      const other =
        typeof value === 'bigint'
          ? value + 1n
          : typeof value === 'number'
            ? value + 1
            : value === true || value === 'keyed'
              ? value === true
                ? false
                : 'xor'
              : true
      hashes.add(configHash({ ...devnetConfig, [name]: other } as SiloConfig))
    }
    expect(hashes.size).toBe(Object.keys(devnetConfig).length + 1)
  })

  test('bounds that follow: T_MAX and moves of the longest dispute', () => {
    expect(maxStepsOf(devnetConfig)).toBe(100_000_000n + 4n * 4_096n + 1n)
    // 256^4 steps need 4 levels, each 2 rounds of 16; and the assertion and the proof.
    expect(maxMovesPerParty(devnetConfig)).toBe(10n)
  })

  const wrong: readonly (readonly [string, Partial<SiloConfig>])[] = [
    ['arity no power of two', { arity: 12 }],
    ['arity too small', { arity: 1 }],
    ['arity too large', { arity: 512 }],
    ['unit too small', { stakingUnit: 1_000n }],
    ['unit below the fees of a block', { gasPrice: 10_000_000n }],
    ['move cap below censorship', { moveCap: 39n }],
    ['no time to move', { moveCap: 0n, allowShortMoves: true }],
    ['clock too short for all moves', { chessClock: 139n }],
    ['minimum finality below the clock', { minFinality: 239n }],
    ['maximum finality below the minimum', { maxFinality: 239n }],
    ['no confirmation', { minDistinctStakes: 0 }],
    ['no defence window', { defenceWindow: 0n }],
    ['ticket dies before it may be used', { ticketLife: 5n }],
    ['ticket lives too long', { ticketLife: 36_001n }],
    ['committing to the own block', { referenceDepth: 0n }],
    ['snapshot too deep', { snapshotDepth: 3_601 }],
    ['gap of nothing', { gapBlocks: 0 }],
    ['no entries', { entriesPerBlock: 0 }],
    ['too many entries', { entriesPerBlock: 4_097 }],
    ['trace too long', { gasPerBlock: 1n << 41n, gasPrice: 0n }],
    ['peg that could not be refunded', { minPeg: 19_999_999n }],
    ['window beyond all bounds', { claimWindow: (1n << 40n) + 1n }],
  ]
  test.each(wrong)('refused: %s', (_, change) => {
    expect(validateConfig({ ...devnetConfig, ...change })).toBeTypeOf('string')
  })

  test('a silo may opt into short moves', () => {
    expect(validateConfig({ ...devnetConfig, moveCap: 10n, allowShortMoves: true })).toBeUndefined()
  })
})
