// Dispatch of messages: selectors, decoding and checking of arguments, value, the constructor, other instances.
import { describe, expect, it } from 'vitest'
import { wordsToBytes } from '../abi/encode.ts'
import { OPTIMISATIONS } from '../optimise/settings.test-data.ts'
import { call, construct, siloFromText } from '../testing/from-text.ts'
import { bytesFor } from '../testing/test-silo.ts'
import type { TestSilo } from '../testing/test-silo.ts'

const TEXT = `
contract Child {
  storage { parent: contract, seen: u64 = 0 }
  event Poked { by_address: address }
  init(parent: contract) { self.parent = parent }
  pub fn poke(): address by anyone { seen += 1
    emit Poked { by_address: caller.address }
    caller.address }
  pub fn only_parent(): u64 by parent { seen }
  pub view fn count(): u64 => seen
}
contract Root {
  struct Pair { a: u8, b: bool }
  struct Wide { one: Pair, who: address, two: Pair, other: address }
  storage { first: Child, second: Child, pool: coin, mark: u64 = 0 }
  init(start: u64) { pool = coin.zero()
    mark = start
    first = deploy Child(self)
    second = deploy Child(self) }
  pub view fn pair(p: Pair): bool => p.b
  pub view fn narrow(a: u16): u16 => a
  pub view fn wide(w: Wide): Wide => w
  pub view fn who(c: contract): address => c.address
  pub view fn marked(): u64 => mark
  pub view fn children(): u64 => first.count() * 10 + second.count()
  pub fn poke_second(): address by anyone { second.poke() }
  pub fn ask(): u64 by anyone { second.only_parent() }
  pub payable fn put(note: u64, funds: coin): sompi by anyone { pool.join(funds)
    mark = note
    pool.amount }
}
`

function sendWords(silo: TestSilo, words: readonly bigint[], value = 0n): string | bigint {
  const sender = bytesFor('actor alice')
  const result = silo.send({ kind: 'call', sender, value, payload: wordsToBytes(words) })
  return result.trap === 0 ? 0n : result.trap === 7 ? BigInt(result.detail) : result.trapName
}

describe.each(OPTIMISATIONS)('the entry, optimiser %s', (_, passes) => {
  const root = (): TestSilo => {
    const silo = siloFromText(TEXT, passes)
    expect(construct(silo, [40n]).trap).toBeUndefined()
    return silo
  }

  it('runs the constructor once, before anything else', () => {
    const silo = siloFromText(TEXT, passes)
    expect(call(silo, 'marked').trap).toBe('NotConstructed')
    expect(construct(silo, [40n]).trap).toBeUndefined()
    expect(construct(silo, [41n]).trap).toBe('AlreadyConstructed')
    expect(call(silo, 'marked').value).toBe(40n)
  })

  it('refuses payloads that are no calls', () => {
    const silo = root()
    const narrow = silo.abi.contracts[0]!.functions.find(({ name }) => name === 'narrow')!
    const selector = BigInt(narrow.selector)
    expect(sendWords(silo, [selector, 5n])).toBe(0n)
    expect(sendWords(silo, [])).toBe(2n)
    expect(sendWords(silo, [selector])).toBe(1n)
    expect(sendWords(silo, [selector, 5n, 0n])).toBe(1n)
    expect(sendWords(silo, [selector, 0x1_0000n])).toBe(1n)
    expect(sendWords(silo, [selector ^ 1n, 5n])).toBe(2n)
    expect(sendWords(silo, [selector, 5n], 1n)).toBe(3n)
    // Instances that don't exist, and a selector of another contract's function.
    expect(sendWords(silo, [selector | (3n << 32n), 5n])).toBe(5n)
    expect(sendWords(silo, [selector | (1n << 32n), 5n])).toBe(2n)
    const sender = bytesFor('actor alice')
    const cut = silo.send({ kind: 'call', sender, value: 0n, payload: new Uint8Array(15).fill(1) })
    // Seven of its bytes stand where the instance is.
    expect(cut.detail).toBe(5)
  })

  it('gives back what other silos send', () => {
    const silo = root()
    const { selector } = silo.abi.contracts[0]!.functions.find(({ name }) => name === 'put')!
    const source = { instance: 0, index: 0, height: 1 }
    for (const kind of ['remote', 'returned'] as const)
      for (const first of [BigInt(selector), BigInt(silo.abi.contracts[0]!.init.selector)]) {
        const payload = wordsToBytes([first, 7n])
        const result = silo.send({ kind, source, sender: bytesFor('silo b'), value: 50_000_000n, payload })
        expect(result).toMatchObject({ detail: 2, outbox: [{ kind: 'return', amount: 50_000_000n }] })
      }
    expect(call(silo, 'marked').value).toBe(40n)
  })

  it('checks arguments within structs and hands wide ones through', () => {
    const silo = root()
    const pair = silo.abi.contracts[0]!.functions.find(({ name }) => name === 'pair')!
    expect(sendWords(silo, [BigInt(pair.selector), 255n, 1n])).toBe(0n)
    expect(sendWords(silo, [BigInt(pair.selector), 256n, 1n])).toBe(1n)
    expect(sendWords(silo, [BigInt(pair.selector), 255n, 2n])).toBe(1n)
    const wide = {
      one: { a: 1n, b: true },
      who: '12'.repeat(32),
      two: { a: 2n, b: false },
      other: '34'.repeat(32),
    }
    expect(call(silo, 'wide', [wide]).value).toEqual(wide)
  })

  it('takes only contracts of the silo as handles', () => {
    const silo = root()
    expect(call(silo, 'who', [2n]).value).toBe(`${'ff'.repeat(28)}02000000`)
    expect(call(silo, 'who', [3n]).trap).toBe('BadHandle')
  })

  it('gives the value of the message to payable functions', () => {
    const silo = root()
    expect(call(silo, 'put', [7n], { value: 500n }).value).toBe(500n)
    expect(call(silo, 'put', [8n], { value: 25n }).value).toBe(525n)
    expect(call(silo, 'marked').value).toBe(8n)
  })

  it('lets messages reach other instances, which see the sender as their caller', () => {
    const silo = root()
    const alice = Buffer.from(bytesFor('actor alice')).toString('hex')
    expect(call(silo, 'poke', [], { instance: 1 }).value).toBe(alice)
    expect(call(silo, 'only_parent', [], { instance: 1 }).trap).toBe('NotAuthorised')
    expect(call(silo, 'children').value).toBe(10n)
    // Through the root, the second child sees the root.
    expect(call(silo, 'poke_second').value).toBe(`${'ff'.repeat(28)}00000000`)
    expect(call(silo, 'ask').value).toBe(1n)
    expect(call(silo, 'children').value).toBe(11n)
    const poked = call(silo, 'poke', [], { instance: 2 })
    expect(poked.result.events.map(({ instance }) => instance)).toEqual([2])
  })
})
