// Random payloads of the bridge for property tests and the fuzzer: valid in shape, not in meaning.
import * as fc from 'fast-check'
import { devnetConfig, publicConfig } from '../devnet/bridge/config.ts'
import type { BridgePayload } from '../devnet/bridge/payloads.ts'
import { arbitraryHash } from './arbitrary-tx.ts'

const hashes = arbitraryHash
export const arbitrarySender = fc.record({ input: fc.nat(0xffff), key: hashes })
const outpoint = fc.record({ transactionId: hashes, index: fc.nat(0xffff_ffff) })
const roots = fc.record({ storage: hashes, outbox: hashes, events: hashes })
const bytes = fc.uint8Array({ maxLength: 90 })
const u64 = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n })
const kind = <K extends string>(k: K) => fc.constant(k)
const named = { sender: arbitrarySender, dispute: hashes, position: fc.nat(0xffff_ffff) }
const opening = fc.record({ historyRoot: hashes, endsWitness: bytes })

/** By kind. */
export const PAYLOADS: { [K in BridgePayload['kind']]: fc.Arbitrary<Extract<BridgePayload, { kind: K }>> } = {
  create: fc.record({
    kind: kind('create'),
    sender: arbitrarySender,
    namespace: fc.nat(0xffff_ffff),
    config: fc.constantFrom(devnetConfig, publicConfig, { ...devnetConfig, lottery: 'xor' as const }),
    code: bytes,
    message: bytes,
  }),
  stake: fc.record({ kind: kind('stake'), siloId: hashes }),
  requestUnlock: fc.record({ kind: kind('requestUnlock'), sender: arbitrarySender, stake: outpoint }),
  unlock: fc.record({ kind: kind('unlock'), sender: arbitrarySender, stake: outpoint }),
  commit: fc.record({
    kind: kind('commit'),
    sender: arbitrarySender,
    siloId: hashes,
    stake: outpoint,
    ticketBlock: hashes,
    parent: hashes,
    entries: fc.array(fc.record({ block: hashes, roots }), { maxLength: 5 }),
  }),
  challenge: fc.record({
    kind: kind('challenge'),
    sender: arbitrarySender,
    siloId: hashes,
    node: hashes,
    backing: fc.oneof(
      fc.record({ kind: kind('output') }),
      fc.record({ kind: kind('stake'), stake: outpoint }),
    ),
    roots,
  }),
  assert: fc.record({
    kind: kind('assert'),
    ...named,
    steps: u64,
    endHash: hashes,
    haltedWitness: bytes,
    opening,
  }),
  reveal: fc.record({
    kind: kind('reveal'),
    ...named,
    opening: fc.option(opening, { nil: undefined }),
    hashes: fc.array(hashes, { maxLength: 8 }),
    witness: bytes,
  }),
  pick: fc.record({ kind: kind('pick'), ...named, index: fc.nat(0xffff) }),
  prove: fc.record({ kind: kind('prove'), ...named, proof: bytes }),
  claimTimeout: fc.record({ kind: kind('claimTimeout'), ...named }),
  slash: fc.record({ kind: kind('slash'), sender: arbitrarySender, stake: outpoint, dispute: hashes }),
  equivocation: fc.record({
    kind: kind('equivocation'),
    sender: arbitrarySender,
    stake: outpoint,
    first: hashes,
    second: hashes,
  }),
  finalise: fc.record({ kind: kind('finalise'), siloId: hashes, node: hashes }),
  publish: fc.record({
    kind: kind('publish'),
    siloId: hashes,
    node: hashes,
    entries: fc.array(
      fc.record({ index: fc.nat(0xffff), leaf: fc.uint8Array({ minLength: 64, maxLength: 64 }) }),
      { maxLength: 4 },
    ),
    witness: bytes,
  }),
  collectFees: fc.record({ kind: kind('collectFees'), sender: arbitrarySender, siloId: hashes }),
}

export const arbitraryPayload: fc.Arbitrary<BridgePayload> = fc.oneof(...Object.values(PAYLOADS))
