// What logs and metrics say about a devnet on virtual time, and about each kind of event.
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { stubApi } from '../rpc/testing/sockets.ts'
import { startRpcServer } from '../rpc/server.ts'
import { createVirtualClock, startDevnet } from '../../index.ts'
import { hash } from '../../tx/index.ts'
import type { NodeEvent } from './events.ts'
import { createNodeLog } from './log.ts'
import type { LogLevel } from './log.ts'
import { createNodeMetrics } from './metrics.ts'

const ID = hash('ab'.repeat(32))
const EVENTS: readonly NodeEvent[] = [
  { kind: 'blockAdded', hash: ID, daaScore: 1n << 60n, transactions: 2, removed: 0, added: 1 },
  { kind: 'blockAdded', hash: ID, daaScore: 5n, transactions: 2, removed: 1, added: 2 },
  { kind: 'blockAdded', hash: ID, daaScore: 6n, transactions: 2, removed: 50, added: 51 },
  { kind: 'blockRefused', hash: ID, reason: 'no coinbase' },
  { kind: 'transactionTaken', id: ID, status: 'new' },
  { kind: 'transactionRefused', id: ID, reason: 'spent' },
  { kind: 'requestAnswered', method: 'getInfo', ok: true, milliseconds: 3 },
  { kind: 'requestAnswered', method: 'getInfo', ok: false, milliseconds: 3000 },
  { kind: 'connectionOpened', open: 2 },
  { kind: 'connectionClosed', open: 1 },
  { kind: 'connectionDropped', reason: 'slow' },
]

function logged(level: LogLevel): Record<string, unknown>[] {
  const lines: string[] = []
  const observe = createNodeLog(level, { write: (line: string) => void lines.push(line) })
  for (const event of EVENTS) observe('one', event)
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('the log', () => {
  it('is a line of JSON for every event at its level', () => {
    expect(logged('trace').map(({ msg, node }) => [node, msg])).toHaveLength(EVENTS.length)
    expect(logged('warn').map(({ msg }) => msg)).toEqual([
      'block added',
      'block refused',
      'connection dropped',
    ])
    expect(logged('info').map(({ msg, removed, reason }) => [msg, removed ?? reason])).toEqual([
      ['block added', 1],
      ['block added', 50],
      ['block refused', 'no coinbase'],
      ['transaction refused', 'spent'],
      ['connection dropped', 'slow'],
    ])
    expect(logged('trace')[0]).toMatchObject({ node: 'one', hash: ID, daaScore: `${1n << 60n}` })
  })
})

describe('the metrics', () => {
  it('count events', async () => {
    const metrics = createNodeMetrics({ nodes: () => [], process: false })
    for (const event of EVENTS) metrics.observe('one', event)
    const page = await metrics.page()
    for (const line of [
      'silo_blocks_total{node="one",outcome="added"} 3',
      'silo_blocks_total{node="one",outcome="refused"} 1',
      'silo_chain_blocks_removed_total{node="one"} 51',
      'silo_transactions_total{node="one",outcome="refused"} 1',
      'silo_rpc_connections{node="one"} 1',
      'silo_rpc_connections_dropped_total{node="one"} 1',
      'silo_rpc_answer_seconds_count{node="one",method="getInfo",ok="true"} 1',
      'silo_rpc_answer_seconds_bucket{le="2",node="one",method="getInfo",ok="false"} 0',
    ])
      expect(page).toContain(`${line}\n`)
  })

  it('read off the nodes of a devnet what they are at', async () => {
    const clock = createVirtualClock(1_000_000n)
    const events: NodeEvent[] = []
    const devnet = await startDevnet({
      clock,
      seed: 'metrics',
      observe: (_, event) => void events.push(event),
    })
    await clock.advance(5_000n)
    await devnet.api.devnet_reorg({ depth: 3 })
    const metrics = createNodeMetrics({ nodes: () => devnet.nodes, process: true })
    const page = await metrics.page()
    for (const { name, chain } of devnet.nodes) {
      expect(page).toContain(`silo_blocks{node="${name}"} ${chain.blockCount()}\n`)
      expect(page).toContain(`silo_virtual_daa_score{node="${name}"} ${chain.virtual().daaScore}\n`)
      expect(page).toContain(`silo_peers{node="${name}"} 2\n`)
    }
    expect(page).toContain('process_resident_memory_bytes')
    const removed = events.flatMap((event) => (event.kind === 'blockAdded' ? [event.removed] : []))
    expect(removed.filter((count) => count >= 3).length).toBeGreaterThan(0)
    await devnet.stop()
  })
})

describe('the page of metrics', () => {
  it('is for programs on this machine, at its own path', async () => {
    const server = await startRpcServer(stubApi().api, { port: 0, metrics: async () => 'silo_up 1\n' })
    const ask = async (request: string): Promise<string> => {
      const socket = connect(server.port, '127.0.0.1')
      socket.end(`${request}\r\nConnection: close\r\n\r\n`)
      const parts: Buffer[] = []
      for await (const part of socket) parts.push(part as Buffer)
      return Buffer.concat(parts).toString()
    }
    expect(await ask('GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:1')).toMatch(
      /^HTTP\/1\.1 200[\s\S]*silo_up 1\n/,
    )
    expect(await ask('GET /metrics HTTP/1.1\r\nHost: evil.example')).toMatch(/^HTTP\/1\.1 403/)
    expect(await ask('GET /other HTTP/1.1\r\nHost: localhost')).toMatch(/^HTTP\/1\.1 426/)
    expect(await ask('POST /metrics HTTP/1.1\r\nHost: localhost')).toMatch(/^HTTP\/1\.1 426/)
    await server.close()
    const failing = await startRpcServer(stubApi().api, {
      port: 0,
      metrics: () => Promise.reject(new Error('no memory')),
    })
    const answer = await fetch(failing.url.replace('ws:', 'http:') + '/metrics')
    expect([answer.status, await answer.text()]).toEqual([500, 'no metrics: no memory\n'])
    await failing.close()
  })
})
