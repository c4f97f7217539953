// Chromium, headless, for tests of pages and of what runs in browsers. It comes packed inside a package of npm, is unpacked once beside the other packages, and
// is never looked for on the machine, unless SILO_TEST_BROWSER names another one.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflate } from '@sparticuz/chromium'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { ROOT } from '../e2e/silo-command.ts'

const ANOTHER = process.env['SILO_TEST_BROWSER']

/** The package has a build for Linux on x64 alone. */
export const HAVE_BROWSER = ANOTHER !== undefined || (process.platform === 'linux' && process.arch === 'x64')

const PACKAGE = join(ROOT, 'node_modules/@sparticuz/chromium')
const CACHE = join(ROOT, 'node_modules/.cache')
/** Where distributions keep libraries; those that came with the browser are for machines that lack them. */
const SYSTEM_LIBRARIES = ['/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/lib']

export async function openBrowser(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu']
  if (ANOTHER !== undefined) return chromium.launch({ executablePath: ANOTHER, args })
  const folder = await unpacked()
  const libraries = [...SYSTEM_LIBRARIES, join(folder, 'al2023/lib')].join(':')
  const env = { ...process.env, FONTCONFIG_FILE: fontsIn(folder), LD_LIBRARY_PATH: libraries }
  return chromium.launch({ executablePath: join(folder, 'chromium'), args, env })
}

/** A configuration that finds the browser's own fonts wherever its folder is: the packed one looks for them at fixed places, and without fonts pages have no text. */
function fontsIn(folder: string): string {
  const file = join(folder, 'fonts-here.conf')
  const lines = [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    `<dir>${join(folder, 'fonts')}</dir>`,
    `<cachedir>${join(folder, 'fonts-cache')}</cachedir>`,
    '</fontconfig>',
  ]
  writeFileSync(file, lines.join('\n'))
  return file
}

/** The folder that holds the browser. Test files that come here at once each unpack it, and the first one's stays. */
async function unpacked(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string }
  const folder = join(CACHE, `chromium-${version}`)
  if (existsSync(folder)) return folder
  mkdirSync(CACHE, { recursive: true })
  const mine = mkdtempSync(`${folder}-`)
  const before = process.env['TMPDIR']
  // The package unpacks into the folder for temporary files.
  process.env['TMPDIR'] = mine
  try {
    const parts = ['chromium.br', 'fonts.tar.br', 'al2023.tar.br']
    await Promise.all(parts.map((part) => inflate(join(PACKAGE, 'bin', part))))
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
  try {
    renameSync(mine, folder)
  } catch (failure) {
    rmSync(mine, { recursive: true, force: true })
    if (!existsSync(folder)) throw failure
  }
  return folder
}

/** A page that keeps what went wrong on it, and what it asked for beyond what it was opened from. */
export interface WatchedPage {
  readonly page: Page
  /** Errors of scripts and of the console, and requests that failed. */
  readonly problems: string[]
  /** Addresses of everything that was loaded. */
  readonly requests: string[]
}

export async function openPage(browser: Browser, width = 1280): Promise<WatchedPage> {
  const page = await browser.newPage({ viewport: { width, height: 800 } })
  const problems: string[] = []
  const requests: string[] = []
  page.on('pageerror', (failure) => problems.push(failure.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  page.on('requestfailed', (request) => problems.push(`not loaded: ${request.url()}`))
  page.on('request', (request) => requests.push(request.url()))
  return { page, problems, requests }
}

/** A source file with all that it imports, as one script for browsers; its exports become the global `name`. */
export async function scriptOf(file: string, name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: name,
    platform: 'browser',
    logLevel: 'silent',
  })
  return outputFiles.map(({ text }) => text).join('')
}
