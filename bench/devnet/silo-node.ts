// Silo's devnet as its command starts it, in a process of its own: one node that mines, no managers.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectRpc } from '../../client/index.ts'
import type { RpcConnection } from '../../client/index.ts'
import { startServer } from '../harness/server.ts'

const SILO = join(import.meta.dirname, '../../bin/silo.mjs')
const OPTIONS = ['--port', '0', '--miners', '1', '--managers', '0', '--json']

export interface SiloNode {
  readonly api: RpcConnection
  /** From the start of the process to the first answer of the RPC. */
  readonly readyMilliseconds: number
  /** Milliseconds that its process has spent on processors so far; undefined where the system doesn't tell. */
  readonly processorTime: () => number | undefined
  close(): Promise<void>
}

export async function startSilo(): Promise<SiloNode> {
  const server = await startServer(
    process.execPath,
    [SILO, 'devnet', ...OPTIONS],
    /"url": "([^"]+)"/,
    tmpdir(),
  )
  const api = await connectRpc(server.url)
  await api.getInfo({})
  return {
    api,
    readyMilliseconds: performance.now() - server.started,
    processorTime: server.processorTime,
    async close() {
      api.close()
      await server.close()
    },
  }
}
