import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { initialMachineHash } from '../commitment.ts'
import { contextRoot } from '../context.ts'
import { inboxRoot } from '../inbox.ts'
import { codeRoot } from '../program/code-tree.ts'
import { decodeEventRecord, decodeOutboxEntry } from '../records.ts'
import { STATUS } from '../spec/constants.ts'
import { StorageTree } from '../storage/storage-tree.ts'
import { testContext, testEntry, testMachine, testProgram } from '../testing.ts'
import { wordOfHalves } from '../words.ts'
import { machineHash } from './header.ts'
import { inspect } from './inspect.ts'
import { runObserved } from './observe.ts'
import { GAS, STEPS } from './registers.ts'
import { isHalted, run, step } from './run.ts'
import { createMachine, forkMachine, recycleMachine } from './state.ts'
import type { MessageResult } from './results.ts'
import type { MachineState } from './state.ts'

/** Uses storage, heap, calls, events and payments; costs some 50,000 gas and ends well. */
const BUSY = `
        ldi [16] 1                ; key {16}
        ldi [24] 262144           ; heap
        ldi [5] 3
  loop: st64 [5] [24] 64
        mov [16] [5]
        sstore {40} {16}
        addui [40] [40] 1
        sload {40} {16}
        subui [5] [5] 1
        addui [40] [40] 1
        jnz [5] loop
        call 6 sub
        ldi [64] 20000000
        pay {64}
        emit {48} 0
        end {40}
  sub:  hash {8} {16}
        stl {8} [4] 262144
        ret`

const finalRoots = (state: MachineState) => [state.storage.root(), state.outbox.root(), state.events.root()]

describe('a run', () => {
  it('begins with the hash that the base layer computes', () => {
    const program = testProgram('end {8}')
    const storage = new StorageTree()
    storage.set(1n, new Uint8Array(56), new Uint8Array(64).fill(1))
    const inbox = [testEntry(), testEntry({ admitted: false, refusal: 3 })]
    const context = testContext(program)
    const state = createMachine({ program, storage, inbox, context })
    const expected = initialMachineHash({
      storageRoot: storage.root(),
      inboxRoot: inboxRoot(inbox),
      inboxCount: 2,
      codeRoot: codeRoot(program),
      contextRoot: contextRoot(context),
    })
    expect(machineHash(state)).toEqual(expected)
  })

  it('of an empty inbox is one step, and a halted machine stays as it is', () => {
    const state = testMachine('end {8}', { inbox: [] })
    const before = machineHash(state)
    run(state)
    expect(inspect(state)).toMatchObject({ status: 'Halted', steps: 1n, eventCount: 0 })
    const halted = machineHash(state)
    expect(halted).not.toEqual(before)
    step(state)
    run(state, { untilStep: 100n })
    expect(machineHash(state)).toEqual(halted)
    expect(inspect(state).steps).toBe(1n)
  })

  it('leaves a receipt of each message and counts its pseudo-steps', () => {
    const state = testMachine('ldi [8] 7\nend {8}', { inbox: [testEntry(), testEntry({ gas: 1n })] })
    run(state)
    expect(inspect(state)).toMatchObject({ status: 'Halted', steps: 4n + 5n + 1n, message: 2 })
    expect(state.results).toMatchObject([
      { message: 0, trapName: 'None', place: 1, firstStep: 0n, steps: 4n, gasUsed: 2n },
      { message: 1, trapName: 'OutOfGas', place: 1, firstStep: 4n, steps: 5n, gasUsed: 1n },
    ])
    expect(state.events.leaves().map(decodeEventRecord)).toEqual([
      { type: 'receipt', message: 0, trap: 0, detail: 0, gasUsed: 2n, place: 1n, result: [7n, 0n, 0n, 0n] },
      { type: 'receipt', message: 1, trap: 6, detail: 0, gasUsed: 1n, place: 1n, result: [0n, 0n, 0n, 0n] },
    ])
  })

  it('refunds and reports refused messages without running them', () => {
    const inbox = [testEntry({ admitted: false, refusal: 0xffff_ffff, value: 5n })]
    const state = testMachine('end {8}', { inbox })
    step(state)
    expect(inspect(state)).toMatchObject({
      status: 'Refunding',
      trap: 'Refused',
      detail: 0xffff_ffff,
      gas: 0n,
    })
    run(state)
    expect(state.results).toMatchObject([
      { trapName: 'Refused', detail: 0xffff_ffff, steps: 3n, gasUsed: 0n },
    ])
    expect(decodeOutboxEntry(state.outbox.leaf(0))).toEqual({
      kind: 'refund',
      instance: 0,
      message: 0,
      amount: 5n,
      recipient: inbox[0]!.sender,
    })
    const withoutValue = testMachine('end {8}', { inbox: [testEntry({ admitted: false, refusal: 1 })] })
    run(withoutValue)
    expect(withoutValue.outbox.length).toBe(0)
    expect(inspect(withoutValue).steps).toBe(4n)
  })

  it('starts each message with zero memory and registers', () => {
    const state = testMachine('ld64 [9] [8] 262144\nldi [10] 1\nst64 [10] [8] 262144\nend {8}', {
      inbox: [testEntry(), testEntry()],
    })
    run(state)
    const [first, second] = state.results
    expect(second!.output).toEqual(first!.output)
    expect(first!.output[8]).toBe(0)
  })

  it('takes back storage, payments and events of a message that traps, and no other', () => {
    const inbox = [testEntry({ value: 9n }), testEntry({ gas: 20_000n, value: 8n }), testEntry()]
    const state = testMachine(BUSY, { inbox })
    run(state)
    expect(state.results.map((result) => result.trapName)).toEqual(['None', 'OutOfGas', 'None'])
    const without = testMachine(BUSY, { inbox: [inbox[0]!, testEntry({ admitted: false }), inbox[2]!] })
    run(without)
    expect(state.storage.root()).toEqual(without.storage.root())
    expect(state.outbox.leaves().map(decodeOutboxEntry)).toMatchObject([
      { kind: 'pay', message: 0 },
      { kind: 'refund', message: 1, amount: 8n },
      { kind: 'pay', message: 2 },
    ])
    expect(state.events.length).toBe(5)
    expect(state.results[1]).toMatchObject({ events: [], outbox: [{ kind: 'refund' }] })
  })

  it('can run out of gas at every instruction, and then nothing of it is left but the gas', () => {
    const whole = testMachine(BUSY)
    const places: { pc: number; spent: bigint }[] = []
    runObserved(whole, {
      beforeStep(state) {
        const { status, pc, gasLimit, gas } = inspect(state)
        if (status === 'Running') places.push({ pc, spent: gasLimit - gas })
        return false
      },
    })
    const [{ gasUsed: needed, trapName }] = whole.results as [MessageResult]
    expect(trapName).toBe('None')
    expect(new Set(places.map(({ pc }) => pc)).size).toBe(whole.program.instructionCount)
    const empty = new StorageTree().root()
    places.forEach(({ pc, spent }, i) => {
      // The least gas that reaches this instruction, and the most that doesn't pay it.
      for (const gas of [spent, (places[i + 1]?.spent ?? needed) - 1n]) {
        const state = testMachine(BUSY, { inbox: [testEntry({ gas })] })
        run(state)
        expect(state.results[0]).toMatchObject({ trapName: 'OutOfGas', place: pc, gasUsed: gas, detail: 0 })
        expect([state.storage.root(), state.outbox.length, state.events.length]).toEqual([empty, 0, 1])
      }
    })
    const exact = testMachine(BUSY, { inbox: [testEntry({ gas: needed })] })
    run(exact)
    expect(exact.results[0]!.trapName).toBe('None')
  })
})

