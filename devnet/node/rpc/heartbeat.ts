// Finds connections whose other end went without a word (a cable, a sleeping laptop): who doesn't answer a ping until the
// next one is cut off.
import type { WebSocket } from 'ws'

/** Returns what ends it. */
export function startHeartbeat(sockets: ReadonlySet<WebSocket>, intervalMs: number): () => void {
  const asked = new WeakSet<WebSocket>()
  const timer = setInterval(() => {
    for (const socket of sockets) {
      // One that is paused for its many requests can't be heard.
      if (socket.isPaused) continue
      if (asked.has(socket)) socket.terminate()
      else {
        asked.add(socket)
        socket.once('pong', () => asked.delete(socket))
        socket.ping()
      }
    }
  }, intervalMs)
  timer.unref()
  return () => clearInterval(timer)
}
