// Runs the silo command as a user does: a child process in a folder, with what it wrote and its exit code.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const ROOT = resolve(import.meta.dirname, '../..')
const ENTRY = join(ROOT, 'bin/silo.mjs')

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `silo ...args` in `cwd` to its end; `input` is its standard input. */
export function silo(cwd: string, args: readonly string[], input = ''): Promise<Finished> {
  return new Promise((done, fail) => {
    const child = start(cwd, args)
    let stdout = ''
    let stderr = ''
    child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.on('error', fail)
    child.on('close', (code) => done({ code, stdout, stderr }))
    // A command that reads nothing may be gone before its input is written: no matter.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

/** Runs `silo ...args` as a step that a test only builds on: throws with what it printed when it fails. */
export async function mustRun(cwd: string, args: readonly string[]): Promise<Finished> {
  const finished = await silo(cwd, args)
  if (finished.code !== 0)
    throw new Error(
      `silo ${args.join(' ')} ended with ${finished.code}:\n${finished.stdout}${finished.stderr}`,
    )
  return finished
}

/** Starts `silo ...args` and leaves it running, for commands that stay. */
export function start(cwd: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [ENTRY, ...args], { cwd, env: { ...process.env, NO_COLOR: '1' } })
}

/** Waits until the running command has printed a line that matches; fails with what it printed when it ends before. */
export function printed(child: ChildProcess, pattern: RegExp): Promise<RegExpMatchArray> {
  return new Promise((done, fail) => {
    let seen = ''
    const look = (chunk: Buffer): void => {
      seen += chunk.toString()
      const match = seen.match(pattern)
      if (match !== null) done(match)
    }
    child.stdout?.on('data', look)
    child.stderr?.on('data', look)
    child.on('close', (code) => fail(new Error(`ended with ${code} before printing ${pattern}:\n${seen}`)))
  })
}

/** Ends a running command as Ctrl-C would, and waits for its end. */
export function interrupt(child: ChildProcess): Promise<number | null> {
  return new Promise((done) => {
    if (child.exitCode !== null) done(child.exitCode)
    else {
      child.on('close', (code) => done(code))
      child.kill('SIGINT')
    }
  })
}

/** A new folder under the system's temporary one, and how to remove it. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'silo-test-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
