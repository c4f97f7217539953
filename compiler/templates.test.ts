// The templates that `silo new` copies and the sample programs: they compile without a word of complaint, their tests pass,
// and the same sources give the same artifact.
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compile, memoryHost, test } from './index.ts'
import { runExamples } from './testing/run-examples.ts'
import { folderHost } from '../test/support/folder-host.ts'

const ROOT = resolve(import.meta.dirname, '..')
/** Cases of tests with inputs; campaigns make a fifth as many runs. */
const RUNS = 15

const projects: readonly (readonly [string, string, string])[] = [
  ...readdirSync(join(ROOT, 'templates')).map(
    (name) => [`template ${name}`, join(ROOT, 'templates', name), `src/${name}.silo`] as const,
  ),
  ...['counter', 'token', 'vault'].map(
    (name) => [`program ${name}`, join(ROOT, 'test/programs'), `${name}.silo`] as const,
  ),
]

describe.each(projects)('%s', (_, folder, entry) => {
  const host = folderHost(folder)

  it('compiles, always to the same bytes', () => {
    const first = compile(host, entry)
    expect(first.diagnostics).toEqual([])
    expect(first.artifact).toBeDefined()
    expect(JSON.stringify(compile(host, entry).artifact)).toBe(JSON.stringify(first.artifact))
  })

  it.each([
    ['with the optimiser', undefined],
    ['without', []],
  ] as const)('passes its tests %s', (_name, passes) => {
    const run = test(host, [entry], { runs: RUNS, ...(passes === undefined ? {} : { passes }) })
    expect(run.tests.length).toBeGreaterThan(0)
    expect(run.tests.filter(({ failure }) => failure !== null)).toEqual([])
  })
})

describe.each(readdirSync(join(ROOT, 'templates')))('template %s', (name) => {
  it('has examples in its doc comments, and they pass', () => {
    const found = runExamples(folderHost(join(ROOT, 'templates', name)), [`src/${name}.silo`])
    expect(found.flatMap(({ diagnostics }) => diagnostics)).toEqual([])
    const reports = found.flatMap((example) => example.reports)
    expect(reports.filter(({ failure }) => failure !== null)).toEqual([])
    expect(reports.length).toBeGreaterThan(0)
  })
})

describe('a project that can not be built', () => {
  const build = (text: string, contract?: string): string[] => {
    const host = memoryHost({ 'a.silo': text })
    const { artifact, diagnostics } = compile(host, 'a.silo', contract === undefined ? {} : { contract })
    expect(artifact).toBeUndefined()
    return diagnostics.map(({ code }) => code)
  }

  it('says why', () => {
    expect(build('')).toEqual(['E0805'])
    expect(build('contract A { }\ncontract B { }')).toEqual(['E0806'])
    expect(build('contract A { }', 'B')).toEqual(['E0807'])
    expect(compile(memoryHost({}), 'a.silo').diagnostics.map(({ code }) => code)).toEqual(['E0809'])
  })
})
