// silo dispute: starts a cheater on a deployed silo and shows how the dispute goes, down to the one instruction.
import { join } from 'node:path'
import { untilChain } from '../../client/silo/wait.ts'
import type { DisputeInfo } from '../../client/rpc/dispute-codecs.ts'
import type { RpcConnection } from '../../client/rpc/websocket.ts'
import { realClock } from '../../client/clock.ts'
import type { SiloUser } from '../../client/silo/user.ts'
import type { Wallet } from '../../client/wallet/wallet.ts'
import type { Hash } from '../../devnet/tx/index.ts'
import { withNode } from '../connection.ts'
import { chosenDeployment } from '../deployments.ts'
import { CommandFailure, EXIT, stringOption, type CommandRun } from '../outcome.ts'
import { writeProofFile } from '../proof-file.ts'
import { fundedWallet, openChosenSilo } from '../silo-access.ts'
import { disputedStep, disputeProofFile } from '../story/disputed-step.ts'
import { showDisputedStep } from '../story/show-disputed-step.ts'
import { provokeCall } from '../story/provoke.ts'
import { createStage, type Stage } from '../story/stage.ts'
import { watchSilo } from '../story/watch.ts'

const STRATEGY = { 'false-state': 'falseState', 'false-challenge': 'falseChallenge' } as const
/** One that commits needs many tickets to be ahead of the honest; one that challenges loses a stake for each challenge. */
const STAKES = { falseState: 8, falseChallenge: 1 } as const
/** DAA score after which another call is made, when nothing has come of the one before. */
const PATIENCE = 100n
const MOST_CALLS = 20

export const run: CommandRun = async (context) => {
  const { output } = context
  const strategy =
    stringOption(context, 'adversary') === 'false-challenge'
      ? STRATEGY['false-challenge']
      : STRATEGY['false-state']
  return withNode(context, async (api) => {
    const { project } = await chosenDeployment(context)
    const silo = await openChosenSilo(context, api)
    const { siloId } = silo.contract.follower.silo
    const wallet = await fundedWallet(context, api, 0n)
    const stage = createStage(output, realClock())
    stage.waiting('a new manager to catch up with the chain')
    const { manager } = await api.devnet_startManager({ siloId, strategy, stakes: STAKES[strategy] })
    const names = await managerNames(api)
    const nameOf = (owner: Hash): string => names.get(owner) ?? `${owner.slice(0, 8)}…`
    const signals = interruption()
    let dispute: DisputeInfo
    try {
      stage.tell(`${manager.name} joins with ${STAKES[strategy]} stake(s)`)
      dispute = await Promise.race([
        playDispute(api, silo, wallet, manager.owner, stage, nameOf),
        signals.came,
      ])
    } finally {
      signals.forget()
      output.status('')
      await api.devnet_stopManager({ name: manager.name })
    }
    const disputed = await disputedStep(silo, dispute)
    const path =
      stringOption(context, 'out') ??
      join(project.stateFolder, `dispute-${dispute.disputeId.slice(0, 16)}.proof.json`)
    if (disputed !== undefined) {
      output.line()
      showDisputedStep(output, disputed)
      writeProofFile(path, disputeProofFile(silo, dispute, disputed))
      output.line(`  proof file ${path}`)
    }
    const loser = dispute.outcome?.winner === 'prover' ? dispute.challenger : dispute.prover
    output.line(`dispute ${dispute.disputeId}: ${names.get(loser.owner) ?? loser.owner} lost its stake`)
    output.result({
      disputeId: dispute.disputeId,
      winner: dispute.outcome?.winner,
      cause: dispute.outcome?.cause,
      adversaryLost: loser.owner === manager.owner,
      step: disputed?.step,
      instruction: disputed?.words.does,
      place:
        disputed?.words.place === undefined
          ? undefined
          : { path: disputed.words.place.path, line: disputed.words.place.line },
      differences: disputed?.differences,
      proofFile: disputed === undefined ? undefined : path,
    })
    return loser.owner === manager.owner ? EXIT.ok : EXIT.failed
  })
}

/**
 * Tells the dispute move by move; resolves when the adversary's dispute has ended with a slashed stake. The adversary needs messages to
 * cheat about, and the honest managers may be faster with any one of them: calls are made until it is in a dispute.
 */
async function playDispute(
  api: RpcConnection,
  silo: SiloUser,
  wallet: Wallet,
  adversary: Hash,
  stage: Stage,
  nameOf: (owner: Hash) => string,
): Promise<DisputeInfo> {
  const { siloId } = silo.contract.follower.silo
  const stopWatching = await watchSilo({ api, siloId, nameOf, tell: stage.tell, fromNow: true })
  const stopTicking = await api.subscribe('virtualDaaScoreChanged', {}, ({ virtualDaaScore }) =>
    stage.tick(virtualDaaScore),
  )
  try {
    stage.waiting("the adversary's stakes to be in the lottery")
    await untilChain(api, async () => {
      const { stakes } = await api.silo_getStakes({ siloId, owner: adversary })
      return stakes.some((stake) => stake.status === 'live') ? true : undefined
    })
    for (let calls = 0; calls < MOST_CALLS; calls++) {
      stage.waiting('the chain to accept a call to cheat about')
      const called = await provokeCall(silo, wallet)
      stage.tell(`a call to cheat about: ${called}`)
      stage.waiting('a commitment, a challenge, a dispute')
      const { daaScore } = await api.silo_getChainPoint({})
      const next = await untilChain(api, async () => {
        const dispute = await disputeOf(api, siloId, adversary)
        if (dispute !== undefined) return dispute
        const now = await api.silo_getChainPoint({})
        return now.daaScore > daaScore + PATIENCE ? 'again' : undefined
      })
      if (next !== 'again') {
        stage.waiting('the next move')
        return await untilChain(api, async () => {
          const dispute = await disputeOf(api, siloId, adversary)
          return dispute?.outcome?.slashed === true ? dispute : undefined
        })
      }
      stage.tell('the honest managers were first this time')
    }
    throw new CommandFailure(
      `no dispute after ${MOST_CALLS} calls`,
      'Are managers at work on this silo? See the terminal of silo devnet (--managers must be 1 or more).',
      EXIT.failed,
    )
  } finally {
    stopWatching()
    stopTicking()
  }
}

/** Ctrl-C while a dispute goes on: the adversary must not stay on the devnet. */
function interruption(): { readonly came: Promise<never>; forget(): void } {
  let listener = (): void => undefined
  const came = new Promise<never>((_, reject) => {
    listener = () =>
      reject(new CommandFailure('interrupted', 'The adversary was taken off the devnet.', EXIT.interrupted))
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, listener)
  return {
    came,
    forget: () => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, listener)
    },
  }
}

async function managerNames(api: RpcConnection): Promise<ReadonlyMap<Hash, string>> {
  const { managers } = await api.devnet_getManagers({})
  return new Map(managers.map((manager) => [manager.owner, manager.name]))
}

/** The adversary's dispute; one that has ended with a slashed stake before others. */
async function disputeOf(
  api: RpcConnection,
  siloId: Hash,
  adversary: Hash,
): Promise<DisputeInfo | undefined> {
  const { disputes } = await api.silo_getDisputes({ siloId, openOnly: false })
  const own = disputes.filter(
    ({ prover, challenger }) => prover.owner === adversary || challenger.owner === adversary,
  )
  return own.find(({ outcome }) => outcome?.slashed === true) ?? own[0]
}
