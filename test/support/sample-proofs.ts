// One proof of each kind of step: every instruction form, every way that storage and inbox are shown, every pseudo-step, several traps.
import { type ProvedStep, entryOf, machineOf, outcomeOf, programOfText, provedSteps } from './proved-run.ts'
import { storageWithKeys } from './storage.ts'

export interface SampleProof {
  readonly kind: string
  readonly hash: Uint8Array
  readonly proof: Uint8Array
  readonly next: Uint8Array
}

const STORAGE = [3, 1000, 1001, 1002, 1003]
  .flatMap((key) => [`ldi [24] ${key}`, 'sload {8} {24}'])
  .concat(['ldi [16] 1'])
  .concat([4, 1000, 1001, 1002].flatMap((key) => [`ldi [24] ${key}`, 'sstore {16} {24}']))
  .concat(['zerol {16}'])
  .concat([1, 2, 3, 5, 6, 7, 8, 2000, 2001, 2002].flatMap((key) => [`ldi [24] ${key}`, 'sstore {16} {24}']))
  .join('\n')

const PROGRAMS = [
  `.word w 77\n.leaf l 1 2 3\n ldc [8] w\n ldcl {16} l\n addu [40] [8] [100]\n muldiv [9] [8] [200] [16]\n end {8}`,
  `ldc [8] a\n.word a 262208\n st64 [8] [8] 0\n ld16 [9] [8] 2\n stl {16} [8] 64\n ldl {24} [8] 64\n eql [8] {16} {24}\n jnz [8] e\n ldi [8] 1\ne: ldi [9] 99\n callx 5 [9] f\n end {8}\nf: self [8]\n from [9]\n ret`,
  `msgh {8} 0\n msgh {16} 1\n msgd {24} [40]\n ctx {32} 2\n hash {8} {16}\n ldi [16] 20000000\n pay {16}\n emit {8} 3\n end {8}`,
  `${STORAGE}\n end {8}`,
  `pay {8}\n end {8}`,
  `ldi [8] 1\n divs [9] [8] [10]\n end {8}`,
  `ldi [8] 9\n wof [16] [8] i256\n wmulx [20] [16] [16] u256\n wmuldiv [40] [16] [20] [100] u128\n end {8}`,
  `ldi [8] 9\n wof [16] [8] u128\n wdiv [20] [16] [16] i128\n wlt [8] [16] [20] i128\n wto [8] [20] u128\n wnot [20] [20] u256\n wnaru [6] [20]\n end {8}`,
  `sha256 [8] {16} [200]\n blake2b {8} {16} {200} [100] last\n blake3 [100] {8} {200}\n spanl {16} {8} {104} [200]\n ldi [8] 262144\n st256 [16] [8] 32\n ld128 [20] [8] 48\n end {8}`,
  `trap {8} 77`,
  `msgd {8} [16]\n jmp next\nnext: sstore {8} {16}\n end {8}`,
]

/** Samples by kind, in a fixed order. */
export function sampleProofs(): SampleProof[] {
  const samples = new Map<string, SampleProof>()
  const add = (prefix: string, step: ProvedStep): void => {
    // The section byte and the length tell apart the forms that one instruction's proof may take.
    const outcome = outcomeOf(step) === 'ok' ? '' : ` ${outcomeOf(step)}`
    const kind = `${prefix}${step.what}${outcome} (${step.proof[1]})`
    const { hash, proof, next } = step
    if (!samples.has(kind)) samples.set(kind, { kind, hash, proof, next })
  }
  for (const text of PROGRAMS) {
    const inbox = [
      entryOf({ value: 5n }),
      entryOf({ admitted: false, refusal: 3 }),
      entryOf({ gas: 50n, value: 1n }),
      entryOf({ gas: 300n }),
    ]
    for (const step of provedSteps(machineOf(programOfText(text), inbox, storageWithKeys(30)))) {
      const storageEnd = step.what === 'sload' || step.what === 'sstore' ? `${step.before.pc} ` : ''
      add(storageEnd, step)
    }
  }
  return [...samples.values()]
}
