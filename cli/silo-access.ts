// What the commands share that use a deployed silo: opening it, finding its functions, the signer's wallet, and showing what became of a message.
import type { Artifact } from '../compiler/artifact.ts'
import type { AbiFunction, AbiType, AbiValue } from '../compiler/abi/types.ts'
import { createWallet, type Wallet } from '../client/wallet/wallet.ts'
import type { NodeApi } from '../client/rpc/api.ts'
import { openSilo, parseArguments, type ExecutedMessage, type SiloUser } from '../client/silo/user.ts'
import { describeEvent, type Outcome } from '../client/silo/outcome.ts'
import { decodeCall } from '../compiler/abi/decode.ts'
import { formatValue } from '../compiler/abi/parse-argument.ts'
import { bytesToHex, parseHash } from '../devnet/tx/index.ts'
import type { OutboxEntry } from '../vm/records.ts'
import { withoutNames } from './account-names.ts'
import { DEVNET_PREFIX, FUNDED_ACCOUNTS, signer } from './accounts.ts'
import { showAmount } from './amount.ts'
import { chosenDeployment } from './deployments.ts'
import { withNode } from './connection.ts'
import { CommandFailure, EXIT, stringOption, type CommandContext, type ExitCode } from './outcome.ts'
import type { Output } from './output.ts'
import { describeAlarm } from './story/manager-lines.ts'

/** Coins that the devnet's faucet gives an account that has too few. */
const TOP_UP = 10_000n * 100_000_000n

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
  return openSilo(api, siloId, artifact, (alarm) => context.output.note(describeAlarm(alarm)))
}

/** A public function of the root contract by name. */
export function functionNamed(artifact: Artifact, name: string): AbiFunction {
  const root = artifact.abi.contracts.find((contract) => contract.name === artifact.abi.root)
  const functions = root?.functions ?? []
  const found = functions.find((fn) => fn.name === name)
  if (found === undefined) {
    throw new CommandFailure(
      `${artifact.abi.root} has no public function "${name}"`,
      `It has: ${functions.map((fn) => fn.name).join(', ')}. silo deposit and silo withdraw take another one's name with --function.`,
    )
  }
  return found
}

/** Values for a function's parameters from the command line. */
export function argumentsFor(fn: AbiFunction, texts: readonly string[]): readonly AbiValue[] {
  const parsed = parseArguments(
    fn,
    texts.map((text, i) => {
      const type = fn.params[i]?.type
      return type === undefined ? text : withoutNames(type, text)
    }),
  )
  if (!parsed.ok) throw new CommandFailure(parsed.reason, argumentHelp(fn))
  return parsed.value
}

/** How the parameters of a function are written on the command line. */
function argumentHelp(fn: AbiFunction): string {
  const kinds = new Set(fn.params.map((param) => param.type.kind))
  const ways = Object.entries(WRITTEN)
    .filter(([kind]) => kinds.has(kind as AbiType['kind']))
    .map(([, way]) => way)
  const who = fn.name === 'init' ? 'silo deploy takes the arguments of the constructor. ' : ''
  return ways.length === 0 ? `${who}Leave out what is too many.` : `${who}Write ${ways.join('; ')}.`
}

