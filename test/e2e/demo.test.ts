// The demo itself: on virtual time with several seeds, each ending as it must; and that its proof files hold in a fresh process.
import { afterAll, describe, expect, it } from 'vitest'
import { silo, temporaryFolder } from './silo-command.ts'

interface Result {
  readonly ok: boolean
  readonly problems: readonly string[]
  readonly disputes: readonly {
    readonly winner: string
    readonly cause: string
    readonly instruction: string
    readonly place: string
    readonly proofFile: string
  }[]
  readonly paid: string
}

const home = temporaryFolder()
afterAll(home.remove)

describe('silo demo', () => {
  it.each(['1', '2'])('catches both cheaters and pays once, seed %s', async (seed) => {
    const { code, stdout, stderr } = await silo(home.path, [
      'demo',
      '--virtual',
      '--json',
      '--seed',
      seed,
      '--out',
      `out-${seed}`,
    ])
    expect(code, `seed ${seed}\n${stdout}\n${stderr}`).toBe(0)
    const result = JSON.parse(stdout) as Result
    expect(result.problems).toEqual([])
    expect(result.disputes).toHaveLength(2)
    for (const dispute of result.disputes) {
      expect(dispute.winner).toContain('honest')
      expect(dispute.cause).toBe('proof')
      expect(dispute.instruction).toContain('sstore')
      expect(dispute.place).toMatch(/\.silo:\d+$/)
      const verified = await silo(home.path, ['verify', dispute.proofFile, '--json'])
      expect(verified.code).toBe(0)
      expect(JSON.parse(verified.stdout)).toMatchObject({ valid: true })
    }
    expect(BigInt(result.paid)).toBeGreaterThan(0n)
  })

  it('tells the story to a person, one cheater at a time', async () => {
    const { code, stdout } = await silo(home.path, [
      'demo',
      '--virtual',
      '--cheater',
      'challenge',
      '--out',
      'out-3',
    ])
    expect(code, stdout).toBe(0)
    for (const said of [
      'a DAG, not a chain',
      'false challenger challenges',
      'the disputed instruction',
      'stake is slashed',
      'silo verify, in a fresh process, agrees',
      'balance: unspent + burned + fees = emitted',
    ]) {
      expect(stdout).toContain(said)
    }
  })
})
