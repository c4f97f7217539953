import { expect, test } from 'vitest'
import type { FileId, Span } from '../source.ts'
import type { SymbolId } from '../typed/tree.ts'
import { placesOf } from './named.ts'

const span = (start: number, end: number, file = 0): Span => ({ file: file as FileId, start, end })
const [f, g, unused] = [7 as SymbolId, 8 as SymbolId, 9 as SymbolId]

/** `f` is declared from 0 to 20 and calls itself; `g`, declared from 30 to 40, is called in another file. */
const places = placesOf([
  { symbol: f, span: span(3, 4) },
  { symbol: g, span: span(33, 34) },
  { symbol: f, span: span(15, 16) },
  { symbol: g, span: span(35, 36, 1) },
])

const declared = (id: SymbolId, node: Span) => ({
  id,
  name: 'x',
  node: { name: { text: 'x', span: node }, span: node },
})

test('names are counted with their declarations', () => {
  expect([f, g, unused].map(places.count)).toEqual([2, 2, 0])
})

test('a declaration that is named in itself only is not named', () => {
  expect(places.isNamed(declared(f, span(0, 20)))).toBe(false)
  expect(places.isNamed(declared(g, span(30, 40)))).toBe(true)
  expect(places.isNamed(declared(unused, span(50, 60)))).toBe(false)
})

test('places are asked one by one', () => {
  expect(places.some(g, ({ file }) => file === 1)).toBe(true)
  expect(places.some(f, ({ file }) => file === 1)).toBe(false)
})
