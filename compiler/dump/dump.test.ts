// The stages of a program: each has its functions, and lines that stand for the text they come from.
import { describe, expect, it } from 'vitest'
import { memoryHost } from '../load.ts'
import { spanText } from '../source.ts'
import { dumpStages } from './stages.ts'

const TEXT = `contract Till {
  storage { sum: u64 = 0 }
  pub fn add(n: u64): u64 by anyone {
    require n < 1_000
    let twice = n * 2
    sum += twice
    sum
  }
}
fn unused(): u64 => 7
`

describe('the stages of a program', () => {
  const result = dumpStages(memoryHost({ 'till.silo': TEXT }), 'till.silo')
  if (!result.ok) throw new Error('it compiles')
  const { dump } = result
  const stage = (title: string) => dump.stages.find((s) => s.title === title)!.lines
  const standingFor = (title: string, text: string) =>
    stage(title)
      .filter(({ span }) => span !== null && spanText(dump.files[span.file]!, span) === text)
      .map((line) => line.text.trim())

  it('go from the source to the instructions', () => {
    expect(dump.name).toBe('Till')
    expect(dump.stages.map(({ title }) => title)).toEqual([
      'source',
      'syntax tree',
      'typed tree',
      'mid-level code',
      'optimised',
      'instructions',
    ])
    expect(
      stage('source')
        .slice(1)
        .map(({ text }) => text)
        .join('\n'),
    ).toBe(TEXT)
  })

  it('say what stands for a piece of the source', () => {
    expect(standingFor('syntax tree', 'let twice = n * 2')).toEqual([expect.stringContaining('let `twice`')])
    expect(standingFor('syntax tree', 'n * 2').join()).toContain('binary')
    expect(standingFor('typed tree', 'n * 2').join()).toMatch(
      /arithmetic u64 operator=multiply overflow=trap/,
    )
    expect(standingFor('mid-level code', 'n * 2').join()).toMatch(/mulu r\d+ r\d+ r\d+/)
    expect(standingFor('instructions', 'n * 2').join()).toMatch(/\d+ {2}mulu/)
  })

  it('leave out functions that nothing calls', () => {
    const said = stage('mid-level code').map(({ text }) => text)
    expect(said.some((text) => text.startsWith('fn add('))).toBe(true)
    expect(said.some((text) => text.startsWith('fn unused('))).toBe(false)
  })

  it('are not there for a program with errors', () => {
    const broken = dumpStages(
      memoryHost({ 'a.silo': 'contract C { pub fn f(): u64 by anyone { nothing } }' }),
      'a.silo',
    )
    expect(broken.ok ? [] : broken.diagnostics.map(({ code }) => code)).toEqual(['E0301'])
  })
})
