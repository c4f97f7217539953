// Silos that are older than anything the chain still has blocks of.
import { expect, test } from 'vitest'
import { devnetConfig } from '../../bridge/config.ts'
import { encodeCall, encodePayload, siloIdOf } from '../../bridge/index.ts'
import { SILO_EXTENSION } from '../../chain/index.ts'
import { ACCOUNTS, coin, GENESIS, pay, template } from '../../chain/testing/kit.ts'
import {
  BRIDGE_LANE,
  hashFromBytes,
  hexToBytes,
  laneOfNamespace,
  publicKeyOf,
  TINY,
  transactionId,
} from '../../tx/index.ts'
import { createNode } from '../node.ts'
import { createRandom } from '../simulation/random.ts'
import { createVirtualClock } from '../simulation/virtual-clock.ts'

const NAMESPACE = 0x61626364
const CODE = hexToBytes('53494c4f0100000001000000010000005c08000000000000', 100)!

test('a silo whose creation was pruned has its code, and whoever follows it goes on from its last block', async () => {
  const clock = createVirtualClock(GENESIS.timestamp)
  const node = createNode({
    name: 'node',
    params: TINY,
    genesis: GENESIS,
    extension: SILO_EXTENSION,
    clock,
    random: createRandom(1),
  })
  const { api } = node
  const from = ACCOUNTS[1]!
  const mine = async (transactions: Parameters<typeof template>[1] = []): Promise<void> => {
    await clock.advance(1_000n)
    expect(node.submitBlock(template(node.chain, transactions))).toMatchObject({ ok: true })
  }
  const sender = { input: 0, key: hashFromBytes(publicKeyOf(from.secretKey)) }
  const creation = {
    kind: 'create',
    sender,
    namespace: NAMESPACE,
    config: devnetConfig,
    code: CODE,
    message: new Uint8Array(0),
  } as const
  const lane = { subnetworkId: BRIDGE_LANE, payload: encodePayload(creation), gas: 1_000n }
  const create = pay(from, coin(node.chain, from), from, 1_000_000_000n, 500_000n, lane)
  await mine([create])
  await mine()
  const siloId = siloIdOf(transactionId(create))
  const message = encodeCall({ kind: 'call', sender, message: Uint8Array.of(1) })
  const call = { subnetworkId: laneOfNamespace(NAMESPACE)!, payload: message, gas: 1_000n }
  await mine([pay(from, coin(node.chain, from), from, 1_000_000_000n, 500_000n, call)])
  await mine()
  const ask = async (after: Parameters<typeof api.silo_getReferenceBlocks>[0]['after'], limit = 10) => {
    const { answer } = await api.silo_getReferenceBlocks({ siloId, after, limit })
    if (answer.kind !== 'onChain') throw new Error(answer.kind)
    return answer.blocks.map((block) => block.hash)
  }
  const before = await ask(undefined)
  expect(before).toHaveLength(2)

  for (let i = 0; i < 300; i++) await mine()
  expect(node.chain.block(before[1]!)).toBeUndefined()
  expect((await api.silo_getSilo({ siloId })).code).toEqual(CODE)
  expect(await ask(undefined)).toEqual(before)
  expect(await ask(before[0])).toEqual(before.slice(1))
  expect(await ask(before[1])).toEqual([])
})
