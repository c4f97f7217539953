// Campaigns: random messages by several actors to all public functions of a silo. After each one coins must be conserved and every invariant hold; what a
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
import { isForContracts, UNIT } from '../typed/type-facts.ts'
import { toSilo, type Environment } from './environment.ts'
import { makeUp, type Range } from './make-up.ts'
import { send, startSilo } from './messages.ts'
import type { CampaignCall } from './report.ts'
import type { CaseResult } from './search.ts'
import { Failed, MessageTrapped } from './signals.ts'
import { nameOf } from './statements.ts'
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
  const deployed = deployAnyhow(env, campaign, root, choices, calls)
  if (!deployed.ok) return deployed.refusals
  const purse = { spent: deployed.spent }
  const targets = (env.silos[0]?.silo.plan.instances ?? []).flatMap(({ number, contract }) =>
    contract.functions
      .filter((fn) => fn.role === 'public' && fn.effect === 'write' && !isForContracts(fn))
      .map((fn): Target => ({ instance: number, contract, fn })),
  )
  if (targets.length === 0)
    throw new Failed(campaign.nameSpan, `${root.name} has no public function that changes anything`)
  checkCoins(env, campaign, purse.spent)
  for (let i = 0; i < campaign.steps; i++) {
    choices.mark()
    // 0, the simplest choice, ends the run.
    if (choices.draw(BigInt(campaign.steps)) === 0n) return null
    const target = targets[Number(choices.draw(BigInt(targets.length)))]
    if (target === undefined) throw new Error('a choice beyond its bound')
    purse.spent += sendAnything(env, campaign, target, choices, calls)
    checkCoins(env, campaign, purse.spent)
  }
  return null
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
  root: TypedContract,
  choices: Choices,
  calls: CampaignCall[],
): Deployed {
  const { init } = root
  startSilo(env, root)
  if (init === null) return { ok: true, spent: 0n }
  const target = { instance: 0, contract: root, fn: init }
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
  { instance, contract, fn }: Target,
  choices: Choices,
  calls: CampaignCall[],
): bigint {
  const actor = ACTORS[Number(choices.draw(BigInt(campaign.actors)))] ?? 'alice'
  const plain = fn.params.filter(({ type }) => type.kind !== 'coin')
  const words = plain.map(({ type }) => makeUp(env, type, choices))
  const args = words.flatMap((given, i) => toSilo(env, plain[i]?.type ?? UNIT, given ?? []))
  if (words.includes(undefined)) return 0n
  const [value = 0n] = fn.payable ? (makeUp(env, { kind: 'sompi' }, choices, FUNDS) ?? []) : []
  const shown = plain.map(({ name, type }, i) => `${name}: ${valueText(env, type, words[i] ?? [])}`)
  if (fn.payable) shown.push(`coin(${valueText(env, { kind: 'sompi' }, [value])})`)
  const name = `${contract.name}.${fn.role === 'init' ? 'init' : fn.name}`
  const text = `${name}(${shown.join(', ')})`
  const note = (refused: string | null): void => void calls.push({ actor, text, refused })
  try {
    send(
      { ...env, actor },
      { silo: 0, instance: BigInt(instance), name, fn, args, value, span: campaign.nameSpan },
    )
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

/** What went in is what is there and what was paid out. */
function checkCoins(env: Environment, campaign: TypedCampaign, spent: bigint): void {
  const held = coinsHeld(env)
  const paid = env.payments.reduce((sum, payment) => sum + amountLeaving(payment?.entry), 0n)
  if (held + paid === spent) return
  const amounts = { held, paid, in: spent }
  const text = Object.entries(amounts).map(
    ([what, sompi]) => `${valueText(env, { kind: 'sompi' }, [sompi])} ${what}`,
  )
  throw new Failed(campaign.nameSpan, `coins are not conserved: ${text.join(', ')}`)
}

/** The sum of all coins in the silo's storage, in sompi. */
function coinsHeld(env: Environment): bigint {
  const silo = env.silos[0]
  if (silo === undefined) return 0n
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
