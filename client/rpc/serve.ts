// The server's side of the RPC without its sockets: reads frames of one connection, calls the NodeApi, writes frames.
// Whatever a stranger sends, the answer is a frame; only the socket is the node's business.
import { isJsonObject } from '../../compiler/json.ts'
import type { NodeApi } from './api.ts'
import { RpcError } from './api.ts'
import type { Codec, Json } from './codec.ts'
import type { Dialect } from './dialect.ts'
import { DEFAULT_DIALECT, inDialect } from './dialect.ts'
import { METHODS, isMethodName, whyUnsupported } from './methods.ts'
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

export interface SessionOptions {
  readonly dialect?: Dialect
  /** Hears of every request of the table, with the time that its answer took. */
  readonly onAnswered?: (method: MethodName, ok: boolean, milliseconds: number) => void
}

export function serveSession(
  api: NodeApi,
  send: (frame: string) => void,
  { dialect = DEFAULT_DIALECT, onAnswered }: SessionOptions = {},
): RpcSession {
  const subscriptions = createSubscriptions(api, (event, payload) =>
    send(writeJson(eventFrame(event, inDialect(dialect, event, payload)))),
  )
  let open = true

  async function answer(request: RequestFrame): Promise<Json> {
    const id = request.id ?? 0n
    const { method } = request
    const begun = performance.now()
    const tell = (ok: boolean): void => {
      if (isMethodName(method)) onAnswered?.(method, ok, performance.now() - begun)
    }
    try {
      const frame = resultFrame(id, method, inDialect(dialect, method, await result(request)))
      tell(true)
      return frame
    } catch (failure) {
      tell(false)
      const code = failure instanceof RpcError ? failure.code : 'failed'
      const message = failure instanceof Error ? failure.message : String(failure)
      return errorFrame(id, method, code, message)
    }
  }

  function result(request: RequestFrame): Promise<Json> {
    if (request.method === 'subscribe') return changeSubscription('add', request.params)
    if (request.method === 'unsubscribe') return changeSubscription('remove', request.params)
    if (isMethodName(request.method)) return callMethod(api, request.method, request.params)
    const why = whyUnsupported(request.method)
    if (why !== undefined) throw new RpcError('unavailable', why)
    throw new RpcError('badParams', `unknown method '${request.method}'`)
  }

  async function changeSubscription(action: 'add' | 'remove', params: unknown): Promise<Json> {
    const named = readScope(params)
    if (!named.ok) {
      const why = isJsonObject(params)
        ? Object.keys(params)
            .map(whyUnsupported)
            .find((each) => each !== undefined)
        : undefined
      throw why === undefined ? new RpcError('badParams', named.error) : new RpcError('unavailable', why)
    }
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

/** Calls a method with parameters as JSON has them. Rejects with an RpcError when they don't fit, or the node refuses. */
export async function callMethod(api: NodeApi, name: MethodName, json: unknown): Promise<Json> {
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
