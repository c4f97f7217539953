// NodeApi over a WebSocket, in Node and in browsers. A connection that breaks fails all that waits for it; connecting
// again is the caller's decision.
import type { Clock } from '../clock.ts'
import { realClock } from '../clock.ts'
import type { NodeApi, NodeMethods, Unsubscribe } from './api.ts'
import { RpcError } from './api.ts'
import type { Codec, Json } from './codec.ts'
import { writeJson } from './json.ts'
import type { EventName, MethodName } from './methods.ts'
import { EVENTS, METHODS } from './methods.ts'
import { readReply } from './wire.ts'

export interface RpcConnection extends NodeApi {
  close(): void
  /** Resolves with the reason once the connection is gone. */
  readonly closed: Promise<string>
}

export interface ConnectOptions {
  readonly timeoutMs?: bigint
  readonly clock?: Clock
}

const DEFAULT_TIMEOUT_MS = 30_000n

interface Waiting {
  resolve(params: unknown): void
  reject(error: RpcError): void
}

/** Opens a connection to a node, e.g. ws://127.0.0.1:18510. Rejects with an RpcError when nobody answers. */
export async function connectRpc(url: string, options: ConnectOptions = {}): Promise<RpcConnection> {
  const clock = options.clock ?? realClock()
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const socket = await openSocket(url, clock, timeoutMs)
  const waiting = new Map<bigint, Waiting>()
  const listeners = new Map<EventName, Set<(payload: unknown) => void>>()
  let nextId = 1n
  let gone: string | undefined
  let reportClosed: (reason: string) => void = () => undefined
  const closed = new Promise<string>((resolve) => (reportClosed = resolve))

  function fail(reason: string): void {
    if (gone !== undefined) return
    gone = reason
    for (const entry of waiting.values()) entry.reject(new RpcError('unavailable', reason))
    waiting.clear()
    reportClosed(reason)
  }

  function receive(data: unknown): void {
    const reply = typeof data === 'string' ? readReply(data) : undefined
    if (reply === undefined || !reply.ok) return
    const frame = reply.value
    if (frame.kind === 'event') {
      for (const listener of listeners.get(frame.event) ?? []) listener(frame.payload)
      return
    }
    const entry = waiting.get(frame.id)
    waiting.delete(frame.id)
    if (frame.kind === 'result') entry?.resolve(frame.params)
    else entry?.reject(new RpcError(frame.code, frame.message))
  }

  function request(method: string, params: Json): Promise<unknown> {
    if (gone !== undefined) return Promise.reject(new RpcError('unavailable', gone))
    const id = nextId++
    return new Promise((resolve, reject) => {
      const cancel = clock.schedule(timeoutMs, () => {
        if (waiting.delete(id))
          reject(new RpcError('unavailable', `${method}: no answer within ${timeoutMs} ms`))
      })
      waiting.set(id, {
        resolve: (value) => {
          cancel()
          resolve(value)
        },
        reject: (error) => {
          cancel()
          reject(error)
        },
      })
      socket.send(writeJson({ id, method, params }))
    })
  }

  socket.addEventListener('message', (event) => receive(event.data))
  socket.addEventListener('close', () => fail(`the connection to ${url} was closed`))
  socket.addEventListener('error', () => fail(`the connection to ${url} broke`))

  async function subscribe(
    name: EventName,
    scope: unknown,
    listener: (payload: unknown) => void,
  ): Promise<Unsubscribe> {
    const event = EVENTS[name] as unknown as {
      readonly scope: { encode(value: unknown): { readonly [key: string]: Json } }
      readonly payload: Codec<unknown>
    }
    const encoded = event.scope.encode(scope)
    const wireScope = { [EVENTS[name].wireName]: encoded }
    const hear = (json: unknown): void => {
      const payload = event.payload.decode(json)
      if (payload.ok) listener(payload.value)
    }
    const set = listeners.get(name) ?? new Set()
    listeners.set(name, set.add(hear))
    await request('subscribe', wireScope)
    return () => {
      set.delete(hear)
      if (set.size > 0 || gone !== undefined) return
      // All that was subscribed to under this name; only changes of outputs have addresses, and none means all.
      const everything = { [EVENTS[name].wireName]: { ...encoded, addresses: [] } }
      void request('unsubscribe', everything).catch(() => undefined)
    }
  }

  return {
    ...methodsOver(request),
    subscribe: subscribe as NodeApi['subscribe'],
    closed,
    close() {
      fail('the connection was closed')
      socket.close()
    },
  }
}

/** The typed methods over anything that carries JSON requests. */
export function methodsOver(request: (method: string, params: Json) => Promise<unknown>): NodeMethods {
  const entries = (Object.keys(METHODS) as MethodName[]).map((name) => {
    const method = METHODS[name] as unknown as {
      readonly params: Codec<unknown>
      readonly result: Codec<unknown>
    }
    const run = async (params: unknown): Promise<unknown> => {
      const result = method.result.decode(await request(name, method.params.encode(params)))
      if (!result.ok)
        throw new RpcError('failed', `${name}: the node's answer makes no sense: ${result.error}`)
      return result.value
    }
    return [name, run]
  })
  return Object.fromEntries(entries) as NodeMethods
}

function openSocket(url: string, clock: Clock, timeoutMs: bigint): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    let socket: WebSocket
    try {
      socket = new WebSocket(url)
    } catch {
      reject(new RpcError('unavailable', `'${url}' is no WebSocket address, such as ws://127.0.0.1:18510`))
      return
    }
    const cancel = clock.schedule(timeoutMs, () => {
      socket.close()
      reject(new RpcError('unavailable', `no answer from ${url} within ${timeoutMs} ms`))
    })
    socket.addEventListener('open', () => {
      cancel()
      resolve(socket)
    })
    socket.addEventListener('error', () => {
      cancel()
      reject(new RpcError('unavailable', `no node answers at ${url}: is it running?`))
    })
  })
}
