// The story that silo demo plays: a contract on a devnet, a cheater caught in a one-step proof that consensus checks, and the coins paid out once.
// Nothing in it is staged: managers and users act over the RPC, and each line tells what the chain shows.
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import type { Clock } from '../../client/clock.ts'
import type { DisputeInfo } from '../../client/rpc/dispute-codecs.ts'
import { openSilo, deploySilo, type SiloUser } from '../../client/silo/user.ts'
import { untilChain } from '../../client/silo/wait.ts'
import { createWallet, type Wallet } from '../../client/wallet/wallet.ts'
import type { Artifact } from '../../compiler/artifact.ts'
import { formatValue } from '../../compiler/abi/parse-argument.ts'
import { startDevnet, type Devnet } from '../../devnet/index.ts'
import { managerHost } from '../../devnet/local/manager-host.ts'
import type { Hash } from '../../devnet/tx/index.ts'
import { amountLeaving } from '../../vm/records.ts'
import { accountKey } from '../accounts.ts'
import { showAmount, SOMPI_PER_COIN } from '../amount.ts'
import { PACKAGE_ROOT } from '../package-root.ts'
import type { Output } from '../output.ts'
import { writeProofFile } from '../proof-file.ts'
import { functionNamed } from '../silo-access.ts'
import { checkBooks } from './books.ts'
import { DEMO_BLOCKS_PER_SECOND, quickConfig } from './quick-config.ts'
import { disputedStep, disputeProofFile } from './disputed-step.ts'
import { freeNamespace } from './namespace.ts'
import { showDisputedStep } from './show-disputed-step.ts'
import { createStage, type Stage } from './stage.ts'
import { watchSilo } from './watch.ts'

export type Cheater = 'falseState' | 'falseChallenge'

export interface StoryOptions {
  readonly output: Output
  readonly clock: Clock
  readonly seed: string
  readonly artifact: Artifact
  readonly cheaters: readonly Cheater[]
  /** Folder of the proof files. */
  readonly outFolder: string
}

/** What the story found; `ok` when everything ended as it must. */
export interface StoryResult {
  readonly ok: boolean
  readonly problems: readonly string[]
  readonly disputes: readonly {
    readonly id: Hash
    readonly winner: string
    readonly cause: string
    readonly step: bigint
    readonly instruction: string
    readonly place: string
    readonly proofBytes: number
    readonly proofFile: string
  }[]
  readonly paid: bigint
  readonly seconds: string
}

const CHEATER_TITLE: Readonly<Record<Cheater, string>> = {
  falseState: 'A manager that cheats about the state',
  falseChallenge: 'A manager that challenges what is right',
}
const CHEATER_NAME: Readonly<Record<Cheater, string>> = {
  falseState: 'the cheater',
  falseChallenge: 'the false challenger',
}
const DEPOSIT = 5n * SOMPI_PER_COIN
const WITHDRAW = 2n * SOMPI_PER_COIN
const HONEST_STAKES = 4
/** One that commits buys many tickets, so as not to keep us waiting; one that challenges loses a stake for each. */
const CHEATER_STAKES: Readonly<Record<Cheater, number>> = { falseState: 8, falseChallenge: 1 }
/** Selected-chain blocks after the payment in which a second one would show. */
const AFTER_PAYMENT = 30n

