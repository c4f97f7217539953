// Sizes of one-step proofs and the time to verify one, by what the step does: random programs in code as large as a large contract's, on
// storage with many keys, and programs that load, replace, add and delete keys of it.
import { entryOf, machineOf, outcomeOf, programOfText, provedSteps } from '../../test/support/proved-run.ts'
import { randomFrom } from '../../test/support/random.ts'
import { randomInbox, randomProgram } from '../../test/support/random-program.ts'
import { storageWithKeys } from '../../test/support/storage.ts'
import { programOf, wordCount } from '../../vm/program/image.ts'
import type { Program } from '../../vm/program/image.ts'
import { MAX_PROOF_BYTES } from '../../vm/proof/sizes.ts'
import { verifyStep } from '../../vm/proof/verify/verify-step.ts'
import type { StorageTree } from '../../vm/storage/storage-tree.ts'
import { wordsOfBytes } from '../../vm/words.ts'
import type { Bench } from '../harness/bench.ts'
import { atMost, single } from '../harness/rows.ts'
import { quantile, summarise } from '../harness/statistics.ts'

const CODE_WORDS = 8192
const PROGRAMS = 40
const KEPT = 300
const REPEATS = 5

/** This step's time is that of a signature, which the goal leaves out. */
const SIGNATURE = 'schnorr'

interface Sample {
  readonly hash: Uint8Array
  readonly proof: Uint8Array
}

type Samples = ReadonlyMap<string, readonly Sample[]>

function collectAll(storage: StorageTree, keys: number, programs: number): Samples {
  const samples = new Map<string, Sample[]>()
  const collect = (program: Program, seed: number): void => {
    const inbox = [...randomInbox(seed, 1500n), entryOf({ gas: 1_000_000n, value: 5n })]
    for (const step of provedSteps(machineOf(program, inbox, storage))) {
      const outcome = outcomeOf(step)
      const kind = outcome === 'ok' ? step.what : 'any instruction that traps'
      const kept = samples.get(kind) ?? []
      samples.set(kind, kept)
      if (kept.length < KEPT) kept.push({ hash: step.hash, proof: step.proof })
    }
  }
  for (let seed = 0; seed < programs; seed++) collect(padded(randomProgram(seed), seed), seed)
  for (let seed = 0; seed < 4; seed++) collect(padded(programOfText(storageWork(seed, keys)), seed), seed)
  return samples
}

/** The program with random data behind it, so that its code tree is as deep as that of a large contract. */
function padded(program: Program, seed: number): Program {
  const random = randomFrom(seed)
  const words = wordsOfBytes(new Uint8Array(program.words.buffer))
  const count = program.instructionCount
  const padding = Array.from({ length: Math.max(0, CODE_WORDS - wordCount(program)) }, () => random.word())
  return programOf(words.slice(0, count), [...words.slice(count), ...padding])
}

function storageWork(seed: number, keys: number): string {
  const random = randomFrom(seed)
  const existing = (): number => 1 + random.below(keys)
  const lines = ['ldi [16] 7', 'ldi [40] 0']
  for (let i = 0; i < 40; i++) lines.push(`ldi [24] ${existing()}`, 'sload {8} {24}', 'sstore {16} {24}')
  for (let i = 0; i < 40; i++) lines.push(`ldi [24] ${keys + 1 + random.below(2 ** 31)}`, 'sstore {16} {24}')
  lines.push('zerol {16}')
  for (let i = 0; i < 40; i++) lines.push(`ldi [24] ${existing()}`, 'sstore {16} {24}')
  return [...lines, 'end {8}'].join('\n')
}

function sizesOf(kept: readonly Sample[]): number[] {
  return kept.map(({ proof }) => proof.length).sort((a, b) => a - b)
}

/** Microseconds of each proof's verification: the least of a few rounds over all of them. */
function timesOf(kept: readonly Sample[]): number[] {
  const best = kept.map(() => Infinity)
  for (let round = 0; round < REPEATS; round++) {
    kept.forEach(({ hash, proof }, i) => {
      const start = performance.now()
      const verdict = verifyStep(hash, proof)
      best[i] = Math.min(best[i] ?? Infinity, (performance.now() - start) * 1000)
      if (!verdict.ok) throw new Error(`a good proof is refused: ${verdict.reason}`)
    })
  }
  return best
}

function lineOf(kind: string, kept: readonly Sample[]): string[] {
  const sizes = sizesOf(kept)
  const bytes = [0, 0.5, 1].map((part) => Math.round(quantile(sizes, part)).toString())
  return [kind, String(kept.length), ...bytes, summarise(timesOf(kept)).median.toFixed(0)]
}

export const proofsBench: Bench = {
  name: 'proofs',
  group: 'vm',
  title: 'Proofs of one step',
  about:
    'Every step of random programs and of programs that work on storage with 2^20 keys, in code of 8,192 words: at most 300 proofs of each kind of step, so that rare kinds count as much as frequent ones. Each is verified as base-layer consensus does.',
  run({ quick }) {
    const bits = quick ? 8 : 20
    const samples = collectAll(storageWithKeys(2 ** bits), 2 ** bits, quick ? 2 : PROGRAMS)
    const all = [...samples.values()].flat()
    const sizes = sizesOf(all)
    const unsigned = [...samples].filter(([kind]) => kind !== SIGNATURE).flatMap(([, kept]) => kept)
    const times = { name: 'silo', ...summarise(timesOf(unsigned)) }
    const rows = [...samples].toSorted(
      ([, a], [, b]) => quantile(sizesOf(a), 0.5) - quantile(sizesOf(b), 0.5),
    )
    return Promise.resolve({
      rows: [
        {
          name: 'proof: median size',
          unit: 'bytes',
          sides: [{ name: 'silo', ...summarise(sizes) }],
          goals: [atMost(1500)],
        },
        {
          name: 'proof: 99th percentile of sizes',
          unit: 'bytes',
          sides: [single('silo', Math.round(quantile(sizes, 0.99)))],
          goals: [atMost(2048)],
          note: `the bound that consensus holds is ${MAX_PROOF_BYTES}`,
        },
        {
          name: 'proof: verification, without signature checks',
          unit: 'µs',
          sides: [times],
          goals: [atMost(40)],
          shortfall: {
            why: 'a proof takes some seventy compressions of 0.13 µs and the decoding of its parts; the rest is work that other processes on this computer got in between',
            next: 'a quieter computer, then compressions in batches of vectors as the trees have them',
          },
        },
      ],
      tables: [
        {
          title: 'By kind of step',
          columns: ['step', 'proofs', 'least bytes', 'median', 'most', 'median µs'],
          lines: rows.map(([kind, kept]) => lineOf(kind, kept)),
        },
      ],
    })
  },
}
