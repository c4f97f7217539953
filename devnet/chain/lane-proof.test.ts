// A lane of a running chain, proven from headers alone: before it was used, while it is active, and after it expired.
import { describe, expect, it } from 'vitest'
import { COINBASE_SUBNETWORK, laneOfNamespace } from '../tx/index.ts'
import { laneKey, verifyLaneProof } from './sequencing/index.ts'
import { ACCOUNTS, coin, mine, newChain, pay } from './testing/kit.ts'

const [payer, receiver] = [ACCOUNTS[0]!, ACCOUNTS[1]!]
const LANE = laneOfNamespace(0x01020304)!

describe('a lane', () => {
  it('is proven by every chain block, from its first transaction on until it expires', () => {
    const chain = newChain()
    const key = laneKey(LANE)
    const finality = Number(chain.params.finalityDepth)
    const tx = pay(payer, coin(chain, payer), receiver, 1_000_000_000n, 500_000n, { subnetworkId: LANE })
    mine(chain, [tx])
    const active: number[] = []
    for (let i = 0; i <= finality + 3; i++) {
      const { hash, header } = mine(chain)
      const proof = chain.laneProof(hash, key)!
      expect(verifyLaneProof(proof, key, header.acceptedIdMerkleRoot)).toBe(true)
      expect(verifyLaneProof(proof, laneKey(COINBASE_SUBNETWORK), header.acceptedIdMerkleRoot)).toBe(false)
      if (proof.lane !== undefined) active.push(Number(header.blueScore))
      const other = chain.block(chain.chainBlockAt(1)!)!
      expect(verifyLaneProof(proof, key, other.header.acceptedIdMerkleRoot)).toBe(false)
    }
    // Accepted by the second block; from the block of the finality depth above it on nothing is left.
    expect(active).toEqual(Array.from({ length: finality + 1 }, (_, i) => i + 2))
    expect(chain.laneProof(tx.inputs[0]!.previousOutpoint.transactionId, key)).toBeUndefined()
  })
})
