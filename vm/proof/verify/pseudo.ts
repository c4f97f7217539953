// The steps between instructions: opening, refunding and closing a message, halting, and a halted machine's.
import { EXTERNAL_CALLER, RAM_DEPTH, STATUS } from '../../spec/constants.ts'
import { TRAP } from '../../spec/traps.ts'
import { zeroRoot } from '../../merkle/tree.ts'
import { concatBytes } from '../../words.ts'
import { leafOfWords, wordOf } from '../bytes.ts'
import { receiptHead, refundEntry } from './contracts.ts'
import { RESULT_LEAF, getRoot, getWord, setRoot, setWord } from './registers.ts'
import { type StepRun, readLeaf, refuse, writeLeaf } from './run.ts'
import { runInstruction } from './running.ts'
import { appendEvent, appendOutbox, readInbox } from './trees.ts'

/** One step of any state. A halted machine's reads no more than the control leaf and changes nothing. */
export function step(run: StepRun): void {
  const status = getWord(run, 'status')
  if (status === BigInt(STATUS.Halted)) return
  setWord(run, 'steps', getWord(run, 'steps') + 1n)
  switch (status) {
    case BigInt(STATUS.Ready):
      return openMessage(run)
    case BigInt(STATUS.Running):
      return runInstruction(run)
    case BigInt(STATUS.Refunding):
      return refundMessage(run)
    case BigInt(STATUS.Closing):
      return closeMessage(run)
    default:
      return refuse(run, 'unknown status')
  }
}

function setStatus(run: StepRun, status: keyof typeof STATUS): void {
  setWord(run, 'status', BigInt(STATUS[status]))
}

function openMessage(run: StepRun): void {
  if (getWord(run, 'message') === getWord(run, 'inboxCount')) return setStatus(run, 'Halted')
  const head = readInbox(run, 'head')
  setRoot(run, 'startStorage', getRoot(run, 'storage'))
  setRoot(run, 'startOutbox', getRoot(run, 'outbox'))
  setRoot(run, 'startEvents', getRoot(run, 'events'))
  setWord(run, 'startOutboxCount', getWord(run, 'outboxCount'))
  setWord(run, 'startEventCount', getWord(run, 'eventCount'))
  setRoot(run, 'ram', zeroRoot(RAM_DEPTH))
  setWord(run, 'pc', 0n)
  setWord(run, 'fp', 0n)
  setWord(run, 'depth', 0n)
  setWord(run, 'instance', 0n)
  setWord(run, 'caller', EXTERNAL_CALLER)

  const admitted = (wordOf(head, 0) & 1n) === 1n
  const gasLimit = admitted ? wordOf(head, 2) : 0n
  setWord(run, 'gas', gasLimit)
  setWord(run, 'gasLimit', gasLimit)
  setWord(run, 'trap', BigInt(admitted ? TRAP.None : TRAP.Refused))
  writeLeaf(run, 'header', RESULT_LEAF, leafOfWords(admitted ? [] : [wordOf(head, 4)]))
  setStatus(run, admitted ? 'Running' : 'Refunding')
}

function refundMessage(run: StepRun): void {
  const head = readInbox(run, 'head')
  if (wordOf(head, 1) > 0n) appendOutbox(run, refundEntry(run, head, readInbox(run, 'origin').slice(0, 32)))
  setStatus(run, 'Closing')
}

/** The receipt: what came of the message, what it cost, where it ended, and four words of its answer. */
function closeMessage(run: StepRun): void {
  const result = readLeaf(run, 'header', RESULT_LEAF)
  const outcome = leafOfWords([
    getWord(run, 'trap') | (wordOf(result, 0) << 32n),
    getWord(run, 'gasLimit') - getWord(run, 'gas'),
  ])
  appendEvent(run, concatBytes([receiptHead(run), outcome.slice(0, 16), result.slice(8, 48)]))
  setWord(run, 'message', getWord(run, 'message') + 1n)
  setStatus(run, 'Ready')
}
