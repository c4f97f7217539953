// What one connection listens to. As in Kaspa, subscribing to changes of outputs again adds addresses to those before,
// and unsubscribing takes the named ones away; no addresses at all mean every one.
import type { NodeApi, Unsubscribe } from './api.ts'
import { RpcError } from './api.ts'
import type { Codec, Json } from './codec.ts'
import { EVENTS } from './methods.ts'
import type { EventName } from './methods.ts'

/** Addresses that one connection may watch. */
export const MAX_WATCHED_ADDRESSES = 20_000

export interface Subscriptions {
  /** Rejects with an RpcError when the scope makes no sense. */
  add(event: EventName, scope: unknown): Promise<void>
  /** Ending what isn't subscribed to does nothing. */
  remove(event: EventName, scope: unknown): Promise<void>
  /** Ends all, for good. */
  close(): void
}

export function createSubscriptions(
  api: NodeApi,
  deliver: (event: EventName, payload: Json) => void,
): Subscriptions {
  const running = new Map<EventName, Unsubscribe>()
  /** Undefined: not subscribed; empty: every address. */
  let watched: ReadonlySet<string> | undefined
  let open = true

  function stop(event: EventName): void {
    running.get(event)?.()
    running.delete(event)
  }

  async function start(event: EventName, scope: unknown): Promise<void> {
    const { payload } = EVENTS[event] as unknown as { readonly payload: Codec<unknown> }
    const subscribe = api.subscribe as (
      event: EventName,
      scope: unknown,
      listener: (payload: unknown) => void,
    ) => Promise<Unsubscribe>
    const end = await subscribe(event, scope, (value) => {
      if (open) deliver(event, payload.encode(value))
    })
    stop(event)
    if (open) running.set(event, end)
    else end()
  }

  return {
    async add(event, json) {
      const scope = scopeOf(event, json)
      if (event !== 'utxosChanged') return start(event, scope)
      const next = together(watched, addressesOf(scope))
      watched = next
      return start(event, { addresses: [...next] })
    },
    async remove(event, json) {
      const scope = scopeOf(event, json)
      if (event === 'utxosChanged' && watched !== undefined) {
        const gone = addressesOf(scope)
        const left = [...watched].filter((address) => !gone.includes(address))
        watched = gone.length === 0 || left.length === 0 ? undefined : new Set(left)
        if (watched !== undefined) return start(event, { addresses: left })
      }
      stop(event)
    },
    close() {
      open = false
      for (const end of running.values()) end()
      running.clear()
    },
  }
}

function together(before: ReadonlySet<string> | undefined, more: readonly string[]): ReadonlySet<string> {
  if (more.length === 0 || before?.size === 0) return new Set()
  const all = new Set([...(before ?? []), ...more])
  if (all.size > MAX_WATCHED_ADDRESSES)
    throw new RpcError('badParams', `a connection may watch ${MAX_WATCHED_ADDRESSES} addresses`)
  return all
}

function scopeOf(event: EventName, json: unknown): unknown {
  const { scope } = EVENTS[event] as unknown as { readonly scope: Codec<unknown> }
  const decoded = scope.decode(json)
  if (!decoded.ok) throw new RpcError('badParams', `${event}: ${decoded.error}`)
  return decoded.value
}

/** Of a decoded scope of utxosChanged. */
function addressesOf(scope: unknown): readonly string[] {
  return (scope as { readonly addresses: readonly string[] }).addresses
}
