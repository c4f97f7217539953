// One seeded run on virtual time: a silo on a network of miners with latency, an honest manager against an adversary, a
// user who pays in and takes out. Everything that happens follows from the seed, so that a failing run replays exactly.
import { siloIdOf } from '../../devnet/bridge/ids.ts'
import { createRandom, createVirtualClock, startDevnet } from '../../devnet/index.ts'
import type { Devnet, VirtualClock } from '../../devnet/index.ts'
import type { ManagerEvent } from '../../devnet/manager/index.ts'
import type { Hash } from '../../devnet/tx/index.ts'
import type { ManagerStrategy } from '../../client/rpc/methods.ts'
import type { DisputeInfo } from '../../client/rpc/dispute-codecs.ts'
import type { NodeInfo } from '../../client/rpc/silo-codecs.ts'
import { createContract, deployDraft } from '../../client/silo/contract.ts'
import type { Contract } from '../../client/silo/contract.ts'
import { createFollower } from '../../client/silo/follower.ts'
import type { SendResult, Wallet } from '../../client/wallet/wallet.ts'
import { createWallet } from '../../client/wallet/wallet.ts'
import { brokenBooks } from './books.ts'
import { equivocations, paymentsOf } from './ending.ts'
import { simulationHost } from './host.ts'
import type { SimulationHostOptions } from './host.ts'
import { SIMULATION_CONFIG, vaultArtifact } from './silo.ts'
import { countTakenBack, type KindCounts } from './taken-back.ts'
import { startWeather } from './weather.ts'

export interface Scenario {
  readonly seed: string
  readonly adversary: ManagerStrategy
  readonly adversaryStakes: number
  readonly honestManagers: number
  readonly honestStakes: number
  readonly miners: number
  readonly blocksPerSecond: number
  readonly latencyMs: number
  /** Calls of the user besides its deposit and its withdrawal. */
  readonly visits: number
  /** Mean milliseconds between crashes of honest managers; none when missing. */
  readonly meanUptimeMs?: number
  /** The network falls apart now and then. */
  readonly stormy?: boolean
  /** Milliseconds of simulated time after which the run counts as stuck. */
  readonly limitMs: bigint
  /** What honest managers are, where they aren't the usual ones. */
  readonly honest?: SimulationHostOptions['honest']
}

export interface Report {
  /** Why the run isn't as it should be; empty when all is well. */
  readonly problems: readonly string[]
  /** Milliseconds of simulated time until the end. */
  readonly tookMs: bigint
  readonly disputes: readonly DisputeInfo[]
  readonly nodes: readonly NodeInfo[]
  readonly adversaryStakesLeft: number
  readonly honestStakesLeft: number
  readonly chainBlocks: number
  /** Kinds of bridge transactions that reorgs took back from some node's chain, and how often. */
  readonly takenBack: KindCounts
  readonly log: readonly string[]
}

const COIN = 100_000_000n
const NAMESPACE = 0x7661756c
const DEPOSIT = 50n * COIN
const WITHDRAWAL = 20n * COIN
const STEP_MS = 250n

/** Runs until the user's withdrawal is paid and the adversary has lost its stake, or the limit. */
export async function simulate(scenario: Scenario): Promise<Report> {
  const clock = createVirtualClock(1_800_000_000_000n)
  const start = clock.now()
  const log: string[] = []
  const problems: string[] = []
  const note = (text: string): void => {
    log.push(`${clock.now() - start} ms: ${text}`)
  }
  const devnet = await startDevnet({
    clock,
    seed: scenario.seed,
    miners: scenario.miners,
    blocksPerSecond: scenario.blocksPerSecond,
    latency: { min: 10, max: scenario.latencyMs },
    accounts: 1,
    managers: (network) =>
      simulationHost(network, {
        seed: scenario.seed,
        meanUptimeMs: scenario.meanUptimeMs,
        onCrash: (name) => note(`${name} crashes`),
        ...(scenario.honest === undefined ? {} : { honest: scenario.honest }),
        onEvent: (name, event) => {
          note(`${name} ${event.kind}${describe(event)}`)
        },
      }),
  })
  const run = { scenario, clock, devnet, note, problems }
  let chainBlocks = 0
  const audit = await auditEveryBlock(run, () => chainBlocks++)
  const takenBack = await countTakenBack(devnet)
  try {
    const story = await play(run)
    return { ...story, problems, tookMs: clock.now() - start, chainBlocks, takenBack, log }
  } finally {
    audit()
    await devnet.stop()
  }
}

