// Compiling from the command line: files of the project through the compiler's host, diagnostics as text or data.
import { dirname, relative, resolve, sep } from 'node:path'
import picocolors from 'picocolors'
import type { Artifact } from '../compiler/artifact.ts'
import { compile } from '../compiler/compile.ts'
import type { Diagnostic } from '../compiler/diagnostics/types.ts'
import type { Silo } from '../compiler/link/build-silo.ts'
import type { Host } from '../compiler/load.ts'
import { diagnosticJson, PLAIN, renderDiagnostic, type Paint } from '../compiler/diagnostics/render.ts'
import type { SourceFile } from '../compiler/source.ts'
import { PACKAGES_FOLDER } from '../compiler/paths.ts'
import { readThroughPackages } from '../lsp/project-packages.ts'
import { CommandFailure, EXIT } from './outcome.ts'
import type { Output } from './output.ts'
import type { Project } from './project.ts'
import { readSource } from './source-text.ts'

/** Reads a project's files and those of its packages by paths relative to its root, with `/` between folders. */
export function projectHost({ root }: Project): Host {
  return readThroughPackages((path) => {
    // npm may keep a package in a folder above; the compiler calls it by one name wherever it lies.
    const folders = path.startsWith(PACKAGES_FOLDER) ? foldersUp(root) : [root]
    return folders.map((folder) => readSource(resolve(folder, path), path)).find((text) => text !== undefined)
  })
}

/** The folder and all that it lies in. */
function foldersUp(folder: string): readonly string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...foldersUp(parent)]
}

/** The entry file's path as the compiler sees it. */
export function entryPath(project: Project): string {
  return relative(project.root, project.entry).split(sep).join('/')
}

export interface Compiled {
  readonly artifact: Artifact
  readonly silo: Silo
  /** Warnings; they have been shown. */
  readonly diagnostics: readonly Diagnostic[]
  /** The files that they are about. */
  readonly files: readonly SourceFile[]
}

/** Compiles the project; shows what is wrong and fails when there is an error. */
export function compileProject(
  project: Project,
  output: Output,
  host: Host = projectHost(project),
): Compiled {
  const options = project.contract === undefined ? {} : { contract: project.contract }
  const { artifact, silo, diagnostics, program } = compile(host, entryPath(project), options)
  showDiagnostics(output, diagnostics, program.files)
  if (artifact === undefined || silo === undefined) throw buildFailure(diagnostics, program.files)
  return { artifact, silo, diagnostics, files: program.files }
}

/** Diagnostics on standard error, with the lines they are about. */
export function showDiagnostics(
  output: Output,
  diagnostics: readonly Diagnostic[],
  files: readonly SourceFile[],
): void {
  const paint = paintOf(output)
  for (const diagnostic of diagnostics) output.note(`${renderDiagnostic(diagnostic, files, paint)}\n`)
}

/** The failure of a build; with --json it carries the diagnostics. */
export function buildFailure(
  diagnostics: readonly Diagnostic[],
  files: readonly SourceFile[],
): CommandFailure {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length
  return new CommandFailure(
    `${errors} ${errors === 1 ? 'error' : 'errors'}; nothing was built`,
    '',
    EXIT.failed,
    {
      diagnostics: diagnostics.map((diagnostic) => diagnosticJson(diagnostic, files)),
    },
  )
}

/** Colours on a terminal, none elsewhere. */
export function paintOf(output: Output): Paint {
  return output.coloured ? COLOURED : PLAIN
}

const { red, yellow, cyan, bold, dim } = picocolors.createColors(true)
const BY_SEVERITY = { error: red, warning: yellow, hint: cyan }

export const COLOURED: Paint = {
  severity: (severity, text) => BY_SEVERITY[severity](text),
  strong: bold,
  faint: dim,
}
