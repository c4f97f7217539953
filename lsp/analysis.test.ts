// The editor and the build look at the same files in the same way.
import { expect, test } from 'vitest'
import { compile, memoryHost, type Diagnostic } from '../compiler/index.ts'
import { analyseFile } from './analysis.ts'

const CONFIG = { '/w/silo.config.ts': 'export default { entry: "src/main.silo" }' }

function told(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ code, message, span }) => `${span.file}:${span.start} ${code} ${message}`)
}

/** What the editor says about `src/main.silo` of the project in `/w`, after finding that the build says the same. */
function both(files: Readonly<Record<string, string>>): string[] {
  const absolute = Object.fromEntries(Object.entries(files).map(([path, text]) => [`/w/${path}`, text]))
  const outside = { '/outside.silo': 'pub const N: u64 = 1\n' }
  const host = memoryHost({ ...absolute, ...CONFIG, ...outside })
  const editor = told(analyseFile('/w/src/main.silo', host).result.diagnostics)
  expect(editor).toEqual(told(compile(memoryHost(files), 'src/main.silo').diagnostics))
  return editor.map((line) => line.split(' ')[1] ?? '')
}

const CONTRACT = 'contract C { }\n'

test.each([
  [
    'silenced lints',
    ['W0902', 'E0411'],
    `${CONTRACT}fn f(): u64 {\n  // allow W0902\n  let a = 1\n  let b = 1\n  f()\n}\n`,
  ],
  [
    'several mistakes',
    ['E0301', 'E0501', 'E0305'],
    `${CONTRACT}pub fn f(): u64 => x\npub fn g(): bool => 1\nimport { N } from "./gone"\n`,
  ],
  ['an import of the project', [], `import { N } from "../lib/n"\n${CONTRACT}pub fn f(): u64 => N\n`],
  [
    'an import from outside',
    ['E0305'],
    `import { N } from "../../outside"\n${CONTRACT}pub fn f(): u64 => N\n`,
  ],
  ['a syntax error', ['E0100'], `import { N } from "../lib/n"\n${CONTRACT}pub fn f(): u64 => N +\n`],
])('%s', (_, codes, text) => {
  expect(both({ 'src/main.silo': text, 'lib/n.silo': 'pub const N: u64 = 1\n' })).toEqual(codes)
})

test('a file that is in no project may import whatever there is', () => {
  const host = memoryHost({
    '/a/main.silo': 'import { N } from "../b/n"\npub fn f(): u64 => N\n',
    '/b/n.silo': 'pub const N: u64 = 1\n',
  })
  const analysis = analyseFile('/a/main.silo', host)
  expect(analysis.result.ok).toBe(true)
  expect([...analysis.texts.keys()]).toContain('/silo.config.ts')
})
