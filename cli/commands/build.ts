// silo build: compiles and links the project and writes the artifact; what it needs to compile is loaded only if something has changed.
import { unchangedBuild, type BuildSummary } from '../build-record.ts'
import type { FunctionSteps } from '../../compiler/steps/function-steps.ts'
import { EXIT, flag, type CommandContext, type CommandRun } from '../outcome.ts'
import { findProject, shown, type Project } from '../project.ts'

export const run: CommandRun = async (context) => {
  const { output } = context
  const project = await findProject(context.cwd)
  const { summary, dump, steps } = await build(context, project)
  const told = steps === undefined ? undefined : await toldSteps(steps)
  output.result({ ...summary, dump, steps: told?.json })
  output.line(`${output.style.green('built')} ${summary.name} → ${shown(project, summary.artifact)}`)
  output.line(`  code root  ${summary.codeRoot}`)
  output.line(`  code       ${summary.codeBytes} bytes`)
  output.line(`  functions  ${summary.functions.join(', ')}`)
  if (summary.remote.length > 0) output.line(`  remote     ${summary.remote.join(', ')} (for other silos)`)
  if (dump !== undefined) output.line(`  stages     ${shown(project, dump)} (open it in a browser)`)
  for (const line of told?.lines ?? []) output.line(line)
  return EXIT.ok
}

async function toldSteps(
  steps: readonly FunctionSteps[],
): Promise<{ readonly json: unknown; readonly lines: readonly string[] }> {
  const { stepsJson, stepsLines } = await import('../steps-lines.ts')
  return { json: stepsJson(steps), lines: stepsLines(steps) }
}

interface Built {
  readonly summary: BuildSummary
  /** The page of all stages, where it was asked for. */
  readonly dump?: string
  readonly steps?: readonly FunctionSteps[]
}

async function build(context: CommandContext, project: Project): Promise<Built> {
  const { output } = context
  const [dump, steps] = [flag(context, 'dump'), flag(context, 'steps')]
  // What a build wrote is kept, but not what it was made of.
  const kept = dump || steps ? undefined : unchangedBuild(project)
  if (kept !== undefined) {
    for (const { plain, coloured } of kept.notes) output.note(`${output.coloured ? coloured : plain}\n`)
    return { summary: kept.summary }
  }
  const { buildProject } = await import('../build-project.ts')
  const { summary, silo } = buildProject(project, output)
  return {
    summary,
    ...(dump ? { dump: (await import('../write-dump.ts')).writeDump(project, output) } : {}),
    ...(steps ? { steps: (await import('../../compiler/steps/function-steps.ts')).functionSteps(silo) } : {}),
  }
}
