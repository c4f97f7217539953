// silo doc: a site of the project's documentation, from its doc comments.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { documentation } from '../../compiler/documentation/extract.ts'
import type { DocProblem } from '../../compiler/documentation/types.ts'
import { analyse } from '../../compiler/frontend.ts'
import { positionAt, type SourceFile } from '../../compiler/source.ts'
import { buildFailure, projectHost, showDiagnostics } from '../compile.ts'
import { GENERATOR } from '../documentation/page.ts'
import { siteOf } from '../documentation/site.ts'
import { siloPaths } from '../files.ts'
import { CommandFailure, EXIT, flag, stringOption, type CommandRun } from '../outcome.ts'
import { findProject, shown } from '../project.ts'

export const run: CommandRun = async (context) => {
  const { output } = context
  const project = await findProject(context.cwd)
  const out = stringOption(context, 'out')
  const folder = out === undefined ? join(project.outFolder, 'doc') : resolve(context.cwd, out)
  const result = analyse(projectHost(project), siloPaths(project.root))
  const { files } = result.program
  if (!result.ok) {
    showDiagnostics(output, result.diagnostics, files)
    throw buildFailure(result.diagnostics, files)
  }
  const doc = documentation(result, { private: flag(context, 'private') })
  const pages = siteOf(basename(project.root), doc)
  clear(folder)
  for (const { path, text } of pages) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const problems = doc.problems.map((problem) => placed(problem, files))
  for (const { file, line, column, message } of problems) output.note(`${file}:${line}:${column}: ${message}`)
  const index = join(folder, 'index.html')
  const html = pages.filter(({ path }) => path.endsWith('.html')).length
  output.line(`${html} pages → ${shown(project, index)} (open it in a browser)`)
  output.result({ index, pages: html, problems })
  return problems.length === 0 ? EXIT.ok : EXIT.failed
}

/** Takes away the site that was made before, with pages of what is no more. A folder that holds something else is left to its owner. */
function clear(folder: string): void {
  if (!existsSync(folder)) return
  const index = join(folder, 'index.html')
  const ours =
    existsSync(index) && readFileSync(index, 'utf8').includes(`name="generator" content="${GENERATOR}"`)
  if (ours) rmSync(join(folder, 'modules'), { recursive: true, force: true })
  else if (readdirSync(folder).length > 0)
    throw new CommandFailure(
      `${folder} holds something else than documentation`,
      'Name a new or empty folder: silo doc --out site',
    )
}

function placed(
  { span, message }: DocProblem,
  files: readonly SourceFile[],
): { readonly file: string; readonly line: number; readonly column: number; readonly message: string } {
  const file = files[span.file]
  const { line, column } = file === undefined ? { line: 0, column: 0 } : positionAt(file, span.start)
  return { file: file?.path ?? '', line: line + 1, column: column + 1, message }
}