/** Plays the story. Rejects only for faults of silo itself. */
export async function playStory(options: StoryOptions): Promise<StoryResult> {
  const { output, clock, seed, artifact } = options
  const stage = createStage(output, clock)
  const problems: string[] = []
  const disputes: StoryResult['disputes'][number][] = []

  stage.act('The devnet')
  const alice = accountKey('alice')
  const devnet = await startDevnet({
    miners: 3,
    blocksPerSecond: DEMO_BLOCKS_PER_SECOND,
    latency: { min: 30, max: 220 },
    seed: `demo ${seed}`,
    clock,
    keys: [alice],
    managers: (started) => managerHost(started, { seed: `demo ${seed}` }),
  })
  try {
    stage.name(alice.publicKey, 'alice')
    await devnet.api.subscribe('virtualDaaScoreChanged', {}, ({ virtualDaaScore }) =>
      stage.tick(virtualDaaScore),
    )
    stage.tell(`three miners, ${DEMO_BLOCKS_PER_SECOND} blocks a second, 30 to 220 ms between any two nodes`)
    await showWidth(devnet, stage)

    stage.act('The silo')
    const wallet = createWallet({
      api: devnet.api,
      key: alice,
      prefix: devnet.params.addressPrefix,
      coinbaseMaturity: devnet.params.coinbaseMaturity,
    })
    const before = await wallet.balance()
    const silo = await deploy(devnet, wallet, artifact, stage)
    const { siloId } = silo.contract.follower.silo
    const fees = { paid: before - (await settledBalance(devnet, wallet)) }
    for (const name of ['honest manager 1', 'honest manager 2']) {
      await startManager(devnet, stage, siloId, 'honest', HONEST_STAKES, name)
    }
    const stopWatching = await watchSilo({ api: devnet.api, siloId, nameOf: stage.nameOf, tell: stage.tell })

    for (const cheater of options.cheaters) {
      stage.act(CHEATER_TITLE[cheater])
      const manager = await startManager(
        devnet,
        stage,
        siloId,
        cheater,
        CHEATER_STAKES[cheater],
        CHEATER_NAME[cheater],
      )
      fees.paid += await deposit(silo, wallet, stage)
      stage.waiting('a commitment, a challenge, a dispute')
      const dispute = await untilChain(devnet.api, () => slashedDispute(devnet, siloId, manager.owner))
      disputes.push(await tellDispute(options, stage, silo, dispute, manager.owner, problems))
      await devnet.api.devnet_stopManager({ name: manager.name })
    }

    stage.act('Alice takes coins out')
    const deposits = BigInt(options.cheaters.length) * DEPOSIT
    const paid = await withdraw(devnet, silo, wallet, stage, fees)
    const expected = before - fees.paid - deposits + paid
    const balance = await wallet.balance()
    stage.tell(
      `alice has ${showAmount(balance)}: what she had, less deposits and fees, plus the payment, once`,
    )
    if (balance !== expected)
      problems.push(`alice has ${showAmount(balance)} instead of ${showAmount(expected)}`)
    stopWatching()

    stage.act('The books')
    const books = checkBooks(await devnet.api.silo_getBooks({}), () => artifact.name)
    for (const line of books.lines) stage.tell(line)
    if (!books.balanced) problems.push('the books do not balance')
    return { ok: problems.length === 0, problems, disputes, paid, seconds: stage.seconds() }
  } finally {
    output.status('')
    await devnet.stop()
  }
}

async function showWidth(devnet: Devnet, stage: Stage): Promise<void> {
  const info = await untilChain(devnet.api, async () => {
    const dag = await devnet.api.getBlockDagInfo({})
    return dag.tipHashes.length > 1 && dag.blockCount > 10n ? dag : undefined
  })
  stage.tell(`${info.blockCount} blocks, ${info.tipHashes.length} tips at this moment: a DAG, not a chain`)
}

async function deploy(devnet: Devnet, wallet: Wallet, artifact: Artifact, stage: Stage): Promise<SiloUser> {
  stage.waiting('the chain to accept the silo')
  const namespace = await freeNamespace(devnet.api, artifact.name)
  const deployed = await deploySilo(devnet.api, wallet, {
    artifact,
    args: [],
    config: quickConfig,
    namespace,
  })
  if (!deployed.ok) throw new Error(`the demo could not deploy: ${deployed.reason}`)
  const { siloId, transactionId } = deployed.value
  stage.tell(
    `alice creates ${artifact.name}: ${artifact.code.length / 2} bytes of code, silo ${siloId.slice(0, 16)}…`,
  )
  const silo = await openSilo(devnet.api, siloId, artifact)
  const constructed = await silo.accepted(transactionId)
  stage.tell(`its constructor ran in ${constructed.outcome.result.steps} steps`)
  return silo
}

async function startManager(
  devnet: Devnet,
  stage: Stage,
  siloId: Hash,
  strategy: 'honest' | Cheater,
  stakes: number,
  name: string,
): Promise<{ readonly name: string; readonly owner: Hash }> {
  stage.waiting(`${name} to get its coins`)
  const { manager } = await devnet.api.devnet_startManager({ siloId, strategy, stakes })
  stage.name(manager.owner, name)
  stage.tell(`${name} locks ${stakes} stakes of ${showAmount(quickConfig.stakingUnit)}`)
  return manager
}

/** Alice pegs coins in; the fee that she paid. */
async function deposit(silo: SiloUser, wallet: Wallet, stage: Stage): Promise<bigint> {
  const sent = await silo.contract.call(wallet, 'deposit', [], { value: DEPOSIT })
  if (!sent.ok) throw new Error(`the demo could not deposit: ${sent.reason}`)
  stage.waiting('the chain to accept the deposit')
  const { outcome } = await silo.accepted(sent.transactionId)
  if (outcome.failure !== undefined) throw new Error(`the deposit trapped: ${outcome.failure.message}`)
  stage.tell(
    `alice pegs in ${showAmount(DEPOSIT)} and calls deposit: ${outcome.result.steps} steps, ${outcome.result.gasUsed} gas`,
  )
  return sent.fee
}

