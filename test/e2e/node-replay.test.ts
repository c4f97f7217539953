// silo node replay on files made by Kaspa's own code, and on altered copies of them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { haveVectors, needsVectors, readVector } from '../vectors.ts'
import { ROOT, silo } from './silo-command.ts'

const vector = (name: string) => resolve(ROOT, '../shared/vectors', name)

describe.skipIf(!haveVectors)(`silo node replay${needsVectors}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'silo-replay-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const written = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }

  it('finds the goref chain and the small DAGs as their files say', async () => {
    const chain = await silo(ROOT, ['node', 'replay', vector('goref-1060-tx-265-blocks.json.gz'), '--json'])
    expect(chain.code).toBe(0)
    expect(JSON.parse(chain.stdout)).toMatchObject({
      same: true,
      blocks: 266,
      chainBlocks: 90,
      transactions: 489,
    })
    for (const name of ['dag0', 'dag1', 'dag2', 'dag3']) {
      const dag = await silo(ROOT, ['node', 'replay', vector(`${name}.json`), '--json'])
      expect(JSON.parse(dag.stdout)).toMatchObject({ same: true })
    }
  })

  it('shows the first difference with both values', async () => {
    const lines = readVector('goref-1060-tx-265-blocks.json.gz').split('\n')
    const line = lines[30] ?? ''
    const altered = lines.with(
      30,
      line.replace(/"utxoCommitment":"[0-9a-f]{64}"/, `"utxoCommitment":"${'1'.repeat(64)}"`),
    )
    expect(altered[30]).not.toBe(line)
    const chain = await silo(ROOT, ['node', 'replay', written('altered.json', altered.join('\n'))])
    expect(chain.code).toBe(1)
    expect(chain.stdout).toMatch(
      /differs {2}block 29, [0-9a-f]{64}\n {2}wrong hash [0-9a-f]{64}, [0-9a-f]{64} expected/,
    )

    const dag = readVector('dag2.json').replace('"ExpectedScore": 3', '"ExpectedScore": 4')
    const replayed = await silo(ROOT, ['node', 'replay', written('dag.json', dag)])
    expect(replayed.code).toBe(1)
    expect(replayed.stdout).toContain('blue score: the file says "4", "3" came out')
  })

  it('says what is wrong with a file that is none', async () => {
    for (const [name, content, problem] of [
      ['empty', '', 'is empty'],
      ['text', 'hello', "can't be read"],
      ['header', '{"skip_proof_of_work":true}', 'no parameters in the first line'],
    ] as const) {
      const { code, stderr } = await silo(ROOT, ['node', 'replay', written(name, content)])
      expect(code).toBe(2)
      expect(stderr).toContain(problem)
    }
    expect((await silo(ROOT, ['node', 'replay', join(folder, 'absent')])).code).toBe(2)
  })
})