const WRITTEN: Partial<Readonly<Record<AbiType['kind'], string>>> = {
  u64: 'a whole number without unit for u64',
  sompi: '5kas or 1000sompi for sompi',
  bool: 'true or false for bool',
  address: `an account's name (${FUNDED_ACCOUNTS.join(', ')}) or 64 hex digits for address`,
  hash: '64 hex digits for hash',
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

/** A call as the command line gives it. */
export interface TypedCall {
  readonly functionName: string
  readonly args: readonly string[]
  /** Coins that go with it, in sompi. */
  readonly value: bigint
  /** Worked out by running the call here first if left out. */
  readonly gasLimit?: bigint
}

/** Sends a call to the chosen silo, waits as long as `--wait` says, and shows what became of it. */
export async function callAndShow(context: CommandContext, call: TypedCall): Promise<ExitCode> {
  return withNode(context, async (api) => {
    const silo = await openChosenSilo(context, api)
    const message = await sendCall(context, api, silo, call)
    const code = showOutcome(context.output, silo, message)
    const final =
      stringOption(context, 'wait') === 'final' ? await silo.final(message.transactionId) : undefined
    if (final !== undefined) context.output.line(`  final       ${final.reason}`)
    context.output.result({ ...outcomeData(silo, message), final: final?.nodeId })
    return code
  })
}

/** Sends a call and comes back when it is accepted and executed. */
export async function sendCall(
  context: CommandContext,
  api: NodeApi,
  silo: SiloUser,
  call: TypedCall,
): Promise<ExecutedMessage> {
  const fn = functionNamed(silo.contract.artifact, call.functionName)
  if (call.value > 0n && !fn.payable) {
    throw new CommandFailure(`${fn.name} takes no coins`, `Leave the value out, or call a payable function.`)
  }
  const args = argumentsFor(fn, call.args)
  if (fn.view) context.output.note(`${fn.name} is a view: silo view ${fn.name} asks it without a transaction`)
  const wallet = await fundedWallet(context, api, call.value)
  const { value, gasLimit } = call
  const options = gasLimit === undefined ? { value } : { value, gasLimit }
  const sent = await silo.contract.call(wallet, fn.name, args, options)
  if (!sent.ok)
    throw new CommandFailure(
      `the call was not sent: ${sent.reason}`,
      'Nothing happened on the chain.',
      EXIT.failed,
    )
  context.output.note(`sent ${sent.transactionId}; waiting for the chain to accept it`)
  return silo.accepted(sent.transactionId)
}

/** Shows what became of a message; the exit code says whether it ended well. */
export function showOutcome(output: Output, silo: SiloUser, message: ExecutedMessage): ExitCode {
  const { outcome, block, transactionId } = message
  const { style } = output
  const name = calledFunction(silo, message)?.name ?? '(unknown function)'
  const ok = outcome.failure === undefined
  output.line(
    `${ok ? style.green('ok') : style.red('trapped')} ${name} ${style.dim(`in reference block ${block.info.hash.slice(0, 16)}…, message ${outcome.index}`)}`,
  )
  output.line(`  transaction ${transactionId}`)
  showDetails(output, outcome, calledFunction(silo, message))
  if (outcome.failure?.trap === 'OutOfGas') output.note('give it more gas with --gas')
  if (!ok && outcome.failure?.trap !== 'Refused')
    output.note(`how it came to that: silo debug ${transactionId.slice(0, 12)}`)
  return ok ? EXIT.ok : EXIT.failed
}

/** Result, trap with its place, events and payments, gas. */
export function showDetails(output: Output, outcome: Outcome, fn: AbiFunction | undefined): void {
  const { style } = output
  const { failure, value, result } = outcome
  if (value !== undefined && fn?.result)
    output.line(`  result      ${style.bold(formatValue(fn.result, value))}`)
  if (failure !== undefined) output.line(`  trap        ${style.red(failure.message)}`)
  if (failure?.place !== undefined) output.line(`              ${style.dim(failure.place.lineText.trim())}`)
  for (const event of outcome.events) output.line(`  event       ${describeEvent(event)}`)
  for (const entry of outcome.payments) showOutboxEntry(output, entry)
  output.line(`  gas         ${result.gasUsed} in ${result.steps} steps`)
}

function showOutboxEntry(output: Output, entry: OutboxEntry): void {
  switch (entry.kind) {
    case 'pay':
      output.line(`  pays        ${showAmount(entry.amount)} to ${bytesToHex(entry.recipient)}`)
      return
    case 'refund':
      output.line(`  refund      ${showAmount(entry.amount)} to ${bytesToHex(entry.recipient)}`)
      return
    case 'return':
      output.line(`  returns     ${showAmount(entry.amount)} to silo ${bytesToHex(entry.recipient)}`)
      return
    case 'call':
      output.line(
        `  calls       silo ${bytesToHex(entry.destination)} with ${showAmount(entry.amount)}, fee ${showAmount(entry.fee)}`,
      )
      return
    case 'data':
  }
}

/** The function that a message calls, if the silo has it. */
export function calledFunction(silo: SiloUser, message: ExecutedMessage): AbiFunction | undefined {
  const entry = message.block.input.inbox[message.outcome.index]
  if (entry === undefined) return undefined
  return decodeCall(silo.contract.artifact.abi, entry.payload, entry.kind)?.fn
}

/** A message as data, for --json. */
export function outcomeData(silo: SiloUser, message: ExecutedMessage): Record<string, unknown> {
  const { outcome, block } = message
  const { failure } = outcome
  return {
    transactionId: message.transactionId,
    referenceBlock: block.info.hash,
    index: outcome.index,
    ok: failure === undefined,
    function: calledFunction(silo, message)?.name,
    result: outcome.value,
    trap: failure === undefined ? undefined : (failure.error?.name ?? failure.trap),
    trapText: failure?.message,
    trapArguments: failure?.error?.args ?? undefined,
    place:
      failure?.place === undefined
        ? undefined
        : { path: failure.place.path, line: failure.place.line, column: failure.place.column },
    events: outcome.events.map(({ contract, event, args }) => ({
      contract,
      name: event.name,
      arguments: args,
    })),
    payments: outcome.payments.filter((entry) => entry.kind !== 'data').map(outboxEntryData),
    gasUsed: outcome.result.gasUsed,
    steps: outcome.result.steps,
  }
}

function outboxEntryData(entry: Exclude<OutboxEntry, { kind: 'data' }>): Record<string, unknown> {
  const { kind, amount } = entry
  if (kind !== 'call') return { kind, amount, recipient: entry.recipient }
  return { kind, amount, fee: entry.fee, destination: entry.destination, gas: entry.gas }
}

/** An executed message by its transaction id as typed; the id may be cut short while it is unambiguous. */
export async function messageOfTransaction(silo: SiloUser, text: string): Promise<ExecutedMessage> {
  const prefix = text.toLowerCase().replace(/…$/, '')
  if (!/^[0-9a-f]{4,64}$/.test(prefix)) {
    throw new CommandFailure(
      `"${text}" is not a transaction id`,
      'Give the id that silo call or silo deposit printed, or its first digits.',
    )
  }
  await silo.contract.follower.update()
  const found = silo.contract.follower
    .kept()
    .flatMap((block) => block.info.entries.map((entry) => entry.transactionId))
    .filter((id) => id.startsWith(prefix))
  const [transactionId, second] = found
  if (transactionId === undefined) {
    throw new CommandFailure(
      `the silo has no message ${text}`,
      'Was it sent to another silo (see --silo), or has the chain not accepted it?',
      EXIT.failed,
    )
  }
  if (second !== undefined)
    throw new CommandFailure(`${found.length} messages begin with ${text}`, 'Give more digits.')
  const message = await silo.find(transactionId)
  if (message === undefined)
    throw new CommandFailure(`the message ${text} is too old to be kept`, '', EXIT.failed)
  return message
}
