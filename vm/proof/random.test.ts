// Random programs: interpreter and step verifier agree at every step, whatever happens in them.
import { expect, test } from 'vitest'
import { machineOf, outcomeOf, provedSteps } from '../../test/support/proved-run.ts'
import { randomInbox, randomProgram } from '../../test/support/random-program.ts'
import { storageWithKeys } from '../../test/support/storage.ts'
import { validateProgram } from '../program/validator/validate.ts'

/** SILO_SEED starts elsewhere, SILO_PROGRAMS runs more. */
const FIRST = Number(process.env['SILO_SEED'] ?? 1)
const PROGRAMS = Number(process.env['SILO_PROGRAMS'] ?? 60)
const GAS = 1500n

test(`programs of seeds ${FIRST} to ${FIRST + PROGRAMS - 1}`, () => {
  const seen = new Set<string>()
  for (let seed = FIRST; seed < FIRST + PROGRAMS; seed++) {
    const program = randomProgram(seed)
    expect(validateProgram(program), `seed ${seed}`).toEqual({ ok: true })
    const machine = machineOf(program, randomInbox(seed, GAS), storageWithKeys(seed % 5))
    try {
      for (const step of provedSteps(machine)) seen.add(`${step.what} ${outcomeOf(step)}`)
    } catch (error) {
      throw new Error(`seed ${seed}: ${String(error)}`, { cause: error })
    }
  }
  // The programs must be worth running: most of the instruction set, and several ways to trap.
  expect(new Set([...seen].map((what) => what.split(' ')[0])).size).toBeGreaterThan(90)
  expect(new Set([...seen].map((what) => what.split(' ')[1])).size).toBeGreaterThan(5)
})

test('the same seed gives the same program and inbox', () => {
  expect(randomProgram(9)).toEqual(randomProgram(9))
  expect(randomInbox(9, GAS)).toEqual(randomInbox(9, GAS))
  expect(randomProgram(9)).not.toEqual(randomProgram(10))
})
