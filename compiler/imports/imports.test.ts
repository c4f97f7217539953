// Imports from packages and from the standard library: what is found where, what is not, and what of it belongs to the program.
import { assert, json, oneof, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { analyse, compile, memoryHost, test } from '../index.ts'
import { mainOf } from './manifest.ts'

const N = 'pub const N: u64 = 1\n'
const USE = 'pub fn f(): u64 => N\n'

/** `path code` of all diagnostics with their helps, and the paths of all files. */
function run(files: Readonly<Record<string, string>>, entry = 'src/a.silo') {
  const { diagnostics, program } = analyse(memoryHost(files), [entry])
  return {
    found: diagnostics.map(({ code, span }) => `${program.files[span.file]?.path} ${code}`),
    helps: diagnostics.map(({ help }) => help),
    fixes: diagnostics.map(({ fix }) => fix?.edits[0]?.newText),
    paths: program.files.map(({ path }) => path),
  }
}

function importing(path: string, files: Readonly<Record<string, string>> = {}) {
  return run({ 'src/a.silo': `import { N } from "${path}"\n${USE}`, ...files })
}

describe('a package', () => {
  const shapes = { 'node_modules/shapes/package.json': '{"silo":"src/index.silo"}' }

  it('is found by name: its main file, and others beside that', () => {
    const files = {
      ...shapes,
      'node_modules/shapes/src/index.silo': N,
      'node_modules/shapes/src/round/circle.silo': N,
    }
    expect(importing('shapes', files)).toMatchObject({
      found: [],
      paths: ['src/a.silo', 'node_modules/shapes/src/index.silo'],
    })
    expect(importing('shapes/round/circle', files).paths[1]).toBe('node_modules/shapes/src/round/circle.silo')
  })

  it('may have a scope, and needs no field', () => {
    const files = { 'node_modules/@a/b/package.json': '{}', 'node_modules/@a/b/index.silo': N }
    expect(importing('@a/b', files)).toMatchObject({
      found: [],
      paths: ['src/a.silo', 'node_modules/@a/b/index.silo'],
    })
  })

  it('is looked for here, then in the folders above', () => {
    const at = (folder: string) => ({
      [`${folder}node_modules/p/package.json`]: '{}',
      [`${folder}node_modules/p/index.silo`]: N,
    })
    expect(importing('p', at('')).paths[1]).toBe('node_modules/p/index.silo')
    expect(importing('p', { ...at(''), ...at('src/') }).paths[1]).toBe('src/node_modules/p/index.silo')
    const absolute = { '/w/s/a.silo': `import { N } from "p"\n${USE}`, ...at('/w/') }
    expect(run(absolute, '/w/s/a.silo').paths).toEqual(['/w/s/a.silo', '/w/node_modules/p/index.silo'])
  })

  it('finds its own packages before those of the project', () => {
    const files = {
      'node_modules/p/package.json': '{}',
      'node_modules/p/index.silo': 'import { M } from "q"\npub const N: u64 = M\n',
      'node_modules/q/package.json': '{}',
      'node_modules/q/index.silo': 'pub const M: bool = true\n',
    }
    const own = {
      'node_modules/p/node_modules/q/package.json': '{}',
      'node_modules/p/node_modules/q/index.silo': 'pub const M: u64 = 1\n',
    }
    expect(importing('p', files).found).toEqual(['node_modules/p/index.silo E0501'])
    expect(importing('p', { ...files, ...own })).toMatchObject({
      found: [],
      paths: ['src/a.silo', 'node_modules/p/index.silo', 'node_modules/p/node_modules/q/index.silo'],
    })
  })

  it('is left by no path, nor entered by one', () => {
    const files = {
      ...shapes,
      'secret.silo': N,
      'node_modules/secret.silo': N,
      'node_modules/shapes/secret.silo': N,
      'node_modules/shapes/src/index.silo': 'import { N } from "../../../secret"\n',
      'node_modules/shapes/src/inner.silo': 'import { N } from "../secret"\npub const M: u64 = N\n',
    }
    expect(
      run({ 'src/a.silo': 'import { M } from "shapes/inner"\npub fn f(): u64 => M\n', ...files }).found,
    ).toEqual([])
    expect(run({ 'src/a.silo': 'import { M } from "shapes"\n', ...files }).found).toContain(
      'node_modules/shapes/src/index.silo E0305',
    )
    expect(importing('../node_modules/shapes/secret', files).found).toEqual(['src/a.silo E0305'])
    expect(importing('shapes/../../../secret', files).found).toEqual(['src/a.silo E0313'])
    expect(importing('./<std>/math', files).found).toEqual(['src/a.silo E0305'])
  })

  it('that is missing is told with names that are near', () => {
    const manifest = { 'package.json': '{"dependencies":{"shapes":"1"},"devDependencies":{"@a/tools":"1"}}' }
    expect(importing('shaeps', manifest)).toMatchObject({
      found: ['src/a.silo E0312'],
      helps: ['did you mean `shapes`?'],
      fixes: ['shapes'],
    })
    expect(importing('math').helps).toEqual(['did you mean `std/math`?'])
    expect(importing('nothing-like-it').helps[0]).toContain('install it with npm')
    expect(importing('std/maht').fixes).toEqual(['std/math'])
    expect(importing('std').helps[0]).toContain('it has `std/')
    expect(importing('shapes/gone', { ...shapes }).found).toEqual(['src/a.silo E0313'])
    expect(importing('shapes', { ...shapes }).found).toEqual(['src/a.silo E0313'])
  })

  it('has tests and lints of its own, which are not those of the program that uses it', () => {
    const files = {
      'a.silo': `import { N } from "p"\n${USE}test "mine" { expect f() == 1 }\n`,
      'node_modules/p/package.json': '{}',
      'node_modules/p/index.silo': `${N}fn f() { let unused = 1 }\ntest "theirs" { expect 1 == 2 }\n`,
    }
    const all = test(memoryHost(files), ['a.silo'])
    expect(all.diagnostics).toEqual([])
    expect(all.tests.map(({ name }) => name)).toEqual(['mine'])
    const theirs = test(memoryHost(files), ['node_modules/p/index.silo'])
    expect(theirs.tests.map(({ name }) => name)).toEqual(['theirs'])
    expect(theirs.diagnostics.map(({ code }) => code)).toContain('W0902')
  })
})

describe('the standard library', () => {
  const program = 'import { max } from "std/math"\ncontract C { pub view fn f(a: u64): u64 => max(a, 3) }\n'

  it('needs no host, is a part of the artifact, and gives the same bytes each time', () => {
    const build = () => compile(memoryHost({ 'a.silo': program }), 'a.silo')
    const { artifact, diagnostics } = build()
    expect(diagnostics).toEqual([])
    expect(artifact?.sources.map(({ path }) => path)).toEqual(['a.silo', '<std>/math.silo'])
    expect(JSON.stringify(build().artifact)).toBe(JSON.stringify(artifact))
  })

  it('is not shadowed by folders of the project or packages of its name', () => {
    const files = {
      'src/a.silo': program,
      'std/math.silo': N,
      '<std>/math.silo': N,
      'node_modules/std/package.json': '{}',
      'node_modules/std/math.silo': N,
    }
    expect(run(files)).toMatchObject({ found: [], paths: ['src/a.silo', '<std>/math.silo'] })
    expect(run(files, '<std>/nothing.silo').found).toEqual(['<std>/nothing.silo E0809'])
  })

  it('gives `mul_div` away as well, which needs no import', () => {
    const text = 'import { mul_div } from "std/math"\npub fn f(a: u64): u64 => mul_div(a, 2, 3, round: up)\n'
    expect(run({ 'src/a.silo': text }).found).toEqual([])
  })
})

describe('a package.json', () => {
  it('says where the main file is, within the package', () => {
    expect(mainOf('{"silo":"./src/x.silo"}')).toEqual({ ok: true, path: 'src/x.silo' })
    for (const field of ['"../x.silo"', '"/x.silo"', '"x.js"', '7', 'null', '""'])
      expect(mainOf(`{"silo":${field}}`).ok, field).toBe(false)
    for (const text of ['', '[]', '7', 'null', '{', '{"silo":}']) expect(mainOf(text).ok, text).toBe(false)
  })

  it('may be any text: a program that imports from it is answered', () => {
    assert(
      property(oneof(string(), json()), string(), (manifest, path) => {
        const files = {
          'src/a.silo': `import { N } from "p"\nimport { N } from "p/${path.replaceAll(/["\\\n]/g, '')}"\n`,
          'package.json': manifest,
          'node_modules/p/package.json': manifest,
        }
        expect(run(files).paths).toEqual(['src/a.silo'])
      }),
    )
  })
})
