// Everything that reads bytes, texts and JSON of strangers: whatever comes, it answers and never throws; bytes that it accepts have no other form.
import { concatBytes, equalBytes } from '../../../vm/words.ts'
import { randomFrom } from '../../support/random.ts'
import { hexOf } from '../agree/fingerprint.ts'
import { BYTES_PARSERS } from '../parsers/bytes.ts'
import { sampleOf } from '../parsers/sample.ts'
import { runRandomScripts } from '../parsers/scripts.ts'
import { TEXT_PARSERS } from '../parsers/texts.ts'
import { mutatedBytes } from '../programs/mutate.ts'
import { field } from '../tool/corpus.ts'
import { Coverage } from '../tool/coverage.ts'
import { Finding, asFinding, findingOf } from '../tool/finding.ts'
import { anySeed } from '../tool/kind.ts'
import type { Kind } from '../tool/kind.ts'
import { minimise } from '../tool/minimise.ts'

const TOPIC = 'parsers'
const MUTANTS = 20
const TEXTS = 6
const SCRIPTS = 20
/** A compilation takes as long as thousands of the others. */
const SLOW = new Set(['silo-source'])

export const parsers: Kind = {
  name: 'parsers',
  nextSeed: anySeed,
  run: (seed, coverage) => {
    for (const input of inputsOf(seed)) coverage.add(TOPIC, `${input.name} ${read(input)}`)
    for (let i = 0; i < SCRIPTS; i++) {
      runRandomScripts((seed + i) >>> 0)
      coverage.add(TOPIC, 'scripts run')
    }
  },
  minimised: (seed, sort) => {
    const fails = (input: Input): boolean => findingOf(() => read(input))?.sort === sort
    const failing = [...inputsOf(seed)].find(fails)
    if (failing === undefined) return { kind: 'parsers', fields: [['seed', `${seed}`]], body: '' }
    const small = minimise(failing, { smaller, check: read, sort })
    const input = typeof small.data === 'string' ? JSON.stringify(small.data) : hexOf(small.data)
    return {
      kind: 'parsers',
      fields: [
        ['parser', small.name],
        ['form', typeof small.data === 'string' ? 'text' : 'bytes'],
        ['input', input],
      ],
      body: '',
    }
  },
  replay: (file) => {
    if (field(file, 'seed') !== '') return parsers.run(Number(field(file, 'seed')), new Coverage())
    const input = field(file, 'input')
    const data =
      field(file, 'form') === 'text' ? String(JSON.parse(input)) : new Uint8Array(Buffer.from(input, 'hex'))
    read({ name: field(file, 'parser'), data })
  },
  report: (coverage) => {
    const sum = (sort: string): number =>
      coverage
        .names(TOPIC)
        .reduce((all, name) => all + (name.endsWith(sort) ? coverage.count(TOPIC, name) : 0), 0)
    const never = BYTES_PARSERS.filter(({ name }) => coverage.count(TOPIC, `${name} accepted`) === 0)
    return [
      `parsers      ${BYTES_PARSERS.length} of bytes: ${sum('accepted')} accepted, ${sum('refused')} refused; ${TEXT_PARSERS.length} of texts: ${sum('read')} read; scripts: ${sum('run')}`,
      `  no way back, or never accepted: ${never.map(({ name }) => name).join(', ')}`,
    ]
  },
}

interface Input {
  readonly name: string
  readonly data: Uint8Array | string
}

function* inputsOf(seed: number): Generator<Input> {
  const random = randomFrom(seed)
  for (const { name, samples } of BYTES_PARSERS) {
    const good = sampleOf(samples, random)
    yield { name, data: good }
    for (let i = 0; i < MUTANTS; i++) yield { name, data: mutatedBytes(random, good) }
  }
  for (const { name, sample } of TEXT_PARSERS)
    for (let i = 0; i < (SLOW.has(name) ? 1 : TEXTS); i++) yield { name, data: sample(random) }
}

/** What became of it. */
function read({ name, data }: Input): string {
  try {
    if (typeof data === 'string') {
      TEXT_PARSERS.find((parser) => parser.name === name)?.parse(data)
      return 'read'
    }
    const again = BYTES_PARSERS.find((parser) => parser.name === name)?.parse(data)
    if (again !== undefined && !equalBytes(again, data))
      throw new Finding(`bytes have another form (${name})`, `${hexOf(data)}\n${hexOf(again)}`)
    return again === undefined ? 'refused' : 'accepted'
  } catch (error) {
    const finding = asFinding(error)
    throw new Finding(finding.sort, `${name}: ${finding.message}`)
  }
}

function* smaller({ name, data }: Input): Generator<Input> {
  for (let size = data.length >> 1; size >= 1; size >>= 1)
    for (let from = 0; from + size <= data.length; from += size) {
      if (typeof data === 'string') yield { name, data: data.slice(0, from) + data.slice(from + size) }
      else yield { name, data: concatBytes([data.slice(0, from), data.slice(from + size)]) }
    }
}
