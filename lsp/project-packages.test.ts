import { assert, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { literalPackages, readThroughPackages } from './project-packages.ts'

test('packages are read where they are written as a literal', () => {
  const of = (text: string) => Object.fromEntries(literalPackages(text))
  expect(of("export default { packages: { a: '../a', '@s/b': \"b\", }, out: 'out' }")).toEqual({
    a: '../a',
    '@s/b': 'b',
  })
  expect(of('const x = { "packages": { a: "it\'s" } }')).toEqual({ a: "it's" })
  expect(of("// packages: { a: 'x' }\n/* packages: { a: 'x' } */ export default {}")).toEqual({})
  expect(of("export default { packages: { a: 'x', b: join('y') } }")).toEqual({ a: 'x' })
  expect(of('export default { packages: shared }')).toEqual({})
})

test('any text is read', () => {
  assert(
    property(string(), (text) => {
      expect(literalPackages(text)).toBeInstanceOf(Map)
      expect(literalPackages(`packages: {${text}`)).toBeInstanceOf(Map)
    }),
  )
})

test('a folder of a package needs no package.json; what a package of it needs is looked for there', () => {
  const files = new Map([
    ['silo.config.ts', "export default { packages: { a: '../a', b: '/b' } }"],
    ['../a/x.silo', 'x'],
    ['/b/package.json', '{"silo":"y.silo"}'],
  ])
  const { read, place } = readThroughPackages((path) => files.get(path))
  expect(place('node_modules/a/node_modules/c/package.json')).toBe('../a/node_modules/c/package.json')
  expect(place('node_modules/c/index.silo')).toBe('node_modules/c/index.silo')
  expect(read('node_modules/a/x.silo')).toBe('x')
  expect(read('node_modules/a/package.json')).toBe('{}')
  expect(read('node_modules/b/package.json')).toBe('{"silo":"y.silo"}')
  expect(read('node_modules/c/package.json')).toBe(undefined)
})
