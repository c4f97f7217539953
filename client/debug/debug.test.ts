// Time travel over a compiled contract: stepping forward and back, who wrote what, and where two traces part, all with source positions.
import { describe, expect, test } from 'vitest'
import { compile } from '../../compiler/index.ts'
import { encodeCall } from '../../compiler/abi/encode.ts'
import type { AbiValue } from '../../compiler/abi/types.ts'
import { alteredEngine } from '../../devnet/manager/altered-engine.ts'
import { hashFromBytes, hexToBytes } from '../../devnet/tx/index.ts'
import { codeRoot } from '../../vm/program/code-tree.ts'
import { loadProgram } from '../../vm/program/validator/validate.ts'
import { StorageTree } from '../../vm/storage/storage-tree.ts'
import { executeBlock } from '../silo/execute.ts'
import { testBlock, testMessage, TEST_SILO } from '../silo/testing.ts'
import { traceOf } from '../silo/trace.ts'
import { divergence } from './divergence.ts'
import { openDebugSession } from './session.ts'
import { sourceLookup } from './step-words.ts'

const SOURCE = `contract Tally {
  storage {
    total: u64 = 0
    rounds: u64 = 0
  }

  pub fn add(times: u64): u64 by anyone {
    let mut done = 0
    while done < times max 30000 {
      done += 1
    }
    total += done
    rounds += 1
    total
  }

  pub fn twice(value: u64): u64 by anyone {
    doubled(value) + 1
  }

  fn doubled(value: u64): u64 {
    let result = value + value
    require result > 5
    result
  }
}
`
const compiled = compile({ read: (path) => (path === 'tally.silo' ? SOURCE : undefined) }, 'tally.silo')
if (compiled.artifact === undefined) throw new Error(compiled.diagnostics.map((d) => d.message).join('\n'))
const artifact = compiled.artifact
const loaded = loadProgram(hexToBytes(artifact.code)!)
if (!loaded.ok) throw new Error('not valid')
const { program } = loaded
const silo = { ...TEST_SILO, codeRoot: hashFromBytes(codeRoot(program)) }

function message(n: number, name: string, args: readonly AbiValue[]) {
  const [abi] = artifact.abi.contracts
  const fn = name === 'init' ? abi!.init! : abi!.functions.find((candidate) => candidate.name === name)!
  const encoded = encodeCall(fn, args)
  if (!encoded.ok) throw new Error(encoded.error)
  const kind = name === 'init' ? 'constructor' : 'call'
  return testMessage(n, { kind, payload: encoded.bytes, value: 0n, gasLimit: 10_000_000n })
}

const creation = executeBlock(silo, program, new StorageTree(), testBlock(1, [message(0, 'init', [])]), 1)
const block = executeBlock(
  silo,
  program,
  creation.storage,
  testBlock(2, [message(1, 'add', [3n]), message(2, 'add', [20_000n]), message(3, 'twice', [21n])]),
  2,
)
const sources = sourceLookup(artifact)!

function session(index: number) {
  const { firstStep, steps, trapName } = block.results[index]!
  expect(trapName).toBe('None')
  const opened = openDebugSession({ trace: traceOf(block), artifact, firstStep, steps })
  if (!opened.ok) throw new Error(opened.problem)
  return opened.session
}

describe('a session', () => {
  test('goes on and back by statements, over a message longer than a window of its index', () => {
    const debug = session(1)
    expect(debug.length).toBeGreaterThan(1 << 16)
    expect(debug.toLine('tally.silo', 12, 'forward')).toBe(true)
    expect(debug.view().place?.lineText.trim()).toBe('total += done')
    expect(debug.view().frames[0]?.variables.map(({ name, text }) => `${name} ${text}`)).toContain(
      'done 20000',
    )
    const there = debug.position()
    debug.back('over')
    expect(debug.view().place?.line).toBeLessThan(12)
    debug.forward('over')
    expect(debug.position()).toBe(there)
    debug.back('instruction')
    expect(debug.position()).toBe(there - 1)
  })

  test('says who changed a variable or a stored value last', () => {
    const debug = session(1)
    debug.toLine('tally.silo', 13, 'forward')
    const done = debug.lastChange('done')
    expect(done).toMatchObject({ kind: 'changed', change: { step: { place: { line: 10 } } } })
    const total = debug.lastChange('Tally.total')
    expect(total).toMatchObject({ kind: 'changed', change: { step: { place: { line: 12 } } } })
    // `rounds` was written by the message before.
    const rounds = debug.lastChange('rounds')
    const before = block.results[0]!
    expect(rounds).toMatchObject({ kind: 'changed', change: { step: { place: { line: 13 } } } })
    expect(rounds.kind === 'changed' && rounds.change.traceStep < before.firstStep + before.steps).toBe(true)
    expect(debug.lastChange('nothing')).toEqual({ kind: 'unknown' })
    debug.moveTo(3)
    const first = session(0)
    first.moveTo(3)
    expect(first.lastChange('total')).toEqual({ kind: 'unchanged' })
  })
})

describe('a call that was inlined', () => {
  test('has its own frame with its variables, and is stepped out of', () => {
    const written = sources.map.functions.find(({ name }) => name === 'doubled')!
    expect(written.start).toBe(written.end)
    const debug = session(2)
    expect(debug.toLine('tally.silo', 23, 'forward')).toBe(true)
    const [inner, outer] = debug.view().frames
    expect(inner).toMatchObject({ name: 'Tally.doubled', place: { line: 23 } })
    expect(inner!.variables.map(({ name, text }) => `${name} ${text}`)).toContain('result 42')
    expect(outer).toMatchObject({ name: 'Tally.twice', place: { line: 18 } })
    expect(outer!.variables.map(({ name }) => name)).not.toContain('result')
    expect(debug.lastChange('result')).toMatchObject({
      kind: 'changed',
      change: { step: { place: { line: 22 } } },
    })
    debug.forward('out')
    expect(debug.view().frames[0]).toMatchObject({ name: 'Tally.twice', place: { line: 18 } })
    debug.back('over')
    expect(debug.view().frames[0]?.name).not.toBe('Tally.twice')
  })

  test('is not stepped into when stepping over it', () => {
    const debug = session(2)
    debug.toLine('tally.silo', 18, 'forward')
    while (debug.view().frames[0]?.name === 'Tally.doubled') debug.back('instruction')
    debug.forward('over')
    expect(debug.view().frames[0]?.name).not.toBe('Tally.doubled')
  })
})

describe('two traces', () => {
  test('of the same machine are the same', () => {
    expect(divergence(traceOf(block), traceOf(block), sources)).toEqual({ kind: 'same' })
  })

  test('of different inputs differ from the start', () => {
    expect(divergence(traceOf(block), traceOf(creation), sources)).toEqual({ kind: 'startsDiffer' })
  })

  test('part in the step that one of them does wrongly, with its source line', () => {
    const honest = traceOf(block)
    const found = divergence(honest, traceOf(block, alteredEngine(1n)), sources)
    if (found.kind !== 'parts') throw new Error(found.kind)
    expect(found.does.does).toMatch(/^sstore/)
    expect(found.does.place?.path).toBe('tally.silo')
    expect(found.before).toEqual(honest.hashAt(found.step))
    expect(found.first.hash).toEqual(honest.hashAt(found.step + 1n))
    expect(found.second.hash).not.toEqual(found.first.hash)
    expect(found.first.next).toEqual(found.second.next)
  })
})
