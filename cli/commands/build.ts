// silo build: compiles and links the project and writes the artifact; what it needs to compile is loaded only if something has changed.
import { unchangedBuild, type BuildSummary } from '../build-record.ts'
import { EXIT, flag, type CommandContext, type CommandRun } from '../outcome.ts'
import { findProject, shown, type Project } from '../project.ts'

export const run: CommandRun = async (context) => {
  const { output } = context
  const project = await findProject(context.cwd)
  const { dump, ...summary } = flag(context, 'dump')
    ? await buildWithDump(context, project)
    : { ...(await build(context, project)), dump: undefined }
  output.result({ ...summary, dump })
  output.line(`${output.style.green('built')} ${summary.name} → ${shown(project, summary.artifact)}`)
  output.line(`  code root  ${summary.codeRoot}`)
  output.line(`  code       ${summary.codeBytes} bytes`)
  output.line(`  functions  ${summary.functions.join(', ')}`)
  if (dump !== undefined) output.line(`  stages     ${shown(project, dump)} (open it in a browser)`)
  return EXIT.ok
}

async function build({ output }: CommandContext, project: Project): Promise<BuildSummary> {
  const kept = unchangedBuild(project)
  if (kept !== undefined) return kept
  const { buildProject } = await import('../build-project.ts')
  return buildProject(project, output)
}

async function buildWithDump(
  { output }: CommandContext,
  project: Project,
): Promise<BuildSummary & { readonly dump: string }> {
  const [{ buildProject }, { writeDump }] = await Promise.all([
    import('../build-project.ts'),
    import('../write-dump.ts'),
  ])
  const summary = buildProject(project, output)
  return { ...summary, dump: writeDump(project, output) }
}
