// Forged proofs: whatever is changed in a true proof, the verifiers refuse it and never throw. Of steps, of halted machines, of entries of lists,
// of points of a history.
import { machineHash } from '../../../vm/machine/header.ts'
import { run } from '../../../vm/machine/run.ts'
import type { MachineState } from '../../../vm/machine/state.ts'
import { decodeProof } from '../../../vm/proof/decode.ts'
import { encodeProof } from '../../../vm/proof/encode.ts'
import { verifyHalted } from '../../../vm/proof/halted.ts'
import { historyRoot, provePoints, verifyPoints } from '../../../vm/proof/history.ts'
import { verifyEvents, verifyOutboxEntries } from '../../../vm/proof/lists.ts'
import { proveEvents, proveHalted, proveOutboxEntries } from '../../../vm/proof/prove/prove.ts'
import { verifyStep } from '../../../vm/proof/verify/verify-step.ts'
import { equalBytes } from '../../../vm/words.ts'
import { randomFrom } from '../../support/random.ts'
import type { Random } from '../../support/random.ts'
import { hexOf } from '../agree/fingerprint.ts'
import { specified } from '../agree/specified.ts'
import type { ProvedStep } from '../agree/specified.ts'
import { forged } from '../programs/forge.ts'
import { generateTree } from '../programs/generate.ts'
import { modestGoalOf } from '../programs/goals.ts'
import { mutatedBytes } from '../programs/mutate.ts'
import { render } from '../programs/render.ts'
import { generateScenario, machineFor, storageFor } from '../programs/scenario.ts'
import { field } from '../tool/corpus.ts'
import type { CorpusCase } from '../tool/corpus.ts'
import { Coverage } from '../tool/coverage.ts'
import { Finding } from '../tool/finding.ts'
import { anySeed } from '../tool/kind.ts'
import type { Kind } from '../tool/kind.ts'

const TOPIC = 'proofs'
/** Steps of a run whose proofs are forged, and forgeries of each. */
const PROVED = 24
const FORGERIES = 40
const LAST_STEP = 400

export const proofs: Kind = {
  name: 'proofs',
  nextSeed: anySeed,
  run: (seed, coverage) => {
    for (const attempt of attempts(seed, coverage)) check(attempt)
  },
  minimised: (seed, sort) => {
    const failing = [...attempts(seed, new Coverage())].find((attempt) => fails(attempt, sort))
    if (failing?.sort !== 'step') return { kind: 'proofs', fields: [['seed', `${seed}`]], body: '' }
    return {
      kind: 'proofs',
      fields: [
        ['hash', hexOf(failing.hash)],
        ['proof', hexOf(failing.bytes)],
      ],
      body: '',
    }
  },
  replay: (file) => {
    if (field(file, 'seed') !== '') return proofs.run(Number(field(file, 'seed')), new Coverage())
    check({
      sort: 'step',
      hash: bytesOf(file, 'hash'),
      bytes: bytesOf(file, 'proof'),
      accepts: (bytes) => verifyStep(bytesOf(file, 'hash'), bytes).ok,
    })
  },
  report: (coverage) => [
    `forgeries    ${coverage
      .names(TOPIC)
      .map((name) => `${name} ${coverage.count(TOPIC, name)}`)
      .join(', ')}, none accepted`,
  ],
}

/** A forgery, and the verifier that must refuse it. */
interface Attempt {
  readonly sort: string
  readonly hash: Uint8Array
  readonly bytes: Uint8Array
  readonly accepts: (bytes: Uint8Array) => boolean
}

function check({ sort, hash, bytes, accepts }: Attempt): void {
  if (accepts(bytes))
    throw new Finding(`a forged proof is accepted (${sort})`, `hash ${hexOf(hash)}\nproof ${hexOf(bytes)}`)
  const decoded = sort === 'step' ? decodeProof(bytes) : undefined
  if (decoded?.ok && !equalBytes(encodeProof(decoded.proof), bytes))
    throw new Finding('a proof has two encodings', hexOf(bytes))
}

function fails(attempt: Attempt, sort: string): boolean {
  try {
    check(attempt)
    return false
  } catch (error) {
    return !(error instanceof Finding) || error.sort === sort
  }
}