describe('exactness', () => {
  const inbox = [
    testEntry(),
    testEntry({ admitted: false, value: 1n }),
    testEntry({ gas: 45_000n, value: 2n }),
  ]

  it('running in any pieces is stepping', () => {
    const hashes: Uint8Array[] = []
    const stepped = testMachine(BUSY, { inbox })
    while (inspect(stepped).status !== 'Halted') {
      hashes.push(machineHash(stepped))
      step(stepped)
    }
    hashes.push(machineHash(stepped))
    expect(BigInt(hashes.length - 1)).toBe(inspect(stepped).steps)
    expect(new Set(hashes.map((hash) => hash.join())).size).toBe(hashes.length)
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(hashes.length + 3), { maxLength: 12 }), (stops) => {
        const state = testMachine(BUSY, { inbox })
        for (const stop of stops.sort((a, b) => a - b)) {
          run(state, { untilStep: BigInt(stop) })
          expect(machineHash(state)).toEqual(hashes[Math.min(stop, hashes.length - 1)])
        }
      }),
      { numRuns: 40 },
    )
    const whole = testMachine(BUSY, { inbox })
    run(whole)
    expect(whole.results).toEqual(stepped.results)
    expect(finalRoots(whole)).toEqual(finalRoots(stepped))
  })

  it('forks go their own way from the same state', () => {
    fc.assert(
      fc.property(fc.nat(120), fc.nat(60), (at, further) => {
        const state = testMachine(BUSY, { inbox })
        run(state, { untilStep: BigInt(at) })
        const fork = forkMachine(state)
        const hash = machineHash(state)
        run(state, { untilStep: BigInt(at + further) })
        expect(machineHash(fork)).toEqual(hash)
        run(fork, { untilStep: BigInt(at + further) })
        expect(machineHash(fork)).toEqual(machineHash(state))
        run(fork)
        run(state)
        expect(fork.results).toEqual(state.results)
      }),
      { numRuns: 40 },
    )
  })

  it('counts gas and steps in 64 bits', () => {
    const state = testMachine('mov [8] [8]\nmov [8] [8]\nend {8}', {
      inbox: [testEntry({ gas: (1n << 64n) - 1n })],
    })
    step(state)
    const set = (index: number, low: number, high: number) => state.registers.set([low, high], index)
    set(STEPS, -1, 6)
    set(GAS, 1, 7)
    run(state, { untilStep: wordOfHalves(0, 7) + 1n })
    expect(inspect(state)).toMatchObject({ pc: 2, steps: (7n << 32n) + 1n, gas: (6n << 32n) + 0xffff_ffffn })
    set(GAS, 0, 1)
    step(state)
    expect(inspect(state)).toMatchObject({ status: 'Closing', gas: 0xffff_ffffn })
  })

  it('does not take the limit for the gas left', () => {
    for (const gas of [1n << 30n, (1n << 30n) + 1n, 1n << 32n]) {
      const state = testMachine('loop: jmp loop', { inbox: [testEntry({ gas })] })
      step(state)
      state.registers.set([3, 0], GAS)
      run(state)
      expect(state.results[0]).toMatchObject({ trapName: 'OutOfGas', gasUsed: gas, steps: 1n + 3n + 1n + 2n })
    }
  })
})

