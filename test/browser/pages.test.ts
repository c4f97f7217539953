// The pages that silo writes, as a user sees and works them: `silo build --dump` and the site of `silo doc`, opened from the disk. They load nothing but
// themselves and say nothing on the console.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mustRun, temporaryFolder } from '../e2e/silo-command.ts'
import { HAVE_BROWSER, openBrowser, openPage } from './open-browser.ts'

const PHONE = 390
const home = temporaryFolder()
const project = join(home.path, 'shop')
const addressOf = (path: string): string => pathToFileURL(join(project, 'out', path)).href

describe.skipIf(!HAVE_BROWSER)('a page that silo writes', () => {
  let browser: Browser

  beforeAll(async () => {
    await mustRun(home.path, ['new', 'shop', '--template', 'vault'])
    await mustRun(project, ['build', '--dump'])
    await mustRun(project, ['doc'])
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    home.remove()
  })

  it('shows in every stage what a line of the source became', async () => {
    const { page, problems, requests } = await openPage(browser)
    await page.goto(addressOf('Vault.stages.html'))
    const columns = page.locator('section')
    expect(await columns.locator('h2').allInnerTexts()).toEqual([
      expect.stringMatching(/^source /),
      expect.stringMatching(/^syntax tree /),
      expect.stringMatching(/^typed tree /),
      expect.stringMatching(/^mid-level code /),
      expect.stringMatching(/^optimised /),
      expect.stringMatching(/^instructions /),
    ])
    await page.getByText('let minted = match shares.total() {', { exact: false }).first().click()
    const lit = await columns.evaluateAll((all) =>
      all.map((column) => column.querySelectorAll('.line, .part').length),
    )
    for (const count of lit) expect(count).toBeGreaterThan(0)
    const chosen = (): Promise<string> => page.locator('section').first().locator('.line').first().innerText()
    const before = await chosen()
    await page.keyboard.press('ArrowDown')
    expect(await chosen()).not.toBe(before)
    await page.getByRole('checkbox', { name: 'typed tree' }).check()
    expect(await columns.nth(2).isVisible()).toBe(true)
    await page.getByRole('checkbox', { name: 'syntax tree' }).uncheck()
    expect(await columns.nth(1).isVisible()).toBe(false)
    expect(problems).toEqual([])
    expect(requests).toEqual([addressOf('Vault.stages.html')])
    await page.close()
  })

  it('is found by a search from the keyboard alone', async () => {
    const { page, problems } = await openPage(browser)
    await page.goto(addressOf('doc/index.html'))
    await page.keyboard.press('/')
    await page.keyboard.type('withd')
    const results = page.getByRole('option')
    expect(await results.first().innerText()).toMatch(/withdraw/i)
    await page.keyboard.press('Enter')
    await page.waitForURL(/Vault\.html#withdraw$/)
    expect(await page.getByRole('heading', { name: 'Vault' }).isVisible()).toBe(true)
    await page.keyboard.press('/')
    await page.keyboard.type('qqqq')
    expect(await page.getByText('No name is like that.').isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    expect(await page.getByText('No name is like that.').isVisible()).toBe(false)
    expect(problems).toEqual([])
    await page.close()
  })

  it('has no link that leads nowhere, loads only what is beside it, and fits on a phone', async () => {
    const { page, problems, requests } = await openPage(browser, PHONE)
    const waiting = [addressOf('doc/index.html')]
    const seen = new Set<string>()
    const dead: string[] = []
    for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
      if (seen.has(address)) continue
      seen.add(address)
      await page.goto(address)
      expect(await page.evaluate<number>('document.documentElement.scrollWidth'), address).toBe(PHONE)
      const links = await page
        .locator('a[href]')
        .evaluateAll((all) => all.map((a) => (a as unknown as { href: string }).href))
      for (const link of links) {
        const { hash, href } = new URL(link)
        const target = hash === '' ? href : href.slice(0, -hash.length)
        const isHere = target === address && hash !== ''
        if (isHere && (await page.locator(`[id="${decodeURIComponent(hash.slice(1))}"]`).count()) !== 1)
          dead.push(link)
        waiting.push(target)
      }
    }
    expect(seen.size).toBe(6)
    expect(dead).toEqual([])
    expect(problems).toEqual([])
    expect(requests.filter((request) => !request.startsWith(addressOf('doc/')))).toEqual([])
    await page.close()
  })
})
