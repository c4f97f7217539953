// The standard library: what is made from its sources is up to date, it gives no cause for complaint, and its tests pass in both engines.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'prettier'
import { describe, expect, it } from 'vitest'
import { LIBRARY_FOLDER, librarySources, libraryTests } from '../../scripts/library-files.ts'
import { folderHost } from '../../test/support/folder-host.ts'
import { formatText } from '../../lsp/format/format.ts'
import { analyse, test } from '../index.ts'
import { runExamples } from '../testing/run-examples.ts'
import { libraryModule } from './bundle.ts'
import { libraryReference } from './reference.ts'
import { STD_SOURCES } from './sources.ts'

const sources = librarySources()
const modules = sources.map(([path]) => path)
const tests = libraryTests()
const host = folderHost(LIBRARY_FOLDER)
/** Cases of tests with inputs; campaigns make a fifth as many runs. */
const RUNS = 25

it('is carried by the compiler as it stands in the files', () => {
  expect(readFileSync(join(LIBRARY_FOLDER, 'sources.ts'), 'utf8')).toBe(libraryModule(sources))
  expect(STD_SOURCES).toEqual(Object.fromEntries(sources))
})

it('is described by docs/std.md', async () => {
  const page = readFileSync(join(LIBRARY_FOLDER, '../../docs/std.md'), 'utf8')
  const made = libraryReference(Object.fromEntries(sources))
  expect(page).toBe(await format(made, { parser: 'markdown', printWidth: 110 }))
})

it.each([...modules, ...tests])('%s is formatted, and nothing is to be said about it', async (path) => {
  const text = readFileSync(join(LIBRARY_FOLDER, path), 'utf8')
  expect(await formatText(text)).toMatchObject({ ok: true, text })
  const { diagnostics } = analyse(host, [path])
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([])
})

it('has tests for each module', () => {
  expect(tests).toEqual(modules.map((path) => path.replace(/\.silo$/, '.test.silo')))
})

describe.each(modules)('the examples of %s', (path) => {
  it('do what they say, and there are some', () => {
    const reports = runExamples(host, [path], { runs: RUNS }).flatMap((example) => example.reports)
    const failed = reports.flatMap(({ name, failure }) =>
      failure === null ? [] : [`${name}: ${failure.message}`],
    )
    expect(failed).toEqual([])
    // Of files that an entry imports, too.
    expect(reports.filter(({ name }) => name.startsWith(`${path}:`)).length).toBeGreaterThan(0)
  })
})

describe.each(tests)('%s', (path) => {
  it.each(['interpreter', 'compiled'] as const)('passes, %s', (engine) => {
    const run = test(host, [path], { engine, runs: RUNS })
    expect(run.tests.length).toBeGreaterThan(0)
    const failed = run.tests.flatMap(({ name, failure }) =>
      failure === null ? [] : [`${name}: ${failure.message}`],
    )
    expect(failed).toEqual([])
  })
})
