// How a command reaches the devnet: which address, and an error that says what to do when nobody answers there.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isJsonObject } from '../compiler/json.ts'
import { RpcError } from '../client/rpc/api.ts'
import { connectRpc, type RpcConnection } from '../client/rpc/websocket.ts'
import { CommandFailure, EXIT, stringOption, type CommandContext } from './outcome.ts'
import { findProject } from './project.ts'

/** A manager that joins an old devnet first catches up with its chain: longer than any other answer takes. */
const PATIENCE_MS = 120_000n
export const DEFAULT_PORT = 18510
const DEFAULT_URL = `ws://127.0.0.1:${DEFAULT_PORT}`
/** Where `silo devnet`, run inside a project, leaves its address for the project's other commands. */
export const DEVNET_FILE = 'devnet.json'

/**
 * Runs `work` with a connection to the node that the command line names, and closes it in any case. Most commands ask a node for a project, and
 * say so first where there is none.
 */
export async function withNode<T>(
  context: CommandContext,
  work: (api: RpcConnection) => Promise<T>,
  { needsProject = true }: { readonly needsProject?: boolean } = {},
): Promise<T> {
  const url = await nodeUrl(context, needsProject)
  let api: RpcConnection
  try {
    api = await connectRpc(url, { timeoutMs: PATIENCE_MS })
  } catch (error) {
    if (!(error instanceof RpcError)) throw error
    throw new CommandFailure(
      `no node answers at ${url}`,
      'Start one in another terminal with silo devnet, or name another with --rpc ws://HOST:PORT.',
      EXIT.unreachable,
    )
  }
  try {
    return await Promise.race([work(api), brokenConnection(api)])
  } catch (error) {
    if (error instanceof RpcError) throw rpcFailure(error)
    throw error
  } finally {
    api.close()
  }
}

/** Rejects when the connection breaks: whoever waits for news then would wait for ever. */
async function brokenConnection(api: RpcConnection): Promise<never> {
  throw new RpcError('unavailable', await api.closed)
}

async function nodeUrl(context: CommandContext, needsProject: boolean): Promise<string> {
  const project = await findProject(context.cwd).catch((error: unknown) => {
    if (needsProject) throw error
    return undefined
  })
  const given = stringOption(context, 'rpc')
  if (given !== undefined) {
    if (!/^wss?:\/\/[^\s]+$/.test(given) || !URL.canParse(given)) {
      throw new CommandFailure(
        `--rpc takes a WebSocket address, not "${given}"`,
        `For example --rpc ws://127.0.0.1:${DEFAULT_PORT}`,
      )
    }
    return given
  }
  try {
    if (project === undefined) return DEFAULT_URL
    const record: unknown = JSON.parse(readFileSync(join(project.stateFolder, DEVNET_FILE), 'utf8'))
    if (isJsonObject(record) && typeof record['url'] === 'string') return record['url']
  } catch {
    // No devnet was started in it: the default address.
  }
  return DEFAULT_URL
}

function rpcFailure(error: RpcError): CommandFailure {
  switch (error.code) {
    case 'refused':
      return new CommandFailure(
        `the node refused the transaction: ${error.message}`,
        'Nothing was sent.',
        EXIT.failed,
      )
    case 'notFound':
      return new CommandFailure(
        error.message,
        'Check the id, and that this is the devnet you deployed to.',
        EXIT.failed,
      )
    case 'badParams':
      return new CommandFailure(
        `the node can't do that: ${error.message}`,
        'Check the amounts and ids of the command line.',
        EXIT.usage,
      )
    case 'unavailable':
      return new CommandFailure(
        `the node answers no more: ${error.message}`,
        'Look at the terminal of silo devnet; if it is gone, start it and deploy again.',
        EXIT.unreachable,
      )
    case 'failed':
      return new CommandFailure(
        `the node failed: ${error.message}`,
        'Look at the terminal of silo devnet; please report it.',
        EXIT.bug,
      )
  }
}
