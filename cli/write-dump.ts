// Writes the page of all stages of a project's program beside the artifact.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dumpStages } from '../compiler/dump/stages.ts'
import { buildFailure, entryPath, projectHost, showDiagnostics } from './compile.ts'
import { dumpPage } from './dump-page.ts'
import type { Output } from './output.ts'
import type { Project } from './project.ts'

/** The page's path. */
export function writeDump(project: Project, output: Output): string {
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