function* attempts(seed: number, coverage: Coverage): Generator<Attempt> {
  const random = randomFrom(seed)
  const goal = modestGoalOf(seed)
  const program = render(generateTree(random, goal))
  const scenario = generateScenario(random, program, goal)
  const machine = machineFor(scenario, 0, storageFor(scenario))
  const steps: ProvedStep[] = []
  const stops = [...new Set(Array.from({ length: PROVED }, () => random.below(LAST_STEP)))].sort(
    (x, y) => x - y,
  )
  specified(machine, stops, new Set(stops), (step) => steps.push(step))
  run(machine)
  for (const attempt of [
    ...stepForgeries(random, steps),
    ...endForgeries(random, machine),
    ...pointForgeries(random, steps),
  ]) {
    coverage.add(TOPIC, attempt.sort)
    yield attempt
  }
}

function* stepForgeries(random: Random, steps: readonly ProvedStep[]): Generator<Attempt> {
  for (const { hash, proof } of steps) {
    const accepts = (bytes: Uint8Array): boolean => verifyStep(hash, bytes).ok
    for (let i = 0; i < FORGERIES; i++) {
      const bytes = forged(random, proof, random.pick(steps).proof)
      if (!equalBytes(bytes, proof)) yield { sort: 'step', hash, bytes, accepts }
    }
    const at = random.below(32)
    const wrong = hash.with(at, (hash[at] ?? 0) ^ (1 << random.below(8)))
    yield { sort: 'step', hash: wrong, bytes: proof, accepts: (bytes) => verifyStep(wrong, bytes).ok }
  }
}

/** Of a machine at its end: the halted witness, entries of the outbox and records of the events. */
function* endForgeries(random: Random, machine: MachineState): Generator<Attempt> {
  const hash = machineHash(machine)
  yield* mutants(random, 'halted', hash, proveHalted(machine), (bytes) => verifyHalted(hash, bytes).ok)
  const lists = [
    { sort: 'outbox', tree: machine.outbox, prove: proveOutboxEntries, verify: verifyOutboxEntries },
    { sort: 'events', tree: machine.events, prove: proveEvents, verify: verifyEvents },
  ] as const
  for (const { sort, tree, prove, verify } of lists) {
    if (tree.length === 0) continue
    const indices = [...new Set(Array.from({ length: 3 }, () => random.below(tree.length)))].sort(
      (x, y) => x - y,
    )
    const entries = indices.map((index) => ({ index, leaf: tree.leaf(index) }))
    const root = tree.root()
    const path = prove(machine, indices)
    if (!verify(root, entries, path))
      throw new Finding(`a true proof is refused (${sort})`, indices.join(' '))
    yield* mutants(random, sort, root, path, (bytes) => verify(root, entries, bytes))
    const altered = entries.map(({ index, leaf }) => ({
      index,
      leaf: leaf.with(random.below(64), (leaf[0] ?? 0) ^ 0xff),
    }))
    const moved = entries.map(({ index, leaf }) => ({ index: index + 1, leaf }))
    if (!altered.every(({ leaf }, i) => equalBytes(leaf, entries[i]?.leaf ?? leaf)))
      yield { sort, hash: root, bytes: path, accepts: (bytes) => verify(root, altered, bytes) }
    if (!moved.every(({ index, leaf }) => equalBytes(tree.leaf(index), leaf)))
      yield { sort, hash: root, bytes: path, accepts: (bytes) => verify(root, moved, bytes) }
  }
}

function* pointForgeries(random: Random, steps: readonly ProvedStep[]): Generator<Attempt> {
  const hashes = steps.map(({ hash }) => hash)
  const indices = hashes.map((_, i) => i).filter(() => random.below(3) === 0)
  if (indices.length === 0) return
  const root = historyRoot(hashes)
  const shown = indices.map((index) => hashes[index] ?? root)
  const path = provePoints(hashes, indices)
  const accepts = (bytes: Uint8Array): boolean => verifyPoints(root, hashes.length, indices, shown, bytes)
  if (!accepts(path)) throw new Finding('a true proof is refused (points)', indices.join(' '))
  yield* mutants(random, 'points', root, path, accepts)
}

function* mutants(
  random: Random,
  sort: string,
  hash: Uint8Array,
  proof: Uint8Array,
  accepts: (bytes: Uint8Array) => boolean,
): Generator<Attempt> {
  for (let i = 0; i < FORGERIES; i++) {
    const bytes = mutatedBytes(random, proof)
    if (!equalBytes(bytes, proof)) yield { sort, hash, bytes, accepts }
  }
}

function bytesOf(file: CorpusCase, name: string): Uint8Array {
  return new Uint8Array(Buffer.from(field(file, name), 'hex'))
}
