// silo build: compiles and links the project and writes the artifact.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileProject } from '../compile.ts'
import { EXIT, type CommandRun } from '../outcome.ts'
import { findProject, shown } from '../project.ts'

export const run: CommandRun = async (context) => {
  const { output } = context
  const project = await findProject(context.cwd)
  const artifact = compileProject(project, output)
  const path = join(project.outFolder, `${artifact.name}.json`)
  mkdirSync(project.outFolder, { recursive: true })
  writeFileSync(path, `${JSON.stringify(artifact, null, 1)}\n`)
  const root = artifact.abi.contracts.find((contract) => contract.name === artifact.name)
  const functions = root?.functions.map((fn) => fn.name) ?? []
  output.result({
    artifact: path,
    name: artifact.name,
    codeRoot: artifact.codeRoot,
    codeBytes: artifact.code.length / 2,
    functions,
  })
  output.line(`${output.style.green('built')} ${artifact.name} → ${shown(project, path)}`)
  output.line(`  code root  ${artifact.codeRoot}`)
  output.line(`  code       ${artifact.code.length / 2} bytes`)
  output.line(`  functions  ${functions.join(', ')}`)
  return EXIT.ok
}
