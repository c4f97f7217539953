// docs/language.md is true: its blocks of code are one program that compiles and whose tests pass, and the blocks that are
// marked with a code fail with just that.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { analyse, memoryHost, test } from './index.ts'

interface Block {
  /** What stands behind `silo`: nothing, the name of a file, or the code of a diagnostic. */
  readonly mark: string
  readonly text: string
}

const markdown = readFileSync(new URL('../docs/language.md', import.meta.url), 'utf8')
const blocks = [...markdown.matchAll(/^```silo *(.*)\n([^]*?)^```$/gm)].map(
  ([, mark = '', text = '']): Block => ({ mark, text }),
)
const program = blocks.filter(({ mark }) => mark === '').map(({ text }) => text)
const files = Object.fromEntries(
  blocks.filter(({ mark }) => mark.endsWith('.silo')).map(({ mark, text }) => [mark, text]),
)
const failing = blocks.filter(({ mark }) => /^[EW]\d{4}$/.test(mark))

describe('the blocks of docs/language.md', () => {
  it('are all understood by this test', () => {
    expect(blocks.length).toBeGreaterThan(4)
    expect(program.length + Object.keys(files).length + failing.length).toBe(blocks.length)
  })

  it('compile without a word, and their tests pass', () => {
    const run = test(memoryHost({ ...files, 'main.silo': program.join('\n') }), ['main.silo'])
    expect(run.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([])
    expect(run.tests.filter(({ failure }) => failure !== null)).toEqual([])
    expect(run.tests.length).toBeGreaterThan(3)
  })

  it.each(failing)('fail as they say: $mark', ({ mark, text }) => {
    const { diagnostics } = analyse(memoryHost({ ...files, 'main.silo': text }), ['main.silo'])
    expect(diagnostics.map(({ code }) => code)).toEqual([mark])
  })
})
