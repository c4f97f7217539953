// Two players with different traces against a referee that keeps to the rules of a dispute: the game must end at the
// very step where the traces part, whatever their length and the arity.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DisputeTurn } from '../../client/rpc/dispute-codecs.ts'
import { levelPoints } from '../../vm/proof/history.ts'
import type { Hash } from '../tx/index.ts'
import { hash, hashFromBytes, hashToBytes } from '../tx/index.ts'
import type { PlayerTrace } from './play.ts'
import { nextMove } from './play.ts'
import { openingDispute, play, SENDER } from './testing/referee.ts'

const H9 = hash('9'.repeat(64))

/** A trace whose hash at a step tells the step and, from `partsAt` on, that it is another machine's. */
function toyTrace(length: bigint, partsAt?: bigint): PlayerTrace {
  const hashAt = (step: bigint): Uint8Array => {
    const at = step > length ? length : step
    const altered = partsAt !== undefined && at >= partsAt ? 1n : 0n
    return hashToBytes(hash((at * 2n + altered).toString(16).padStart(64, '0')))
  }
  return {
    length,
    hashAt,
    levelHashes: (lo, hi) => levelPoints(lo, hi).map(hashAt),
    proofAt: (step) => Uint8Array.of(Number(step % 251n)),
    haltedWitness: () => new Uint8Array(3),
  }
}

const arities = fc.constantFrom(2, 4, 16, 256)
const lengths = fc.oneof(fc.bigInt(1n, 300n), fc.bigInt(1n, 200_000n), fc.bigInt(1n, 1n << 40n))

describe('a dispute between two traces', () => {
  it('ends at the first step where they part, for any length and arity', () => {
    fc.assert(
      fc.property(
        arities,
        lengths,
        fc.bigInt(0n, 1n << 40n),
        fc.boolean(),
        (arity, length, at, liarProves) => {
          const partsAt = 1n + (at % length)
          const honest = toyTrace(length)
          const liar = toyTrace(length, partsAt)
          const game = liarProves ? play(arity, liar, honest) : play(arity, honest, liar)
          expect(game.result?.step).toBe(partsAt - 1n)
          expect(game.result?.proofs.length).toBeGreaterThan(0)
        },
      ),
    )
  })

  it('ends there when the traces have different lengths too', () => {
    fc.assert(
      fc.property(arities, lengths, lengths, (arity, length, other) => {
        fc.pre(length !== other)
        const game = play(arity, toyTrace(length), toyTrace(other, 1n))
        expect(game.result?.step).toBe(0n)
      }),
    )
  })
})

describe('nextMove', () => {
  it('refuses a dispute that starts from another state', () => {
    const dispute = openingDispute(16, H9)
    expect(nextMove(dispute, 'prover', toyTrace(5n), SENDER)).toMatchObject({ ok: false })
  })

  it('never proves a step for the other side', () => {
    const trace = toyTrace(10n)
    const at = (step: bigint): Hash => hashFromBytes(trace.hashAt(step))
    const turn: DisputeTurn = { kind: 'prove', step: 4n, before: at(4n), claimed: at(5n) }
    const dispute = { ...openingDispute(16, at(0n)), turn }
    expect(nextMove(dispute, 'prover', trace, SENDER)).toMatchObject({ ok: true })
    expect(nextMove(dispute, 'challenger', trace, SENDER)).toMatchObject({ ok: false })
    const lie = { ...dispute, turn: { ...turn, claimed: H9 } }
    expect(nextMove(lie, 'challenger', trace, SENDER)).toMatchObject({ ok: true })
    expect(nextMove(lie, 'prover', trace, SENDER)).toMatchObject({ ok: false })
  })
})
