// Compiles a project and writes its artifact.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderDiagnostic } from '../compiler/diagnostics/render.ts'
import type { Silo } from '../compiler/link/build-silo.ts'
import { keepBuild, type BuildNote, type BuildSummary } from './build-record.ts'
import { COLOURED, compileProject, projectHost } from './compile.ts'
import type { Output } from './output.ts'
import type { Project } from './project.ts'

export interface ProjectBuild {
  readonly summary: BuildSummary
  readonly silo: Silo
}

export function buildProject(project: Project, output: Output): ProjectBuild {
  const texts = new Map<string, string | undefined>()
  const disk = projectHost(project)
  const read = (path: string): string | undefined => {
    const text = disk.read(path)
    texts.set(path, text)
    return text
  }
  const { artifact, silo, diagnostics, files } = compileProject(project, output, { read })
  const path = join(project.outFolder, `${artifact.name}.json`)
  mkdirSync(project.outFolder, { recursive: true })
  const written = `${JSON.stringify(artifact, null, 1)}\n`
  writeFileSync(path, written)
  const root = artifact.abi.contracts.find((contract) => contract.name === artifact.name)
  const summary: BuildSummary = {
    artifact: path,
    name: artifact.name,
    codeRoot: artifact.codeRoot,
    codeBytes: artifact.code.length / 2,
    functions: root?.functions.map((fn) => fn.name) ?? [],
    remote: root?.remote.map((fn) => fn.name) ?? [],
  }
  const notes = diagnostics.map((diagnostic): BuildNote => ({
    plain: renderDiagnostic(diagnostic, files),
    coloured: renderDiagnostic(diagnostic, files, COLOURED),
  }))
  keepBuild(project, texts, { summary, notes }, written)
  return { summary, silo }
}
