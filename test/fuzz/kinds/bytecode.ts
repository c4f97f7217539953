// Mutated programs through the validator: it never throws and never takes long, and engines agree on whatever it accepts.
import { decodeImage, encodeImage, programOf } from '../../../vm/program/image.ts'
import { encodeInstruction } from '../../../vm/program/instruction.ts'
import type { Program } from '../../../vm/program/image.ts'
import { loadProgram, validateProgram } from '../../../vm/program/validator/validate.ts'
import { randomFrom } from '../../support/random.ts'
import type { Random } from '../../support/random.ts'
import { checkScenario } from '../agree/check.ts'
import { generateTree } from '../programs/generate.ts'
import { modestGoalOf, opcodeNamed } from '../programs/goals.ts'
import { hostileProgram } from '../programs/hostile.ts'
import { mutated, mutatedBytes, wordsOf } from '../programs/mutate.ts'
import { render } from '../programs/render.ts'
import { generateScenario } from '../programs/scenario.ts'
import type { Scenario } from '../programs/scenario.ts'
import { caseOfScenario, scenarioOfCase } from '../programs/text.ts'
import { field } from '../tool/corpus.ts'
import { Coverage } from '../tool/coverage.ts'
import { Finding } from '../tool/finding.ts'
import { anySeed } from '../tool/kind.ts'
import type { Kind } from '../tool/kind.ts'
import { minimise } from '../tool/minimise.ts'

const TOPIC = 'bytecode'
/** Mutants of one program in a case. */
const MUTANTS = 30
/** One case in so many is about large programs. */
const HOSTILE_RARITY = 40

/** Does nothing. */
const IDLE = encodeInstruction({ opcode: opcodeNamed('mov').code, a: 8, b: 8, c: 0, immediate: 0 })

export const bytecode: Kind = {
  name: 'bytecode',
  nextSeed: anySeed,
  run: (seed, coverage) => {
    for (const { program, scenario } of mutantsOf(seed, coverage)) {
      if (accepts(program, coverage))
        checkScenario({ ...scenario, program }, randomFrom(seed), { coverage: new Coverage() })
    }
  },
  minimised: (seed, sort) => {
    const failing = [...mutantsOf(seed, new Coverage())].find(({ program, scenario }) =>
      fails({ ...scenario, program }, seed, sort),
    )
    if (failing === undefined) return { kind: 'bytecode', fields: [['seed', `${seed}`]], body: '' }
    const scenario = { ...failing.scenario, program: failing.program }
    const small = minimise(scenario, {
      smaller: smallerPrograms,
      check: (item) => checkAccepted(item, seed),
      sort,
    })
    return caseOfScenario('bytecode', small, [['check', `${seed}`]])
  },
  replay: (file) => {
    if (field(file, 'seed') !== '') return bytecode.run(Number(field(file, 'seed')), new Coverage())
    checkAccepted(scenarioOfCase(file), Number(field(file, 'check')))
  },
  report: (coverage) => [
    `validator    ${coverage.count(TOPIC, 'accepted')} mutants accepted, ${coverage.count(TOPIC, 'refused')} refused`,
  ],
}

/** A program that ends on any gas may have mutants that go on until theirs is used up. */
const MOST_GAS = 1_000_000n

function withModestGas(scenario: Scenario): Scenario {
  const blocks = scenario.blocks.map((inbox) =>
    inbox.map((entry) => ({ ...entry, gas: entry.gas < MOST_GAS ? entry.gas : MOST_GAS })),
  )
  return { ...scenario, blocks }
}

interface Mutant {
  readonly program: Program
  readonly scenario: Scenario
}

function* mutantsOf(seed: number, coverage: Coverage): Generator<Mutant> {
  const random = randomFrom(seed)
  const goal = modestGoalOf(seed)
  const program = render(generateTree(random, goal))
  const other = render(generateTree(random, goal))
  const scenario = withModestGas(generateScenario(random, program, goal))
  if (random.below(HOSTILE_RARITY) === 0) yield { program: hostileProgram(random), scenario }
  for (let i = 0; i < MUTANTS; i++) {
    if (i % 3 > 0) yield { program: mutated(random, program, other), scenario }
    else {
      const decoded = checkedImage(random, program, coverage)
      if (decoded !== undefined) yield { program: decoded, scenario }
    }
  }
}

/** A mutated image: whatever decodes encodes to the same bytes. */
function checkedImage(random: Random, program: Program, coverage: Coverage): Program | undefined {
  const image = mutatedBytes(random, encodeImage(program))
  const decoded = decodeImage(image)
  coverage.add(TOPIC, decoded.ok ? 'decoded' : 'not an image')
  if (!decoded.ok) {
    if (loadProgram(image).ok) throw new Finding('an image that does not decode is loaded', '')
    return undefined
  }
  if (Buffer.compare(encodeImage(decoded.program), image) !== 0)
    throw new Finding('an image decodes to a program with another image', Buffer.from(image).toString('hex'))
  return decoded.program
}

function accepts(program: Program, coverage: Coverage): boolean {
  const { ok } = validateProgram(program)
  coverage.add(TOPIC, ok ? 'accepted' : 'refused')
  return ok
}

function checkAccepted(scenario: Scenario, seed: number): void {
  if (accepts(scenario.program, new Coverage()))
    checkScenario(scenario, randomFrom(seed), { coverage: new Coverage() })
}

function fails(scenario: Scenario, seed: number, sort: string): boolean {
  try {
    checkAccepted(scenario, seed)
    return false
  } catch (error) {
    return !(error instanceof Finding) || error.sort === sort
  }
}

/** With one instruction less, or one replaced by a move that does nothing; those that are not valid fall out by themselves. */
function* smallerPrograms(scenario: Scenario): Generator<Scenario> {
  for (const [i, block] of scenario.blocks.entries())
    for (let at = 0; at < block.length; at++)
      yield {
        ...scenario,
        blocks: scenario.blocks.map((b, j) => (i === j ? b.filter((_, k) => k !== at) : b)),
      }
  const words = wordsOf(scenario.program)
  const count = scenario.program.instructionCount
  for (let at = 0; at < count; at++) {
    if (words[at] === IDLE) continue
    const changed = words.map((word, i) => (i === at ? IDLE : word))
    yield { ...scenario, program: programOf(changed.slice(0, count), changed.slice(count)) }
  }
}
