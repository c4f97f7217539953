// The RPC's sockets: accepts WebSocket connections on the loopback address, keeps strangers' pages out by their Origin,
// and bounds what one connection may cost. What the frames say is the session's business (client/rpc/serve.ts).
import type { IncomingMessage, Server } from 'node:http'
import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import type { NodeApi } from '../../../client/rpc/api.ts'
import type { Dialect } from '../../../client/rpc/dialect.ts'
import { DEFAULT_DIALECT, dialectOfPath } from '../../../client/rpc/dialect.ts'
import { serveSession } from '../../../client/rpc/serve.ts'
import { startHeartbeat } from './heartbeat.ts'
import { mayConnect } from './origin.ts'
import { answerPage } from './pages.ts'
import type { NodeObserver } from '../telemetry/events.ts'

export interface RpcServerLimits {
  /** Longest frame taken; a longer one ends the connection. */
  readonly maxMessageBytes: number
  readonly maxConnections: number
  /** Unsent bytes at which a connection that doesn't read is dropped. */
  readonly maxBufferedBytes: number
  /** Unsent bytes of all connections together, at which one with much of them is dropped. */
  readonly maxTotalBufferedBytes: number
  /** Time for a connection to become a WebSocket, and between two looks at whether it is still there; milliseconds. */
  readonly handshakeMs: number
  readonly heartbeatMs: number
  /** Requests of one connection answered at the same time; reading pauses above it. */
  readonly maxPendingRequests: number
}

export const RPC_SERVER_LIMITS: RpcServerLimits = {
  maxMessageBytes: 4 << 20,
  maxConnections: 1_024,
  maxBufferedBytes: 64 << 20,
  maxTotalBufferedBytes: 256 << 20,
  handshakeMs: 10_000,
  heartbeatMs: 30_000,
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
  /** Hears what happens on the connections. */
  readonly observe?: NodeObserver
  /** The page of metrics, served at /metrics to programs on this machine. */
  readonly metrics?: () => Promise<string>
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

/** Connections that haven't become WebSockets yet, above the limit of those. */
const MAX_HANDSHAKES = 64
/** Unsent bytes that every connection may have. */
const FREE_BUFFERED_BYTES = 1 << 20

/** WebSocket's close codes (RFC 6455, 7.4.1). */
const CLOSE_GOING_AWAY = 1001
const CLOSE_NOT_TEXT = 1003
const CLOSE_TRY_LATER = 1013

/** Rejects when the port is taken or may not be used. */
export async function startRpcServer(api: NodeApi, options: RpcServerOptions): Promise<RpcServer> {
  const limits = { ...RPC_SERVER_LIMITS, ...options.limits }
  const host = options.host ?? '127.0.0.1'
  const observe = options.observe ?? (() => undefined)
  const http = createServer({
    headersTimeout: limits.handshakeMs,
    requestTimeout: limits.handshakeMs,
    connectionsCheckingInterval: Math.max(1, Math.ceil(limits.handshakeMs / 2)),
  })
  http.maxConnections = limits.maxConnections + MAX_HANDSHAKES
  http.on('request', (request, response) => void answerPage(request, response, options.metrics))
  const server = new WebSocketServer({
    server: http,
    maxPayload: limits.maxMessageBytes,
    perMessageDeflate: false,
    verifyClient: ({ req }: { req: IncomingMessage }) =>
      mayConnect(req.headers.origin, options.origins ?? []),
  })
  await new Promise<void>((resolve, reject) => {
    http.once('listening', resolve)
    server.once('error', reject)
    http.listen(options.port, host)
  })
  // Such as too many open files: the connection in question is lost, the others go on.
  server.on('error', () => undefined)
  const stopHeartbeat = startHeartbeat(server.clients, limits.heartbeatMs)
  const isCrowded = (): boolean =>
    [...server.clients].reduce((sum, { bufferedAmount }) => sum + bufferedAmount, 0) >
    limits.maxTotalBufferedBytes
  server.on('connection', (socket, request) => {
    // A broken frame or connection: the socket closes itself, nothing else is to be done.
    socket.on('error', () => undefined)
    const dialect = dialectOfPath(request.url ?? '') ?? options.dialect ?? DEFAULT_DIALECT
    if (server.clients.size > limits.maxConnections) socket.close(CLOSE_TRY_LATER, 'too many connections')
    else attend(socket, { transport: request.socket, api, limits, dialect, isCrowded, observe })
    observe({ kind: 'connectionOpened', open: server.clients.size })
    socket.on('close', () => observe({ kind: 'connectionClosed', open: server.clients.size }))
  })

  const port = portOf(http, options.port)
  return {
    url: `ws://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    connections: () => server.clients.size,
    close: () =>
      new Promise((resolve) => {
        for (const socket of server.clients) socket.close(CLOSE_GOING_AWAY, 'the node stops')
        for (const socket of server.clients) socket.terminate()
        stopHeartbeat()
        server.close()
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
}

interface Attendance {
  /** The connection under the WebSocket. */
  readonly transport: Socket
  readonly api: NodeApi
  readonly limits: RpcServerLimits
  readonly dialect: Dialect
  /** Whether all connections together have too much unsent. */
  readonly isCrowded: () => boolean
  readonly observe: NodeObserver
}

/** Serves one connection until it ends. */
function attend(
  socket: WebSocket,
  { transport, api, limits, dialect, isCrowded, observe }: Attendance,
): void {
  let pending = 0
  const send = gathering(socket, transport)
  const session = serveSession(
    api,
    (frame) => {
      if (socket.readyState !== socket.OPEN) return
      const unsent = socket.bufferedAmount + frame.length
      if (unsent > limits.maxBufferedBytes || (unsent > FREE_BUFFERED_BYTES && isCrowded())) {
        observe({ kind: 'connectionDropped', reason: `${unsent} bytes wait for a client that doesn't read` })
        socket.terminate()
      } else send(frame)
    },
    {
      dialect,
      onAnswered: (method, ok, milliseconds) =>
        observe({ kind: 'requestAnswered', method, ok, milliseconds }),
    },
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
  socket.on('close', () => session.close())
}

/** Sends what comes within one turn of the event loop by one call of the system: of many requests at once the calls are what costs most. */
function gathering(socket: WebSocket, transport: Socket): (frame: string) => void {
  let isGathering = false
  return (frame) => {
    if (!isGathering) {
      isGathering = true
      transport.cork()
      setImmediate(() => {
        isGathering = false
        transport.uncork()
      })
    }
    socket.send(frame)
  }
}

function portOf(server: Server, asked: number): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : asked
}
