// silo debug: steps forward and back through a message, or opens a dispute at its disputed instruction. Commands come from the terminal or from
// a pipe; what it shows is client/debug's view of the step.
import { createInterface } from 'node:readline'
import { openDebugSession, type DebugSession } from '../../client/debug/session.ts'
import { traceOf } from '../../client/silo/trace.ts'
import type { SiloUser } from '../../client/silo/user.ts'
import { parseHash } from '../../devnet/tx/index.ts'
import { withNode } from '../connection.ts'
import { DEBUG_COMMANDS, runDebugLine } from '../debugger/commands.ts'
import { showStep, showVariables, stepData } from '../debugger/show.ts'
import {
  CommandFailure,
  EXIT,
  integerOption,
  stringOption,
  type CommandContext,
  type CommandRun,
} from '../outcome.ts'
import { messageOfTransaction, openChosenSilo } from '../silo-access.ts'
import type { RpcConnection } from '../../client/rpc/websocket.ts'
import { disputedStep, type DisputedStep } from '../story/disputed-step.ts'
import { showDisputedStep } from '../story/show-disputed-step.ts'
import { proofLeaves } from '../story/proof-leaves.ts'

const MAX_STEP = 2 ** 31

export const run: CommandRun = async (context) => {
  const { output } = context
  return withNode(context, async (api) => {
    const silo = await openChosenSilo(context, api)
    const opened = await openTarget(context, api, silo)
    const { session } = opened
    const at = integerOption(context, 'at', 0, MAX_STEP)
    // A call that trapped is opened to see why: at the place where it did.
    if (at !== undefined) session.moveTo(at)
    else if (opened.trap !== undefined) session.moveTo(session.trappedAt ?? 0)
    if (output.json) {
      output.result({
        ...stepData(session),
        trap: opened.trap,
        trappedAt: session.trappedAt,
        dispute: opened.disputed === undefined ? undefined : disputeData(opened.disputed),
      })
      return EXIT.ok
    }
    if (opened.disputed !== undefined) showDispute(context, opened.disputed)
    if (opened.trap !== undefined) output.line(`${output.style.red('trapped')} ${opened.trap}`)
    showStep(output, session)
    if (opened.trap !== undefined) showVariables(output, session)
    output.note(`${session.length} steps; ${DEBUG_COMMANDS.map((command) => command.names[0]).join(', ')}`)
    await readCommands(context, session)
    return EXIT.ok
  })
}

interface Opened {
  readonly session: DebugSession
  readonly disputed: DisputedStep | undefined
  /** Why the message trapped, in words; undefined where it ended well, and in disputes. */
  readonly trap: string | undefined
}

async function openTarget(context: CommandContext, api: RpcConnection, silo: SiloUser): Promise<Opened> {
  const disputeText = stringOption(context, 'dispute')
  const transaction = context.arguments[0]
  if ((disputeText === undefined) === (transaction === undefined)) {
    throw new CommandFailure(
      'name either a transaction or a dispute',
      'silo debug TRANSACTION, or silo debug --dispute ID',
    )
  }
  const { artifact } = silo.contract
  if (disputeText === undefined) {
    const message = await messageOfTransaction(silo, transaction ?? '')
    const { firstStep, steps } = message.outcome.result
    return {
      session: open(openDebugSession({ trace: traceOf(message.block), artifact, firstStep, steps })),
      disputed: undefined,
      trap: message.outcome.failure?.message,
    }
  }
  const disputed = await findDispute(api, silo, disputeText)
  const result = disputed.block.results.find(
    ({ firstStep, steps }) => firstStep <= disputed.step && disputed.step < firstStep + steps,
  )
  if (result === undefined)
    throw new CommandFailure(
      'the disputed step belongs to no message: the machine had halted',
      '',
      EXIT.failed,
    )
  const session = open(
    openDebugSession({ trace: disputed.trace, artifact, firstStep: result.firstStep, steps: result.steps }),
  )
  session.moveTo(Number(disputed.step - result.firstStep))
  return { session, disputed, trap: undefined }
}

async function findDispute(api: RpcConnection, silo: SiloUser, text: string): Promise<DisputedStep> {
  const { siloId } = silo.contract.follower.silo
  const { disputes } = await api.silo_getDisputes({ siloId, openOnly: false })
  const prefix = text.toLowerCase().replace(/…$/, '')
  const dispute = disputes.find(({ disputeId }) =>
    parseHash(prefix) === undefined ? disputeId.startsWith(prefix) : disputeId === prefix,
  )
  if (dispute === undefined || prefix === '') {
    const known = disputes.map(({ disputeId }) => disputeId.slice(0, 16)).join(', ')
    throw new CommandFailure(
      `the silo has no dispute ${text}`,
      known === '' ? 'Start one with silo dispute.' : `It has: ${known}.`,
    )
  }
  const disputed = await disputedStep(silo, dispute)
  if (disputed === undefined) {
    throw new CommandFailure(
      'the dispute has not come down to one step',
      'It is still being played, or ended by a timeout before.',
      EXIT.failed,
    )
  }
  return disputed
}

function open(result: ReturnType<typeof openDebugSession>): DebugSession {
  if (!result.ok) throw new CommandFailure(result.problem, '', EXIT.failed)
  return result.session
}

function showDispute(context: CommandContext, disputed: DisputedStep): void {
  const { output } = context
  showDisputedStep(output, disputed)
  for (const line of proofLeaves(disputed.proof)) output.line(output.style.dim(`    ${line}`))
  output.line()
}

function disputeData(disputed: DisputedStep): Record<string, unknown> {
  return {
    step: disputed.step,
    before: disputed.before,
    right: disputed.right,
    claimed: disputed.claimed,
    proverRight: disputed.proverRight,
    differences: disputed.differences,
    proof: disputed.proof,
    leaves: proofLeaves(disputed.proof),
  }
}

/** Reads commands until the input ends or one says to quit. */
function readCommands(context: CommandContext, session: DebugSession): Promise<void> {
  const lines = createInterface({
    input: process.stdin,
    output: context.output.interactive ? process.stdout : undefined,
    prompt: '(silo) ',
  })
  return new Promise((resolve) => {
    lines.on('line', (line) => {
      if (runDebugLine(context.output, session, line) === 'quit') lines.close()
      else lines.prompt()
    })
    lines.on('close', resolve)
    lines.prompt()
  })
}
