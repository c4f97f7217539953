// Creation of silos, calls and their inboxes, and the silo half of fees.
import { describe, expect, test } from 'vitest'
import { entryHash, inboxRoot } from '../../vm/consensus.ts'
import { hashFromBytes, hashToBytes } from '../tx/hash.ts'
import { BRIDGE_NAMESPACE, laneOfNamespace } from '../tx/lanes.ts'
import { outpointKey } from '../tx/types.ts'
import { siloAccountScript } from '../tx/silo-scripts.ts'
import { endBlock } from './blocks.ts'
import { feeOutpoint } from './ids.ts'
import {
  getAccount,
  getInbox,
  getProgress,
  getTip,
  heldBy,
  listSilos,
  nodeStatus,
  siloOfLane,
} from './queries.ts'
import { h, TestChain } from './testing/chain.ts'
import { call, callBlock, CREATOR, createSilo, creation, USER } from './testing/scenario.ts'

describe('creation', () => {
  test('registers lane, genesis node and the constructor as entry 0', () => {
    const chain = new TestChain()
    const silo = createSilo(chain)
    expect(siloOfLane(chain, silo.lane)).toEqual(silo)
    expect(listSilos(chain)).toEqual([silo])
    expect(silo.creator).toBe(CREATOR)
    expect(nodeStatus(chain, silo.genesisNode, chain.score).kind).toBe('final')
    const inbox = getInbox(chain, silo.id, silo.creatingBlock)!
    expect(inbox.block.height).toBe(1)
    expect(inbox.entries).toMatchObject([{ constructs: true, sender: CREATOR, gasLimit: 1_000n, refusal: 0 }])
    expect(inbox.block.inboxRoot).toBeDefined()
  })

  test('a namespace is first come, first served (E64)', () => {
    const chain = new TestChain()
    createSilo(chain)
    expect(chain.refuses(creation()).kind).toBe('namespaceTaken')
    expect(createSilo(chain, { namespace: 0x61626364 }).namespace).toBe(0x61626364)
  })

  test('refuses bad namespaces, configurations and code', () => {
    const chain = new TestChain()
    expect(chain.refuses(creation({ namespace: 0x61000000 })).kind).toBe('namespaceInvalid')
    expect(chain.refuses(creation({ namespace: BRIDGE_NAMESPACE })).kind).toBe('namespaceInvalid')
    expect(chain.refuses(creation({ config: { arity: 3 } })).kind).toBe('configInvalid')
    expect(chain.refuses(creation({ code: new Uint8Array(24) })).kind).toBe('codeInvalid')
    expect(chain.refuses({ ...creation(), gas: 200_000_000n, fee: 10n ** 9n }).kind).toBe('constructorGas')
    expect(chain.refuses({ ...creation(), gas: 10_000_000n, fee: 9_999n }).kind).toBe('underpaidGas')
    expect(chain.refuses({ ...creation(), sender: USER }).kind).toBe('senderNotProven')
    expect(listSilos(chain)).toEqual([])
  })
})