function describe(event: ManagerEvent): string {
  switch (event.kind) {
    case 'sent':
      return ` ${event.action.kind}`
    case 'failed':
      return ` ${event.action.kind}: ${event.reason}`
    case 'trouble':
      return `: ${event.reason}`
    case 'alarm':
      return ` ${event.alarm.kind}: ${event.alarm.reason}`
  }
}

interface Run {
  readonly scenario: Scenario
  readonly clock: VirtualClock
  readonly devnet: Devnet
  readonly note: (text: string) => void
  readonly problems: string[]
}

/** Looks at the books whenever the first node's chain moves. */
async function auditEveryBlock({ devnet, problems }: Run, count: () => void): Promise<() => void> {
  return devnet.api.subscribe('virtualChainChanged', { include_accepted_transaction_ids: false }, () => {
    count()
    void devnet.api.silo_getBooks({}).then((books) => problems.push(...brokenBooks(books)))
  })
}

type Story = Omit<Report, 'problems' | 'tookMs' | 'chainBlocks' | 'takenBack' | 'log'>

async function play(run: Run): Promise<Story> {
  const { scenario, clock, devnet, note } = run
  const { api } = devnet
  const [user] = devnet.accounts
  if (user === undefined) throw new Error('the devnet has an account')
  const wallet = createWallet({
    api,
    key: user.key,
    prefix: devnet.params.addressPrefix,
    coinbaseMaturity: devnet.params.coinbaseMaturity,
  })
  const siloId = await deploy(run, wallet)
  const follower = await createFollower({ api, siloId })
  const contract = createContract(vaultArtifact(), follower)
  const started = await clock.finish(startManagers(run, siloId), scenario.limitMs)
  note('managers are running')
  if (scenario.stormy === true) startWeather(devnet, createRandom(`weather ${scenario.seed}`), note)

  // Sent together, so that they often share a reference block, and its trace is longer than one level of a dispute.
  for (let i = 0; i < scenario.visits; i++) await contract.call(wallet, 'visit', [])
  await accepted(run, await contract.call(wallet, 'deposit', [], { value: DEPOSIT }))
  let withdrawal = await contract.call(wallet, 'withdraw', [WITHDRAWAL])
  await accepted(run, withdrawal)
  note('the user has asked for a withdrawal')

  await until(run, 'the withdrawal is paid, fees are collected and the adversary has lost', async () => {
    const { disputes } = await api.silo_getDisputes({ siloId, openOnly: false })
    const beaten = disputes.some(({ outcome, ...dispute }) => {
      const loser = outcome?.winner === 'prover' ? dispute.challenger : dispute.prover
      return outcome?.slashed === true && loser.owner === started.adversary
    })
    await contract.follower.update()
    if (withdrawal.ok && contract.outcome(withdrawal.transactionId)?.failure !== undefined) {
      // A reorg may have put it before the deposit.
      note('the withdrawal failed, the user asks again')
      withdrawal = await contract.call(wallet, 'withdraw', [WITHDRAWAL])
    }
    return beaten && (await isPaid(contract, withdrawal, run)) && (await areFeesCollected(siloId, run))
  })
  return await conclude(run, siloId, started, contract)
}

async function deploy(run: Run, wallet: Wallet): Promise<Hash> {
  const made = deployDraft({
    artifact: vaultArtifact(),
    args: [],
    config: SIMULATION_CONFIG,
    namespace: NAMESPACE,
    creator: wallet.key.publicKey,
  })
  if (!made.ok) throw new Error(made.reason)
  await run.clock.advance(1000n)
  return siloIdOf(await accepted(run, await wallet.send(made.draft)))
}

interface Started {
  readonly adversary: Hash
  readonly honest: readonly Hash[]
}

