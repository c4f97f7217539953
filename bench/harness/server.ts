// Servers of peers and of silo in processes of their own: started, found by the address that they print, and ended.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Readable } from 'node:stream'

export interface Server {
  /** What the pattern's group matched. */
  readonly url: string
  /** When the process was started, as performance.now() tells it. */
  readonly started: number
  /** Milliseconds that the process has spent on processors so far; undefined where the system doesn't tell. */
  readonly processorTime: () => number | undefined
  close(): Promise<void>
}

/** Starts a program and waits until it prints what the pattern looks for. Rejects when it ends before. */
export async function startServer(
  program: string,
  args: readonly string[],
  pattern: RegExp,
  folder: string = process.cwd(),
): Promise<Server> {
  const started = performance.now()
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
  const closed = once(child, 'close')
  const url = await printed(child.stdout, pattern)
  // Whatever else it prints is nobody's, but has to be taken or it would wait.
  child.stdout.resume()
  return {
    url,
    started,
    processorTime: () => (child.pid === undefined ? undefined : processorTimeOf(child.pid)),
    async close() {
      child.kill('SIGTERM')
      await closed
    },
  }
}

/** Linux tells it in hundredths of a second. */
function processorTimeOf(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined
  // Behind the name, which is in brackets and may hold anything; user and system time are the 14th and 15th field of all.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return 10 * (Number(fields[11]) + Number(fields[12]))
}

function printed(output: Readable, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const match = pattern.exec(text)
      if (match?.[1] !== undefined) resolve(match[1])
    })
    output.once('end', () => reject(new Error(`a server ended before it was ready: ${text}`)))
  })
}

/** One request, or a batch of them, over HTTP. Throws what is answered as an error. */
export async function jsonRpc(url: string, calls: readonly JsonCall[]): Promise<readonly unknown[]> {
  const bodies = calls.map(({ method, parameters }, id) => ({
    jsonrpc: '2.0',
    id,
    method,
    params: parameters,
  }))
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(bodies.length === 1 ? bodies[0] : bodies),
  })
  const answers = [await response.json()].flat() as readonly Answer[]
  return answers
    .toSorted((a, b) => a.id - b.id)
    .map(({ result, error }, i) => {
      if (error !== undefined) throw new Error(`${calls[i]?.method}: ${JSON.stringify(error).slice(0, 300)}`)
      return result
    })
}

export interface JsonCall {
  readonly method: string
  readonly parameters: readonly unknown[]
}

interface Answer {
  readonly id: number
  readonly result?: unknown
  readonly error?: unknown
}
