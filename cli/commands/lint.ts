// silo lint: what the compiler finds questionable in the whole project, and mends by itself where it can.
import { join } from 'node:path'
import { analyse, type Diagnostic } from '../../compiler/index.ts'
import { applyFixes } from '../../compiler/diagnostics/apply-fixes.ts'
import { packageFolder } from '../../compiler/paths.ts'
import { diagnosticJson } from '../../compiler/diagnostics/render.ts'
import { projectHost, showDiagnostics } from '../compile.ts'
import { replaceFile, siloPaths } from '../files.ts'
import { CommandFailure, EXIT, flag, type CommandContext, type CommandRun } from '../outcome.ts'
import { findProject, type Project } from '../project.ts'

/** A fix may uncover what another fix mends; more rounds than this mean that two of them fight. */
const MAX_ROUNDS = 10

export const run: CommandRun = async (context) => {
  const { output } = context
  const project = await findProject(context.cwd)
  const fixed = flag(context, 'fix') ? fixAll(context, project) : []
  const { diagnostics, program } = analyseProject(project)
  showDiagnostics(output, diagnostics, program.files)
  const count = (severity: Diagnostic['severity']): number =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length
  const [errors, warnings] = [count('error'), count('warning') + count('hint')]
  const fixable = diagnostics.filter(({ fix }) => fix !== null).length
  const hint = fixable > 0 && !flag(context, 'fix') ? `; silo lint --fix mends ${fixable}` : ''
  output.line(
    `${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}, ${fixed.length} fixed${hint}`,
  )
  output.result({
    errors,
    warnings,
    fixed,
    diagnostics: diagnostics.map((diagnostic) => diagnosticJson(diagnostic, program.files)),
  })
  return diagnostics.length === 0 ? EXIT.ok : EXIT.failed
}

function analyseProject(project: Project): ReturnType<typeof analyse> {
  const entries = siloPaths(project.root)
  if (entries.length === 0)
    throw new CommandFailure('this project has no contract files', 'Write one that ends in .silo.')
  return analyse(projectHost(project), entries)
}

/** Applies fixes round by round until none is left; tells each. */
function fixAll({ output }: CommandContext, project: Project): readonly { code: string; file: string }[] {
  const done: { code: string; file: string }[] = []
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { diagnostics, program } = analyseProject(project)
    const own = diagnostics.filter(({ span }) => packageFolder(program.files[span.file]?.path ?? '') === '')
    const changed = applyFixes(program.files, own)
    if (changed.length === 0) break
    for (const { file, text, fixed } of changed) {
      replaceFile(join(project.root, file.path), text)
      for (const { code, fix } of fixed) {
        output.line(`${output.style.green('fixed')} ${file.path}: ${code}, ${fix?.title ?? ''}`)
        done.push({ code, file: file.path })
      }
    }
  }
  return done
}
