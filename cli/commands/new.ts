// silo new: copies a template into a new folder.
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { CommandFailure, EXIT, argument, stringOption, type CommandRun } from '../outcome.ts'
import { PACKAGE_ROOT } from '../package-root.ts'

const TEMPLATES = join(PACKAGE_ROOT, 'templates')

export const run: CommandRun = async (context) => {
  const { output } = context
  const folder = resolve(context.cwd, argument(context, 0))
  const template = stringOption(context, 'template') ?? 'vault'
  const name = basename(folder)
  if (!/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new CommandFailure(
      `"${name}" can't be a project's name`,
      'Use lower-case letters, digits and dashes, a letter first: silo new my-vault',
    )
  }
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new CommandFailure(
      `${folder} exists and is not empty`,
      'Choose another name, or empty the folder first; nothing was written.',
    )
  }
  mkdirSync(folder, { recursive: true })
  cpSync(join(TEMPLATES, template), folder, { recursive: true })
  // npm leaves files called .gitignore out of packages, so templates carry it under another name.
  const ignore = join(folder, 'gitignore')
  if (existsSync(ignore)) renameSync(ignore, join(folder, '.gitignore'))
  output.result({ folder, template })
  output.line(`${output.style.green('made')} ${argument(context, 0)} from the template ${template}`)
  output.line(`  cd ${argument(context, 0)}`)
  output.line('  silo build        compile it')
  output.line('  silo test         run its tests')
  output.line('  silo devnet       in another terminal: the whole system')
  output.line('  silo deploy       put it on the devnet')
  return EXIT.ok
}
