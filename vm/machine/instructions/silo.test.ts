import { describe, expect, it } from 'vitest'
import { hashContract } from '../../hash/domains.ts'
import { decodeEventRecord, decodeOutboxEntry } from '../../records.ts'
import { MAX_CONTRACT_EVENT_RECORDS, MAX_CONTRACT_OUTBOX_ENTRIES } from '../../spec/constants.ts'
import { OPCODE_BY_NAME } from '../../spec/opcodes.ts'
import { StorageTree } from '../../storage/storage-tree.ts'
import { testContext, testEntry, testMachine, testProgram } from '../../testing.ts'
import { bytesOfWords, wordsOfBytes } from '../../words.ts'
import { inspect } from '../inspect.ts'
import { run, step } from '../run.ts'
import { oneStep, readyToStep, stepped } from './one-step.ts'

const KEY = [1n, 2n, 3n, 4n, 5n, 6n, 7n]
const VALUE = [11n, 12n, 13n, 14n, 15n, 16n, 17n, 1n << 63n]
const ZERO = VALUE.map(() => 0n)
const KNOWN_KEY = BigInt(OPCODE_BY_NAME.get('sstore')!.gas)
const NEW_KEY = KNOWN_KEY + BigInt(OPCODE_BY_NAME.get('sstore')!.extraGas!)
const at = (slot: number, words: bigint[]) => Object.fromEntries(words.map((word, i) => [slot + i, word]))

function storageWith(instance: bigint, value: bigint[]): StorageTree {
  const storage = new StorageTree()
  storage.set(instance, bytesOfWords(KEY), bytesOfWords(value))
  return storage
}

describe('storage', () => {
  it('sload reads a value of this instance; the eighth word of the key does not matter', () => {
    const storage = storageWith(0n, VALUE)
    const slots = { ...at(16, [...KEY, 99n]), ...at(8, VALUE) }
    expect(oneStep('sload {24} {16}', slots, { storage }).leaf(24)).toEqual(VALUE)
    expect(oneStep('sload {16} {16}', slots, { storage }).leaf(16)).toEqual(VALUE)
    expect(oneStep('sload {8} {16}', slots, { storage: storageWith(1n, VALUE) }).leaf(8)).toEqual(ZERO)
  })

  it('sstore inserts, changes and deletes; a new key costs more', () => {
    const cases: [held: bigint[] | undefined, value: bigint[], gas: bigint][] = [
      [undefined, VALUE, NEW_KEY],
      [undefined, ZERO, KNOWN_KEY],
      [KEY.concat(8n), VALUE, KNOWN_KEY],
      [VALUE, ZERO, KNOWN_KEY],
    ]
    for (const [held, value, gas] of cases) {
      const storage = held === undefined ? new StorageTree() : storageWith(0n, held)
      const before = storage.root()
      const slots = { ...at(8, value), ...at(16, KEY) }
      const result = oneStep('sstore {8} {16}', slots, { storage })
      expect(result.before.gas - result.view.gas).toBe(gas)
      expect(wordsOfBytes(result.state.storage.get(0n, bytesOfWords(KEY)))).toEqual(value)
      const expected = value === ZERO ? new StorageTree() : storageWith(0n, value)
      expect(result.state.storage.root()).toEqual(expected.root())
      expect(storage.root()).toEqual(before)
    }
  })

  it.each([
    [KNOWN_KEY - 1n, undefined, VALUE, false],
    [KNOWN_KEY, VALUE, KEY.concat(1n), true],
    [KNOWN_KEY, undefined, VALUE, false],
    [NEW_KEY - 1n, undefined, VALUE, false],
    [NEW_KEY, undefined, VALUE, true],
    [KNOWN_KEY, undefined, ZERO, true],
  ])('sstore with %i gas', (gas, held, value, pays) => {
    const storage = held === undefined ? new StorageTree() : storageWith(0n, held)
    const slots = { ...at(8, value), ...at(16, KEY) }
    const { view, state } = oneStep('sstore {8} {16}', slots, { storage, inbox: [testEntry({ gas })] })
    expect([view.trap, view.status]).toEqual(pays ? ['None', 'Running'] : ['OutOfGas', 'Refunding'])
    expect(view.steps).toBe(2n)
    expect(pays || (view.gas === 0n && view.place === 0)).toBe(true)
    expect(pays || state.storage.size === storage.size).toBe(true)
  })

  it('keeps contracts apart by instance', () => {
    const state = testMachine(`
      ldi [9] 5
      ldi [24] 3
      callx 2 [9] f
      end {8}
      f: ldi [8] 3
      sstore {8} {16}
      ret`)
    run(state)
    const key = new Uint8Array(56)
    expect(wordsOfBytes(state.storage.get(5n, key))[0]).toBe(3n)
    expect(wordsOfBytes(state.storage.get(0n, key))[0]).toBe(0n)
  })
})

