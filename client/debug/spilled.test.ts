// Variables that don't fit in a frame are shown where they are in memory, each call's own where calls are nested.
import { expect, test } from 'vitest'
import { compile } from '../../compiler/index.ts'
import { encodeCall } from '../../compiler/abi/encode.ts'
import { hashFromBytes, hexToBytes } from '../../devnet/tx/index.ts'
import { codeRoot } from '../../vm/program/code-tree.ts'
import { loadProgram } from '../../vm/program/validator/validate.ts'
import { FRAME_SLOTS, STACK_BYTES } from '../../vm/spec/constants.ts'
import { StorageTree } from '../../vm/storage/storage-tree.ts'
import { executeBlock } from '../silo/execute.ts'
import { testBlock, testMessage, TEST_SILO } from '../silo/testing.ts'
import { traceOf } from '../silo/trace.ts'
import { openDebugSession } from './session.ts'
import { sourceLookup } from './step-words.ts'

const COUNT = 300
const numbers = Array.from({ length: COUNT }, (_, i) => i)
const FIRST_LINE = 3
const SOURCE = `
fn down(n: u64): u64 max 3 {
${numbers.map((i) => `  let a${i} = n * 1000 + ${i}`).join('\n')}
  let below = if n == 0 { 0 } else { down(n - 1) }
  let mut sum = below
${numbers.map((i) => `  sum += a${i}`).join('\n')}
  sum
}
contract Deep {
  storage { last: u64 = 0 }
  pub fn run(n: u64): u64 by anyone { last = down(n); last }
}
`
const compiled = compile({ read: (path) => (path === 'deep.silo' ? SOURCE : undefined) }, 'deep.silo')
if (compiled.artifact === undefined) throw new Error(compiled.diagnostics.map((d) => d.message).join('\n'))
const artifact = compiled.artifact
const loaded = loadProgram(hexToBytes(artifact.code)!)
if (!loaded.ok) throw new Error('not valid')
const { program } = loaded

test('variables in memory are shown, in every frame, and who changed them is known', () => {
  const run = artifact.abi.contracts[0]!.functions.find(({ name }) => name === 'run')!
  const encoded = encodeCall(run, [2n])
  if (!encoded.ok) throw new Error(encoded.error)
  const silo = { ...TEST_SILO, codeRoot: hashFromBytes(codeRoot(program)) }
  const message = testMessage(0, {
    kind: 'call',
    payload: encoded.bytes,
    value: 0n,
    gasLimit: 10_000_000n,
  })
  const block = executeBlock(silo, program, new StorageTree(), testBlock(1, [message]), 1)
  const { firstStep, steps, trapName } = block.results[0]!
  expect(trapName).toBe('None')
  const homes = sourceLookup(artifact)!
    .map.functions.flatMap(({ variables }) => variables)
    .flatMap(({ ranges }) => ranges.flatMap((range) => range.homes))
  expect(homes.filter((home) => home >= FRAME_SLOTS).length).toBeGreaterThan(COUNT - 244)
  expect(homes.every((home) => home < FRAME_SLOTS || home > STACK_BYTES)).toBe(true)

  const opened = openDebugSession({ trace: traceOf(block), artifact, firstStep, steps })
  if (!opened.ok) throw new Error(opened.problem)
  const debug = opened.session
  expect(debug.toLine('deep.silo', FIRST_LINE + COUNT, 'forward')).toBe(true)
  expect(debug.toLine('deep.silo', FIRST_LINE + COUNT, 'forward')).toBe(true)
  expect(debug.toLine('deep.silo', FIRST_LINE + COUNT + 2, 'forward')).toBe(true)
  const frames = debug.view().frames.filter(({ name }) => name === 'down')
  expect(frames).toHaveLength(3)
  for (const [depth, { variables }] of frames.entries()) {
    const shown = new Map(variables.map(({ name, value }) => [name, value]))
    for (const i of numbers)
      expect(shown.get(`a${i}`), `a${i} at depth ${depth}`).toBe(BigInt(1000 * depth + i))
  }
  for (const i of [1, 17, COUNT - 1])
    expect(debug.lastChange(`a${i}`)).toMatchObject({
      kind: 'changed',
      change: { step: { place: { line: FIRST_LINE + i } } },
    })
})
