// Blocks that a miner builds from transactions of silos, each of which would do alone.
import { expect, test } from 'vitest'
import { devnetConfig } from '../bridge/config.ts'
import { encodePayload, listSilos } from '../bridge/index.ts'
import { BRIDGE_LANE, hashFromBytes, hexToBytes, publicKeyOf, transactionId } from '../tx/index.ts'
import { SILO_EXTENSION } from './index.ts'
import { ACCOUNTS, coin, mine, newChain, pay } from './testing/kit.ts'

const SHORTEST_CODE = hexToBytes('53494c4f0100000001000000010000005c08000000000000', 100)!

test('the bridge refuses the second of two that want the same: a miner takes only the one that pays', () => {
  const chain = newChain(SILO_EXTENSION)
  const rivals = [ACCOUNTS[1]!, ACCOUNTS[2]!, ACCOUNTS[3]!].map((rival) => {
    const sender = { input: 0, key: hashFromBytes(publicKeyOf(rival.secretKey)) }
    const rest = {
      namespace: 0x61626364,
      config: devnetConfig,
      code: SHORTEST_CODE,
      message: new Uint8Array(0),
    }
    const payload = encodePayload({ kind: 'create', sender, ...rest })
    const options = { subnetworkId: BRIDGE_LANE, payload, gas: 1_000n }
    return pay(rival, coin(chain, rival), rival, 1_000_000_000n, 500_000n, options)
  })
  for (const rival of rivals) expect(chain.checkTransaction(rival)).toMatchObject({ ok: true })
  const block = mine(chain, rivals)
  expect(block.transactions.slice(1).map(transactionId)).toEqual([transactionId(rivals[0]!)])
  const acceptor = mine(chain)
  expect(chain.effects(acceptor.hash)!.merged[0]).toMatchObject({ refused: [] })
  expect(listSilos(chain.ledger.bridge)).toHaveLength(1)
})