describe('message, context, identity', () => {
  const payload = Uint8Array.from({ length: 100 }, (_, i) => i + 1)
  const inbox = [testEntry({ kind: 'constructor', value: 5n, gas: 1000n, payload })]

  it('msgh gives head and origin', () => {
    const head = oneStep('msgh {8} 0', {}, { inbox }).leaf(8)
    expect(head).toEqual([1n | (1n << 8n), 5n, 1000n, 100n, 0n, 0n, 0n, 0n])
    const origin = oneStep('msgh {8} 1', {}, { inbox }).leaf(8)
    expect(bytesOfWords(origin)).toEqual(Uint8Array.from([...inbox[0]!.sender, ...inbox[0]!.transactionId]))
  })

  it('msgd gives payload leaves, zero-padded, up to 256', () => {
    const leaf = (index: bigint) => oneStep('msgd {8} [4]', { 4: index, 8: 7n }, { inbox })
    expect(bytesOfWords(leaf(0n).leaf(8))).toEqual(payload.slice(0, 64))
    const second = new Uint8Array(64)
    second.set(payload.slice(64))
    expect(bytesOfWords(leaf(1n).leaf(8))).toEqual(second)
    expect(leaf(255n).leaf(8)).toEqual(ZERO)
    expect(leaf(256n).view.trap).toBe('OutOfBounds')
    expect(leaf(1n << 32n).view.trap).toBe('OutOfBounds')
    const full = [testEntry({ payload: new Uint8Array(16_384).fill(9) })]
    expect(oneStep('msgd {8} [4]', { 4: 255n }, { inbox: full }).leaf(8)[7]).toBe(0x0909_0909_0909_0909n)
  })

  it('ctx gives context leaves', () => {
    const context = testContext(testProgram('ctx {8} 0\nend {8}'))
    const leaf = (n: number) => bytesOfWords(oneStep(`ctx {8} ${n}`).leaf(8))
    expect(leaf(0)).toEqual(Uint8Array.from([...context.siloId, ...context.referenceBlock]))
    expect(wordsOfBytes(leaf(1)).slice(0, 5)).toEqual([1000n, 1_700_000_000_000n, 900n, 1n, 0n])
    expect(leaf(2).slice(0, 32)).toEqual(context.configHash)
    expect(leaf(3)).toEqual(new Uint8Array(64))
  })

  it('self and from', () => {
    expect(oneStep('self [8]', { 8: 1n }).slot(8)).toBe(0n)
    expect(oneStep('from [8]').slot(8)).toBe((1n << 64n) - 1n)
  })

  it('hash is the contract hash of a leaf', () => {
    const expected = wordsOfBytes(hashContract(bytesOfWords(VALUE)))
    expect(oneStep('hash {16} {8}', { ...at(8, VALUE), ...at(16, VALUE) }).leaf(16)).toEqual([
      ...expected,
      0n,
      0n,
      0n,
      0n,
    ])
    expect(oneStep('hash {8} {8}', at(8, VALUE)).leaf(8)).toEqual([...expected, 0n, 0n, 0n, 0n])
  })
})