describe('calls', () => {
  test('enter the inbox in acceptance order, admitted', () => {
    const chain = new TestChain()
    const silo = createSilo(chain)
    const block = callBlock(chain, silo, { message: Uint8Array.of(1) }, { value: 50_000_000n, gas: 7n })
    const { entries, block: record } = getInbox(chain, silo.id, block)!
    expect(entries.map((e) => [e.sender, e.value, e.gasLimit, e.refusal, e.payload.length])).toEqual([
      [USER, 0n, 1_000n, 0, 1],
      [USER, 50_000_000n, 7n, 0, 1],
    ])
    expect(record).toMatchObject({ height: 2, entries: 2, admittedGas: 1_007n, fees: 10_000n })
    expect(getAccount(chain, silo.id)).toMatchObject({ pegged: 50_000_000n, feesIn: 10_000n })
    const bytes = entries.map((e) => ({
      admitted: true,
      kind: 'call' as const,
      sender: hashToBytes(e.sender),
      transactionId: hashToBytes(e.transactionId),
      value: e.value,
      gas: e.gasLimit,
      refusal: 0,
      payload: e.payload,
    }))
    expect(record.inboxRoot).toBe(hashFromBytes(inboxRoot(bytes)))
    expect(entryHash(bytes[0]!)).toHaveLength(32)
  })

  test('are refused into the inbox, with the reason (E59, E60)', () => {
    const chain = new TestChain()
    const silo = createSilo(chain, { config: { gasPerBlock: 5_000n } })
    const lane = laneOfNamespace(silo.namespace)!
    const block = chain.tip.hash
    chain.accepts(call(silo, { gas: 4_000n }))
    chain.accepts(call(silo, { gas: 1_001n }))
    chain.accepts(call(silo, { gas: 3_000n, fee: 2n }))
    chain.accepts({ payload: Uint8Array.of(9, 9), lane, gas: 1n })
    chain.accepts({ ...call(silo), sender: h(5) })
    chain.accepts(call(silo, { message: new Uint8Array(16_385), value: 30_000_000n }))
    chain.accepts(call(silo, { gas: 1_000n }))
    chain.next()
    const { entries, block: record } = getInbox(chain, silo.id, block)!
    expect(entries.map((e) => e.refusal)).toEqual([0, 4, 3, 1, 2, 1, 0])
    expect(entries[5]).toMatchObject({ sender: USER, value: 30_000_000n })
    expect(record.admittedGas).toBe(5_000n)
  })

  test('are not accepted with bad coins', () => {
    const chain = new TestChain()
    const silo = createSilo(chain)
    const other = createSilo(chain, { namespace: 0x61626364 })
    expect(chain.refuses(call(silo, { value: 19_999_999n })).kind).toBe('belowMinPeg')
    const peg = { value: 30_000_000n, scriptPublicKey: siloAccountScript(silo.id) }
    expect(chain.refuses({ ...call(silo), outputs: [peg, peg] }).kind).toBe('strayOutput')
    expect(chain.refuses({ ...call(other), outputs: [peg] }).kind).toBe('strayOutput')
    expect(chain.refuses({ ...call(silo), outputs: [peg], sender: h(5) }).kind).toBe('noRefundAddress')
    expect(
      chain.refuses({ payload: new Uint8Array(0), lane: laneOfNamespace(0x7a7a7a7a)!, outputs: [peg] }).kind,
    ).toBe('strayOutput')
    expect(getAccount(chain, silo.id)?.pegged).toBe(0n)
  })

  test('a block holds so many entries and no more', () => {
    const chain = new TestChain()
    const silo = createSilo(chain, { config: { entriesPerBlock: 2 } })
    chain.accepts(call(silo))
    chain.accepts(call(silo))
    expect(chain.refuses(call(silo))).toEqual({ kind: 'inboxFull', entries: 2 })
    chain.next()
    chain.accepts(call(silo))
  })

  test('a lane without a silo carries nothing (E64)', () => {
    const chain = new TestChain()
    const { result } = chain.apply({ payload: Uint8Array.of(1), lane: laneOfNamespace(0x61626364)! })
    expect(result).toEqual({ ok: true, changes: [], burned: 0n })
  })

  test('before the creation in its block are ignored, after it belong to the inbox', () => {
    const chain = new TestChain()
    const lane = laneOfNamespace(0x76617574)!
    chain.accepts({ payload: Uint8Array.of(1), lane })
    chain.accepts(creation())
    const silo = listSilos(chain)[0]!
    chain.accepts(call(silo))
    chain.next()
    expect(getInbox(chain, silo.id, silo.creatingBlock)!.entries.map((e) => e.constructs)).toEqual([
      true,
      false,
    ])
  })
})

describe('the silo half of fees (E61)', () => {
  test('floors per call, one output per silo and block, withheld from the merged blocks', () => {
    const chain = new TestChain()
    const silo = createSilo(chain)
    const parent = chain.tip.selectedParent
    chain.accepts(call(silo, { fee: 10_001n }))
    chain.accepts(call(silo, { fee: 20_003n }))
    const ended = endBlock(chain, chain.tip)
    const outpoint = feeOutpoint(parent, silo.id)
    expect(ended.outputs).toMatchObject([{ outpoint, entry: { amount: 15_001n } }])
    expect(ended.withheld).toEqual([{ block: h(0xb10c), amount: 15_001n }])
    chain.next()
    expect(chain.coins.get(outpointKey(outpoint))?.amount).toBe(15_001n)
    expect(heldBy(getAccount(chain, silo.id)!)).toBe(15_001n)
    expect(endBlock(chain, chain.tip).outputs).toEqual([])
  })
})

test('old chain blocks are forgotten, and undo brings them back', () => {
  const chain = new TestChain()
  const silo = createSilo(chain)
  chain.next(36_001n)
  const before = new Map(chain.records)
  chain.next(5n)
  expect(getTip(chain)!.oldest).toBe(chain.length - 2)
  expect(chain.records.has('chain/0')).toBe(false)
  chain.undo()
  // The end of the undone block's parent stays: only its records of closed inboxes could differ.
  expect([...chain.records.keys()].toSorted()).toEqual([...before.keys()].toSorted())
  expect(getProgress(chain, silo.id)?.lastHeight).toBe(1)
})
