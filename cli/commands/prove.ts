// silo prove: writes the one-step proof of a step of a message.
import { resolve } from 'node:path'
import { traceOf } from '../../client/silo/trace.ts'
import { bytesToHex } from '../../devnet/tx/index.ts'
import { withNode } from '../connection.ts'
import { CommandFailure, EXIT, argument, stringOption, type CommandRun } from '../outcome.ts'
import { writeProofFile, type ProofFile } from '../proof-file.ts'
import { messageOfTransaction, openChosenSilo } from '../silo-access.ts'
import { aboutStep } from '../story/step.ts'

export const run: CommandRun = async (context) => {
  const { output } = context
  const stepText = argument(context, 1)
  if (!/^\d{1,15}$/.test(stepText))
    throw new CommandFailure(
      `"${stepText}" is not a step`,
      'Steps of a message count from 0; silo debug shows them.',
    )
  return withNode(context, async (api) => {
    const silo = await openChosenSilo(context, api)
    const message = await messageOfTransaction(silo, argument(context, 0))
    const { result } = message.outcome
    const step = BigInt(stepText)
    if (step >= result.steps) {
      throw new CommandFailure(
        `the message has ${result.steps} steps, so there is no step ${step}`,
        `Steps go from 0 to ${result.steps - 1n}.`,
      )
    }
    const trace = traceOf(message.block)
    const at = result.firstStep + step
    const file: ProofFile = {
      before: bytesToHex(trace.hashAt(at)),
      after: bytesToHex(trace.hashAt(at + 1n)),
      proof: bytesToHex(trace.proofAt(at)),
      about: aboutStep(silo.contract.artifact, trace.stateAt(at), {
        silo: silo.contract.follower.silo.siloId,
        block: message.block.info.hash,
        step: at,
      }),
    }
    const path = resolve(context.cwd, stringOption(context, 'out') ?? 'step.proof.json')
    writeProofFile(path, file)
    output.result({
      file: path,
      bytes: file.proof.length / 2,
      before: file.before,
      after: file.after,
      about: file.about,
    })
    output.line(`${output.style.green('proved')} step ${step}: ${file.about['does'] ?? ''}`)
    output.line(`  ${file.proof.length / 2} bytes → ${path}`)
    output.line('  check it with: silo verify FILE')
    return EXIT.ok
  })
}
