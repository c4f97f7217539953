// The native EVM of Foundry: a node in a process of its own, called through its JSON RPC. Nothing that it calls is mined: eth_call.
import { setImmediate } from 'node:timers/promises'
import { clockedAsync, wallTime } from '../../harness/measure.ts'
import type { Peers } from '../../harness/peers.ts'
import { jsonRpc, startServer } from '../../harness/server.ts'
import type { Server } from '../../harness/server.ts'
import { evmCallData } from './solidity.ts'
import type { EvmCode } from './solidity.ts'
import type { EvmHost } from './host.ts'

const PROGRAM = '@foundry-rs/anvil-linux-amd64/bin/anvil'
const CALL_GAS = `0x${(10 ** 13).toString(16)}`

/** Starts a node that mines each transaction at once; undefined where there is no anvil for this platform. */
export async function startAnvil(peers: Peers): Promise<Server | undefined> {
  const program = peers.file(PROGRAM)
  if (program === undefined) return undefined
  const limits = ['--gas-limit', String(10 ** 14), '--memory-limit', String(2 ** 30)]
  const args = ['--port', '0', '--accounts', '100', '--hardfork', 'cancun', ...limits]
  const server = await startServer(program, args, /Listening on ([\d.:]+)/)
  return { ...server, url: `http://${server.url}` }
}

export async function anvilHost(peers: Peers, code: EvmCode): Promise<EvmHost | undefined> {
  const node = await startAnvil(peers)
  if (node === undefined) return undefined
  const rpc = async (method: string, ...parameters: readonly unknown[]): Promise<unknown> => {
    const [result] = await jsonRpc(node.url, [{ method, parameters }])
    return result
  }
  const [from] = (await rpc('eth_accounts')) as readonly string[]
  const creation = await rpc('eth_sendTransaction', { from, data: `0x${code.creation}`, gas: '0x2000000' })
  const { contractAddress: to } = await receiptOf(rpc, creation)
  return {
    name: 'anvil',
    call: (name, n) => {
      const data = `0x${evmCallData(code, name, n)}`
      const call = { from, to, data, gas: CALL_GAS }
      return clockedAsync(async () => BigInt(String(await rpc('eth_call', call, 'latest'))), wallTime)
    },
    close: () => node.close(),
  }
}

type Rpc = (method: string, ...parameters: readonly unknown[]) => Promise<unknown>

/** The receipt, once the transaction is mined: the node answers null until then. */
async function receiptOf(rpc: Rpc, transaction: unknown): Promise<{ readonly contractAddress: string }> {
  for (;;) {
    const receipt = await rpc('eth_getTransactionReceipt', transaction)
    if (receipt !== null) return receipt as { readonly contractAddress: string }
    await setImmediate()
  }
}
