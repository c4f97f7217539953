// One sentence for each reason of refusal, for mempools, wallets and tests.
import type { Rejection } from './rejections.ts'

export function describeRejection(r: Rejection): string {
  switch (r.kind) {
    case 'malformedPayload':
      return `the payload can't be read: ${r.problem}`
    case 'wrongVersion':
      return `a transaction in a lane has version 1, not ${r.version}`
    case 'senderNotProven':
      return `input ${r.input} doesn't spend an output of the declared sender ${r.key}`
    case 'notOwner':
      return `only ${r.expected} may do this, not ${r.sender}`
    case 'unknownSilo':
      return `there is no silo ${r.siloId}`
    case 'unknownStake':
      return `there is no stake ${r.stake}`
    case 'unknownNode':
      return `there is no node ${r.node}`
    case 'nodeOutlived':
      return `what comes after node ${r.node} became final too long ago: go on from a later one`
    case 'unknownDispute':
      return `there is no dispute ${r.dispute}`
    case 'otherSilo':
      return `it belongs to the silo ${r.siloId}`
    case 'strayOutput':
      return `output ${r.output} has a staking or account script that doesn't belong there`
    case 'strayInput':
      return `input ${r.input} is a stake or a silo account's coin that this transaction may not spend`
    case 'belowMinPeg':
      return `a call carries at least ${r.least} sompi or none, not ${r.value}`
    case 'noRefundAddress':
      return 'a call that carries coins must prove its sender, to whom they would be refunded'
    case 'inboxFull':
      return `the block has accepted ${r.entries} messages for this silo already`
    case 'namespaceInvalid':
      return `no silo can have the namespace ${r.namespace}`
    case 'namespaceTaken':
      return `the namespace ${r.namespace} belongs to the silo ${r.siloId}`
    case 'configInvalid':
      return `the configuration is not acceptable: ${r.problem}`
    case 'codeInvalid':
      return `the code is not valid: ${r.problem}`
    case 'constructorGas':
      return `the constructor's gas limit is ${r.gas}; a reference block of this silo holds ${r.most}`
    case 'messageTooLong':
      return `the constructor's message is too long: ${r.bytes} bytes`
    case 'underpaidGas':
      return `the gas limit costs ${r.least} sompi, the fee is ${r.fee}`
    case 'noStakeOutput':
      return 'the transaction has no staking output'
    case 'wrongStakeAmount':
      return `a stake of this silo is exactly ${r.unit} sompi, output ${r.output} has ${r.value}`
    case 'stakeUnlocking':
      return 'the stake is being unlocked and stands for nothing new'
    case 'stakeLost':
      return `the stake has lost the dispute ${r.dispute}`
    case 'stakeChallenging':
      return `the stake backs the challenge of the dispute ${r.dispute} already`
    case 'unlockNotRequested':
      return 'an unlock must be requested first'
    case 'unlockRequested':
      return 'the unlock has been requested already'
    case 'stakeInUse':
      return `the stake still stands for ${r.by}`
    case 'unlockTooEarly':
      return `what the stake stood for is beyond base finality from score ${r.from} on`
    case 'stakeNotSpent':
      return `no input spends the stake ${r.stake}`
    case 'blockNotOnChain':
      return `block ${r.block} is not on the selected chain, or too old for any ticket`
    case 'blockTooRecent':
      return `the ticket's block may be committed for from score ${r.from} on`
    case 'ticketExpired':
      return `the ticket expired at score ${r.expiredAt}`
    case 'noTicket':
      return `the stake won no ticket for block ${r.block}`
    case 'emptyCommitment':
      return 'a commitment commits to at least one reference block'
    case 'notTheNextBlock':
      return `reference block ${r.height} of the silo is ${r.expected ?? 'not there yet'}, not ${r.got}`
    case 'beyondTicket':
      return `reference block ${r.block} comes after the ticket's block`
    case 'equivocatesAlready':
      return `the stake stands for two other nodes on ${r.parent} already`
    case 'nothingNew':
      return 'the commitment adds neither a node nor a committer'
    case 'nodeDead':
      return `node ${r.node} is dead, and with it what stands on it`
    case 'nodeFinal':
      return `node ${r.node} is final`
    case 'siblingFinal':
      return `node ${r.node} is final, so nothing else can be committed in its place`
    case 'genesisUndisputable':
      return 'the genesis node claims nothing that could be wrong'
    case 'disputeOpen':
      return `dispute ${r.dispute} about this node must end first`
    case 'sameCommitment':
      return 'the alternative is the challenged commitment itself'
    case 'proverChallengesItself':
      return 'a stake cannot play against itself'
    case 'disputeOver':
      return `dispute ${r.dispute} is over: the ${r.winner} has won`
    case 'disputeRunning':
      return `dispute ${r.dispute} is still open`
    case 'stalePosition':
      return `the move answers position ${r.got}, the dispute is at ${r.expected}`
    case 'notYourTurn':
      return `it is the turn of ${r.expected}, not of a move ${r.got}`
    case 'notExpired':
      return `the clock runs until score ${r.from}`
    case 'tooManySteps':
      return `the trace of this block has 1 to ${r.most} steps, not ${r.steps}`
    case 'badHaltedWitness':
      return `the end of the trace is not shown: ${r.problem}`
    case 'badHistoryWitness':
      return `the hashes from sample ${r.index} on are not shown to lie under the history root`
    case 'rootRefuted':
      return `the history root ${r.root} was refuted in dispute ${r.dispute}`
    case 'openingExpected':
      return r.expected ? 'a new level must be opened here' : 'the level is open already'
    case 'wrongPointCount':
      return `${r.expected} hashes must be revealed here, not ${r.got}`
    case 'indexOutOfRange':
      return `the index must lie in 1..${r.most}, not ${r.index}`
    case 'badProof':
      return `the step is not proven: ${r.problem}`
    case 'nothingToSlash':
      return "the loser's stake is gone, or owed to another winner"
    case 'notTheLoser':
      return `the stake ${r.stake} did not lose this dispute`
    case 'ancestorUnsettled':
      return `node ${r.node} above the dispute is in doubt itself: the slash waits for it`
    case 'wrongPayment':
      return `output ${r.output} ${r.problem}`
    case 'notBurned':
      return `${r.least} sompi must burn, the outputs leave only ${r.fee}`
    case 'noEquivocation':
      return `no equivocation: ${r.problem}`
    case 'notFinalYet':
      return `node ${r.node} is not final: ${r.why}`
    case 'tooManyAtOnce':
      return `more than ${r.most} nodes at once: finalise an ancestor first`
    case 'nodeNotFinal':
      return `node ${r.node} is not final, so nothing of its outbox is paid`
    case 'noEntries':
      return 'there is nothing to publish'
    case 'alreadyPaid':
      return `outbox entry ${r.index} is paid already`
    case 'deliveredBefore':
      return `outbox entry ${r.index} was delivered already: before finality once is enough`
    case 'carriesCoins':
      return `outbox entry ${r.index} carries coins, which move when the commitment is final`
    case 'badOutboxWitness':
      return `the outbox entries are not proven: ${r.problem}`
    case 'notAPayment':
      return `outbox entry ${r.index} goes to a silo, and is published in that silo's lane`
    case 'notDeliverable':
      return `outbox entry ${r.index} can't be delivered to a silo: ${r.problem}`
    case 'wrongLane':
      return `the entry goes into the lane of silo ${r.expected}`
    case 'wrongGas':
      return `this delivery's gas limit is ${r.least}, not ${r.got}`
    case 'blockGasUsed':
      return `the reference block has ${r.left} gas left, less than ${r.gas}`
    case 'exclusiveWindow':
      return `until score ${r.until} only ${r.owner} may publish`
    case 'insolvent':
      return `${r.needed} sompi are needed, ${r.balance} are there`
    case 'nothingToCollect':
      return 'the sender has no fees to collect'
    case 'creditTooSmall':
      return `a credit can be collected from ${r.least} sompi on, it is ${r.amount}`
  }
}
