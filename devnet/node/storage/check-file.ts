// Has a database file read through by a process of its own before this one opens it.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Beside this file, from the sources as in the bundle (scripts/bundle.mjs). */
const PROBE = join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? 'probe.ts' : 'probe.js')

/** What is wrong with the file; undefined when nothing is. */
export function damageOf(file: string): string | undefined {
  const { stdout, signal, status } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', PROBE, file],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const line = stdout.trim()
  if (line === '') return `its pages can't be read (${signal ?? `exit code ${status}`})`
  const answer: unknown = JSON.parse(line)
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return line
  if (answer.ok === true) return undefined
  return 'where' in answer ? String(answer.where) : line
}
