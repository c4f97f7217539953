// silo fmt: formats contract files in place, or checks that they are formatted.
import { readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { renderDiagnostic } from '../../compiler/diagnostics/render.ts'
import { sourceFile } from '../../compiler/source.ts'
import { formatText } from '../../lsp/format/format.ts'
import { decodeSource } from '../../lsp/source-text.ts'
import { replaceFile, siloFiles } from '../files.ts'
import { CommandFailure, EXIT, flag, type CommandContext, type CommandRun } from '../outcome.ts'
import { findProject, messageOf } from '../project.ts'
import { refusal, SAVE_AS_UTF8 } from '../source-text.ts'

export const run: CommandRun = async (context) => {
  const { output } = context
  const files = await chosenFiles(context)
  const changed: string[] = []
  const refused: string[] = []
  for (const path of files) {
    const name = relative(context.cwd, path)
    const source = decodeSource(read(path, name))
    if (!source.ok) {
      refused.push(name)
      output.note(`${output.style.red('error')}: ${refusal(name, source)}\n${SAVE_AS_UTF8}`)
      continue
    }
    const before = source.text
    const result = await formatText(before)
    if (!result.ok) {
      refused.push(name)
      output.note(
        result.reason === 'syntax'
          ? renderDiagnostic(result.diagnostic, [sourceFile(0, name, before)])
          : `${name}: left as it is: ${result.message}; please report it`,
      )
    } else if (result.text !== before) {
      changed.push(name)
      if (!flag(context, 'check')) replaceFile(path, result.text)
      output.line(
        `${flag(context, 'check') ? output.style.yellow('not formatted') : output.style.green('formatted')} ${name}`,
      )
    }
  }
  output.line(
    `${files.length} files, ${changed.length} ${flag(context, 'check') ? 'to format' : 'formatted'}, ${refused.length} left as they are`,
  )
  output.result({ files: files.length, changed, refused })
  return refused.length > 0 || (flag(context, 'check') && changed.length > 0) ? EXIT.failed : EXIT.ok
}

async function chosenFiles(context: CommandContext): Promise<readonly string[]> {
  if (context.arguments.length > 0) return context.arguments.map((path) => resolve(context.cwd, path))
  return siloFiles((await findProject(context.cwd)).root)
}

function read(path: string, name: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new CommandFailure(
      `can't read ${name}: ${messageOf(error)}`,
      'Name .silo files, or none to format the whole project.',
    )
  }
}
