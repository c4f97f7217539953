// Campaigns: random messages by several actors to all public functions of a silo, or of several silos that call each other. After each one coins must be conserved and every invariant hold; what a
// contract refuses is no failure, but a trap that no contract means to raise is.
import { amountLeaving } from '../../vm/records.ts'
import { storageEntries } from '../../vm/storage/contents.ts'
import type { TrapName } from '../../vm/spec/traps.ts'
import { bytesToWords } from '../abi/decode.ts'
import { coinWords } from '../lower/flat-layout.ts'
import { innermost } from '../lower/places.ts'
import { contractOf } from '../lower/plan.ts'
import { ACTORS, type TypedCampaign, type TypedContract, type TypedFunction } from '../typed/tree.ts'
import { failureOf, newEnvironment, type Workshop } from './case.ts'
import type { Choices } from './choices.ts'
import type { Span } from '../source.ts'
import { isForContracts, splitSignatures, takesFrom, UNIT } from '../typed/type-facts.ts'
import { madeUpParams, makeUpSignatures } from './campaign-signatures.ts'
import { deliverUnproven, finalizeAndDeliver } from './deliver.ts'
import { toSilo, type Environment } from './environment.ts'
import { makeUp, type Range } from './make-up.ts'
import { send, startSilo } from './messages.ts'
import type { CampaignCall } from './report.ts'
import type { CaseResult } from './search.ts'
import { Failed, MessageTrapped } from './signals.ts'
import { nameOf } from './statements.ts'
import type { TestSilo } from './test-silo.ts'
import { valueText } from './value-text.ts'

/** Traps that are mistakes whoever sent the message: an invariant that the message would break, and limits that honest code stays within. */
const MISTAKES: ReadonlySet<string> = new Set<string>([
  'Broken',
  'OutOfGas',
  'StackOverflow',
  'OutboxFull',
  'EventsFull',
  'OutOfBounds',
] satisfies (TrapName | 'Broken')[])

/** Coins that are sent along, in sompi. */
const FUNDS: Range = { least: 1n, most: 1_000n * 100_000_000n }
/** Constructors that trap are tried again with other arguments, so often in a run. */
const CONSTRUCTOR_TRIES = 50

/** Runs the campaign once, with all that is random taken from choices. */
export function runCampaign(workshop: Workshop, campaign: TypedCampaign, choices: Choices): CaseResult {
  const env = newEnvironment(workshop)
  const calls: CampaignCall[] = []
  let refusals: readonly string[] | null = null
  const failure = failureOf(() => {
    refusals = play(env, campaign, choices, calls)
  })
  if (refusals !== null) return { kind: 'unfit', refusals }
  const { messages } = env
  if (failure === null) return { kind: 'passed', messages, labels: [] }
  return { kind: 'failed', failure, messages, example: { kind: 'calls', calls } }
}

interface Target {
  readonly silo: number
  readonly instance: number
  readonly contract: TypedContract
  readonly fn: TypedFunction
}

/** Gives why the constructor refused all arguments, if it did; then nothing was played. */
function play(
  env: Environment,
  campaign: TypedCampaign,
  choices: Choices,
  calls: CampaignCall[],
): readonly string[] | null {
  const root = contractOf(env.program, campaign.over)
  // All of them are there before the first constructor runs: they may name each other.
  const silos = Array.from({ length: campaign.silos }, () => startSilo(env, root))
  const purse = { spent: 0n }
  for (const silo of silos) {
    const deployed = deployAnyhow(env, campaign, { silo, root }, choices, calls)
    if (!deployed.ok) return deployed.refusals
    purse.spent += deployed.spent
  }
  const targets = silos.flatMap((silo) => targetsIn(env, silo))
  if (targets.length === 0)
    throw new Failed(campaign.nameSpan, `${root.name} has no public function that changes anything`)
  const takesUnproven = root.functions.some((fn) => fn.role === 'remote' && takesFrom(fn.access, 'Unproven'))
  const deliveries = silos.length > 1 ? [FINALIZE, ...(takesUnproven ? [DELIVER_UNPROVEN] : [])] : []
  checkCoins(env, campaign, purse.spent)
  for (let i = 0; i < campaign.steps; i++) {
    choices.mark()
    // 0, the simplest choice, ends the run.
    if (choices.draw(BigInt(campaign.steps)) === 0n) return null
    // Behind the functions stands what makes calls between silos arrive.
    const choice = Number(choices.draw(BigInt(targets.length + deliveries.length)))
    const target = targets[choice]
    if (target === undefined) {
      const [name, deliver] = deliveries[choice - targets.length] ?? FINALIZE
      calls.push({ actor: 'alice', text: `${name}()`, refused: null })
      deliverAll(env, campaign, deliver)
    } else purse.spent += sendAnything(env, campaign, target, choices, calls)
    checkCoins(env, campaign, purse.spent)
  }
  return null
}

type Delivery = readonly [string, (env: Environment, span: Span) => void]
const FINALIZE: Delivery = ['finalize', finalizeAndDeliver]
const DELIVER_UNPROVEN: Delivery = ['deliver_unproven', deliverUnproven]

/** Makes calls between the silos arrive. Of what they bring a silo may refuse all, but not by a mistake of its own. */
function deliverAll(env: Environment, campaign: TypedCampaign, deliver: Delivery[1]): void {
  const before = env.messages.length
  deliver(env, campaign.nameSpan)
  for (const { name, trap } of env.messages.slice(before))
    if (trap !== null && MISTAKES.has(nameOf(trap)))
      throw new Failed(campaign.nameSpan, `${name} trapped with ${nameOf(trap)}: ${trap.meaning}`)
}