describe('random programs', () => {
  // Straight lines with forward branches over a few slots, so that operands meet and every family occurs.
  const slot = fc.constantFrom(4, 5, 8, 9, 10, 16, 17, 24)
  const leaf = fc.constantFrom(8, 16, 24, 32)
  const line = fc.oneof(
    fc
      .tuple(
        fc.constantFrom('add', 'subu', 'mulu', 'divu', 'rems', 'muls', 'shl', 'ltu', 'mulhu'),
        slot,
        slot,
        slot,
      )
      .map(([name, a, b, c]) => `${name} [${a}] [${b}] [${c}]`),
    fc.tuple(slot, fc.integer()).map(([a, imm]) => `ldn [${a}] ${imm}`),
    fc.tuple(slot, fc.nat(8)).map(([a, n]) => `ldi [${a}] ${262_144 + 8 * n}`),
    fc
      .tuple(fc.constantFrom('ld64', 'st64', 'st8', 'ld32'), slot, slot)
      .map(([name, a, b]) => `${name} [${a}] [${b}] 8`),
    fc
      .tuple(fc.constantFrom('sload', 'sstore', 'movl', 'hash'), leaf, leaf)
      .map(([name, a, b]) => `${name} {${a}} {${b}}`),
    leaf.map((a) => `emit {${a}} 1`),
    fc.tuple(fc.constantFrom('jz', 'jnz'), slot).map(([name, a]) => `${name} [${a}] out`),
    fc.constant('call 1 f'),
  )

  it('run as they step, and hash as a fork without any cached hash does', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.integer({ min: 0, max: 3000 }), (lines, gas) => {
        const text = [...lines, 'out: end {8}', 'f: addi [8] [8] 1', 'ret'].join('\n')
        const program = testProgram(lines.includes('call 1 f') ? text : `call 1 f\n${text}`)
        const messages = [testEntry({ gas: BigInt(gas), value: 1n }), testEntry()]
        const stepped = testMachine(program, { inbox: messages })
        while (!isHalted(stepped)) {
          for (let i = 0; i < 7; i++) step(stepped)
          const fork = forkMachine(stepped)
          expect(machineHash(fork)).toEqual(machineHash(stepped))
          recycleMachine(fork)
        }
        const whole = testMachine(program, { inbox: messages })
        run(whole)
        expect(machineHash(whole)).toEqual(machineHash(stepped))
        expect(whole.results).toEqual(stepped.results)
      }),
      { numRuns: 150 },
    )
  })
})

describe('observation', () => {
  it('sees every step and its gas, and can stop', () => {
    const state = testMachine(BUSY)
    const places: number[] = []
    let gas = 0n
    const reason = runObserved(state, {
      afterStep(after, { status, pc, gas: before }) {
        if (status !== STATUS.Running) return
        places.push(pc)
        gas += before - inspect(after).gas
      },
    })
    expect(reason).toBe('halted')
    expect(BigInt(places.length) + 3n).toBe(inspect(state).steps)
    expect(gas).toBe(state.results[0]!.gasUsed)
    const plain = testMachine(BUSY)
    run(plain)
    expect(machineHash(state)).toEqual(machineHash(plain))

    const stopped = testMachine(BUSY)
    expect(runObserved(stopped, { beforeStep: (at) => inspect(at).pc === 9 })).toBe('stopped')
    expect(inspect(stopped).pc).toBe(9)
    expect(runObserved(stopped, {}, { untilStep: 20n })).toBe('limit')
    expect(inspect(stopped).steps).toBe(20n)
  })
})
