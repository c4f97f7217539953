// Which web pages may talk to the node. Programs send no Origin; browsers always do, and can't forge it. Without this
// check any page that a user visits could reach the node on the user's own machine.

/** Whether a connection with this Origin header is let in: none, a loopback one, or one of the list (`*`: all). */
export function mayConnect(origin: string | undefined, allowed: readonly string[]): boolean {
  if (origin === undefined || allowed.includes('*') || allowed.includes(origin)) return true
  const host = hostOf(origin)
  return host !== undefined && isLoopback(host)
}

/** Whether a Host header (a name or address, maybe with a port) names this machine itself. */
export function isLoopbackHost(header: string): boolean {
  const host = hostOf(`http://${header}`)
  return host !== undefined && isLoopback(host)
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).hostname
  } catch {
    return undefined
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
}
