// The server's side of the RPC without its sockets: reads frames of one connection, calls the NodeApi, writes frames.
// Whatever a stranger sends, the answer is a frame; only the socket is the node's business.
import type { NodeApi } from './api.ts'
import { RpcError } from './api.ts'
import type { Codec, Json } from './codec.ts'
import type { Dialect } from './dialect.ts'
import { DEFAULT_DIALECT, inDialect } from './dialect.ts'
import { METHODS, isMethodName } from './methods.ts'
import type { MethodName } from './methods.ts'
import type { RequestFrame } from './wire.ts'
import { errorFrame, eventFrame, readRequest, readScope, resultFrame } from './wire.ts'
import { writeJson } from './json.ts'
import { createSubscriptions } from './subscriptions.ts'

export interface RpcSession {
  /** Takes a frame; resolves when its answer has been sent. Never rejects. */
  receive(frame: string): Promise<void>
  /** Ends all subscriptions of the connection. */
  close(): void
}

const LISTENER = 1n

export function serveSession(
  api: NodeApi,
  send: (frame: string) => void,
  dialect: Dialect = DEFAULT_DIALECT,
): RpcSession {
  const subscriptions = createSubscriptions(api, (event, payload) =>
    send(writeJson(eventFrame(event, inDialect(dialect, event, payload)))),
  )
  let open = true

  async function answer(request: RequestFrame): Promise<Json> {
    const id = request.id ?? 0n
    try {
      return resultFrame(id, request.method, inDialect(dialect, request.method, await result(request)))
    } catch (failure) {
      const code = failure instanceof RpcError ? failure.code : 'failed'
      const message = failure instanceof Error ? failure.message : String(failure)
      return errorFrame(id, request.method, code, message)
    }
  }

  function result(request: RequestFrame): Promise<Json> {
    if (request.method === 'subscribe') return changeSubscription('add', request.params)
    if (request.method === 'unsubscribe') return changeSubscription('remove', request.params)
    if (isMethodName(request.method)) return call(api, request.method, request.params)
    throw new RpcError('badParams', `unknown method '${request.method}'`)
  }

  async function changeSubscription(action: 'add' | 'remove', params: unknown): Promise<Json> {
    const named = readScope(params)
    if (!named.ok) throw new RpcError('badParams', named.error)
    await subscriptions[action](named.value.event, named.value.scope)
    return { id: LISTENER }
  }

  return {
    async receive(frame) {
      const request = readRequest(frame)
      const reply = request.ok ? await answer(request.value) : errorFrame(0n, '', 'badParams', request.error)
      if (open) send(writeJson(reply))
    },
    close() {
      open = false
      subscriptions.close()
    },
  }
}

async function call(api: NodeApi, name: MethodName, json: unknown): Promise<Json> {
  // The table pairs each method with its codecs, which TypeScript can't follow through a name known only at run time.
  const method = METHODS[name] as unknown as {
    readonly params: Codec<unknown>
    readonly result: Codec<unknown>
  }
  const run = api[name] as (params: unknown) => Promise<unknown>
  const params = method.params.decode(json)
  if (!params.ok) throw new RpcError('badParams', `${name}: ${params.error}`)
  return method.result.encode(await run(params.value))
}
