// Why the bridge refuses a transaction: a value with its data, and one sentence for people. A refused transaction
// isn't accepted: no input is spent and no fee is taken.
import type { Hash } from '../tx/hash.ts'

export type Rejection =
  /** Not a payload of docs/protocol.md. */
  | { readonly kind: 'malformedPayload'; readonly problem: string }
  | { readonly kind: 'wrongVersion'; readonly version: number }
  /** The named input doesn't spend a P2PK output of the declared key (41, E65). */
  | { readonly kind: 'senderNotProven'; readonly input: number; readonly key: Hash }
  /** The sender isn't the key that may do this. */
  | { readonly kind: 'notOwner'; readonly expected: Hash; readonly sender: Hash }
  | { readonly kind: 'unknownSilo'; readonly siloId: Hash }
  | { readonly kind: 'unknownStake'; readonly stake: string }
  | { readonly kind: 'unknownNode'; readonly node: Hash }
  /** Finality decided about what comes after it too long ago. */
  | { readonly kind: 'nodeOutlived'; readonly node: Hash }
  | { readonly kind: 'unknownDispute'; readonly dispute: Hash }
  /** The stake, node or dispute belongs to another silo. */
  | { readonly kind: 'otherSilo'; readonly siloId: Hash }
  /** An output with a staking or account script where the transaction's kind has no place for it. */
  | { readonly kind: 'strayOutput'; readonly output: number }
  /** An input with such a script that the transaction may not spend. */
  | { readonly kind: 'strayInput'; readonly input: number }
  | { readonly kind: 'belowMinPeg'; readonly value: bigint; readonly least: bigint }
  /** A refused entry that carries a value needs a sender to refund. */
  | { readonly kind: 'noRefundAddress' }
  | { readonly kind: 'inboxFull'; readonly entries: number }
  | { readonly kind: 'namespaceInvalid'; readonly namespace: number }
  | { readonly kind: 'namespaceTaken'; readonly namespace: number; readonly siloId: Hash }
  | { readonly kind: 'configInvalid'; readonly problem: string }
  | { readonly kind: 'codeInvalid'; readonly problem: string }
  | { readonly kind: 'constructorGas'; readonly gas: bigint; readonly most: bigint }
  | { readonly kind: 'messageTooLong'; readonly bytes: number }
  | { readonly kind: 'underpaidGas'; readonly fee: bigint; readonly least: bigint }
  | { readonly kind: 'noStakeOutput' }
  | {
      readonly kind: 'wrongStakeAmount'
      readonly output: number
      readonly value: bigint
      readonly unit: bigint
    }
  | { readonly kind: 'stakeUnlocking' }
  /** It lost a dispute and waits for its slash. */
  | { readonly kind: 'stakeLost'; readonly dispute: Hash }
  | { readonly kind: 'stakeChallenging'; readonly dispute: Hash }
  | { readonly kind: 'unlockNotRequested' }
  | { readonly kind: 'unlockRequested' }
  /** A commitment or dispute still uses the stake (41, E35). */
  | { readonly kind: 'stakeInUse'; readonly by: Hash }
  /** Its last commitment is final, but not yet beyond base finality. */
  | { readonly kind: 'unlockTooEarly'; readonly from: bigint }
  | { readonly kind: 'stakeNotSpent'; readonly stake: string }
  | { readonly kind: 'blockNotOnChain'; readonly block: Hash }
  | { readonly kind: 'blockTooRecent'; readonly from: bigint }
  | { readonly kind: 'ticketExpired'; readonly expiredAt: bigint }
  | { readonly kind: 'noTicket'; readonly block: Hash }
  | { readonly kind: 'emptyCommitment' }
  /** The entries aren't the reference blocks that follow the parent's, without a gap, up to the ticket's (41, E9). */
  | {
      readonly kind: 'notTheNextBlock'
      readonly height: number
      readonly expected: Hash | undefined
      readonly got: Hash
    }
  | { readonly kind: 'beyondTicket'; readonly block: Hash }
  /** Each of its nodes has the stake as committer already, or takes no more of them with this ticket. */
  | { readonly kind: 'nothingNew' }
  /** The stake stands for two children of this parent: enough to convict it. */
  | { readonly kind: 'equivocatesAlready'; readonly parent: Hash }
  | { readonly kind: 'nodeDead'; readonly node: Hash }
  | { readonly kind: 'nodeFinal'; readonly node: Hash }
  /** Another node of this parent is final. */
  | { readonly kind: 'siblingFinal'; readonly node: Hash }
  | { readonly kind: 'genesisUndisputable' }
  /** Several challenges on one node are played one after the other: wait until this one is over. */
  | { readonly kind: 'disputeOpen'; readonly dispute: Hash }
  | { readonly kind: 'sameCommitment' }
  | { readonly kind: 'proverChallengesItself' }
  | { readonly kind: 'disputeOver'; readonly dispute: Hash; readonly winner: 'prover' | 'challenger' }
  | { readonly kind: 'disputeRunning'; readonly dispute: Hash }
  | { readonly kind: 'stalePosition'; readonly expected: number; readonly got: number }
  | { readonly kind: 'notYourTurn'; readonly expected: string; readonly got: string }
  | { readonly kind: 'notExpired'; readonly from: bigint }
  | { readonly kind: 'tooManySteps'; readonly steps: bigint; readonly most: bigint }
  | { readonly kind: 'badHaltedWitness'; readonly problem: string }
  | { readonly kind: 'badHistoryWitness'; readonly index: number }
  | { readonly kind: 'rootRefuted'; readonly root: Hash; readonly dispute: Hash }
  | { readonly kind: 'openingExpected'; readonly expected: boolean }
  | { readonly kind: 'wrongPointCount'; readonly expected: number; readonly got: number }
  | { readonly kind: 'indexOutOfRange'; readonly index: number; readonly most: number }
  | { readonly kind: 'badProof'; readonly problem: string }
  | { readonly kind: 'nothingToSlash' }
  | { readonly kind: 'notTheLoser'; readonly stake: string }
  /** The dispute stands below another one, or on a dead branch: its slash waits (41, E21). */
  | { readonly kind: 'ancestorUnsettled'; readonly node: Hash }
  | { readonly kind: 'wrongPayment'; readonly output: number; readonly problem: string }
  | { readonly kind: 'notBurned'; readonly fee: bigint; readonly least: bigint }
  | { readonly kind: 'noEquivocation'; readonly problem: string }
  | { readonly kind: 'notFinalYet'; readonly node: Hash; readonly why: string }
  | { readonly kind: 'tooManyAtOnce'; readonly most: number }
  | { readonly kind: 'nodeNotFinal'; readonly node: Hash }
  | { readonly kind: 'noEntries' }
  | { readonly kind: 'alreadyPaid'; readonly index: number }
  /** Before finality an entry is delivered once for each commitment that holds it. */
  | { readonly kind: 'deliveredBefore'; readonly index: number }
  /** Coins move when their outbox is final, and not before (41, E49). */
  | { readonly kind: 'carriesCoins'; readonly index: number }
  | { readonly kind: 'badOutboxWitness'; readonly problem: string }
  /** The entry pays no key: it belongs into the lane of the silo that it goes to (41, E64). */
  | { readonly kind: 'notAPayment'; readonly index: number }
  /** The entry is a payment to a key, data of a call, or no whole call. */
  | { readonly kind: 'notDeliverable'; readonly index: number; readonly problem: string }
  /** The entry goes to another silo than the lane's. */
  | { readonly kind: 'wrongLane'; readonly expected: Hash }
  | { readonly kind: 'wrongGas'; readonly least: bigint; readonly got: bigint }
  /** The accepting block has not so much gas left: try in another one. */
  | { readonly kind: 'blockGasUsed'; readonly gas: bigint; readonly left: bigint }
  /** The committer with the lowest lottery hash has the first go (41, E44). */
  | { readonly kind: 'exclusiveWindow'; readonly owner: Hash; readonly until: bigint }
  | { readonly kind: 'insolvent'; readonly needed: bigint; readonly balance: bigint }
  | { readonly kind: 'nothingToCollect' }
  | { readonly kind: 'creditTooSmall'; readonly amount: bigint; readonly least: bigint }

export type RejectionKind = Rejection['kind']
