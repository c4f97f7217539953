// A disk of a few megabytes for tests of what happens when it is full: a file system in memory, which only Linux makes and only for root.
import { spawnSync } from 'node:child_process'
import { writeFileSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'

export interface SmallDisk {
  /** Takes up what room there is but for so many bytes. */
  readonly fill: (left: number) => void
  /** Gives back what `fill` took. */
  readonly makeRoom: () => void
  readonly remove: () => void
}

/** A disk of so many bytes at an empty folder; undefined where none can be made. */
export function mountSmallDisk(folder: string, bytes: number): SmallDisk | undefined {
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder])
  if (status !== 0) return undefined
  const filler = join(folder, 'filler')
  const makeRoom = (): void => rmSync(filler, { force: true })
  return {
    fill(left) {
      makeRoom()
      const { bavail, bsize } = statfsSync(folder)
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - left)))
    },
    makeRoom,
    // Lazily: a database that a failed test left open may still use it.
    remove: () => void spawnSync('umount', ['-l', folder]),
  }
}
