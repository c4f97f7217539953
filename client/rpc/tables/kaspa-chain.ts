// The table of methods: Kaspa's own, about the selected chain: how it went on, what it accepted, what its headers commit to.
import { flag, list, object, optional, orNull } from '../codec.ts'
import { hash, u64, u8List } from '../base-codecs.ts'
import { acceptedTransactionsOf, verbosity } from '../accepted-codecs.ts'
import { acceptance, method } from './method.ts'

/** Hashes from high to low, and from low to high. */
const path = {
  removedChainBlockHashes: list(hash),
  addedChainBlockHashes: list(hash),
}

export const KASPA_CHAIN_METHODS = {
  getVirtualChainFromBlock: method(
    'How the selected chain went on from a block. A long way is told in parts: ask again from the last block that was added.',
    object('VirtualChainParams', {
      startHash: hash,
      includeAcceptedTransactionIds: flag,
      /** Blocks are left out at the end until the last one has more blue blocks above it. */
      minConfirmationCount: optional(u64),
    }),
    object('VirtualChainResult', { ...path, acceptedTransactionIds: list(acceptance) }),
  ),
  getVirtualChainFromBlockV2: method(
    'The same with headers and whole accepted transactions, in as much detail as is asked for: Full when missing. What a field says at which level is as in Kaspa; what was not asked for, and outputs spent by transactions below the finality point, are null.',
    object('VirtualChainV2Params', {
      startHash: hash,
      dataVerbosityLevel: optional(verbosity),
      minConfirmationCount: optional(u64),
    }),
    object('VirtualChainV2Result', {
      ...path,
      chainBlockAcceptedTransactions: list(acceptedTransactionsOf),
    }),
  ),
  getSeqCommitLaneProof: method(
    "Together with the header of a chain block above the finality point, all it takes to believe a lane's state there: `verifyLaneProof`. The key is the lane's place in the tree of active lanes (KIP-21); a lane that is not active has none, which is proven as well.",
    object('LaneProofParams', { blockHash: hash, laneKey: hash }),
    object('LaneProofResult', {
      /** A bit for each depth whose sibling is empty, the terminal behind its tag, the siblings. */
      smtProof: u8List,
      lane: orNull(object('ActiveLane', { tip: hash, blueScore: u64 })),
      payloadAndCtxDigest: hash,
      parentSeqCommit: hash,
      inactivityShortcut: hash,
    }),
  ),
} as const
