// What a manager's stakes have signed. A stake that signs two commitments for one parent and block loses its stake
// (41, E13), so every signature is written down before it is sent, and asked about before the next one.
import { nodeIdOf } from '../bridge/ids.ts'
import type { CommitEntry } from '../bridge/payloads.ts'
import type { Hash, Outpoint } from '../tx/index.ts'
import { hashFromBytes, hashToBytes, outpointKey } from '../tx/index.ts'
import type { NodeInfo } from '../../client/rpc/silo-codecs.ts'
import { stateCommitment } from '../../vm/commitment.ts'
import type { SignedCommitments } from './view.ts'

/** One signature: what may be signed again for the same stake, parent and block is this commitment only. */
export interface JournalEntry {
  readonly stake: string
  readonly parent: Hash
  readonly block: Hash
  readonly stateCommitment: Hash
}

/** Where a journal outlives its manager: a file, a browser's storage, or memory. */
export interface JournalStore {
  load(): Promise<readonly JournalEntry[]>
  /** Resolves once the entries are safe. */
  append(entries: readonly JournalEntry[]): Promise<void>
}

export interface Journal extends SignedCommitments {
  /** Adds what the chain shows of one's own stakes, which is all there is when the store was lost. */
  learn(nodes: readonly NodeInfo[], owner: Hash): void
  /** Writes a commitment down; resolves once it is safe to send it. */
  sign(siloId: Hash, stake: Outpoint, parent: Hash, entries: readonly CommitEntry[]): Promise<void>
}

export function memoryStore(): JournalStore {
  const entries: JournalEntry[] = []
  return {
    load: async () => entries,
    append: async (added) => {
      entries.push(...added)
    },
  }
}

export async function openJournal(store: JournalStore): Promise<Journal> {
  const signed = new Map<string, Hash>()
  const keyOf = (stake: string, parent: Hash, block: Hash): string => `${stake} ${parent} ${block}`
  const remember = (entry: JournalEntry): void => {
    signed.set(keyOf(entry.stake, entry.parent, entry.block), entry.stateCommitment)
  }
  for (const entry of await store.load()) remember(entry)
  return {
    permits(stake, parent, block, commitment) {
      const known = signed.get(keyOf(outpointKey(stake), parent, block))
      return known === undefined || known === commitment
    },
    learn(nodes, owner) {
      for (const node of nodes) {
        if (node.parent === undefined) continue
        for (const committer of node.committers) {
          if (committer.owner !== owner) continue
          const stake = outpointKey(committer.stake)
          remember({
            stake,
            parent: node.parent,
            block: node.referenceBlock,
            stateCommitment: node.stateCommitment,
          })
        }
      }
    },
    async sign(siloId, stake, parent, entries) {
      const added: JournalEntry[] = []
      let above = parent
      for (const { block, roots } of entries) {
        const commitment = hashFromBytes(
          stateCommitment({
            storageRoot: hashToBytes(roots.storage),
            outboxRoot: hashToBytes(roots.outbox),
            eventRoot: hashToBytes(roots.events),
          }),
        )
        added.push({ stake: outpointKey(stake), parent: above, block, stateCommitment: commitment })
        above = nodeIdOf(siloId, above, block, commitment)
      }
      await store.append(added)
      added.forEach(remember)
    },
  }
}
