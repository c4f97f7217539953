// The server against clients that mean harm or have gone: whatever they do, others are answered.
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { readJson } from '../../../client/rpc/json.ts'
import type { RpcServer, RpcServerLimits } from './server.ts'
import { startRpcServer } from './server.ts'
import { ask, open, SINK, stubApi } from './testing/sockets.ts'

const servers: RpcServer[] = []
async function start(limits: Partial<RpcServerLimits> = {}) {
  const stub = stubApi()
  const server = await startRpcServer(stub.api, { port: 0, limits })
  servers.push(server)
  return { ...stub, server }
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

const GET_SINK = '{"id":1,"method":"getSink","params":{}}'

async function expectAlive(server: RpcServer): Promise<void> {
  const socket = await open(server.url)
  expect(await ask(socket, GET_SINK)).toContain(SINK)
  socket.terminate()
}

/** A TCP connection that has said this much. */
async function rawConnection(server: RpcServer, said: string): Promise<Socket> {
  const socket = connect(server.port, '127.0.0.1')
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => undefined)
  socket.write(said)
  return socket
}

/** To be asked for before what ends the connection. */
function ended(socket: Socket | WebSocket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()))
}

describe('the RPC server against hostile clients', () => {
  it('drops connections that never become WebSockets', async () => {
    const { server } = await start({ handshakeMs: 40 })
    const silent = await rawConnection(server, '')
    const slow = await rawConnection(server, 'GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: webs')
    const gone = [ended(silent), ended(slow)]
    for (const socket of [silent, slow]) socket.resume()
    await Promise.all(gone)
    expect(server.connections()).toBe(0)
    await expectAlive(server)
  })

  it('answers plain HTTP with an error', async () => {
    const { server } = await start()
    const response = await fetch(server.url.replace('ws:', 'http:'))
    expect(response.status).toBe(426)
    await expectAlive(server)
  })

  it('drops connections whose other end is gone, and keeps those that answer', async () => {
    const { server } = await start({ heartbeatMs: 200 })
    const gone = await open(server.url, { autoPong: false })
    const alive = await open(server.url)
    await ended(gone)
    expect(await ask(alive, GET_SINK)).toContain(SINK)
  })

  it('outlives garbage on connections that it has turned down', async () => {
    const { server } = await start({ maxConnections: 1 })
    const first = await open(server.url)
    const second = await open(server.url)
    const over = ended(second)
    const raw = (second as unknown as { _socket: Socket })._socket
    raw.write(Uint8Array.of(0xff, 0xff, 0xff, 0xff))
    await over
    expect(await ask(first, GET_SINK)).toContain(SINK)
  })

  it('answers a flood of requests, and others meanwhile', async () => {
    const { server } = await start()
    const flooder = await open(server.url)
    const requests = 20_000
    let answers = 0
    const all = new Promise<void>((resolve) => {
      flooder.on('message', () => {
        if (++answers === requests) resolve()
      })
    })
    for (let i = 0; i < requests; i++) flooder.send(GET_SINK)
    await expectAlive(server)
    await all
    expect(answers).toBe(requests)
  })

  it('drops readers that are too slow when all together hold too much', async () => {
    const { server, listeners } = await start({ maxTotalBufferedBytes: 3 << 20 })
    const readers = await Promise.all(Array.from({ length: 3 }, () => open(server.url)))
    for (const reader of readers) {
      await ask(reader, '{"id":1,"method":"subscribe","params":{"VirtualDaaScoreChanged":{}}}')
      reader.pause()
    }
    for (let i = 0; i < 2_000_000 && listeners.size === readers.length; i++) {
      for (const listener of listeners) listener({ virtualDaaScore: BigInt(i) } as never)
      if (i % 1000 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(listeners.size).toBeLessThan(readers.length)
    await expectAlive(server)
    for (const reader of readers) reader.terminate()
  })

  it('serves a thousand connections at once', async () => {
    const { server, listeners } = await start()
    const sockets = await Promise.all(Array.from({ length: 1_000 }, () => open(server.url)))
    expect(server.connections()).toBe(1_000)
    const subscribe = '{"id":7,"method":"subscribe","params":{"VirtualDaaScoreChanged":{}}}'
    const replies = await Promise.all(sockets.map((socket) => ask(socket, subscribe)))
    expect(new Set(replies).size).toBe(1)
    expect(listeners.size).toBe(1_000)
    const heard = sockets.map(
      (socket) => new Promise((resolve) => socket.once('message', (data) => resolve(String(data)))),
    )
    for (const listener of listeners) listener({ virtualDaaScore: 5n } as never)
    expect(new Set(await Promise.all(heard)).size).toBe(1)
    for (const socket of sockets) socket.terminate()
    await expectAlive(server)
  })

  it('answers any text frame with one frame of JSON', async () => {
    const { server } = await start()
    const socket = await open(server.url)
    const nearlyRequest = fc
      .tuple(fc.nat(GET_SINK.length - 1), fc.string({ maxLength: 6 }), fc.nat(8))
      .map(([at, put, cut]) => GET_SINK.slice(0, at) + put + GET_SINK.slice(at + cut))
    const frame = fc.oneof(fc.string({ unit: 'grapheme' }), fc.json(), nearlyRequest)
    await fc.assert(
      fc.asyncProperty(frame, async (text) => {
        expect(readJson(await ask(socket, text))).toMatchObject({ ok: true })
      }),
      { numRuns: 300 },
    )
    await expectAlive(server)
  })
})
