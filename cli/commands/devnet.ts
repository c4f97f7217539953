// silo devnet: the whole system on this machine, until interrupted.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { realClock } from '../../client/clock.ts'
import { startDevnet, type Devnet } from '../../devnet/index.ts'
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
  const devnet = await startOrExplain(port, () =>
    startDevnet({
      miners: integerOption(context, 'miners', 1, MAX_MINERS) ?? 3,
      blocksPerSecond: integerOption(context, 'bps', 1, MAX_BPS) ?? 10,
      latency: { min: Math.ceil(latency / 4), max: latency * 2 },
      seed,
      clock: realClock(),
      rpc: { port },
      processMetrics: true,
      ...(log === undefined ? {} : { observe: (node, event) => log.of(node)(event) }),
      keys: FUNDED_ACCOUNTS.map(accountKey),
      managers: (started) => managerHost(started, { seed, onEvent: logEvent(context) }),
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
  await stopped
  caretaker.stop()
  forget()
  await devnet.stop()
  output.note('devnet stopped')
  return EXIT.ok
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

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}
