// Sequencing commitments by lane, and proofs of lanes.
export { laneKey } from './hashes.ts'
export type { LaneProof, ProofTerminal, TreeProof } from './lane-proof.ts'
export { verifyLaneProof } from './lane-proof.ts'
export type { ActiveLane, LaneLeaf, LaneTree } from './lane-tree.ts'
export { expireLanes, lanesOf, lanesSince, setLane } from './lane-tree.ts'
export { decodeTreeProof, encodeTreeProof } from './proof-codec.ts'
export { GENESIS_SEQUENCING, nextSequencing, proveLane } from './sequencing.ts'
export type { SequencedBlock, SequencingState, SequencingStep } from './sequencing.ts'
