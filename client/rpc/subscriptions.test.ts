import { describe, expect, it } from 'vitest'
import type { NodeApi } from './api.ts'
import type { Json } from './codec.ts'
import type { EventName } from './methods.ts'
import { createSubscriptions, MAX_WATCHED_ADDRESSES } from './subscriptions.ts'

/** A node that notes which scopes are listened to at the moment. */
function listening() {
  const scopes = new Map<(payload: unknown) => void, { event: EventName; scope: unknown }>()
  const api = {
    subscribe: async (event: EventName, scope: unknown, listener: (payload: unknown) => void) => {
      scopes.set(listener, { event, scope })
      return () => scopes.delete(listener)
    },
  } as unknown as NodeApi
  const delivered: Json[] = []
  const subscriptions = createSubscriptions(api, (event, payload) => delivered.push({ event, payload }))
  const watched = (): readonly string[][] =>
    [...scopes.values()].map(({ scope }) => (scope as { addresses: string[] }).addresses)
  const emit = (payload: unknown): void => [...scopes.keys()].forEach((listener) => listener(payload))
  return { subscriptions, scopes, watched, delivered, emit }
}

const of = (...addresses: string[]) => ({ addresses })

describe('the subscriptions of a connection', () => {
  it('add up addresses and take the named ones away', async () => {
    const { subscriptions, watched } = listening()
    await subscriptions.add('utxosChanged', of('a', 'b'))
    await subscriptions.add('utxosChanged', of('b', 'c'))
    expect(watched()).toEqual([['a', 'b', 'c']])
    await subscriptions.remove('utxosChanged', of('a', 'x'))
    expect(watched()).toEqual([['b', 'c']])
    await subscriptions.remove('utxosChanged', of('c', 'b'))
    expect(watched()).toEqual([])
  })

  it('take no addresses for all of them', async () => {
    const { subscriptions, watched } = listening()
    await subscriptions.add('utxosChanged', of('a'))
    await subscriptions.add('utxosChanged', of())
    await subscriptions.add('utxosChanged', of('b'))
    expect(watched()).toEqual([[]])
    await subscriptions.remove('utxosChanged', of())
    expect(watched()).toEqual([])
  })

  it('listen once, however often they are asked', async () => {
    const { subscriptions, scopes, delivered, emit } = listening()
    await subscriptions.add('virtualDaaScoreChanged', {})
    await subscriptions.add('virtualDaaScoreChanged', {})
    expect(scopes.size).toBe(1)
    emit({ virtualDaaScore: 3n })
    expect(delivered).toEqual([{ event: 'virtualDaaScoreChanged', payload: { virtualDaaScore: 3n } }])
    subscriptions.close()
    expect(scopes.size).toBe(0)
  })

  it('refuse nonsense and more addresses than a connection may watch', async () => {
    const { subscriptions, watched } = listening()
    await expect(subscriptions.add('utxosChanged', { addresses: 3 })).rejects.toMatchObject({
      code: 'badParams',
    })
    const many = (from: number): string[] => Array.from({ length: 10_000 }, (_, i) => `${from + i}`)
    for (let from = 0; from < MAX_WATCHED_ADDRESSES; from += 10_000) {
      await subscriptions.add('utxosChanged', of(...many(from)))
    }
    await expect(subscriptions.add('utxosChanged', of('one more'))).rejects.toMatchObject({
      code: 'badParams',
    })
    expect(watched()[0]).toHaveLength(MAX_WATCHED_ADDRESSES)
  })
})
