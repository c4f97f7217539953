// What the commands share that use a deployed silo: opening it, finding its functions, the signer's wallet, and showing what became of a message.
import type { Artifact } from '../compiler/artifact.ts'
import type { AbiFunction, AbiValue } from '../compiler/abi/types.ts'
import { createWallet, type Wallet } from '../client/wallet/wallet.ts'
import type { NodeApi } from '../client/rpc/api.ts'
import { openSilo, parseArguments, type ExecutedMessage, type SiloUser } from '../client/silo/user.ts'
import type { MessageOutcome } from '../client/silo/describe.ts'
import { parseHash } from '../devnet/tx/index.ts'
import { signer } from './accounts.ts'
import { showAmount } from './amount.ts'
import { chosenDeployment } from './deployments.ts'
import { CommandFailure, EXIT, type CommandContext, type ExitCode } from './outcome.ts'
import type { Output } from './output.ts'

/** Coins that the devnet's faucet gives an account that has too few. */
const TOP_UP = 10_000n * 100_000_000n
const DEVNET_PREFIX = 'kaspasim'

/** Opens the silo that the command line means. */
export async function openChosenSilo(context: CommandContext, api: NodeApi): Promise<SiloUser> {
  const { deployment, artifact } = await chosenDeployment(context)
  const siloId = parseHash(deployment.siloId)
  if (siloId === undefined)
    throw new CommandFailure(
      `the deployment "${deployment.name}" has no valid silo id`,
      'Deploy again with silo deploy.',
    )
  const { silos } = await api.silo_getSilos({})
  if (!silos.some((silo) => silo.siloId === siloId)) {
    throw new CommandFailure(
      `the devnet has no silo ${siloId} (deployment "${deployment.name}")`,
      'Was the devnet started anew since? Deploy again with silo deploy.',
    )
  }
  return openSilo(api, siloId, artifact)
}

/** A public function of the root contract by name. */
export function functionNamed(artifact: Artifact, name: string): AbiFunction {
  const root = artifact.abi.contracts.find((contract) => contract.name === artifact.abi.root)
  const functions = root?.functions ?? []
  const found = functions.find((fn) => fn.name === name)
  if (found === undefined) {
    throw new CommandFailure(
      `${artifact.abi.root} has no public function "${name}"`,
      `It has: ${functions.map((fn) => fn.name).join(', ')}.`,
    )
  }
  return found
}

/** Values for a function's parameters from the command line. */
export function argumentsFor(fn: AbiFunction, texts: readonly string[]): readonly AbiValue[] {
  const parsed = parseArguments(fn, texts)
  if (!parsed.ok)
    throw new CommandFailure(
      parsed.reason,
      'Write 64 hex digits for addresses and hashes, 5kas for amounts, true or false for bool.',
    )
  return parsed.value
}

/** The signer's wallet; a devnet account with less than `needed` sompi is given coins by the faucet first. */
export async function fundedWallet(context: CommandContext, api: NodeApi, needed: bigint): Promise<Wallet> {
  const { name, key } = signer(context)
  const wallet = createWallet({ api, key, prefix: DEVNET_PREFIX })
  const reserve = 10n * 100_000_000n
  if ((await wallet.balance()) >= needed + reserve) return wallet
  const amount = needed + reserve > TOP_UP ? needed + reserve : TOP_UP
  context.output.note(`${name} has too few coins: asking the faucet for ${showAmount(amount)}`)
  await api.devnet_faucet({ address: wallet.address, amount })
  await untilFunded(api, wallet, needed + reserve)
  return wallet
}

async function untilFunded(api: NodeApi, wallet: Wallet, needed: bigint): Promise<void> {
  const { untilChain } = await import('../client/silo/wait.ts')
  await untilChain(api, async () => ((await wallet.balance()) >= needed ? true : undefined))
}

/** Sends a call and comes back when it is accepted and executed. */
export async function sendCall(
  context: CommandContext,
  api: NodeApi,
  silo: SiloUser,
  call: {
    readonly functionName: string
    readonly args: readonly string[]
    readonly value: bigint
    readonly gasLimit: bigint
  },
): Promise<ExecutedMessage> {
  const fn = functionNamed(silo.artifact, call.functionName)
  if (call.value > 0n && !fn.payable) {
    throw new CommandFailure(`${fn.name} takes no coins`, `Leave the value out, or call a payable function.`)
  }
  const args = argumentsFor(fn, call.args)
  const wallet = await fundedWallet(context, api, call.value)
  const sent = await silo.send({ wallet, fn, args, value: call.value, gasLimit: call.gasLimit })
  if (!sent.ok)
    throw new CommandFailure(
      `the call was not sent: ${sent.reason}`,
      'Nothing happened on the chain.',
      EXIT.failed,
    )
  context.output.note(`sent ${sent.value}; waiting for the chain to accept it`)
  return silo.accepted(sent.value)
}

/** Shows what became of a message; the exit code says whether it ended well. */
export function showOutcome(output: Output, message: ExecutedMessage): ExitCode {
  const { outcome, block, transactionId } = message
  const { style } = output
  output.line(
    `${outcome.ok ? style.green('ok') : style.red('trapped')} ${outcome.functionName ?? '(unknown function)'} ${style.dim(`in reference block ${block.info.hash.slice(0, 16)}…, message ${message.index}`)}`,
  )
  output.line(`  transaction ${transactionId}`)
  showDetails(output, outcome)
  return outcome.ok ? EXIT.ok : EXIT.failed
}

/** Result, trap with its place, events and payments, gas. */
export function showDetails(output: Output, outcome: MessageOutcome): void {
  const { style } = output
  if (outcome.resultText !== undefined) output.line(`  result      ${style.bold(outcome.resultText)}`)
  if (outcome.trap !== undefined) output.line(`  trap        ${style.red(outcome.trap)}`)
  if (outcome.place !== undefined) {
    output.line(`  at          ${outcome.place.path}:${outcome.place.line}:${outcome.place.column}`)
    output.line(`              ${style.dim(outcome.place.lineText.trim())}`)
  }
  for (const event of outcome.events) output.line(`  event       ${event.text}`)
  for (const payment of outcome.payments) {
    output.line(
      `  ${payment.kind === 'pay' ? 'pays  ' : 'refund'}      ${showAmount(payment.amount)} to ${payment.recipient}`,
    )
  }
  output.line(`  gas         ${outcome.gasUsed} in ${outcome.steps} steps`)
}

/** A message as data, for --json. */
export function outcomeData(message: ExecutedMessage): Record<string, unknown> {
  const { outcome, block } = message
  return {
    transactionId: message.transactionId,
    referenceBlock: block.info.hash,
    index: message.index,
    ok: outcome.ok,
    function: outcome.functionName,
    result: outcome.result,
    trap: outcome.trapName,
    trapText: outcome.trap,
    trapArguments: outcome.trapArgs,
    place:
      outcome.place === undefined
        ? undefined
        : { path: outcome.place.path, line: outcome.place.line, column: outcome.place.column },
    events: outcome.events.map((event) => ({
      contract: event.contract,
      name: event.name,
      arguments: event.args,
    })),
    payments: outcome.payments,
    gasUsed: outcome.gasUsed,
    steps: outcome.steps,
  }
}