/** The functions of a silo that change something. */
function targetsIn(env: Environment, silo: number): Target[] {
  return (env.silos[silo]?.silo.plan.instances ?? []).flatMap(({ number, contract }) =>
    contract.functions
      .filter((fn) => fn.role === 'public' && fn.effect === 'write' && !isForContracts(fn))
      .map((fn): Target => ({ silo, instance: number, contract, fn })),
  )
}

type Deployed =
  /** The coins that went in. */
  | { readonly ok: true; readonly spent: bigint }
  /** Why each list of arguments was refused. */
  | { readonly ok: false; readonly refusals: readonly string[] }

/** The silo with some constructor arguments that it takes. */
function deployAnyhow(
  env: Environment,
  campaign: TypedCampaign,
  { silo, root }: { readonly silo: number; readonly root: TypedContract },
  choices: Choices,
  calls: CampaignCall[],
): Deployed {
  const { init } = root
  if (init === null) return { ok: true, spent: 0n }
  const target = { silo, instance: 0, contract: root, fn: init }
  const refusals: string[] = []
  // A replayed list that is at its end would only give the same arguments again.
  while (refusals.length < CONSTRUCTOR_TRIES && (refusals.length === 0 || !choices.isOver())) {
    // Shrinking leaves out what was refused.
    choices.mark()
    const spent = sendAnything(env, campaign, target, choices, calls)
    const call = calls.pop()
    if (call === undefined)
      throw new Failed(campaign.nameSpan, `no arguments can be made up for the constructor of ${root.name}`)
    if (call.refused !== null) refusals.push(call.refused)
    else {
      calls.push(call)
      return { ok: true, spent }
    }
  }
  return { ok: false, refusals }
}

/** Sends a message with made-up arguments; gives the coins that went in. A refusal is noted, a mistake fails the campaign. */
function sendAnything(
  env: Environment,
  campaign: TypedCampaign,
  { silo, instance, contract, fn }: Target,
  choices: Choices,
  calls: CampaignCall[],
): bigint {
  const actor = ACTORS[Number(choices.draw(BigInt(campaign.actors)))] ?? 'alice'
  const plain = madeUpParams(fn)
  const words = plain.map(({ type }) =>
    type.kind === 'hash' && campaign.silos > 1 ? anySilo(env, choices) : makeUp(env, type, choices),
  )
  const given = words.filter((word) => word !== undefined)
  if (given.length < words.length) return 0n
  const [value = 0n] = fn.payable ? (makeUp(env, { kind: 'sompi' }, choices, FUNDS) ?? []) : []
  const target = { silo, instance: BigInt(instance), fn, value }
  const signatures = makeUpSignatures(env, target, given, choices)
  const types = [...plain, ...splitSignatures(fn).signatures].map(({ type }) => type)
  const args = [...given, ...signatures.map((one) => one.words)].flatMap((one, i) =>
    toSilo(env, types[i] ?? UNIT, one),
  )
  const shown = plain.map(({ name, type }, i) => `${name}: ${valueText(env, type, given[i] ?? [])}`)
  shown.push(...signatures.map(({ by }) => `signed by ${by}`))
  if (fn.payable) shown.push(`coin(${valueText(env, { kind: 'sompi' }, [value])})`)
  const name = `${contract.name}.${fn.role === 'init' ? 'init' : fn.name}`
  const text = `${name}(${shown.join(', ')})${campaign.silos > 1 ? ` in silo ${silo}` : ''}`
  const note = (refused: string | null): void => void calls.push({ actor, text, refused })
  try {
    send({ ...env, actor }, { ...target, name, args, span: campaign.nameSpan })
    note(null)
    return value
  } catch (signal) {
    if (!(signal instanceof MessageTrapped)) {
      note(null)
      throw signal
    }
    const trap = nameOf(signal.trap)
    note(trap)
    if (MISTAKES.has(trap)) throw signal
    return 0n
  }
}

/** The id of one of the silos. */
function anySilo(env: Environment, choices: Choices): readonly bigint[] {
  const silo = env.silos[Number(choices.draw(BigInt(env.silos.length)))]
  return bytesToWords(silo?.id ?? new Uint8Array(32))
}

/** What went in, from outside and from other silos, is what is there and what went out. */
function checkCoins(env: Environment, campaign: TypedCampaign, spent: bigint): void {
  const held = env.silos.reduce((sum, silo) => sum + coinsHeld(env, silo), 0n)
  const { arrived } = env.timeline
  const paid = env.payments.reduce((sum, payment) => sum + amountLeaving(payment?.entry), 0n)
  if (held + paid === spent + arrived) return
  const amounts = { held, paid, in: spent + arrived }
  const text = Object.entries(amounts).map(
    ([what, sompi]) => `${valueText(env, { kind: 'sompi' }, [sompi])} ${what}`,
  )
  throw new Failed(campaign.nameSpan, `coins are not conserved: ${text.join(', ')}`)
}

/** The sum of all coins in a silo's storage, in sompi. */
function coinsHeld(env: Environment, silo: TestSilo): bigint {
  const { instances } = silo.silo.plan
  let sum = 0n
  for (const { instance, key, value } of storageEntries(silo.state.snapshot())) {
    const [first = 0n] = bytesToWords(key)
    const field = instances[Number(instance)]?.contract.storage.find(
      ({ index }) => BigInt(index) === (first & 0xffff_ffffn),
    )
    if (field === undefined) continue
    const words = bytesToWords(value)
    const start = 8 * Number(first >> 32n)
    for (const word of coinWords(env.program, innermost(field).value)) sum += words[word - start] ?? 0n
  }
  return sum
}
