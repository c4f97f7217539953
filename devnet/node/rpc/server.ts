// The RPC's sockets: accepts WebSocket connections on the loopback address, keeps strangers' pages out by their Origin,
// and bounds what one connection may cost. What the frames say is the session's business (client/rpc/serve.ts).
import type { IncomingMessage } from 'node:http'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import type { NodeApi } from '../../../client/rpc/api.ts'
import type { Dialect } from '../../../client/rpc/dialect.ts'
import { DEFAULT_DIALECT, dialectOfPath } from '../../../client/rpc/dialect.ts'
import { serveSession } from '../../../client/rpc/serve.ts'
import { mayConnect } from './origin.ts'

export interface RpcServerLimits {
  /** Longest frame taken; a longer one ends the connection. */
  readonly maxMessageBytes: number
  readonly maxConnections: number
  /** Unsent bytes at which a connection that doesn't read is dropped. */
  readonly maxBufferedBytes: number
  /** Requests of one connection answered at the same time; reading pauses above it. */
  readonly maxPendingRequests: number
}

export const RPC_SERVER_LIMITS: RpcServerLimits = {
  maxMessageBytes: 4 << 20,
  maxConnections: 128,
  maxBufferedBytes: 64 << 20,
  maxPendingRequests: 64,
}

export interface RpcServerOptions {
  /** 0: any free one. */
  readonly port: number
  /** Loopback unless told otherwise. */
  readonly host?: string
  /** Further origins (such as https://explorer.example) whose pages may connect; `*` lets all. */
  readonly origins?: readonly string[]
  readonly limits?: Partial<RpcServerLimits>
  /** Spoken to clients whose path names none; kaspa-0.14 unless told otherwise. */
  readonly dialect?: Dialect
}

export interface RpcServer {
  /** Where it listens, such as ws://127.0.0.1:18510. */
  readonly url: string
  readonly port: number
  readonly connections: () => number
  /** Ends all connections and stops listening. */
  readonly close: () => Promise<void>
}

/** WebSocket's close codes (RFC 6455, 7.4.1). */
const CLOSE_GOING_AWAY = 1001
const CLOSE_NOT_TEXT = 1003
const CLOSE_TRY_LATER = 1013

/** Rejects when the port is taken or may not be used. */
export async function startRpcServer(api: NodeApi, options: RpcServerOptions): Promise<RpcServer> {
  const limits = { ...RPC_SERVER_LIMITS, ...options.limits }
  const host = options.host ?? '127.0.0.1'
  const server = new WebSocketServer({
    host,
    port: options.port,
    maxPayload: limits.maxMessageBytes,
    perMessageDeflate: false,
    verifyClient: ({ req }: { req: IncomingMessage }) =>
      mayConnect(req.headers.origin, options.origins ?? []),
  })
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve)
    server.once('error', reject)
  })
  server.on('connection', (socket, request) => {
    if (server.clients.size > limits.maxConnections) socket.close(CLOSE_TRY_LATER, 'too many connections')
    else attend(api, socket, limits, dialectOfPath(request.url ?? '') ?? options.dialect ?? DEFAULT_DIALECT)
  })

  const port = portOf(server, options.port)
  return {
    url: `ws://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    connections: () => server.clients.size,
    close: () =>
      new Promise((resolve) => {
        for (const socket of server.clients) socket.close(CLOSE_GOING_AWAY, 'the node stops')
        for (const socket of server.clients) socket.terminate()
        server.close(() => resolve())
      }),
  }
}

/** Serves one connection until it ends. */
function attend(api: NodeApi, socket: WebSocket, limits: RpcServerLimits, dialect: Dialect): void {
  let pending = 0
  const session = serveSession(
    api,
    (frame) => {
      if (socket.readyState !== socket.OPEN) return
      if (socket.bufferedAmount + frame.length > limits.maxBufferedBytes) socket.terminate()
      else socket.send(frame)
    },
    dialect,
  )

  const answer = async (frame: string): Promise<void> => {
    if (++pending >= limits.maxPendingRequests) socket.pause()
    await session.receive(frame)
    if (--pending < limits.maxPendingRequests && socket.isPaused) socket.resume()
  }

  socket.on('message', (data, isBinary) => {
    if (isBinary) socket.close(CLOSE_NOT_TEXT, 'text frames only')
    else void answer(String(data))
  })
  // A broken frame or connection: the socket closes itself, nothing else is to be done.
  socket.on('error', () => undefined)
  socket.on('close', () => session.close())
}

function portOf(server: WebSocketServer, asked: number): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : asked
}
