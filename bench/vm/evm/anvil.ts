// The native EVM of Foundry: a node in a process of its own, called through its JSON RPC. Nothing that it calls is mined: eth_call.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { clockedAsync } from '../../harness/measure.ts'
import type { Peers } from '../../harness/peers.ts'
import { evmCallData } from './solidity.ts'
import type { EvmCode } from './solidity.ts'
import type { EvmHost } from './host.ts'

const PROGRAM = '@foundry-rs/anvil-linux-amd64/bin/anvil'
const CALL_GAS = `0x${(10 ** 13).toString(16)}`

export interface AnvilNode {
  /** Throws what the node answers as an error. */
  rpc(method: string, parameters: readonly unknown[]): Promise<unknown>
  readonly url: string
  close(): void
}

/** Starts a node that mines each transaction at once; undefined where there is no anvil for this platform. */
export async function startAnvil(peers: Peers): Promise<AnvilNode | undefined> {
  const program = peers.file(PROGRAM)
  if (program === undefined) return undefined
  const child = spawn(
    program,
    [
      '--port',
      '0',
      '--hardfork',
      'cancun',
      '--gas-limit',
      String(10 ** 14),
      '--memory-limit',
      String(2 ** 30),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const url = await listeningUrl(child.stdout)
  // Whatever else it prints is nobody's, but has to be taken or it would wait.
  child.stdout.resume()
  return {
    url,
    rpc: (method, parameters) => jsonRpc(url, method, parameters),
    close: () => child.kill(),
  }
}

async function listeningUrl(output: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for (;;) {
    const [chunk] = (await once(output, 'data')) as [Buffer]
    text += chunk.toString()
    const match = /Listening on ([\d.:]+)/.exec(text)
    if (match?.[1] !== undefined) return `http://${match[1]}`
  }
}

/** One request over HTTP. */
export async function jsonRpc(url: string, method: string, parameters: readonly unknown[]): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: parameters }),
  })
  const answer = (await response.json()) as { readonly result?: unknown; readonly error?: unknown }
  if (answer.error !== undefined) throw new Error(`${method}: ${JSON.stringify(answer.error).slice(0, 300)}`)
  return answer.result
}

export async function anvilHost(peers: Peers, code: EvmCode): Promise<EvmHost | undefined> {
  const node = await startAnvil(peers)
  if (node === undefined) return undefined
  const [from] = (await node.rpc('eth_accounts', [])) as readonly string[]
  const creation = await node.rpc('eth_sendTransaction', [
    { from, data: `0x${code.creation}`, gas: '0x2000000' },
  ])
  const { contractAddress: to } = await receiptOf(node, creation)
  return {
    name: 'anvil',
    call: (name, n) => {
      const data = `0x${evmCallData(code, name, n)}`
      const call = { from, to, data, gas: CALL_GAS }
      return clockedAsync(async () => BigInt(String(await node.rpc('eth_call', [call, 'latest']))))
    },
    close: () => node.close(),
  }
}

/** The receipt, once the transaction is mined: the node answers null until then. */
async function receiptOf(
  node: AnvilNode,
  transaction: unknown,
): Promise<{ readonly contractAddress: string }> {
  for (;;) {
    const receipt = await node.rpc('eth_getTransactionReceipt', [transaction])
    if (receipt !== null) return receipt as { readonly contractAddress: string }
    await setImmediate()
  }
}