async function startManagers({ devnet, scenario }: Run, siloId: Hash): Promise<Started> {
  const honest: Hash[] = []
  for (let i = 0; i < scenario.honestManagers; i++) {
    const request = { siloId, strategy: 'honest', stakes: scenario.honestStakes } as const
    honest.push((await devnet.api.devnet_startManager(request)).manager.owner)
  }
  const { manager } = await devnet.api.devnet_startManager({
    siloId,
    strategy: scenario.adversary,
    stakes: scenario.adversaryStakes,
  })
  return { adversary: manager.owner, honest }
}

/** Whether the payments of a message were made, once its commitment is final with the state that we computed. */
async function isPaid(contract: Contract, sent: SendResult, { devnet }: Run): Promise<boolean> {
  const outcome = sent.ok ? contract.outcome(sent.transactionId) : undefined
  const block = outcome === undefined ? undefined : contract.follower.block(outcome.block)
  if (block === undefined) return false
  const { nodes } = await devnet.api.silo_getNodes({
    siloId: contract.follower.silo.siloId,
    fromHeight: block.height,
  })
  return nodes.some(
    (node) =>
      node.status === 'final' &&
      node.referenceBlock === block.info.hash &&
      node.stateCommitment === block.stateCommitment &&
      node.published.length === block.outbox.length,
  )
}

/** Whether some committer has taken what its commitments earned. */
async function areFeesCollected(siloId: Hash, { devnet }: Run): Promise<boolean> {
  const { silos } = await devnet.api.silo_getBooks({})
  return silos.some((book) => book.siloId === siloId && book.feesPaid > 0n)
}

async function conclude(run: Run, siloId: Hash, started: Started, contract: Contract): Promise<Story> {
  const { devnet, problems, scenario } = run
  const { stakes } = await devnet.api.silo_getStakes({ siloId, owner: undefined })
  const { nodes } = await devnet.api.silo_getNodes({ siloId, fromHeight: undefined })
  const { disputes } = await devnet.api.silo_getDisputes({ siloId, openOnly: false })
  const own = contract.follower.blocks()
  for (const node of nodes) {
    const result = own[node.height - 1]
    const right = node.height === 0 || node.stateCommitment === result?.stateCommitment
    if (node.status === 'final' && !right) problems.push(`a wrong commitment is final: ${node.nodeId}`)
    if (new Set(node.published).size !== node.published.length)
      problems.push('an entry is listed as paid twice')
  }
  problems.push(...equivocations(nodes, started.honest))
  const { silos } = await devnet.api.silo_getBooks({})
  const paid = silos.find((book) => book.siloId === siloId)?.published
  const due = paymentsOf(contract, nodes)
  if (paid !== due || due < WITHDRAWAL) problems.push(`${paid} sompi were paid out, not ${due}`)
  const count = (owners: readonly Hash[]): number =>
    stakes.filter((stake) => owners.includes(stake.owner) && stake.status !== 'slashable').length
  const honestStakesLeft = count(started.honest)
  const wanted = scenario.honestManagers * scenario.honestStakes
  if (honestStakesLeft !== wanted)
    problems.push(`honest managers hold ${honestStakesLeft} of ${wanted} stakes`)
  for (const dispute of disputes) {
    const winner = dispute.outcome?.winner === 'prover' ? dispute.prover : dispute.challenger
    if (dispute.outcome !== undefined && winner.owner === started.adversary) {
      problems.push(`the adversary won dispute ${dispute.disputeId}`)
    }
  }
  return { disputes, nodes, honestStakesLeft, adversaryStakesLeft: count([started.adversary]) }
}

/** Waits until a transaction is accepted; throws when it wasn't even taken. */
async function accepted(run: Run, sent: SendResult): Promise<Hash> {
  if (!sent.ok) throw new Error(`a transaction was not taken: ${sent.reason}`)
  const { transactionId } = sent
  await until(run, `transaction ${transactionId} is accepted`, async () => {
    const { status } = await run.devnet.api.silo_getTransaction({ transactionId })
    return status.kind === 'accepted'
  })
  return transactionId
}

async function until(
  { clock, scenario, problems }: Run,
  what: string,
  holds: () => Promise<boolean>,
): Promise<void> {
  const end = clock.now() + scenario.limitMs
  while (!(await holds())) {
    if (clock.now() >= end) {
      problems.push(`not within ${scenario.limitMs} ms: ${what}`)
      return
    }
    await clock.advance(STEP_MS)
  }
}
