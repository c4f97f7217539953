// Nodes of their own over real sockets: they find each other, refuse strangers, and outlive garbage.
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { realClock } from '../../client/clock.ts'
import { ACCOUNTS, GENESIS, stateOf } from '../chain/testing/kit.ts'
import type { Hash, Params } from '../tx/index.ts'
import { encodeAddress, hash, TINY } from '../tx/index.ts'
import type { NodeProcess, NodeProcessOptions } from './process.ts'
import { startNodeProcess } from './process.ts'
import { temporaryFolder } from './storage/testing/folders.ts'
import type { NodeEvent } from './telemetry/events.ts'

const running: NodeProcess[] = []
const folders: ReturnType<typeof temporaryFolder>[] = []
afterEach(async () => {
  for (const node of running.splice(0)) await node.stop()
  for (const { remove } of folders.splice(0)) remove()
})

let drawn = 1
async function start(options: Partial<NodeProcessOptions> = {}, params: Params = TINY) {
  const listeners = new Set<(event: NodeEvent) => void>()
  const started = await startNodeProcess({
    params,
    genesis: GENESIS,
    siloExtension: true,
    clock: realClock(),
    id: hash((drawn++).toString(16).padStart(64, '0')),
    onProblem: () => undefined,
    rpcPort: 0,
    listen: { host: '127.0.0.1', port: 0 },
    connect: [],
    observe: (_name, event) => {
      for (const listener of listeners) listener(event)
    },
    ...options,
  })
  if (!started.ok) throw new Error(started.problem.kind)
  running.push(started.process)
  /** The next event for which `accept` holds. */
  const heard = (accept: (event: NodeEvent) => boolean): Promise<NodeEvent> =>
    new Promise((resolve) => {
      const listener = (event: NodeEvent): void => {
        if (!accept(event)) return
        listeners.delete(listener)
        resolve(event)
      }
      listeners.add(listener)
    })
  return { ...started.process, heard, at: `ws://127.0.0.1:${started.process.network.port}` }
}

type Started = Awaited<ReturnType<typeof start>>

function mine({ node }: Started, count: number): Hash[] {
  return Array.from({ length: count }, () => {
    const block = node.chain.buildTemplate({
      miner: { scriptPublicKey: ACCOUNTS[0]!.script, extraData: new Uint8Array() },
      transactions: [],
      timestamp: GENESIS.timestamp,
      nonce: BigInt(drawn++),
    })
    node.submitBlock(block)
    return block.hash
  })
}

async function untilHas({ node, heard }: Started, block: Hash): Promise<void> {
  while (node.chain.block(block) === undefined) await heard(({ kind }) => kind === 'blockAdded')
}

describe('a node by itself', () => {
  it('hears of the whole chain from the one that it is connected to, and then of each new block', async () => {
    const first = await start()
    const old = mine(first, 40)
    const second = await start({ connect: [first.at] })
    await untilHas(second, old.at(-1)!)
    expect(stateOf(second.node.chain)).toEqual(stateOf(first.node.chain))
    const [fresh] = mine(second, 1)
    await untilHas(first, fresh!)
    expect(first.node.peers()).toHaveLength(1)
  })

  it('goes on with what is in its folder, and catches up', async () => {
    const first = await start()
    const made = temporaryFolder()
    folders.push(made)
    const options = { connect: [first.at], folder: made.folder }
    const second = await start(options)
    await untilHas(second, mine(first, 10).at(-1)!)
    await second.stop()
    const more = mine(first, 10).at(-1)!
    const again = await start(options)
    expect(again.node.chain.blockCount()).toBeGreaterThanOrEqual(11)
    await untilHas(again, more)
    expect(stateOf(again.node.chain)).toEqual(stateOf(first.node.chain))
    await again.stop()
    const other = await startNodeProcess({
      params: { ...TINY, ghostdagK: 5 },
      genesis: GENESIS,
      siloExtension: true,
      clock: realClock(),
      id: hash('aa'.repeat(32)),
      onProblem: () => undefined,
      rpcPort: 0,
      connect: [],
      folder: made.folder,
    })
    expect(other).toMatchObject({ ok: false, problem: { kind: 'unusable' } })
  })

  it('refuses nodes of other networks, and tells why', async () => {
    const first = await start()
    const refused = first.heard(({ kind }) => kind === 'peerRefused')
    await start({ connect: [first.at] }, { ...TINY, ghostdagK: 7 })
    expect(await refused).toMatchObject({ reason: expect.stringContaining('other parameters') })
    expect(first.node.peers()).toEqual([])
  })

  it('tells when a peer has pruned what it lacks', async () => {
    const first = await start()
    mine(first, 260)
    expect(first.node.chain.lowest()).not.toBe(first.node.chain.genesis.hash)
    const second = await start({ connect: [first.at] })
    expect(await second.node.api.getSyncStatus({})).toEqual({ isSynced: true })
    await second.heard(({ kind }) => kind === 'peerPruned')
    expect(second.node.chain.blockCount()).toBe(1)
    expect(await second.node.api.getSyncStatus({})).toEqual({ isSynced: false })
    const address = encodeAddress({ prefix: 'kaspasim', kind: 'pubKey', payload: new Uint8Array(32).fill(1) })
    const template = await second.node.api.getBlockTemplate({ payAddress: address, extraData: undefined })
    expect(template.isSynced).toBe(false)
    expect(await first.node.api.getSyncStatus({})).toEqual({ isSynced: true })
  })

  it('outlives what is no hello, what is no message, and text', async () => {
    const first = await start()
    for (const said of ['text', Uint8Array.of(1, 2, 3)]) {
      const socket = new WebSocket(first.at)
      const gone = new Promise((resolve) => socket.once('close', resolve))
      socket.on('open', () => socket.send(said))
      await gone
    }
    const second = await start({ connect: [first.at] })
    await untilHas(second, mine(first, 3).at(-1)!)
    expect(first.node.peers()).toHaveLength(1)
  })
})
