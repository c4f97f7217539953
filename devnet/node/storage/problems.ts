// What can be wrong with the folder that a chain is kept in, and what to do about it.
import { statfsSync } from 'node:fs'

export type StorageProblem =
  /** Another process uses the folder. */
  | { readonly kind: 'locked'; readonly pid: number }
  /** The folder was written in a format that this version doesn't read. */
  | { readonly kind: 'otherFormat'; readonly found: string; readonly expected: number }
  /** What is in the folder can't be read any more. Nothing in it was changed. */
  | { readonly kind: 'damaged'; readonly where: string }
  /** There is no room left. What was written before stays. */
  | { readonly kind: 'full' }
  /** The folder or a file in it can't be used for another reason. */
  | { readonly kind: 'unusable'; readonly reason: string }

export interface Explained {
  readonly message: string
  readonly help: string
}

export function explainProblem(problem: StorageProblem, folder: string): Explained {
  switch (problem.kind) {
    case 'locked':
      return {
        message: `${folder} is in use by process ${problem.pid}`,
        help: 'Stop that process, or choose another folder. If no such process is yours, delete the file "lock" in the folder.',
      }
    case 'otherFormat':
      return {
        message: `${folder} has data of format ${problem.found}, this version of silo reads format ${problem.expected}`,
        help: 'Go on with the version of silo that wrote it, or start with an empty folder. Nothing was changed.',
      }
    case 'damaged':
      return {
        message: `the data in ${folder} is damaged: ${problem.where}`,
        help: 'Nothing was changed. Restore the folder from a copy, or move it away and start with an empty one.',
      }
    case 'full':
      return {
        message: `no room is left for the data in ${folder}`,
        help: 'Everything up to the last write is kept. Make room on the disk and start again: it goes on from there.',
      }
    case 'unusable':
      return {
        message: `${folder} can't be used: ${problem.reason}`,
        help: "Everything that was written before is kept. Look at the folder's permissions and the disk, then start again.",
      }
  }
}

/** Less than this left counts as full: the file grows by several pages at once. */
const LITTLE_ROOM = 1_000_000n

/** Whether a folder's disk has too little room to open a database on: one that can't even grow its lock's file ends the whole process with a signal. */
export function hasLittleRoom(folder: string): boolean {
  return roomIn(folder) < LITTLE_ROOM
}

/** What a failed write means. The database tells a full disk in several ways, so that the disk itself is asked. */
export function problemOfWrite(failure: unknown, folder: string): StorageProblem {
  const reason = failure instanceof Error ? failure.message : String(failure)
  if (/ENOSPC|EDQUOT|no space|quota|MDB_MAP_FULL/i.test(reason) || hasLittleRoom(folder))
    return { kind: 'full' }
  return { kind: 'unusable', reason }
}

function roomIn(folder: string): bigint {
  try {
    const { bavail, bsize } = statfsSync(folder, { bigint: true })
    return bavail * bsize
  } catch {
    // The disk can't be asked: the failure itself must do.
    return LITTLE_ROOM
  }
}
