// silo build: compiles and links the project and writes the artifact.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dumpStages } from '../../compiler/dump/stages.ts'
import { buildFailure, compileProject, entryPath, projectHost, showDiagnostics } from '../compile.ts'
import { dumpPage } from '../dump-page.ts'
import { EXIT, flag, type CommandContext, type CommandRun } from '../outcome.ts'
import { findProject, shown, type Project } from '../project.ts'

export const run: CommandRun = async (context) => {
  const { output } = context
  const project = await findProject(context.cwd)
  const artifact = compileProject(project, output)
  const path = join(project.outFolder, `${artifact.name}.json`)
  mkdirSync(project.outFolder, { recursive: true })
  writeFileSync(path, `${JSON.stringify(artifact, null, 1)}\n`)
  const page = flag(context, 'dump') ? writeDump(context, project) : undefined
  const root = artifact.abi.contracts.find((contract) => contract.name === artifact.name)
  const functions = root?.functions.map((fn) => fn.name) ?? []
  output.result({
    artifact: path,
    name: artifact.name,
    codeRoot: artifact.codeRoot,
    codeBytes: artifact.code.length / 2,
    functions,
    dump: page,
  })
  output.line(`${output.style.green('built')} ${artifact.name} → ${shown(project, path)}`)
  output.line(`  code root  ${artifact.codeRoot}`)
  output.line(`  code       ${artifact.code.length / 2} bytes`)
  output.line(`  functions  ${functions.join(', ')}`)
  if (page !== undefined) output.line(`  stages     ${shown(project, page)} (open it in a browser)`)
  return EXIT.ok
}

/** Writes the page of all stages beside the artifact; its path. */
function writeDump({ output }: CommandContext, project: Project): string {
  const options = project.contract === undefined ? {} : { contract: project.contract }
  const result = dumpStages(projectHost(project), entryPath(project), options)
  if (!result.ok) {
    showDiagnostics(output, result.diagnostics, result.files)
    throw buildFailure(result.diagnostics, result.files)
  }
  const path = join(project.outFolder, `${result.dump.name}.stages.html`)
  writeFileSync(path, dumpPage(result.dump))
  return path
}
