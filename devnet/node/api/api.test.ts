// All methods of a real node against parameters of every kind, and some of Kaspa's whose answers can be checked.
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Documented, Json } from '../../../client/rpc/codec.ts'
import { readJson, writeJson } from '../../../client/rpc/json.ts'
import { METHODS } from '../../../client/rpc/methods.ts'
import { serveSession } from '../../../client/rpc/serve.ts'
import { headerHash } from '../../tx/index.ts'
import type { Devnet, VirtualClock } from '../../index.ts'
import { createVirtualClock, startDevnet } from '../../index.ts'

let devnet: Devnet
let clock: VirtualClock
beforeAll(async () => {
  clock = createVirtualClock(1_000_000n)
  devnet = await startDevnet({ clock, seed: 'api' })
  await clock.advance(5_000n)
  await devnet.api.devnet_setMining({ on: false })
  await clock.advance(2_000n)
})

describe('the methods of a node', () => {
  it('answer any parameters with a result or a reason, never with a bug', async () => {
    const frames: string[] = []
    const session = serveSession(devnet.api, (frame) => frames.push(frame))
    const { chain } = devnet.nodes[0]!
    const block = (
      await devnet.api.getBlockTemplate({ payAddress: devnet.faucet.address, extraData: undefined })
    ).block
    const codec = METHODS.submitBlock.params as unknown as { encode: (value: unknown) => Json }
    const knownBlock = (codec.encode({ block, allowNonDAABlocks: false }) as { block: Json }).block
    const value: fc.Arbitrary<Json> = fc.oneof(
      fc.constantFrom<Json>(chain.sink(), chain.genesis.hash, 'ab'.repeat(32), devnet.faucet.address),
      fc.constantFrom<Json>([], [devnet.faucet.address], [5n], {}, knownBlock, 'kaspasim:x', ''),
      fc.constantFrom<Json>(null, true, false, -1, 0, 1, 2n ** 32n, 2n ** 64n - 1n, 2n ** 64n, 0.5),
      fc.jsonValue() as fc.Arbitrary<Json>,
    )
    const names = Object.keys(METHODS).filter((name) => !name.startsWith('devnet_'))
    const request = fc.constantFrom(...names).chain((method) => {
      const { fields } = METHODS[method as keyof typeof METHODS].params as Documented
      const shape = Object.fromEntries(Object.keys(fields ?? {}).map((name) => [name, value]))
      return fc.record({
        method: fc.constant(method),
        params: fc.oneof({ weight: 5, arbitrary: fc.record(shape) }, { weight: 1, arbitrary: value }),
      })
    })
    await fc.assert(
      fc.asyncProperty(request, async ({ method, params }) => {
        await session.receive(writeJson({ id: 1n, method, params }))
        const reply = readJson(frames.pop() ?? '')
        const { error } = (reply.ok ? reply.value : {}) as { error?: { data: string; message: string } }
        expect(error?.data, error?.message).not.toBe('failed')
      }),
      { numRuns: 2_000 },
    )
    session.close()
  })

  it('tell when a DAA score was reached', async () => {
    const { chain } = devnet.nodes[0]!
    const { daaScore, timestamp } = chain.block(chain.sink())!.header
    const later = daaScore + 10n
    const { timestamps } = await devnet.api.getDaaScoreTimestampEstimate({ daaScores: [daaScore, later] })
    const step = chain.params.targetTimePerBlock
    expect(timestamps).toEqual([timestamp, timestamp + 10n * step])
    const all = Array.from({ length: Number(daaScore) + 1 }, (_, i) => BigInt(i))
    const times = (await devnet.api.getDaaScoreTimestampEstimate({ daaScores: all })).timestamps
    expect(times).toEqual(times.toSorted((a, b) => Number(a - b)))
  })

  it('say why a block is rejected', async () => {
    const payAddress = devnet.faucet.address
    const { block } = await devnet.api.getBlockTemplate({ payAddress, extraData: Uint8Array.of(7) })
    const { header } = block
    const wrongHeader = { ...header, daaScore: header.daaScore + 1n }
    const wrong = { ...block, header: wrongHeader, hash: headerHash(wrongHeader) }
    const { report, message } = await devnet.api.submitBlock({ block: wrong, allowNonDAABlocks: false })
    expect(report).toEqual({ type: 'reject', reason: 'BlockInvalid' })
    expect(message).toMatch(/wrong daaScore/)
    const taken = await devnet.api.submitBlock({ block, allowNonDAABlocks: false })
    expect(taken.report.type).toBe('success')
    await clock.advance(1_000n)
    expect(devnet.nodes.every((node) => node.chain.block(block.hash) !== undefined)).toBe(true)
    const tooLong = { payAddress, extraData: new Uint8Array(1_000) }
    await expect(devnet.api.getBlockTemplate(tooLong)).rejects.toMatchObject({ code: 'badParams' })
  })

  it('estimate the speed of the network below any block, on the selected chain or off it', async () => {
    const { api } = devnet
    const { removed } = await api.devnet_reorg({ depth: 2 })
    const [left] = removed
    const { sink } = await api.getSink({})
    for (const startHash of [sink, left!, devnet.nodes[0]!.chain.genesis.hash]) {
      const { networkHashesPerSecond } = await api.estimateNetworkHashesPerSecond({
        windowSize: 6,
        startHash,
      })
      expect(networkHashesPerSecond > 0n).toBe(startHash === sink || startHash === left)
    }
  })
})
