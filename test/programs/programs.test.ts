// Every folder beside this file is a project: `NAME/NAME.silo` and what it imports compile without a word, always to the same
// bytes, and its tests pass in both engines, with the optimiser and without.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compile, test } from '../../compiler/index.ts'
import { folderHost } from '../support/folder-host.ts'

/** Cases of tests with inputs; campaigns make a fifth as many runs. */
const RUNS = 40

const projects = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

describe.each(projects)('%s', (name) => {
  const host = folderHost(join(import.meta.dirname, name))
  const entry = `${name}.silo`

  it('compiles, always to the same bytes', () => {
    const first = compile(host, entry)
    expect(first.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([])
    expect(first.artifact).toBeDefined()
    expect(JSON.stringify(compile(host, entry).artifact)).toBe(JSON.stringify(first.artifact))
  })

  it.each([
    ['interpreted', 'interpreter', undefined],
    ['compiled', 'compiled', undefined],
    ['without the optimiser', 'interpreter', []],
  ] as const)('passes its tests, %s', (_name, engine, passes) => {
    const run = test(host, [entry], { engine, runs: RUNS, ...(passes === undefined ? {} : { passes }) })
    expect(run.tests.length).toBeGreaterThan(0)
    const failed = run.tests.flatMap(({ name: title, failure }) =>
      failure === null
        ? []
        : [`${title}: ${failure.message} ${JSON.stringify(failure.trap?.args ?? null, plain)}`],
    )
    expect(failed).toEqual([])
  })
})

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
