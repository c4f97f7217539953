// A real editor at the language server: Neovim's built-in client, where Neovim is installed.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT, temporaryFolder } from '../e2e/silo-command.ts'

const installed = spawnSync('nvim', ['--version']).status === 0

test('Neovim: diagnostics, quick fix, hover, symbols, formatting, definition', async ({ skip }) => {
  skip(!installed, 'nvim is not on the PATH')
  const temporary = temporaryFolder()
  try {
    const folder = join(temporary.path, 'größere vaults')
    mkdirSync(folder)
    cpSync(join(ROOT, 'test/programs'), folder, { recursive: true })
    const out = join(temporary.path, 'report.json')
    const script = join(import.meta.dirname, 'neovim.lua')
    const editor = spawn('nvim', ['--headless', '--clean', '-u', 'NONE', '-c', `luafile ${script}`], {
      env: {
        ...process.env,
        HOME: temporary.path,
        FILE: join(folder, 'vault.silo'),
        SERVER: JSON.stringify([process.execPath, join(ROOT, 'bin/silo.mjs'), 'lsp', '--stdio']),
        OUT: out,
      },
    })
    await once(editor, 'close')
    const report: unknown = JSON.parse(readFileSync(out, 'utf8'))
    expect(report).toEqual({
      clean: [],
      mistake: [
        {
          line: expect.any(Number),
          column: 4,
          severity: 1,
          code: 'E0301',
          message: expect.stringContaining('sharez'),
        },
      ],
      actions: ['write `shares`'],
      hover: expect.arrayContaining([
        'error Insufficient { have: u64, want: u64 }',
        'More was wanted than there is.',
      ]),
      symbols: expect.arrayContaining(['[Class] Vault', '[Function] withdraw', '[Property] pool']),
      formatted: true,
      definition: {
        file: 'errors.silo',
        line: 'pub error Insufficient { have: u64, want: u64 }',
        column: 'pub error '.length,
      },
      exit: { code: 0, signal: 0 },
    })
  } finally {
    temporary.remove()
  }
})
