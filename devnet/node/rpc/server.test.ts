import { randomBytes } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import type { NodeApi } from '../../../client/rpc/api.ts'
import { readJson } from '../../../client/rpc/json.ts'
import { connectRpc } from '../../../client/rpc/websocket.ts'
import { mayConnect } from './origin.ts'
import type { RpcServer, RpcServerOptions } from './server.ts'
import { startRpcServer } from './server.ts'
import { ask, nextFrame, open, SINK, stubApi } from './testing/sockets.ts'

const servers: RpcServer[] = []
async function start(api: NodeApi, options: Partial<RpcServerOptions> = {}): Promise<RpcServer> {
  const server = await startRpcServer(api, { port: 0, ...options })
  servers.push(server)
  return server
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

describe('the RPC server', () => {
  it('answers over the wire as the node does in process', async () => {
    const { api, listeners } = stubApi()
    const server = await start(api)
    const client = await connectRpc(server.url)
    expect(await client.getSink({})).toEqual({ sink: SINK })
    await expect(client.getInfo({})).rejects.toMatchObject({ code: 'failed' })
    const scores: bigint[] = []
    const heard = new Promise<void>((resolve) => {
      void client
        .subscribe('virtualDaaScoreChanged', {}, (event) => {
          scores.push(event.virtualDaaScore)
          resolve()
        })
        .then(() => {
          for (const listener of listeners) listener({ virtualDaaScore: 7n } as never)
        })
    })
    await heard
    expect(scores).toEqual([7n])
    client.close()
  })

  it('speaks the dialect that it was started with, or that the path names', async () => {
    const { api } = stubApi()
    const info = { rpcApiVersion: [0, 1, 0, 0], serverVersion: 'x', networkId: 'simnet', virtualDaaScore: 5n }
    const state = { hasUtxoIndex: true, isSynced: true }
    const node = { ...api, getServerInfo: async () => ({ ...info, ...state }) }
    const server = await start(node, { dialect: 'kaspa-1' })
    const version = async (path: string): Promise<unknown> => {
      const socket = await open(server.url + path)
      const reply = readJson(await ask(socket, '{"id":1,"method":"getServerInfo","params":{}}'))
      socket.close()
      return reply.ok && (reply.value as { params: { rpcApiVersion: unknown } }).params.rpcApiVersion
    }
    expect(await version('')).toBe(1n)
    expect(await version('/kaspa-0.13')).toEqual([0n, 1n, 0n, 0n])
    expect(await version('/kaspa-0.14/')).toEqual([0n, 1n, 0n, 0n])
    const client = await connectRpc(server.url)
    expect((await client.getServerInfo({})).rpcApiVersion).toEqual([1, 0, 0, 0])
    client.close()
  })

  it('echoes the id of a request digit for digit', async () => {
    const { api } = stubApi()
    const socket = await open((await start(api)).url)
    for (const id of ['0', '9007199254740993', '18446744073709551615']) {
      expect(await ask(socket, `{"id":${id},"method":"getSink","params":{}}`)).toContain(`"id":${id},`)
    }
    socket.close()
  })

  it('answers every malformed frame with an error and stays up', async () => {
    const { api } = stubApi()
    const socket = await open((await start(api)).url)
    const bad = [
      '',
      'null',
      '[]',
      '{',
      '{"id":1}',
      '{"id":1,"method":7}',
      '{"id":1,"method":"__proto__"}',
      '{"id":1,"method":"constructor","params":{}}',
      '{"id":1,"method":"nope","params":{}}',
      '{"id":1,"method":"getBlock","params":{"hash":5}}',
      '{"id":1,"method":"getBlock","params":[]}',
      '{"id":1,"method":"subscribe","params":{"Nothing":{}}}',
      '{"id":1,"method":"subscribe","params":{"UtxosChanged":{"addresses":3}}}',
      '['.repeat(100_000),
      randomBytes(300).toString('latin1'),
    ]
    for (const frame of bad) {
      const reply = readJson(await ask(socket, frame))
      expect(reply).toMatchObject({ ok: true, value: { error: { code: 0n } } })
    }
    expect(await ask(socket, '{"id":2,"method":"getSink","params":{}}')).toContain(SINK)
    socket.close()
  })

  it('drops connections that send binary frames, too long ones or garbage', async () => {
    const { api } = stubApi()
    const server = await start(api, { limits: { maxMessageBytes: 1000 } })
    const binary = await open(server.url)
    await expect(ask(binary, Buffer.from([1, 2]) as unknown as string)).rejects.toThrow('closed 1003')
    const long = await open(server.url)
    await expect(ask(long, 'x'.repeat(1001))).rejects.toThrow('closed 1009')
    const broken = await open(server.url)
    const ended = nextFrame(broken)
    const raw = (broken as unknown as { _socket: { write(data: Uint8Array): void } })._socket
    raw.write(Uint8Array.of(0xff, 0xff, 0xff, 0xff))
    await expect(ended).rejects.toThrow('closed')
    const socket = await open(server.url)
    expect(await ask(socket, '{"id":2,"method":"getSink","params":{}}')).toContain(SINK)
    socket.close()
  })

  it('drops a connection that does not read', async () => {
    const { api, listeners } = stubApi()
    const server = await start(api, { limits: { maxBufferedBytes: 50_000 } })
    const socket = await open(server.url)
    await ask(socket, '{"id":1,"method":"subscribe","params":{"VirtualDaaScoreChanged":{}}}')
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.pause()
    for (let i = 0; i < 2_000_000 && listeners.size > 0; i++) {
      for (const listener of listeners) listener({ virtualDaaScore: BigInt(i) } as never)
      if (i % 1000 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(listeners.size).toBe(0)
    socket.resume()
    await closed
  })

  it('bounds the number of connections', async () => {
    const { api } = stubApi()
    const server = await start(api, { limits: { maxConnections: 2 } })
    const first = await open(server.url)
    await open(server.url)
    const third = await open(server.url)
    await expect(nextFrame(third)).rejects.toThrow('closed 1013')
    expect(await ask(first, '{"id":2,"method":"getSink","params":{}}')).toContain(SINK)
  })

  it('answers many requests of one connection, more than it works on at a time', async () => {
    const { api } = stubApi()
    const server = await start(api, { limits: { maxPendingRequests: 3 } })
    const client = await connectRpc(server.url)
    const answers = await Promise.all(Array.from({ length: 200 }, () => client.getSink({})))
    expect(answers).toHaveLength(200)
    client.close()
  })

  it('lets in pages from the loopback only, unless told', async () => {
    const { api } = stubApi()
    const server = await start(api, { origins: ['https://good.example'] })
    await expect(open(server.url, { origin: 'https://evil.example' })).rejects.toThrow('401')
    for (const origin of [
      'http://localhost:3000',
      'http://127.0.0.1',
      'http://[::1]:8',
      'https://good.example',
    ]) {
      ;(await open(server.url, { origin })).close()
    }
    expect(mayConnect('null', [])).toBe(false)
    expect(mayConnect('http://127.0.0.1.evil.example', [])).toBe(false)
    expect(mayConnect('http://localhost.evil.example', [])).toBe(false)
    expect(mayConnect('https://evil.example', ['*'])).toBe(true)
  })
})