describe('payments and events', () => {
  const leafOf = (words: bigint[]) => new Uint32Array(bytesOfWords(words).buffer)

  it('pay appends an entry, no dust', () => {
    const recipient = [21n, 22n, 23n, 24n]
    const paid = oneStep('pay {8}', at(8, [20_000_000n, ...recipient, 1n, 2n, 3n]))
    expect(decodeOutboxEntry(paid.state.outbox.leaf(0))).toEqual({
      kind: 'pay',
      instance: 0,
      message: 0,
      amount: 20_000_000n,
      recipient: bytesOfWords(recipient),
    })
    expect(paid.view.outboxCount).toBe(1)
    expect(oneStep('pay {8}', { 8: 19_999_999n }).view.trap).toBe('Dust')
    expect(oneStep('pay {8}', { 8: 1n << 32n }).view.trap).toBe('None')
    expect(oneStep('pay {8}', { 8: 0n }).view.trap).toBe('Dust')
  })

  it('pay leaves room for refunds', () => {
    const state = readyToStep('pay {8}\npay {8}\nend {8}', { 64: 20_000_000n })
    while (state.outbox.length < MAX_CONTRACT_OUTBOX_ENTRIES - 1) state.outbox.append(leafOf(VALUE), 0)
    expect(stepped(state).view.trap).toBe('None')
    expect(stepped(state).view.trap).toBe('OutboxFull')
    expect(oneStep('pay {8}', { 8: 1n }).view.trap).toBe('Dust')
  })

  it('send appends a call to another silo, head and data', () => {
    const head = [30_000_000n, 7n, 11n, 12n, 13n, 14n, 5_000n | (2n << 32n) | (1n << 48n)]
    const sent = oneStep('send {8} 0', at(8, head))
    expect(decodeOutboxEntry(sent.state.outbox.leaf(0))).toEqual({
      kind: 'call',
      instance: 0,
      message: 0,
      amount: 30_000_000n,
      fee: 7n,
      destination: bytesOfWords([11n, 12n, 13n, 14n]),
      gas: 5_000,
      callWords: 2,
      refundWords: 1,
    })
    const data = oneStep('send {8} 3', at(8, VALUE))
    expect(decodeOutboxEntry(data.state.outbox.leaf(0))).toEqual({
      kind: 'data',
      instance: 0,
      message: 0,
      part: 3,
      words: VALUE.slice(0, 7),
    })
    expect(data.view.outboxCount).toBe(1)
  })

  it('the value of a call can come back, less the fee', () => {
    const trapOf = (value: bigint, fee: bigint, part = 0) =>
      oneStep(`send {8} ${part}`, at(8, [value, fee])).view.trap
    expect(trapOf(0n, 5n)).toBe('None')
    expect(trapOf(1n, 0n)).toBe('Dust')
    expect(trapOf(19_999_999n, 0n)).toBe('Dust')
    expect(trapOf(20_000_000n, 0n)).toBe('None')
    expect(trapOf(20_000_000n, 1n)).toBe('Dust')
    expect(trapOf((1n << 64n) - 1n, (1n << 64n) - 1n)).toBe('Dust')
    expect(trapOf(1n, 0n, 1)).toBe('None')
  })

  it('send leaves room for refunds', () => {
    const state = readyToStep('send {8} 0\nsend {8} 1\nend {8}')
    while (state.outbox.length < MAX_CONTRACT_OUTBOX_ENTRIES - 1) state.outbox.append(leafOf(VALUE), 0)
    expect(stepped(state).view.trap).toBe('None')
    expect(stepped(state).view.trap).toBe('OutboxFull')
  })

  it('emit appends a part of an event', () => {
    const emitted = oneStep('emit {8} 255', at(8, VALUE))
    expect(decodeEventRecord(emitted.state.events.leaf(0))).toEqual({
      type: 'event',
      message: 0,
      instance: 0,
      part: 255,
      words: VALUE.slice(0, 7),
    })
    expect(emitted.view.eventCount).toBe(1)
  })

  it('emit leaves room for receipts', () => {
    const state = readyToStep('emit {8} 0\nemit {8} 0\nend {8}')
    while (state.events.length < MAX_CONTRACT_EVENT_RECORDS - 1) state.events.append(leafOf(VALUE), 0)
    expect(stepped(state).view.trap).toBe('None')
    expect(stepped(state).view.trap).toBe('EventsFull')
  })

  it('name the paying contract and the message', () => {
    const state = testMachine(
      'ldi [9] 65543\nldi [24] 30000000\ncallx 2 [9] f\nend {8}\nf: pay {8}\nemit {8} 3\nret',
      {
        inbox: [testEntry({ gas: 0n }), testEntry()],
      },
    )
    run(state)
    expect(state.results[1]?.outbox).toMatchObject([
      { kind: 'pay', instance: 7, message: 1, amount: 30_000_000n },
    ])
    expect(state.results[1]?.events).toMatchObject([{ type: 'event', instance: 7, message: 1, part: 3 }])
    expect(inspect(state).status).toBe('Halted')
    step(state)
  })
})
