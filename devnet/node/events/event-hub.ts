// Who listens to what. Events are handed over by the clock right after what caused them has ended, in order, so that a
// listener may call the node again without finding it halfway through a change.
import type { Clock } from '../../../client/clock.ts'
import type { Unsubscribe } from '../../../client/rpc/api.ts'
import type { EventName, EventOf, ScopeOf } from '../../../client/rpc/methods.ts'

/** Makes what one subscription is told of a happening; undefined when it isn't concerned. */
export type EventMaker<E extends EventName> = (scope: ScopeOf<E>) => EventOf<E> | undefined

export interface EventHub {
  readonly subscribe: <E extends EventName>(
    event: E,
    scope: ScopeOf<E>,
    listener: (event: EventOf<E>) => void,
  ) => Unsubscribe
  /** `make` is called at once, for each subscription; what it makes is handed over soon. */
  readonly publish: <E extends EventName>(event: E, make: EventMaker<E>) => void
  readonly hasListeners: (event: EventName) => boolean
}

interface Subscription {
  readonly scope: unknown
  readonly listener: (event: never) => void
  isOpen: boolean
}

export function createEventHub(clock: Clock): EventHub {
  const subscriptions = new Map<EventName, Set<Subscription>>()

  return {
    subscribe(event, scope, listener) {
      const subscription: Subscription = { scope, listener, isOpen: true }
      const all = subscriptions.get(event) ?? new Set()
      subscriptions.set(event, all.add(subscription))
      return () => {
        subscription.isOpen = false
        all.delete(subscription)
      }
    },
    publish(event, make) {
      for (const subscription of subscriptions.get(event) ?? []) {
        // The map's keys pair each subscription with the types of its event.
        const payload = make(subscription.scope as ScopeOf<typeof event>)
        if (payload === undefined) continue
        clock.schedule(0n, () => {
          if (subscription.isOpen) subscription.listener(payload as never)
        })
      }
    },
    hasListeners: (event) => (subscriptions.get(event)?.size ?? 0) > 0,
  }
}
