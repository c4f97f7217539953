// What the RPC's port answers to plain HTTP: the page of metrics; everything else is told to become a WebSocket.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isLoopbackHost } from './origin.ts'

/** Metrics go only to who names this machine: a page in a browser that had its own name resolve here gets nothing. */
export async function answerPage(
  request: IncomingMessage,
  response: ServerResponse,
  metrics: (() => Promise<string>) | undefined,
): Promise<void> {
  if (metrics === undefined || request.method !== 'GET' || request.url !== '/metrics') {
    response.writeHead(426).end('a WebSocket is expected\n')
    return
  }
  if (!isLoopbackHost(request.headers.host ?? '')) {
    response.writeHead(403).end('metrics are for programs on this machine\n')
    return
  }
  try {
    const page = await metrics()
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(page)
  } catch (error) {
    response.writeHead(500).end(`no metrics: ${error instanceof Error ? error.message : String(error)}\n`)
  }
}
