// silo node as a user runs it: two processes find each other, one is killed and catches up, and both stop when they are told to.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChildProcess } from 'node:child_process'
import { afterAll, describe, expect, it } from 'vitest'
import { connectRpc } from '../../client/rpc/websocket.ts'
import type { NodeApi } from '../../client/rpc/api.ts'
import { untilChain } from '../../client/silo/wait.ts'
import { printed, silo, start } from './silo-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'silo-node-'))
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

async function node(...args: readonly string[]) {
  const child = start(folder, ['node', '--port', '0', '--peer-port', '0', ...args])
  children.push(child)
  const [, rpc = '', peers = ''] = await printed(child, /node at (\S+), for other nodes at (\S+)/)
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, rpc, peers, ended }
}

/** Until a node's chain has come so far. */
async function untilScore(api: NodeApi, least: bigint): Promise<bigint> {
  return untilChain(api, async () => {
    const { daaScore } = await api.silo_getChainPoint({})
    return daaScore >= least ? daaScore : undefined
  })
}

describe('silo node', () => {
  it('mines, tells its peers, survives being killed, and stops when told to', async () => {
    const miner = await node('--data', 'miner', '--mine', 'alice')
    const first = await node('--data', 'second', '--connect', miner.peers)
    const before = await connectRpc(first.rpc)
    const reached = await untilScore(before, 5n)
    before.close()
    first.child.kill('SIGKILL')
    await first.ended

    const second = await node('--data', 'second', '--connect', miner.peers)
    const [after, there] = [await connectRpc(second.rpc), await connectRpc(miner.rpc)]
    const mined = await untilScore(there, reached + 5n)
    expect(await untilScore(after, mined)).toBeGreaterThanOrEqual(mined)
    after.close()
    there.close()
    for (const { child, ended } of [second, miner]) {
      child.kill('SIGTERM')
      expect(await ended).toBe(0)
    }
  })

  it('says what is wrong with its command line', async () => {
    const noAddress = await silo(folder, ['node', '--connect', 'somewhere'])
    expect(noAddress).toMatchObject({ code: 2, stderr: expect.stringContaining('--connect takes addresses') })
    const badMiner = await silo(folder, ['node', '--mine', 'kaspa:nobody'])
    expect(badMiner).toMatchObject({ code: 2, stderr: expect.stringContaining("--mine can't pay") })
  })
})
