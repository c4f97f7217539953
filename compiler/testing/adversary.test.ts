// Every lie about a message is refuted, whatever the step; who told the truth is not.
import { expect, it } from 'vitest'
import { createMachineTrace, machineFor } from '../../vm/proof/prove/machine-trace.ts'
import { createTrace } from '../../vm/proof/trace.ts'
import type { FileId } from '../source.ts'
import { isCaught, isRefuted } from './adversary.ts'
import { call, siloFromText } from './from-text.ts'
import { Failed } from './signals.ts'

const TEXT = `contract C {
  storage { n: u64 = 0 }
  error TooMuch {}
  pub fn add(m: u64) by anyone {
    n += m
    require n < 10 else TooMuch {}
  }
  pub view fn now(): u64 => n
}
`
const HERE = { file: 0 as FileId, start: 0, end: 0 }

it.each([
  ['ends well', 3n],
  ['traps', 30n],
])('all lies about a message that %s are caught', (_what, m) => {
  const silo = siloFromText(TEXT)
  const { result } = call(silo, 'add', [m])
  for (let step = 0n; step < result.steps + 3n; step++) expect(isCaught(silo, step, HERE)).toBe(true)
  expect(isCaught(silo, 1n << 60n, HERE)).toBe(true)
  // Nothing of it came into the silo.
  expect(call(silo, 'now', []).value).toBe(m < 10n ? m : 0n)
})

it('the truth is not refuted, neither by the truth nor by a lie', () => {
  const silo = siloFromText(TEXT)
  call(silo, 'add', [1n])
  const input = silo.lastBlock
  if (input === undefined) throw new Error('no block')
  const honest = createMachineTrace(input)
  expect(isRefuted(honest, createMachineTrace(input))).toBe(false)
  const machine = machineFor({ ...input, storage: input.storage.fork() })
  const liar = createTrace({
    ...machine,
    runTo: (state, steps) => {
      machine.runTo(state, steps)
      state.storage.set(0n, new Uint8Array(56), new Uint8Array(64).fill(2))
    },
    step: (state) => machine.step(state),
  })
  expect(isRefuted(liar, honest)).toBe(false)
})

it('there is nothing to lie about before the first message', () => {
  expect(() => isCaught(siloFromText(TEXT), 1n, HERE)).toThrow(Failed)
})
