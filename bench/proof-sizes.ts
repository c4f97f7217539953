// Sizes of one-step proofs and the time to verify one, by what the step does: `node bench/proof-sizes.ts [keys as a power of two, default 16]`.
// Random programs in code of 8,192 words, storage that holds keys, and a program that loads, replaces, adds and deletes keys of it.
import { entryOf, machineOf, outcomeOf, programOfText, provedSteps } from '../test/support/proved-run.ts'
import { randomFrom } from '../test/support/random.ts'
import { randomInbox, randomProgram } from '../test/support/random-program.ts'
import { storageWithKeys } from '../test/support/storage.ts'
import { type Program, programOf, wordCount } from '../vm/program/image.ts'
import { MAX_PROOF_BYTES } from '../vm/proof/sizes.ts'
import { verifyStep } from '../vm/proof/verify/verify-step.ts'
import { wordsOfBytes } from '../vm/words.ts'

const CODE_WORDS = 8192
const PROGRAMS = 40
const KEPT = 300
const REPEATS = 3

interface Sample {
  readonly hash: Uint8Array
  readonly proof: Uint8Array
}

const bits = Number(process.argv[2] ?? 16)
const keys = 2 ** bits
const storage = storageWithKeys(keys)
const samples = new Map<string, Sample[]>()

for (let seed = 0; seed < PROGRAMS; seed++) collect(padded(randomProgram(seed), seed), seed)
for (let seed = 0; seed < 4; seed++) collect(padded(programOfText(storageWork(seed)), seed), seed)
report()

/** The program with random data behind it, so that its code tree is as deep as that of a large contract. */
function padded(program: Program, seed: number): Program {
  const random = randomFrom(seed)
  const words = wordsOfBytes(new Uint8Array(program.words.buffer))
  const count = program.instructionCount
  const padding = Array.from({ length: CODE_WORDS - wordCount(program) }, () => random.word())
  return programOf(words.slice(0, count), [...words.slice(count), ...padding])
}

function storageWork(seed: number): string {
  const random = randomFrom(seed)
  const existing = (): number => 1 + random.below(keys)
  const lines = ['ldi [16] 7', 'ldi [40] 0']
  for (let i = 0; i < 40; i++) lines.push(`ldi [24] ${existing()}`, 'sload {8} {24}', 'sstore {16} {24}')
  for (let i = 0; i < 40; i++) lines.push(`ldi [24] ${keys + 1 + random.below(2 ** 31)}`, 'sstore {16} {24}')
  lines.push('zerol {16}')
  for (let i = 0; i < 40; i++) lines.push(`ldi [24] ${existing()}`, 'sstore {16} {24}')
  return [...lines, 'end {8}'].join('\n')
}

function collect(program: Program, seed: number): void {
  const inbox = [...randomInbox(seed, 1500n), entryOf({ gas: 60_000n, value: 5n })]
  for (const step of provedSteps(machineOf(program, inbox, storage))) {
    const outcome = outcomeOf(step)
    const kind = outcome === 'ok' ? step.what : 'any instruction that traps'
    const kept = samples.get(kind) ?? []
    samples.set(kind, kept)
    if (kept.length < KEPT) kept.push({ hash: step.hash, proof: step.proof })
  }
}

function report(): void {
  console.log(
    `storage of 2^${bits} keys, code of ${CODE_WORDS} words; sizes in bytes, time in µs per verification`,
  )
  console.log(
    `${'step'.padEnd(28)}${'proofs'.padStart(7)}${'min'.padStart(7)}${'median'.padStart(8)}${'max'.padStart(7)}${'µs'.padStart(7)}`,
  )
  const all: Sample[] = []
  const rows = [...samples].map(([kind, kept]) => ({ kind, kept, sizes: sizesOf(kept) }))
  rows.sort((a, b) => at(a.sizes, 0.5) - at(b.sizes, 0.5))
  for (const { kind, kept } of rows) {
    all.push(...kept)
    printRow(kind, kept)
  }
  printRow('all', all)
  console.log(`p99 of all ${at(sizesOf(all), 0.99)}; the bound MAX_PROOF_BYTES is ${MAX_PROOF_BYTES}`)
}

function printRow(name: string, kept: readonly Sample[]): void {
  const sizes = sizesOf(kept)
  const cells = [
    String(kept.length),
    ...[0, 0.5, 1].map((part) => String(at(sizes, part))),
    timeOf(kept).toFixed(0),
  ]
  console.log(name.padEnd(28) + cells.map((cell, i) => cell.padStart([7, 7, 8, 7, 7][i] ?? 7)).join(''))
}

function sizesOf(kept: readonly Sample[]): number[] {
  return kept.map(({ proof }) => proof.length).sort((a, b) => a - b)
}

function at(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0
}

/** Microseconds per verification: the best of a few rounds over all of them. */
function timeOf(kept: readonly Sample[]): number {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < REPEATS; round++) {
    const start = performance.now()
    for (const { hash, proof } of kept) verifyStep(hash, proof)
    best = Math.min(best, performance.now() - start)
  }
  return (best * 1000) / kept.length
}
