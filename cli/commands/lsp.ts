// silo lsp: the language server on standard input and output. Standard output belongs to the protocol alone.
import { Console } from 'node:console'
import { join, sep } from 'node:path'
import { serve } from '../../lsp/server.ts'
import { EXIT, type CommandRun } from '../outcome.ts'
import { PACKAGE_ROOT } from '../package-root.ts'

const LIBRARY = `${join(PACKAGE_ROOT, 'compiler/std').replaceAll(sep, '/')}/`

export const run: CommandRun = async ({ output }) => {
  const { stdin, stdout, stderr } = process
  // Whatever a library prints must not get between the protocol's messages.
  globalThis.console = new Console(stderr, stderr)
  if (stdin.isTTY)
    output.note('The language server speaks with an editor; docs/editor.md says how to set one up.')
  const leftInOrder = await serve({ input: stdin, output: stdout, library: LIBRARY })
  // An input that stays open would keep the process alive.
  stdin.destroy()
  return leftInOrder ? EXIT.ok : EXIT.failed
}
