// The frames of Kaspa's JSON wRPC (31, §3): requests and answers carry an id, notifications none. Both ends read
// frames of strangers, so reading is total.
import { isJsonObject } from '../../compiler/json.ts'
import type { Decoded, Json } from './codec.ts'
import { bad, good } from './codec.ts'
import { readJson } from './json.ts'
import type { RpcErrorCode } from './api.ts'
import type { EventName } from './methods.ts'
import { EVENTS } from './methods.ts'

/** A frame to the server. */
export interface RequestFrame {
  readonly id: bigint | undefined
  readonly method: string
  readonly params: unknown
}

/** A frame from the server. */
export type ReplyFrame =
  | { readonly kind: 'result'; readonly id: bigint; readonly params: unknown }
  | { readonly kind: 'error'; readonly id: bigint; readonly code: RpcErrorCode; readonly message: string }
  | { readonly kind: 'event'; readonly event: EventName; readonly payload: unknown }

const ERROR_CODES: readonly RpcErrorCode[] = ['badParams', 'notFound', 'refused', 'unavailable', 'failed']

export function readRequest(frame: string): Decoded<RequestFrame> {
  const json = readJson(frame)
  if (!json.ok) return json
  if (!isJsonObject(json.value) || typeof json.value['method'] !== 'string')
    return bad('a method name expected')
  const id = json.value['id']
  return good({
    id: typeof id === 'bigint' ? id : undefined,
    method: json.value['method'],
    params: json.value['params'] ?? {},
  })
}

export function readReply(frame: string): Decoded<ReplyFrame> {
  const json = readJson(frame)
  if (!json.ok) return json
  if (!isJsonObject(json.value)) return bad('an object expected')
  const { id, error, params, method } = json.value
  if (typeof id !== 'bigint') return readEvent(method, params)
  if (isJsonObject(error)) {
    const message = typeof error['message'] === 'string' ? error['message'] : 'the server gave no reason'
    const code = ERROR_CODES.find((c) => c === error['data']) ?? 'failed'
    return good({ kind: 'error', id, code, message })
  }
  return good({ kind: 'result', id, params: params ?? {} })
}

export function resultFrame(id: bigint, method: string, params: Json): Json {
  return { id, method, params }
}

/** Kaspa's code is always 0; ours travels as the error's data. */
export function errorFrame(id: bigint, method: string, code: RpcErrorCode, message: string): Json {
  return { id, method, error: { code: 0, message, data: code } }
}

export function eventFrame(event: EventName, payload: Json): Json {
  return { method: `${event}Notification`, params: { [EVENTS[event].wireName]: payload } }
}

/** Which event the parameters of subscribe and unsubscribe name, with its scope. */
export function readScope(params: unknown): Decoded<{ readonly event: EventName; readonly scope: unknown }> {
  if (!isJsonObject(params)) return bad('an event expected')
  for (const event of eventNames()) {
    const scope = params[EVENTS[event].wireName]
    if (scope !== undefined) return good({ event, scope })
  }
  return bad(
    `one of these events expected: ${eventNames()
      .map((e) => EVENTS[e].wireName)
      .join(', ')}`,
  )
}

function readEvent(method: unknown, params: unknown): Decoded<ReplyFrame> {
  for (const event of eventNames()) {
    if (method === `${event}Notification` && isJsonObject(params)) {
      return good({ kind: 'event', event, payload: params[EVENTS[event].wireName] })
    }
  }
  return bad('neither an answer nor a notification')
}

function eventNames(): readonly EventName[] {
  return Object.keys(EVENTS) as EventName[]
}
