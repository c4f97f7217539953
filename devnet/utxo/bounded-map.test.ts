// The map against its definition: a list of pairs that loses its oldest.
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createBoundedMap } from './bounded-map.ts'

const step = fc.record({ key: fc.nat(12), action: fc.constantFrom('set', 'set', 'set', 'delete') })

it('keeps the newest of what is set and not deleted', () => {
  fc.assert(
    fc.property(fc.nat(6), fc.array(step, { maxLength: 60 }), (limit, steps) => {
      const map = createBoundedMap<number, number>(limit)
      let pairs: (readonly [number, number])[] = []
      for (const [value, { key, action }] of steps.entries()) {
        pairs = pairs.filter(([other]) => other !== key)
        if (action === 'set') {
          map.set(key, value)
          pairs = [...pairs, [key, value] as const].slice(Math.max(0, pairs.length + 1 - limit))
        } else map.delete(key)
        expect(map.entries()).toEqual(pairs)
        expect(map.get(key)).toBe(pairs.find(([other]) => other === key)?.[1])
      }
    }),
  )
})
