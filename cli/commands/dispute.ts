// silo dispute: starts a cheater on a deployed silo and shows how the dispute goes, down to the one instruction.
import { join } from 'node:path'
import { untilChain } from '../../client/silo/wait.ts'
import type { DisputeInfo } from '../../client/rpc/dispute-codecs.ts'
import type { RpcConnection } from '../../client/rpc/websocket.ts'
import type { Hash } from '../../devnet/tx/index.ts'
import { withNode } from '../connection.ts'
import { chosenDeployment } from '../deployments.ts'
import { EXIT, stringOption, type CommandRun } from '../outcome.ts'
import { writeProofFile } from '../proof-file.ts'
import { fundedWallet, openChosenSilo } from '../silo-access.ts'
import { disputedStep, disputeProofFile } from '../story/disputed-step.ts'
import { HONEST_STAKES } from '../story/caretaker.ts'
import { showDisputedStep } from '../story/show-disputed-step.ts'
import { provokeCall } from '../story/provoke.ts'
import { watchSilo } from '../story/watch.ts'

const STRATEGY = { 'false-state': 'falseState', 'false-challenge': 'falseChallenge' } as const

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
    const { manager } = await api.devnet_startManager({ siloId, strategy, stakes: HONEST_STAKES })
    output.note(`${manager.name} is on the devnet with ${HONEST_STAKES} stakes; watching`)
    const names = await managerNames(api)
    const stop = await watchSilo({
      api,
      siloId,
      nameOf: (owner) => names.get(owner) ?? `${owner.slice(0, 8)}…`,
      tell: (line) => output.line(line),
    })
    // The adversary needs a message to cheat about: a call of our own makes sure that there is one.
    await provokeCall(silo, await fundedWallet(context, api, 0n))
    const dispute = await untilChain(api, () => endedDispute(api, siloId, manager.owner))
    stop()
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
    await api.devnet_stopManager({ name: manager.name })
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

async function managerNames(api: RpcConnection): Promise<ReadonlyMap<Hash, string>> {
  const { managers } = await api.devnet_getManagers({})
  return new Map(managers.map((manager) => [manager.owner, manager.name]))
}

async function endedDispute(
  api: RpcConnection,
  siloId: Hash,
  adversary: Hash,
): Promise<DisputeInfo | undefined> {
  const { disputes } = await api.silo_getDisputes({ siloId, openOnly: false })
  return disputes.find(
    ({ outcome, prover, challenger }) =>
      outcome?.slashed === true && (prover.owner === adversary || challenger.owner === adversary),
  )
}
