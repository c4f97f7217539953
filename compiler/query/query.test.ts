import { describe, expect, test } from 'vitest'
import { compile } from '../compile.ts'
import { analyse } from '../frontend.ts'
import { memoryHost } from '../load.ts'
import type { FileId } from '../source.ts'
import { boundText, functionSteps } from '../steps/function-steps.ts'
import { documentSymbols } from './document-symbols.ts'
import { hoverAt } from './hover.ts'
import { definitionAt, usesAt } from './navigation.ts'

const TEXT = `import { Shared } from "./other"

/// Keeps coins.
contract Vault {
  const LEAST: sompi = 0.2 kas

  storage {
    /// The coins themselves.
    pool: coin = coin.zero()
    owner: address
  }

  init() { owner = caller.address }

  /// Takes \`part\` out.
  pub fn draw(part: sompi): OutboxId by owner {
    require part >= LEAST else Shared { code: 1 }
    pay(caller.address, pool.take(part))
  }

  test "draws" {
    let v = deploy Vault()
    v.draw(1 kas)
  }
}
`
const OTHER = '/// For all.\npub error Shared { code: u64 }\n'

function run(text: string) {
  return analyse(memoryHost({ 'main.silo': text, 'other.silo': OTHER }), ['main.silo'])
}

const main = 0 as FileId
const result = run(TEXT)
const at = (text: string, from = 0) => TEXT.indexOf(text, from)

describe('hover', () => {
  test.each([
    ['LEAST else', 'const LEAST: sompi = 0.2 kas', null],
    ['pool.take', 'storage pool: coin = coin.zero()', 'The coins themselves.'],
    ['part))', 'part: sompi', null],
    ['draw(1', 'pub fn draw(part: sompi): OutboxId by owner', 'Takes `part` out.'],
    ['Shared {', 'error Shared { code: u64 }', 'For all.'],
    ['Vault()', 'contract Vault', 'Keeps coins.'],
    ['v.draw', 'let v: Vault', null],
  ])('at %s', (text, code, doc) => {
    const hover = hoverAt(result, main, at(text))
    expect(hover?.code).toBe(code)
    expect(hover?.doc).toBe(doc)
  })
  test('there is none on a keyword', () => {
    expect(hoverAt(result, main, at('require'))).toBe(null)
  })
})

test('a hover says which calls from other silos a function takes', () => {
  const text = `contract C {
  storage { feed: hash = hash(0x${'00'.repeat(32)}), n: u64 = 0, pool: coin = coin.zero() }
  remote fn note(m: u64) by origin Final { silo: feed, .. } or Unproven { .. } { n = m }
  remote payable fn put(funds: coin) { pool.join(funds) }
  on refund back(funds: coin) { pool.join(funds) }
}`
  const silos = run(text)
  const hovered = (name: string): string | undefined => hoverAt(silos, main, text.indexOf(`${name}(`))?.code
  expect(hovered('note')).toBe('remote fn note(m: u64) by origin Final { silo: feed, .. } or Unproven { .. }')
  expect(hovered('put')).toBe('remote payable fn put(funds: coin)')
  expect(hovered('back')).toBe('on refund back(funds: coin)')
})

describe('the steps in a hover', () => {
  const TWO = `interface Price { view fn price(): u64 }
contract Fixed implements Price { pub view fn price(): u64 => 3 }
contract Shop {
  storage { price: Price, total: u64 = 0 }
  init() { price = deploy Fixed() }
  pub fn add(n: u64) by anyone { for i in 0..n max 9 { total += price.price() * i } }
  pub view fn digest(text: bytes<64>): hash {
    let first = text
    sha256(first)
  }
  fn inner() { total += 1 }
}
`
  const two = run(TWO)
  const stepsAt = (text: string) => hoverAt(two, main, TWO.indexOf(text))?.steps

  test('are those of the code that a build makes, with what implements an interface', () => {
    expect(stepsAt('add(')).toMatch(/^at most \d+ steps$/)
    const built = compile(memoryHost({ 'main.silo': TWO }), 'main.silo').silo
    const steps = built === undefined ? [] : functionSteps(built)
    const [add] = steps.filter(({ function: name }) => name === 'add')
    expect(add === undefined ? '' : boundText(add.bound)).toBe(stepsAt('add('))
    expect(steps.map((fn) => `${fn.contract}.${fn.function}`)).toEqual([
      'Shop.init',
      'Shop.add',
      'Shop.digest',
      'Fixed.price',
    ])
  })
  test('are missing with the reason and the place', () => {
    expect(stepsAt('digest(')).toMatch(/^not bounded: .*length of an array, text or bytes \(main\.silo:9\)$/)
  })
  test('are not there on what cannot be called, nor in a program with an error', () => {
    expect(stepsAt('inner(')).toBe(null)
    expect(stepsAt('Shop {')).toBe(null)
    const wrong = TWO.replace('total += 1', 'total += true')
    expect(hoverAt(run(wrong), main, wrong.indexOf('add('))?.steps).toBe(null)
  })
})

describe('definition', () => {
  test('of a storage field', () => {
    expect(definitionAt(result, main, at('pool.take') + 2)?.start).toBe(at('pool: coin'))
  })
  test('of a name of another file', () => {
    const span = definitionAt(result, main, at('Shared {'))
    expect(span).toEqual({ file: 1, start: OTHER.indexOf('Shared'), end: OTHER.indexOf(' {') })
  })
  test('of a function through a handle', () => {
    expect(definitionAt(result, main, at('draw(1'))?.start).toBe(at('draw(part'))
  })
})

test('uses are found with the declaration, in order', () => {
  const starts = usesAt(result, main, at('owner {')).map((s) => s.start)
  expect(starts).toEqual([at('owner: address'), at('owner = caller'), at('owner {')])
})

test('the outline nests members', () => {
  const [vault] = documentSymbols(result.program.files[0]!, result.parsed[0]!.tree)
  expect(vault?.name).toBe('Vault')
  expect(vault?.children.map((s) => `${s.kind} ${s.name} ${s.detail}`.trim())).toEqual([
    'constant LEAST sompi',
    'storage pool coin',
    'storage owner address',
    'constructor init ()',
    'function draw (part: sompi): OutboxId',
    'test draws',
  ])
})

test('all of it works on a file that is being typed', () => {
  const broken = run(TEXT.replace('pay(caller.address, pool.take(part))', 'pay(caller.address, pool.\n'))
  const text = broken.program.files[0]!.text
  expect(broken.ok).toBe(false)
  expect(hoverAt(broken, main, text.indexOf('pool.\n'))?.code).toBe('storage pool: coin = coin.zero()')
  expect(definitionAt(broken, main, text.indexOf('LEAST else'))?.start).toBe(at('LEAST'))
  expect(documentSymbols(broken.program.files[0]!, broken.parsed[0]!.tree)[0]?.children).toHaveLength(6)
})
