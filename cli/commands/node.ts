// silo node: the base layer by itself, in a process of its own, until interrupted. Others connect to it, or it to them.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { readJson } from '../../client/rpc/json.ts'
import { randomKey, realClock } from '../../client/index.ts'
import { paramsFromJson } from '../../devnet/chain/index.ts'
import { accountOf, premineFor } from '../../devnet/local/accounts.ts'
import type { NodeProcess } from '../../devnet/node/process.ts'
import { startNodeProcess } from '../../devnet/node/process.ts'
import type { StorageProblem } from '../../devnet/node/storage/problems.ts'
import { explainProblem } from '../../devnet/node/storage/problems.ts'
import type { Params, ScriptPublicKey } from '../../devnet/tx/index.ts'
import {
  DEVNET_10_BPS,
  DEVNET_1_BPS,
  parseAddress,
  scriptOfAddress,
  SIMNET_10_BPS,
  SIMNET_1_BPS,
} from '../../devnet/tx/index.ts'
import { accountKey, FUNDED_ACCOUNTS } from '../accounts.ts'
import { DEFAULT_PORT } from '../connection.ts'
import { interrupted } from '../interrupted.ts'
import { openNodeLog } from '../node-log.ts'
import {
  CommandFailure,
  EXIT,
  flag,
  integerOption,
  stringOption,
  type CommandContext,
  type CommandRun,
} from '../outcome.ts'
import { messageOf } from '../project.ts'

/** Networks by name: how fast, and how deep their depths. */
const NETWORKS: Readonly<Record<string, Params>> = {
  'devnet-10': DEVNET_10_BPS,
  'devnet-1': DEVNET_1_BPS,
  'simnet-10': SIMNET_10_BPS,
  'simnet-1': SIMNET_1_BPS,
}
export const NETWORK_NAMES = Object.keys(NETWORKS)
const DEFAULT_PEER_PORT = 18511
/** The same for everybody, so that nodes that are started apart have one genesis. */
const GENESIS_TIME = 1_735_689_600_000n

export const run: CommandRun = async (context) => {
  const { output } = context
  const params = paramsOf(context)
  const data = stringOption(context, 'data')
  const folder = data === undefined ? undefined : resolve(context.cwd, data)
  const mineFor = minerOf(context, params)
  const log = openNodeLog(context)
  const failed = Promise.withResolvers<StorageProblem>()
  const stopped = interrupted()
  const started = await startOrExplain(() =>
    startNodeProcess({
      params,
      genesis: {
        timestamp: GENESIS_TIME,
        premine: premineFor(FUNDED_ACCOUNTS.map((name) => accountOf(accountKey(name), params.addressPrefix))),
      },
      siloExtension: !flag(context, 'plain'),
      clock: realClock(),
      // Nobody's key: 32 bytes that no other node has.
      id: randomKey().publicKey,
      onProblem: failed.resolve,
      rpcPort: integerOption(context, 'port', 0, 65_535) ?? DEFAULT_PORT,
      listen: {
        host: stringOption(context, 'listen') ?? '127.0.0.1',
        port: integerOption(context, 'peerPort', 0, 65_535) ?? DEFAULT_PEER_PORT,
      },
      connect: addressesOf(context),
      ...(folder === undefined ? {} : { folder }),
      ...(mineFor === undefined ? {} : { mineFor }),
      observe(name, event) {
        log?.(name, event)
        if (event.kind === 'peerConnected') output.note(`connected to ${event.address}`)
        if (event.kind === 'peerLost') output.note(`a peer is gone`)
        if (event.kind === 'peerRefused') output.note(`${event.address} is refused: ${event.reason}`)
        if (event.kind === 'peerPruned')
          output.note(
            "a peer has pruned what this node lacks: connect to one that keeps more, or copy that one's data folder while it is stopped",
          )
      },
    }),
  )
  if (!started.ok) throw failureOf(started.problem, folder ?? '')
  tell(context, started.process)
  const problem = await Promise.race([stopped, failed.promise])
  await started.process.stop()
  output.note('node stopped')
  if (problem !== undefined) throw failureOf(problem, folder ?? '')
  return EXIT.ok
}

function tell({ output }: CommandContext, { node, rpc, network }: NodeProcess): void {
  const peers = `ws://127.0.0.1:${network.port}`
  output.line(`${output.style.green('node')} at ${rpc.url}, for other nodes at ${peers}`)
  output.line(`  ${node.chain.blockCount()} blocks, sink ${node.chain.sink()}. Ctrl-C stops.`)
  output.result({ url: rpc.url, peers, blocks: node.chain.blockCount(), sink: node.chain.sink() })
}

function paramsOf(context: CommandContext): Params {
  const preset = NETWORKS[stringOption(context, 'network') ?? 'devnet-10'] ?? DEVNET_10_BPS
  const path = stringOption(context, 'overrideParams')
  if (path === undefined) return preset
  const json = readJson(readFileSync(resolve(context.cwd, path), 'utf8'))
  const params = json.ok ? paramsFromJson(json.value) : { ok: false as const, path: '', reason: json.error }
  if (params.ok) return params.value
  throw new CommandFailure(
    `${path} holds no parameters of a network: ${params.path} ${params.reason}`.replace('  ', ' '),
    "Give a file as kaspad's --override-params-file takes it, with all of its fields.",
  )
}

function minerOf(context: CommandContext, params: Params): ScriptPublicKey | undefined {
  const given = stringOption(context, 'mine')
  if (given === undefined) return undefined
  if (!params.skipProofOfWork)
    throw new CommandFailure(
      'this network wants proof of work, and silo searches for none',
      'Leave --mine out and let a miner use getBlockTemplate and submitBlock, or give parameters with skip_proof_of_work.',
    )
  if (!given.includes(':')) return accountKey(given).script
  const parsed = parseAddress(given)
  if (parsed.ok && parsed.address.prefix === params.addressPrefix) return scriptOfAddress(parsed.address)
  throw new CommandFailure(
    `--mine can't pay to ${given}: ${parsed.ok ? 'it is an address of another network' : parsed.reason}`,
    `Give an address that begins with ${params.addressPrefix}:, or a name such as ${FUNDED_ACCOUNTS[0]}.`,
  )
}

function addressesOf(context: CommandContext): readonly string[] {
  const given = stringOption(context, 'connect')?.split(',') ?? []
  const bad = given.find((address) => !/^wss?:\/\/[^\s/]+$/.test(address) || !URL.canParse(address))
  if (bad === undefined) return given
  throw new CommandFailure(
    `--connect takes addresses of nodes, not "${bad}"`,
    `For example --connect ws://127.0.0.1:${DEFAULT_PEER_PORT}, several with commas between them.`,
  )
}

async function startOrExplain<T>(start: () => Promise<T>): Promise<T> {
  try {
    return await start()
  } catch (error) {
    if (messageOf(error).includes('EADDRINUSE'))
      throw new CommandFailure(
        `a port is taken: ${messageOf(error)}`,
        'Is another node running? Choose others with --port and --peer-port, or 0 for any free one.',
      )
    throw error
  }
}

function failureOf(problem: StorageProblem, folder: string): CommandFailure {
  const { message, help } = explainProblem(problem, folder)
  return new CommandFailure(message, help, EXIT.failed, { problem: problem.kind })
}
