// silo verify: checks a proof file with the very function that base-layer consensus runs, in a process that knows nothing else.
import { verifyStep } from '../../vm/consensus.ts'
import { EXIT, argument, type CommandRun } from '../outcome.ts'
import { readProofFile } from '../proof-file.ts'

export const run: CommandRun = async (context) => {
  const { output } = context
  const path = argument(context, 0)
  const file = readProofFile(path)
  const verdict = verifyStep(Buffer.from(file.before, 'hex'), Buffer.from(file.proof, 'hex'))
  if (!verdict.ok) {
    output.result({ valid: false, reason: verdict.reason })
    output.line(`${output.style.red('refused')} ${path}: ${describe(verdict.reason)}`)
    return EXIT.failed
  }
  const next = Buffer.from(verdict.next).toString('hex')
  const valid = next === file.after
  output.result({
    valid,
    before: file.before,
    next,
    claimed: file.claimed,
    bytes: file.proof.length / 2,
    about: file.about,
  })
  output.line(
    `${valid ? output.style.green('valid') : output.style.red('wrong')}  ${file.proof.length / 2} bytes of proof`,
  )
  output.line(`  before   ${file.before}`)
  output.line(`  step     ${next}${valid ? '' : output.style.red('  (the file says otherwise)')}`)
  if (!valid) output.line(`  file     ${file.after}`)
  if (file.claimed !== undefined) {
    output.line(
      `  claimed  ${file.claimed}${file.claimed === next ? '' : `  ${output.style.red('refuted')}`}`,
    )
  }
  for (const [key, value] of Object.entries(file.about)) output.line(`  ${key.padEnd(8)} ${value}`)
  return valid ? EXIT.ok : EXIT.failed
}

function describe(reason: unknown): string {
  return typeof reason === 'string' ? reason : JSON.stringify(reason)
}
