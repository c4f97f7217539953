// The network between nodes of different processes: WebSocket connections that carry messages as bytes. It looks to a node like the
// simulated one. A peer that sends what can't be read, or doesn't read, is dropped; those that were named are called again.
import type { IncomingMessage } from 'node:http'
import { WebSocket, WebSocketServer } from 'ws'
import type { Clock } from '../../../client/clock.ts'
import { startHeartbeat } from '../rpc/heartbeat.ts'
import type { Network, PeerHandlers, PeerName } from '../simulation/network.ts'
import type { NodeObserver } from '../telemetry/events.ts'
import type { Hello } from './hello.ts'
import { decodeHello, encodeHello, mismatch } from './hello.ts'
import type { PeerMessage } from './messages.ts'
import { decodePeerMessage, encodePeerMessage } from './wire.ts'

export interface SocketNetworkOptions {
  readonly hello: Hello
  readonly clock: Clock
  /** Where others may connect; nobody may when missing. */
  readonly listen?: { readonly host: string; readonly port: number }
  /** Addresses that are called, again and again, such as ws://127.0.0.1:18511. */
  readonly connect: readonly string[]
  readonly observe: NodeObserver
}

export interface SocketNetwork extends Pick<Network<PeerMessage>, 'join'> {
  /** Where it listens. */
  readonly port: number | undefined
  readonly close: () => Promise<void>
}

const MAX_PEERS = 64
/** A batch of blocks and something for its frame. */
const MAX_MESSAGE_BYTES = 16_000_000
/** Unsent bytes at which a peer that doesn't read is dropped. */
const MAX_BUFFERED_BYTES = 64_000_000
const HELLO_MS = 10_000n
const FIRST_RETRY_MS = 500n
const LAST_RETRY_MS = 15_000n
const HEARTBEAT_MS = 30_000

/** WebSocket's close codes (RFC 6455, 7.4.1). */
const CLOSE_GOING_AWAY = 1001
const CLOSE_PROTOCOL = 1002
const CLOSE_REFUSED = 1008

/** Rejects when the port is taken or may not be used. */
export async function openSocketNetwork(options: SocketNetworkOptions): Promise<SocketNetwork> {
  const { hello, clock, observe } = options
  const peers = new Map<PeerName, WebSocket>()
  /** Every connection, those that haven't said who they are among them. */
  const sockets = new Set<WebSocket>()
  let handlers: PeerHandlers<PeerMessage> | undefined
  let open = true

  const attend = (socket: WebSocket, address: string): void => {
    if (!open || sockets.size >= MAX_PEERS) return socket.terminate()
    sockets.add(socket)
    let name: PeerName | undefined
    const cancel = clock.schedule(HELLO_MS, () => refuse('it says nothing'))
    const refuse = (reason: string, code = CLOSE_PROTOCOL): void => {
      observe({ kind: 'peerRefused', address, reason })
      // What a close may say is short.
      socket.close(code, reason.slice(0, 100))
      clock.schedule(FIRST_RETRY_MS, () => socket.terminate())
    }
    const welcome = (bytes: Uint8Array): void => {
      const said = decodeHello(bytes)
      if (!said.ok) return refuse(said.reason)
      const problem = mismatch(hello, said.value)
      if (problem !== undefined) return refuse(problem, CLOSE_REFUSED)
      if (peers.has(said.value.id)) return refuse('it is connected already', CLOSE_REFUSED)
      cancel()
      name = said.value.id
      peers.set(name, socket)
      observe({ kind: 'peerConnected', peer: name, address })
      void handlers?.onConnected(name)
    }
    socket.on('message', (data, isBinary) => {
      if (!isBinary || !(data instanceof Uint8Array)) return refuse('it sends text')
      if (name === undefined) return welcome(data)
      const message = decodePeerMessage(data)
      if (message.ok) void handlers?.onMessage(name, message.value)
      else refuse(`it sends what can't be read: ${message.reason}`)
    })
    // A broken frame or connection: the socket closes itself.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      cancel()
      sockets.delete(socket)
      if (name === undefined || peers.get(name) !== socket) return
      peers.delete(name)
      observe({ kind: 'peerLost', peer: name })
    })
    socket.send(encodeHello(hello))
  }

  const call = (address: string, delay = FIRST_RETRY_MS): void => {
    if (!open) return
    const socket = new WebSocket(address, { maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false })
    let next = delay * 2n > LAST_RETRY_MS ? LAST_RETRY_MS : delay * 2n
    // The address may have nobody behind it yet.
    socket.on('error', () => undefined)
    socket.on('open', () => {
      next = FIRST_RETRY_MS
      attend(socket, address)
    })
    socket.on('close', () => void clock.schedule(delay, () => call(address, next)))
  }

  const server = options.listen === undefined ? undefined : await listen(options.listen, attend)
  const stopHeartbeat = startHeartbeat(sockets, HEARTBEAT_MS)

  const send = (peer: PeerName, bytes: Uint8Array): void => {
    const socket = peers.get(peer)
    if (socket === undefined || socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > MAX_BUFFERED_BYTES) socket.terminate()
    else socket.send(bytes)
  }

  return {
    port: server === undefined ? undefined : portOf(server),
    join(name, joined) {
      if (handlers !== undefined) throw new Error('bug: one node to a process')
      handlers = joined
      for (const address of options.connect) call(address)
      return {
        name,
        peers: () => [...peers.keys()],
        send: (to, message) => send(to, encodePeerMessage(message)),
        broadcast(message, except) {
          const bytes = encodePeerMessage(message)
          for (const peer of peers.keys()) if (peer !== except) send(peer, bytes)
        },
        close: () => void (open = false),
      }
    },
    async close() {
      open = false
      stopHeartbeat()
      for (const socket of sockets) {
        socket.close(CLOSE_GOING_AWAY, 'the node stops')
        socket.terminate()
      }
      await new Promise<void>((resolve) => {
        if (server === undefined) resolve()
        else server.close(() => resolve())
      })
    },
  }
}

function listen(
  { host, port }: { readonly host: string; readonly port: number },
  attend: (socket: WebSocket, address: string) => void,
): Promise<WebSocketServer> {
  return new Promise((resolve, reject) => {
    const server = new WebSocketServer({
      host,
      port,
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
      // Pages in browsers are no nodes.
      verifyClient: ({ req }: { req: IncomingMessage }) => req.headers.origin === undefined,
    })
    server.once('error', reject)
    server.once('listening', () => {
      server.on('error', () => undefined)
      resolve(server)
    })
    server.on('connection', (socket, request) => attend(socket, request.socket.remoteAddress ?? 'unknown'))
  })
}

function portOf(server: WebSocketServer): number | undefined {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : undefined
}
