// Loading and reporting across files: what counts as which file, and what is reported while some of them are broken.
import { expect, test } from 'vitest'
import { analyse } from './frontend.ts'
import { memoryHost } from './load.ts'

/** `path code` of all diagnostics, and the paths of all files. */
function run(files: Readonly<Record<string, string>>, ...entries: string[]) {
  const { diagnostics, program } = analyse(memoryHost(files), entries)
  return {
    found: diagnostics.map(({ code, span }) => `${program.files[span.file]?.path} ${code}`),
    paths: program.files.map(({ path }) => path),
  }
}

const SHARED = 'pub const N: u64 = 1\n'

test('a file has one spelling and is read once, however it is named', () => {
  const imports = ['./shared', './shared.silo', '../src/./shared'].map(
    (path, i) => `import { N } from "${path}"\npub fn f${i}(): u64 => N\n`,
  )
  const files = {
    'src/a.silo': imports[0] ?? '',
    'src/b.silo': imports[1] ?? '',
    'src/c.silo': imports[2] ?? '',
    'src/shared.silo': SHARED,
  }
  expect(run(files, 'src/a.silo', './src/b.silo', 'src//c.silo', 'src/x/../a.silo')).toEqual({
    found: [],
    paths: ['src/a.silo', 'src/b.silo', 'src/c.silo', 'src/shared.silo'],
  })
  const absolute = Object.fromEntries(Object.entries(files).map(([path, text]) => [`/w/${path}`, text]))
  expect(run(absolute, '/w/src/a.silo', '/w/./src/b.silo').paths).toEqual([
    '/w/src/a.silo',
    '/w/src/b.silo',
    '/w/src/shared.silo',
  ])
})

test('imports neither leave the project nor name anything but a path', () => {
  const cases = {
    E0305: ['../shared', '../../w/shared', '/shared', 'Shared!'],
    E0312: ['shared', 'other/shared'],
  }
  for (const [code, paths] of Object.entries(cases))
    for (const path of paths) {
      const files = { 'a.silo': `import { N } from "${path}"\npub fn f(): u64 => N\n`, 'shared.silo': SHARED }
      expect(run(files, 'a.silo')).toEqual({ found: [`a.silo ${code}`], paths: ['a.silo'] })
    }
})

test('a missing entry is told at a place of its own, and is no file to import', () => {
  const files = { 'a.silo': 'import { N } from "./gone"\npub fn f(): u64 => N\n' }
  expect(run(files, 'gone.silo', 'a.silo')).toEqual({
    found: ['gone.silo E0809', 'a.silo E0305'],
    paths: ['gone.silo', 'a.silo'],
  })
  expect(run({}, '../a.silo').found).toEqual(['../a.silo E0809'])
  expect(run({}, 'toString').found).toEqual(['toString E0809'])
})

test('a byte order mark is no part of the text', () => {
  const { program, ok } = analyse(memoryHost({ 'a.silo': `\uFEFF${SHARED}` }), ['a.silo'])
  expect(ok).toBe(true)
  expect(program.files[0]?.text).toBe(SHARED)
})

test('a file that is far too long counts as missing', () => {
  expect(run({ 'a.silo': ' '.repeat((4 << 20) + 1) }, 'a.silo').found).toEqual(['a.silo E0809'])
})

test('syntax errors hide only what depends on their file', () => {
  const files = {
    'broken.silo': 'pub const N: u64 = \npub fn f(): u64 => nothing\n',
    'uses.silo': 'import { N } from "./broken"\npub fn g(): u64 => N + missing\n',
    'indirect.silo': 'import { g } from "./uses"\npub fn h(): u64 => g() + missing\n',
    'apart.silo': 'pub fn k(): u64 => missing\n',
  }
  expect(run(files, 'indirect.silo', 'apart.silo').found).toEqual(['apart.silo E0301', 'broken.silo E0100'])
  const mended = { ...files, 'broken.silo': SHARED }
  const all = ['indirect.silo E0301', 'apart.silo E0301', 'uses.silo E0301']
  expect(run(mended, 'indirect.silo', 'apart.silo').found).toEqual(all)
})

test('files that import each other in a circle are all unsure while one is broken', () => {
  const files = {
    'a.silo': 'import { B } from "./b"\npub const A: u64 = missing\n',
    'b.silo': 'import { A } from "./a"\npub const B: u64 = A +\n',
  }
  expect(run(files, 'a.silo').found).toEqual(['b.silo E0100'])
})
