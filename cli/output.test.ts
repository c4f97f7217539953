// The output of commands: what goes where, and the status line.
import { describe, expect, it } from 'vitest'
import { createOutput, toJson } from './output.ts'

interface Terminal {
  readonly isTTY: boolean
  readonly columns: number
  readonly text: () => string
  readonly write: (text: string) => void
}

function terminal(isTTY: boolean, columns = 20): Terminal {
  let written = ''
  return { isTTY, columns, text: () => written, write: (text) => void (written += text) }
}

describe('output', () => {
  it('shows results on standard output and notes on standard error', () => {
    const [stdout, stderr] = [terminal(false), terminal(false)]
    const output = createOutput({ json: false, stdout, stderr })
    output.line('result')
    output.note('note')
    output.result({ unseen: 1 })
    expect([stdout.text(), stderr.text()]).toEqual(['result\n', 'note\n'])
  })

  it('prints one JSON value with --json, and nothing else', () => {
    const [stdout, stderr] = [terminal(true), terminal(true)]
    const output = createOutput({ json: true, stdout, stderr })
    output.line('text')
    output.note('note')
    output.status('busy')
    output.result({ amount: 2n ** 63n, bytes: new Uint8Array([1, 255]) })
    expect(JSON.parse(stdout.text())).toEqual({ amount: '9223372036854775808', bytes: '01ff' })
    expect(stderr.text()).toBe('')
  })

  it('keeps the status line within the terminal, and takes it away before anything else is written', () => {
    const stdout = terminal(true, 10)
    const output = createOutput({ json: false, stdout, stderr: terminal(true) })
    output.status('a status far too long')
    expect(stdout.text()).toContain('a status ')
    expect(stdout.text()).not.toContain('a status f')
    output.line('done')
    expect(stdout.text()).toMatch(/\r.\[2Kdone\n$/)
  })

  it('shows no status off a terminal', () => {
    const stdout = terminal(false)
    createOutput({ json: false, stdout, stderr: terminal(false) }).status('busy')
    expect(stdout.text()).toBe('')
  })

  it('writes amounts and heights without losing a digit', () => {
    expect(toJson({ height: 12345678901234567890n })).toContain('"12345678901234567890"')
  })
})
