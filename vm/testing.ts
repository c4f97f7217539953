// What tests and benchmarks of the machine share: programs from text, messages, a context, machines made of them.

import type { BlockContext } from './context.ts'
import type { InboxEntry } from './inbox.ts'
import { createMachine } from './machine/state.ts'
import type { MachineState } from './machine/state.ts'
import { assemble } from './program/assembly-text.ts'
import { codeRoot } from './program/code-tree.ts'
import type { Program } from './program/image.ts'
import { validateProgram } from './program/validator/validate.ts'
import { MACHINE_VERSION } from './spec/constants.ts'
import { StorageTree } from './storage/storage-tree.ts'

/** Assembles and validates; throws with all errors. */
export function testProgram(text: string): Program {
  const assembled = assemble(text)
  if (!assembled.ok) throw new Error(assembled.errors.join('\n'))
  const validation = validateProgram(assembled.program)
  if (!validation.ok) {
    throw new Error(validation.problems.map(({ word, message }) => `${word}: ${message}`).join('\n'))
  }
  return assembled.program
}

/** Text of a program that writes all over so many words of its heap, a power of two, in 8 steps a round: nothing of it stays as it is for long. */
export function scatterText(rounds: number, words: number): string {
  return `
        ldc [8] heap
        ldi [9] ${rounds}
  again: mul [10] [9] [12]
        addi [12] [12] 40503
        andi [10] [10] ${words - 1}
        shli [10] [10] 3
        addu [10] [10] [8]
        st64 [9] [10] 0
        subui [9] [9] 1
        jnz [9] again
        end {8}
  .word heap 262144`
}

/** An admitted call with a million gas and nothing else. */
export function testEntry(change: Partial<InboxEntry> = {}): InboxEntry {
  return {
    admitted: true,
    kind: 'call',
    sender: new Uint8Array(32).fill(0x51),
    transactionId: new Uint8Array(32).fill(0x52),
    value: 0n,
    gas: 1_000_000n,
    refusal: 0,
    payload: new Uint8Array(0),
    ...change,
  }
}

export function testContext(program: Program): BlockContext {
  return {
    siloId: new Uint8Array(32).fill(0x61),
    referenceBlock: new Uint8Array(32).fill(0x62),
    daaScore: 1000n,
    timestamp: 1_700_000_000_000n,
    blueScore: 900n,
    machineVersion: MACHINE_VERSION,
    configHash: new Uint8Array(32).fill(0x63),
    codeRoot: codeRoot(program),
  }
}

export interface TestMachine {
  readonly inbox?: readonly InboxEntry[]
  readonly storage?: StorageTree
}

/** A machine at step 0; without an inbox, one call. */
export function testMachine(
  program: Program | string,
  { inbox = [testEntry()], storage = new StorageTree() }: TestMachine = {},
): MachineState {
  const loaded = typeof program === 'string' ? testProgram(program) : program
  return createMachine({ program: loaded, storage, inbox, context: testContext(loaded) })
}
