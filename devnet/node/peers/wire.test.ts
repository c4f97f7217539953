// What nodes say to each other as bytes: back the same, and total on whatever bytes come.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hash } from '../../tx/index.ts'
import { mine, newChain } from '../../chain/testing/kit.ts'
import { decodeHello, encodeHello, mismatch } from './hello.ts'
import type { PeerMessage } from './messages.ts'
import { decodePeerMessage, encodePeerMessage } from './wire.ts'

const chain = newChain()
const blocks = Array.from({ length: 4 }, () => mine(chain))
const [first, second] = blocks
const hashes = blocks.map((block) => block.hash)
const MESSAGES: readonly PeerMessage[] = [
  { kind: 'block', block: first! },
  { kind: 'transaction', transaction: second!.transactions[0]! },
  { kind: 'getBlocks', hashes },
  { kind: 'sync', locator: hashes },
  { kind: 'blocks', blocks },
  { kind: 'blocks', blocks: [], next: { kind: 'sync', locator: hashes, after: second!.hash } },
  { kind: 'pruned', lowest: first!.hash },
]
const hello = {
  networkId: 'simnet',
  genesis: chain.genesis.hash,
  rules: hash('11'.repeat(32)),
  id: hash('22'.repeat(32)),
}

describe('messages of peers', () => {
  it('are read as they were written', () => {
    for (const message of MESSAGES)
      expect(decodePeerMessage(encodePeerMessage(message))).toEqual({ ok: true, value: message })
    expect(decodeHello(encodeHello(hello))).toEqual({ ok: true, value: hello })
  })

  it('are refused, and never thrown at, when bytes are changed, cut off or added', () => {
    const written = [...MESSAGES.map(encodePeerMessage), encodeHello(hello)]
    const broken = fc
      .tuple(fc.constantFrom(...written), fc.nat(), fc.nat(255), fc.nat(40), fc.uint8Array({ maxLength: 9 }))
      .map(([bytes, at, put, cut, more]) => {
        const copy = Uint8Array.from(bytes)
        copy[at % copy.length] = put
        return Uint8Array.of(...copy.slice(0, Math.max(0, copy.length - cut)), ...more)
      })
    fc.assert(
      fc.property(fc.oneof(broken, fc.uint8Array({ maxLength: 400 })), (bytes) => {
        for (const decoded of [decodePeerMessage(bytes), decodeHello(bytes)])
          expect(decoded.ok || decoded.reason.length > 0).toBe(true)
      }),
      { numRuns: 300 },
    )
    for (const bytes of written)
      expect(decodePeerMessage(Uint8Array.of(...bytes, 0))).toMatchObject({ ok: false })
  })

  it('say why two nodes have nothing to say to each other', () => {
    const other = { ...hello, id: hash('33'.repeat(32)) }
    expect(mismatch(hello, other)).toBeUndefined()
    expect(mismatch(hello, hello)).toContain('itself')
    expect(mismatch(hello, { ...other, networkId: 'mainnet' })).toContain('mainnet')
    expect(mismatch(hello, { ...other, genesis: hash('00'.repeat(32)) })).toContain('genesis')
    expect(mismatch(hello, { ...other, rules: hash('00'.repeat(32)) })).toContain('parameters')
  })
})
