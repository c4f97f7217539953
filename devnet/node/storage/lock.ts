// Keeps two processes from using one folder. The lock names its process, so that one left behind by a killed process is recognised.
import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export type LockResult =
  { readonly ok: true; readonly release: () => void } | { readonly ok: false; readonly pid: number }

const ATTEMPTS = 3

/** Rejects nobody's word: throws only what the file system throws for reasons other than the lock. */
export function lockFolder(folder: string, pid: number = process.pid): LockResult {
  const path = join(folder, 'lock')
  const own = join(folder, `lock.${pid}`)
  try {
    writeWhole(own, `${pid}\n`)
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (tryLink(own, path)) return { ok: true, release: () => releaseLock(path, pid) }
      const holder = holderOf(path)
      if (holder !== undefined && holder !== pid && isAlive(holder)) return { ok: false, pid: holder }
      // Moved aside first: of two processes that find the lock abandoned, one gets to move it.
      const stale = join(folder, `lock.stale.${pid}`)
      if (tryRename(path, stale)) rmSync(stale, { force: true })
    }
    return { ok: false, pid: holderOf(path) ?? 0 }
  } finally {
    rmSync(own, { force: true })
  }
}

function releaseLock(path: string, pid: number): void {
  if (holderOf(path) === pid) rmSync(path, { force: true })
}

function writeWhole(path: string, text: string): void {
  const file = openSync(path, 'w')
  try {
    writeSync(file, text)
  } finally {
    closeSync(file)
  }
}

/** Creates the lock with its content in one step; false when there is one. */
function tryLink(own: string, path: string): boolean {
  return attempted('EEXIST', () => linkSync(own, path))
}

function tryRename(from: string, to: string): boolean {
  return attempted('ENOENT', () => renameSync(from, to))
}

function attempted(expected: string, action: () => void): boolean {
  try {
    action()
    return true
  } catch (failure) {
    if (codeOf(failure) === expected) return false
    throw failure
  }
}

/** Undefined when the lock is gone or names nobody. */
function holderOf(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8').trim())
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined
  } catch (failure) {
    if (codeOf(failure) === 'ENOENT') return undefined
    throw failure
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (failure) {
    // Somebody else's process is one, too.
    return codeOf(failure) === 'EPERM'
  }
}

function codeOf(failure: unknown): unknown {
  return failure instanceof Error && 'code' in failure ? failure.code : undefined
}
