import { expect, test } from 'vitest'
import { analyse } from '../frontend.ts'
import { memoryHost } from '../load.ts'
import { diagnosticJson, renderDiagnostics } from './render.ts'

const TEXT = `contract Vault {
  storage {
    pool: coin
  }
  init() { pool = coin.zero() }
  pub payable fn deposit(funds: coin): sompi by anyone {
    let amount = funds.amount
    amount
  }
}
`
const result = analyse(memoryHost({ 'vault.silo': TEXT }), ['vault.silo'])

test('a diagnostic shows its line, carets, other places and help', () => {
  expect(renderDiagnostics(result.diagnostics, result.program.files)).toMatchInlineSnapshot(`
    "error E0201: the coins in \`funds\` would be lost
     --> vault.silo:6:26
    6 |   pub payable fn deposit(funds: coin): sompi by anyone {
      |                          ^^^^^
    9 |   }
      |   - \`funds\` still holds its coins here
      = help: coins are never dropped: put them somewhere (\`pool.join(funds)\`) or pay them out (\`pay(caller.address, funds)\`)

    1 error
    "
  `)
})

test('places on one line stand under one copy of it, and an empty file shows no line', () => {
  const twice = analyse(memoryHost({ 'a.silo': 'pub fn f(a: u64): u64 { let a = 2; a }' }), [
    'a.silo',
    'b.silo',
  ])
  expect(renderDiagnostics(twice.diagnostics, twice.program.files)).toMatchInlineSnapshot(`
    "error E0302: \`a\` is declared twice
     --> a.silo:1:29
    1 | pub fn f(a: u64): u64 { let a = 2; a }
      |                             ^
      |          - still in scope from here
      = help: give one of them another name

    error E0809: there is no file \`b.silo\`
     --> b.silo:1:1
      = help: give the path of a .silo file, relative to the project

    2 errors
    "
  `)
})

test('the JSON form has paths, lines and columns from 1, and the fix', () => {
  const [first] = result.diagnostics
  const json = diagnosticJson(first!, result.program.files)
  expect(json.place).toEqual({
    path: 'vault.silo',
    start: { offset: 105, line: 6, column: 26 },
    end: { offset: 110, line: 6, column: 31 },
  })
  expect(json.fix?.title).toBe('`pool.join(funds)`')
})
