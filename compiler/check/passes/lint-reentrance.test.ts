// `reentrant` is called needless only where nothing can call back, whatever else the silo holds.
import { expect, it } from 'vitest'
import { analyse, memoryHost, type Diagnostic } from '../../index.ts'

function needless(text: string): readonly Diagnostic[] {
  const { diagnostics } = analyse(memoryHost({ 'main.silo': text }), ['main.silo'])
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return diagnostics.filter(({ code }) => code === 'W0916')
}

const OTHER = 'contract Other { pub fn go() by anyone { } }'

it.each([
  ['alone', 'contract C { storage { n: u64 = 0 } pub reentrant fn f() by anyone { n += 1 } }', 1],
  [
    'an invariant that looks at the contract itself',
    'contract C { storage { n: u64 = 0 } pub view fn now(): u64 => n\n invariant now() < 9\n pub reentrant fn f() by anyone { n += 1 } }',
    1,
  ],
  [
    'another function that calls another contract',
    `contract C { storage { o: Other, n: u64 = 0 } init() { o = deploy Other() } pub reentrant fn f() by anyone { n += 1 } pub fn g() by anyone { o.go() } }\n${OTHER}`,
    0,
  ],
  [
    'a constructor that deploys',
    `contract C { storage { o: Other, n: u64 = 0 } init() { o = deploy Other() } pub reentrant fn f() by anyone { n += 1 } }\n${OTHER}`,
    0,
  ],
  [
    'calls through an interface, of which nobody knows yet where they lead',
    'interface Told { fn told() }\ncontract C { storage { to: Told, n: u64 = 0 } init(to: Told) { self.to = to } pub reentrant fn f() by anyone { n += 1 } pub fn g() by anyone { to.told() } }',
    0,
  ],
  [
    'an interface that has it so',
    'interface Told { reentrant fn told() }\ncontract C implements Told { storage { n: u64 = 0 } pub reentrant fn told() by anyone { n += 1 } }',
    0,
  ],
  [
    'a component, which others may use',
    'component Counts { storage { n: u64 = 0 } pub reentrant fn f() by anyone { n += 1 } }\ncontract C { use Counts as counts\n pub fn g() by anyone { } }',
    0,
  ],
])('%s', (_name, text, count) => {
  expect(needless(text)).toHaveLength(count)
})

it('is mended by leaving the word out', () => {
  const text = 'contract C { storage { n: u64 = 0 } pub reentrant fn f() by anyone { n += 1 } }'
  const [edit] = needless(text)[0]?.fix?.edits ?? []
  const mended = text.slice(0, edit?.span.start) + (edit?.newText ?? '') + text.slice(edit?.span.end)
  expect(mended).toBe(text.replace('reentrant ', ''))
  expect(needless(mended)).toEqual([])
})
