// The machine and the compiler in a browser: what Chromium computes is what Node computes.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../e2e/silo-command.ts'
import { answersOfPrograms, answersOfSeed, artifactOf } from './machine-in-page.ts'
import type { Answers } from './machine-in-page.ts'
import type { WatchedPage } from './open-browser.ts'
import { HAVE_BROWSER, openBrowser, openPage, scriptOf } from './open-browser.ts'

const SEEDS = Array.from({ length: 40 }, (_, i) => 7919 * (i + 1))

describe.skipIf(!HAVE_BROWSER)('in a browser', () => {
  let browser: Browser
  let watched: WatchedPage

  beforeAll(async () => {
    browser = await openBrowser()
    watched = await openPage(browser)
    await watched.page.addScriptTag({ content: COUNT_MODULES })
    await watched.page.addScriptTag({
      content: await scriptOf(join(import.meta.dirname, 'machine-in-page.ts'), 'silo'),
    })
  })
  afterAll(() => browser?.close())

  const inPage = <T>(expression: string): Promise<T> => watched.page.evaluate<T>(expression)

  it('random programs run in both engines as in Node', async () => {
    const answers = await inPage<readonly Answers[]>(`${JSON.stringify(SEEDS)}.map(silo.answersOfSeed)`)
    expect(answers).toHaveLength(SEEDS.length)
    answers.forEach((answer, i) => {
      expect(answer.compiled, `seed ${SEEDS[i]}`).toEqual(answer.interpreted)
      expect(answer).toEqual(answersOfSeed(SEEDS[i] ?? 0))
    })
  })

  it('long programs run as compiled code', async () => {
    const before = await inPage<number>('modulesMade')
    const answers = await inPage<readonly Answers[]>('silo.answersOfPrograms()')
    expect(await inPage<number>('modulesMade')).toBeGreaterThanOrEqual(before + answers.length)
    for (const { compiled, interpreted } of answers) expect(compiled).toEqual(interpreted)
    expect(answers).toEqual(answersOfPrograms())
  })

  it('a contract is compiled to the same artifact', async () => {
    const source = readFileSync(join(ROOT, 'templates/counter/src/counter.silo'), 'utf8')
    const artifact = await inPage<string>(`silo.artifactOf(${JSON.stringify(source)})`)
    expect(JSON.parse(artifact)).toHaveProperty('code')
    expect(artifact).toBe(artifactOf(source))
    expect(watched.problems).toEqual([])
  })
})

/** Counts in the page how many modules of WebAssembly are made. */
const COUNT_MODULES = `
modulesMade = 0
WebAssembly.Module = new Proxy(WebAssembly.Module, {
  construct(target, args) {
    modulesMade++
    return new target(...args)
  },
})`
