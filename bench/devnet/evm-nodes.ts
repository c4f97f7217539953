// The peers' development nodes: anvil and hardhat, each of which mines a transaction as soon as it has it.
import { join } from 'node:path'
import type { Peers } from '../harness/peers.ts'
import { jsonRpc, startServer } from '../harness/server.ts'
import type { Server } from '../harness/server.ts'
import { startAnvil } from '../vm/evm/anvil.ts'

/** Where hardhat finds its configuration and itself. */
const PEERS_FOLDER = join(import.meta.dirname, '../peers')

export interface EvmNode {
  readonly name: string
  readonly readyMilliseconds: number
  /** Sends at least so many payments of one wei, in one request each or in batches; gives transactions per second. */
  send(count: number, isBatched: boolean): Promise<number>
  close(): Promise<void>
}

export async function anvilNode(peers: Peers): Promise<EvmNode | undefined> {
  const server = await startAnvil(peers)
  return server === undefined ? undefined : evmNode('anvil', server)
}

export async function hardhatNode(peers: Peers): Promise<EvmNode> {
  const program = peers.file('hardhat/dist/src/cli.js')
  if (program === undefined) throw new Error('the peers have no hardhat')
  const args = [program, 'node', '--hostname', '127.0.0.1', '--port', '0']
  const server = await startServer(process.execPath, args, /server at (http:\S+?)\/?\s/, PEERS_FOLDER)
  return evmNode('hardhat', server)
}

async function evmNode(name: string, server: Server): Promise<EvmNode> {
  const [accounts] = await jsonRpc(server.url, [{ method: 'eth_accounts', parameters: [] }])
  const readyMilliseconds = performance.now() - server.started
  const from = accounts as readonly string[]
  const mined = async (): Promise<number> => {
    const calls = from.map((account) => ({
      method: 'eth_getTransactionCount',
      parameters: [account, 'latest'],
    }))
    const counts = await jsonRpc(server.url, calls)
    return counts.reduce<number>((sum, count) => sum + Number(count), 0)
  }
  return {
    name,
    readyMilliseconds,
    async send(count, isBatched) {
      const before = await mined()
      // A batch is worked on in any order: one payment of each account, so that none waits for another's number.
      const senders = isBatched ? from : from.slice(0, 1)
      const calls = senders.map((account) => ({
        method: 'eth_sendTransaction',
        parameters: [{ from: account, to: from[1], value: '0x1', gas: '0x5208' }],
      }))
      const rounds = Math.ceil(count / calls.length)
      const start = performance.now()
      for (let round = 0; round < rounds; round++) await jsonRpc(server.url, calls)
      const seconds = (performance.now() - start) / 1000
      const sent = rounds * calls.length
      while ((await mined()) < before + sent) await new Promise((resolve) => setTimeout(resolve, 5))
      return sent / seconds
    },
    close: () => server.close(),
  }
}
