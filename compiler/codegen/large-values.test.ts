// Values of hundreds of words, which pass through as many blocks: they are built, and the code is right.
import { describe, expect, it } from 'vitest'
import { call, siloFromText } from '../testing/from-text.ts'

const ITEMS = 200

describe('values of hundreds of words', () => {
  it('arrive, are stored and come back', () => {
    const silo = siloFromText(`contract C {
  storage { list: [u64; ..${ITEMS}] = [] }
  pub fn keep(items: [u64; ..${ITEMS}]) by anyone { list = items }
  pub view fn summed(): u64 {
    let mut sum = 0
    for item in list { sum += item }
    sum
  }
}`)
    for (const length of [ITEMS, 3]) {
      const items = Array.from({ length }, (_, i) => BigInt(i) ** 3n)
      expect(call(silo, 'keep', [items]).trap).toBeUndefined()
      expect(call(silo, 'summed').value).toBe(items.reduce((sum, item) => sum + item, 0n))
    }
  })
})
