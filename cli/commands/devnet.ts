// silo devnet: the whole system on this machine, until interrupted.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { realClock, type Clock } from '../../client/clock.ts'
import {
  explainProblem,
  openDevnetData,
  startDevnet,
  type Devnet,
  type DevnetData,
  type DevnetOrigin,
  type DevnetSettings,
  type StorageProblem,
} from '../../devnet/index.ts'
import { managerHost } from '../../devnet/local/manager-host.ts'
import type { ManagerEvent } from '../../devnet/manager/index.ts'
import { accountKey, FUNDED_ACCOUNTS } from '../accounts.ts'
import { DEFAULT_PORT, DEVNET_FILE } from '../connection.ts'
import {
  CommandFailure,
  EXIT,
  integerOption,
  stringOption,
  type CommandContext,
  type CommandRun,
} from '../outcome.ts'
import { findProject, messageOf } from '../project.ts'
import { describeManagerEvent } from '../story/manager-lines.ts'
import { keyToHex } from '../../client/wallet/keys.ts'
import { dumpTo, stateToLoad } from '../devnet-state.ts'
import { interrupted } from '../interrupted.ts'
import { openNodeLog } from '../node-log.ts'
import { keepSilosManaged } from '../story/caretaker.ts'

const MAX_MINERS = 16
const MAX_BPS = 20
const MAX_LATENCY = 2_000
const MAX_MANAGERS = 8

export const run: CommandRun = async (context) => {
  const { output } = context
  const port = integerOption(context, 'port', 0, 65_535) ?? DEFAULT_PORT
  const latency = integerOption(context, 'latency', 1, MAX_LATENCY) ?? 120
  const seed = stringOption(context, 'seed') ?? '1'
  const managers = integerOption(context, 'managers', 0, MAX_MANAGERS) ?? 2
  const log = openNodeLog(context)
  const keys = FUNDED_ACCOUNTS.map(accountKey)
  const settings: DevnetSettings = {
    blocksPerSecond: integerOption(context, 'bps', 1, MAX_BPS) ?? 10,
    latency: { min: Math.ceil(latency / 4), max: latency * 2 },
    seed,
    keys: keys.map(({ publicKey }) => publicKey),
  }
  const clock = realClock()
  const from = await stateToLoad(context)
  const kept = await openData(context, from?.origin.settings ?? settings, clock, from?.origin)
  const devnet = await startOrExplain(port, () =>
    startDevnet({
      ...settings,
      miners: integerOption(context, 'miners', 1, MAX_MINERS) ?? 3,
      clock,
      ...(kept === undefined ? {} : { data: kept.data }),
      ...(from === undefined ? {} : { from }),
      rpc: { port },
      processMetrics: true,
      ...(log === undefined ? {} : { observe: log }),
      keys,
      managers: (started) =>
        managerHost(started, {
          seed: kept?.data.settings.seed ?? from?.origin.settings.seed ?? seed,
          onEvent: logEvent(context),
          ...(kept === undefined ? {} : { journalOf: kept.data.journalOf, keeperOf: kept.data.keeperOf }),
        }),
    }),
  )
  const url = devnet.rpc?.url ?? `ws://127.0.0.1:${port}`
  const stopped = interrupted()
  const forget = await recordDevnet(context, url)
  output.line(`${output.style.green('devnet')} at ${url}`)
  for (const name of FUNDED_ACCOUNTS) {
    const key = accountKey(name)
    output.line(`  ${name.padEnd(6)} ${key.publicKey}  key ${keyToHex(key)}`)
  }
  output.line(`  ${managers} honest managers will look after every silo that is deployed. Ctrl-C stops.`)
  output.result({
    url,
    accounts: FUNDED_ACCOUNTS.map((name) => ({
      name,
      address: accountKey(name).publicKey,
      key: keyToHex(accountKey(name)),
    })),
  })
  const caretaker = keepSilosManaged(devnet, managers, (text) => output.note(text))
  const problem = await Promise.race([stopped, ...(kept === undefined ? [] : [kept.problem])])
  caretaker.stop()
  forget()
  const dump = stringOption(context, 'dump')
  if (dump !== undefined) await dumpTo(context, devnet, resolve(context.cwd, dump))
  await devnet.stop()
  output.note('devnet stopped')
  if (problem !== undefined) throw failureOf(problem, kept?.folder ?? '')
  return EXIT.ok
}

interface Kept {
  readonly folder: string
  readonly data: DevnetData
  /** Resolves when the folder can't be written any more. */
  readonly problem: Promise<StorageProblem>
}

/** The folder that --data names; undefined without one. */
async function openData(
  context: CommandContext,
  settings: DevnetSettings,
  clock: Clock,
  from: DevnetOrigin | undefined,
): Promise<Kept | undefined> {
  const given = stringOption(context, 'data')
  if (given === undefined) return undefined
  const folder = resolve(context.cwd, given)
  const failed = Promise.withResolvers<StorageProblem>()
  const opened = await openDevnetData({
    folder,
    settings,
    clock,
    onProblem: failed.resolve,
    ...(from === undefined ? {} : { from }),
  })
  if (!opened.ok) throw failureOf(opened.problem, folder)
  const { settings: first, isOld } = opened.data
  const differs = (['seed', 'blocksPerSecond'] as const).filter((name) => first[name] !== settings[name])
  for (const name of differs)
    context.output.note(`${given} goes on with ${name} ${first[name]}, as it was started`)
  context.output.note(isOld ? `going on with the chain in ${given}` : `keeping the chain in ${given}`)
  return { folder, data: opened.data, problem: failed.promise }
}

function failureOf(problem: StorageProblem, folder: string): CommandFailure {
  const { message, help } = explainProblem(problem, folder)
  return new CommandFailure(message, help, EXIT.failed, { problem: problem.kind })
}

async function startOrExplain(port: number, start: () => Promise<Devnet>): Promise<Devnet> {
  try {
    return await start()
  } catch (error) {
    if (messageOf(error).includes('EADDRINUSE')) {
      throw new CommandFailure(
        `port ${port} is taken`,
        'Is another devnet running? Choose another port with --port, or 0 for any free one.',
      )
    }
    if (error instanceof RangeError) throw new CommandFailure(error.message, 'See silo devnet --help.')
    throw error
  }
}

/** Leaves the devnet's address in the project that it was started in; the returned function takes it away. */
async function recordDevnet(context: CommandContext, url: string): Promise<() => void> {
  const project = await findProject(context.cwd).catch(() => undefined)
  if (project === undefined) return () => undefined
  const path = join(project.stateFolder, DEVNET_FILE)
  const record = `${JSON.stringify({ url })}\n`
  try {
    mkdirSync(project.stateFolder, { recursive: true })
    writeFileSync(path, record)
  } catch (error) {
    context.output.note(
      `the project can't be told the devnet's address (${messageOf(error)}): name it with --rpc ${url}`,
    )
    return () => undefined
  }
  return () => {
    // Another devnet, started later in this project, may have left its own address since.
    if (existsSync(path) && readFileSync(path, 'utf8') === record) rmSync(path, { force: true })
  }
}

function logEvent(context: CommandContext): (name: string, event: ManagerEvent) => void {
  return (name, event) => {
    const line = describeManagerEvent(event)
    if (line !== undefined) context.output.note(`${name.padEnd(18)} ${line}`)
  }
}
