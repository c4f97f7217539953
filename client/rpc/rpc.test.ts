// The RPC's two ends against each other over a real socket, and the server against nonsense.
import * as fc from 'fast-check'
import { WebSocketServer } from 'ws'
import { afterEach, describe, expect, it } from 'vitest'
import type { NodeApi } from './api.ts'
import { RpcError } from './api.ts'
import { connectRpc } from './websocket.ts'
import type { RpcConnection } from './websocket.ts'
import { serveSession } from './serve.ts'
import { readJson, writeJson } from './json.ts'
import type { Json } from './codec.ts'
import { hash, NATIVE_SUBNETWORK, transactionId, type Transaction } from '../../devnet/tx/index.ts'

const H1 = hash('11'.repeat(32))
const TX: Transaction = {
  version: 0,
  inputs: [
    {
      previousOutpoint: { transactionId: H1, index: 3 },
      signatureScript: Uint8Array.of(1, 2),
      sequence: 0xffff_ffff_ffff_ffffn,
      sigOpCount: 1,
      computeBudget: 0,
    },
  ],
  outputs: [{ value: 5n, scriptPublicKey: { version: 0, script: Uint8Array.of(0x20, 7) } }],
  lockTime: 0n,
  subnetworkId: NATIVE_SUBNETWORK,
  gas: 0n,
  payload: new Uint8Array(),
  storageMass: 0n,
}

/** A node that knows three things; everything else is a bug to it. */
function fakeNode(): { api: NodeApi; emit: (score: bigint) => void; listeners: () => number } {
  const listeners = new Set<(event: { virtualDaaScore: bigint }) => void>()
  const api = {
    getSink: async () => ({ sink: H1 }),
    submitTransaction: async (params: { transaction: Transaction }) => ({
      transactionId: transactionId(params.transaction),
    }),
    silo_getNode: async () => {
      throw new RpcError('notFound', 'no such node')
    },
    subscribe: async (_event: string, _scope: unknown, listener: never) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  } as unknown as NodeApi
  return {
    api,
    emit: (score) => listeners.forEach((listener) => listener({ virtualDaaScore: score })),
    listeners: () => listeners.size,
  }
}

const cleanup: (() => void)[] = []
afterEach(() => {
  for (const step of cleanup.splice(0).reverse()) step()
})

async function connected(node: { api: NodeApi }): Promise<{ rpc: RpcConnection; drop: () => void }> {
  const server = new WebSocketServer({ port: 0 })
  cleanup.push(() => server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  server.on('connection', (socket) => {
    const session = serveSession(node.api, (frame) => socket.send(frame))
    socket.on('message', (data) => void session.receive(String(data)))
    socket.on('close', () => session.close())
  })
  const { port } = server.address() as { port: number }
  const rpc = await connectRpc(`ws://127.0.0.1:${port}`)
  cleanup.push(() => rpc.close())
  return { rpc, drop: () => server.clients.forEach((client) => client.terminate()) }
}

describe('RPC over WebSocket', () => {
  it('carries values, u64 included, without loss', async () => {
    const { rpc } = await connected(fakeNode())
    expect(await rpc.getSink({})).toEqual({ sink: H1 })
    const sent = await rpc.submitTransaction({ transaction: TX, allowOrphan: false })
    expect(sent.transactionId).toBe(transactionId(TX))
  })

  it('carries errors with their code', async () => {
    const { rpc } = await connected(fakeNode())
    await expect(rpc.silo_getNode({ nodeId: H1 })).rejects.toMatchObject({
      code: 'notFound',
      message: 'no such node',
    })
  })

  it('delivers notifications until unsubscribed', async () => {
    const node = fakeNode()
    const { rpc } = await connected(node)
    const heard: bigint[] = []
    let next: (() => void) | undefined
    const stop = await rpc.subscribe('virtualDaaScoreChanged', {}, (event) => {
      heard.push(event.virtualDaaScore)
      next?.()
    })
    const arrival = new Promise<void>((resolve) => (next = resolve))
    node.emit(777n)
    await arrival
    expect(heard).toEqual([777n])
    stop()
    await rpc.getSink({})
    expect(node.listeners()).toBe(0)
  })

  it('fails what waits when the connection breaks, and everything after', async () => {
    const node = fakeNode()
    const silent = { ...node.api, getSink: () => new Promise<never>(() => undefined) }
    const { rpc, drop } = await connected({ api: silent })
    const waiting = rpc.getSink({})
    drop()
    await expect(waiting).rejects.toMatchObject({ code: 'unavailable' })
    expect(await rpc.closed).toContain('connection')
    await expect(rpc.getSink({})).rejects.toBeInstanceOf(RpcError)
  })

  it('says so when no node is there', async () => {
    await expect(connectRpc('ws://127.0.0.1:9')).rejects.toMatchObject({ code: 'unavailable' })
    await expect(connectRpc('nonsense')).rejects.toMatchObject({ code: 'unavailable' })
  })
})

describe('server session', () => {
  async function ask(frame: string): Promise<Record<string, unknown>> {
    const frames: string[] = []
    await serveSession(fakeNode().api, (answer) => frames.push(answer)).receive(frame)
    expect(frames).toHaveLength(1)
    const answer = readJson(frames[0]!)
    expect(answer.ok).toBe(true)
    return answer.ok ? (answer.value as Record<string, unknown>) : {}
  }

  it('names the field that is wrong', async () => {
    const frame = writeJson({ id: 1n, method: 'silo_getNode', params: { nodeId: 'xyz' } })
    expect(await ask(frame)).toMatchObject({
      id: 1n,
      error: { message: 'silo_getNode: nodeId: hash expected' },
    })
  })

  it('refuses a transaction whose two names for the mass differ', async () => {
    const transaction = { version: 0, inputs: [], outputs: [], lockTime: 0, gas: 0, payload: '' }
    const params = {
      transaction: { ...transaction, subnetworkId: '00'.repeat(20), mass: 1, storageMass: 2 },
      allowOrphan: false,
    }
    const answer = await ask(writeJson({ id: 1n, method: 'submitTransaction', params }))
    expect(writeJson(answer['error'] as Json)).toContain('storageMass')
  })

  it('answers every frame with a frame', async () => {
    const methods = fc.constantFrom(
      'getSink',
      'silo_getNode',
      'submitTransaction',
      'subscribe',
      'constructor',
    )
    await fc.assert(
      fc.asyncProperty(methods, fc.jsonValue(), fc.string(), async (method, params, junk) => {
        expect(await ask(junk)).toHaveProperty('id')
        expect(await ask(JSON.stringify({ id: 7, method, params }))).toHaveProperty('id', 7n)
      }),
    )
  })
})