async function withdraw(
  devnet: Devnet,
  silo: SiloUser,
  wallet: Wallet,
  stage: Stage,
  fees: { paid: bigint },
): Promise<bigint> {
  const fn = functionNamed(silo.contract.artifact, 'withdraw')
  const sent = await silo.contract.call(wallet, fn.name, [WITHDRAW])
  if (!sent.ok) throw new Error(`the demo could not withdraw: ${sent.reason}`)
  fees.paid += sent.fee
  stage.waiting('the chain to accept the withdrawal')
  const message = await silo.accepted(sent.transactionId)
  const { outcome } = message
  if (outcome.failure !== undefined) throw new Error(`the withdrawal trapped: ${outcome.failure.message}`)
  const amount = outcome.payments.reduce((sum, entry) => sum + amountLeaving(entry), 0n)
  const result =
    outcome.value === undefined || fn.result === null
      ? ''
      : `, outbox entry ${formatValue(fn.result, outcome.value)}`
  stage.tell(`alice calls withdraw: the outbox owes her ${showAmount(amount)}${result}`)
  stage.waiting('finality: the least time, and enough distinct stakes on the branch')
  await silo.final(sent.transactionId)
  stage.waiting('the payment on the base layer')
  await silo.paid(sent.transactionId)
  const { sink } = await devnet.api.silo_getNodes({
    siloId: silo.contract.follower.silo.siloId,
    fromHeight: undefined,
  })
  stage.waiting('a while, in which a second payment would show')
  await untilChain(devnet.api, async () => {
    const now = await devnet.api.silo_getChainPoint({})
    return now.daaScore >= sink.daaScore + AFTER_PAYMENT ? true : undefined
  })
  return amount
}

/** The wallet's balance once nothing of its own is on the way. */
function settledBalance(devnet: Devnet, wallet: Wallet): Promise<bigint> {
  return untilChain(devnet.api, async () => {
    const { mempoolEntries } = await devnet.api.getMempoolEntries({
      includeOrphanPool: false,
      filterTransactionPool: false,
    })
    return mempoolEntries.length === 0 ? wallet.balance() : undefined
  })
}

async function slashedDispute(devnet: Devnet, siloId: Hash, cheater: Hash): Promise<DisputeInfo | undefined> {
  const { disputes } = await devnet.api.silo_getDisputes({ siloId, openOnly: false })
  return disputes.find(
    ({ outcome, prover, challenger }) =>
      outcome?.slashed === true && [prover.owner, challenger.owner].includes(cheater),
  )
}

async function tellDispute(
  options: StoryOptions,
  stage: Stage,
  silo: SiloUser,
  dispute: DisputeInfo,
  cheater: Hash,
  problems: string[],
): Promise<StoryResult['disputes'][number]> {
  const { output } = options
  const loser = dispute.outcome?.winner === 'prover' ? dispute.challenger : dispute.prover
  const winner = dispute.outcome?.winner === 'prover' ? dispute.prover : dispute.challenger
  if (loser.owner !== cheater) problems.push(`${stage.nameOf(loser.owner)} lost dispute ${dispute.disputeId}`)
  const disputed = await disputedStep(silo, dispute)
  if (disputed === undefined)
    throw new Error(
      `dispute ${dispute.disputeId} ended by ${dispute.outcome?.cause} before it came down to one step`,
    )
  showDisputedStep(output, disputed)
  const path = resolve(options.outFolder, `dispute-${dispute.disputeId.slice(0, 16)}.proof.json`)
  writeProofFile(path, disputeProofFile(silo, dispute, disputed))
  const verified = verifyInFreshProcess(path)
  if (!verified) problems.push(`silo verify refused ${path}`)
  stage.tell(`silo verify, in a fresh process, ${verified ? 'agrees' : 'DISAGREES'}: ${path}`)
  const { place } = disputed.words
  return {
    id: dispute.disputeId,
    winner: stage.nameOf(winner.owner),
    cause: dispute.outcome?.cause ?? 'none',
    step: disputed.step,
    instruction: disputed.words.does,
    place: place === undefined ? '' : `${place.path}:${place.line}`,
    proofBytes: disputed.proof.length,
    proofFile: path,
  }
}

function verifyInFreshProcess(path: string): boolean {
  const silo = join(PACKAGE_ROOT, 'bin/silo.mjs')
  return spawnSync(process.execPath, [silo, 'verify', path], { stdio: 'ignore' }).status === 0
}
