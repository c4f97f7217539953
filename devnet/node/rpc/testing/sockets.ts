// A stub of a node behind the RPC's sockets, and clients below the level of the protocol, for tests.
import { WebSocket } from 'ws'
import type { ClientOptions } from 'ws'
import type { NodeApi } from '../../../../client/rpc/api.ts'
import { RpcError } from '../../../../client/rpc/api.ts'
import { hash } from '../../../tx/index.ts'

export const SINK = hash('ab'.repeat(32))

/** Answers one method, refuses another and notifies on demand: enough of a node for its sockets. */
export function stubApi() {
  const listeners = new Set<(event: never) => void>()
  const api = {
    getSink: async () => ({ sink: SINK }),
    submitTransaction: async () => Promise.reject(new RpcError('refused', 'no')),
    subscribe: async (_event: string, _scope: unknown, listener: (event: never) => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  } as unknown as NodeApi
  return { api, listeners }
}

export async function open(url: string, options: ClientOptions = {}): Promise<WebSocket> {
  const socket = new WebSocket(url, options)
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  return socket
}

export function nextFrame(socket: WebSocket): Promise<string> {
  return new Promise((resolve, reject) => {
    const closed = (code: number): void => reject(new Error(`closed ${code}`))
    socket.once('close', closed)
    socket.once('message', (data) => {
      socket.off('close', closed)
      resolve(String(data))
    })
  })
}

export function ask(socket: WebSocket, frame: string): Promise<string> {
  const answer = nextFrame(socket)
  socket.send(frame)
  return answer
}
