// The command line and what is written about it agree: docs/cli.md is made from the table, every example in it and every command in the README parses,
// and every command has help.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { format } from 'prettier'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../cli/commands/table.ts'
import { cliReference } from '../../cli/reference.ts'
import { ROOT, silo } from './silo-command.ts'

describe('command reference', () => {
  it('docs/cli.md is what the table says (npm run docs:cli)', async () => {
    const written = readFileSync(join(ROOT, 'docs/cli.md'), 'utf8')
    expect(written).toBe(await format(cliReference(), { parser: 'markdown', printWidth: 110 }))
  })

  it('every command has help with its arguments, options and examples', async () => {
    for (const row of COMMANDS) {
      const { code, stdout } = await silo(ROOT, [...row.name.split(' '), '--help'])
      expect(code, row.name).toBe(0)
      for (const option of row.options) expect(stdout).toContain(option.syntax.split(/[ ,]/)[0])
      for (const example of row.examples) expect(stdout).toContain(example)
      expect(stdout).toContain('--json')
    }
  })

  it('silo alone, --help and --version answer', async () => {
    const help = await silo(ROOT, ['--help'])
    expect(help.code).toBe(0)
    for (const row of COMMANDS) expect(help.stdout).toContain(row.name.split(' ')[0])
    expect((await silo(ROOT, [])).stdout).toBe(help.stdout)
    expect((await silo(ROOT, ['--version'])).stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/)
  })

  it('links between the pages lead somewhere, and the README knows every page', () => {
    const pages = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)].filter(
      (name) => name.endsWith('.md'),
    )
    const linked = new Set<string>()
    for (const page of pages) {
      for (const [, target = ''] of readFileSync(join(ROOT, page), 'utf8').matchAll(
        /\]\(([^)#\s]+)[^)]*\)/g,
      )) {
        if (/^[a-z]+:/.test(target)) continue
        const path = posix.join(posix.dirname(page), target)
        expect(existsSync(join(ROOT, path)), `${page} links to ${target}`).toBe(true)
        if (page === 'README.md') linked.add(path)
      }
    }
    for (const page of pages) expect(linked.has(page) || page === 'README.md', page).toBe(true)
  })

  it('the README names only commands and options that exist', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
    const used = [...readme.matchAll(/^silo (\S+)([^#\n]*)/gm)]
    expect(used.length).toBeGreaterThan(10)
    for (const [line, name, rest = ''] of used) {
      const row = COMMANDS.find(
        (candidate) => candidate.name === name || candidate.name === `${name} ${rest.trim().split(' ')[0]}`,
      )
      expect(row, line).toBeDefined()
      for (const [option] of rest.matchAll(/--[a-z-]+/g)) {
        expect(
          row?.options.some((candidate) => candidate.syntax.startsWith(option)),
          `${line}: ${option}`,
        ).toBe(true)
      }
    }
    // And every command that a user types is told there.
    const named = new Set([...readme.matchAll(/silo ([a-z-]+)/g)].map(([, name]) => name))
    for (const row of COMMANDS)
      expect(named.has(row.name.split(' ')[0]) || row.name === 'demo', row.name).toBe(true)
  })
})
