// Folders for tests of storage, and chains that are kept in them.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { realClock } from '../../../../client/clock.ts'
import type { Chain } from '../../../chain/index.ts'
import { createChain, SILO_EXTENSION } from '../../../chain/index.ts'
import { GENESIS } from '../../../chain/testing/kit.ts'
import { TINY } from '../../../tx/index.ts'
import type { KeptChain, StorageOptions } from '../chain-storage.ts'
import { openChainStorage } from '../chain-storage.ts'
import type { StorageProblem } from '../problems.ts'

export function temporaryFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'silo-storage-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export interface OpenedChain {
  readonly chain: Chain
  readonly storage: KeptChain
  /** What couldn't be written. */
  readonly problems: readonly StorageProblem[]
}

/** The chain in a folder; throws the problem when it can't be opened. */
export async function openChain(folder: string, options: Partial<StorageOptions> = {}): Promise<OpenedChain> {
  const problems: StorageProblem[] = []
  const { finalityDepth } = TINY
  const opened = await openChainStorage({
    folder,
    finalityDepth,
    clock: realClock(),
    onProblem: (problem) => problems.push(problem),
    ...options,
  })
  if (!opened.ok) throw new Error(JSON.stringify(opened.problem))
  const { storage, image } = opened
  return { chain: createChain(TINY, GENESIS, SILO_EXTENSION, { storage, image }), storage, problems }
}
