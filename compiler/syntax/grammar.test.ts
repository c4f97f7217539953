// The parser library's own checks of tokens and grammar, which the product leaves out at its start; and that the quick ways into the grammar read what
// the full one reads.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Lexer } from 'chevrotain'
import { expect, test } from 'vitest'
import { sourceFile } from '../source.ts'
import { lex } from './lexer.ts'
import { SiloParser } from './parser-declarations.ts'
import { ALL_TOKENS } from './tokens.ts'

const TEMPLATES = join(import.meta.dirname, '../../templates')
const MOST_TOKENS = 900
/** Of these tokens, every so many is left out once. */
const STEP = 45

test('the tokens are sound', () => {
  const { lexerDefinitionErrors } = new Lexer(ALL_TOKENS, {
    positionTracking: 'full',
    ensureOptimizations: true,
    deferDefinitionErrorsHandling: true,
  })
  expect(lexerDefinitionErrors).toEqual([])
})

test('the grammar is sound', () => {
  expect(() => new SiloParser({ validate: true })).not.toThrow()
})

test('a strict parser reads what is right as the recovering one does, whether it knows the look-ahead or works it out', () => {
  const recovering = new SiloParser()
  const strict = new SiloParser({ strict: true })
  const told = new SiloParser({ strict: true, lookAhead: recovering.lookAhead() })
  expect(strict.lookAhead()).toEqual(recovering.lookAhead())
  let [right, wrong] = [0, 0]
  for (const name of readdirSync(TEMPLATES)) {
    const file = sourceFile(0, name, readFileSync(join(TEMPLATES, name, 'src', `${name}.silo`), 'utf8'))
    const { tokens, docs } = lex(file)
    const source = { file: file.id, text: file.text, docs }
    for (let missing = 0; missing < Math.min(tokens.length, MOST_TOKENS); missing += STEP) {
      // The whole text first; without a token then, mostly wrong and sometimes right.
      const some = () => tokens.filter((_, i) => missing === 0 || i !== missing)
      const { items, problems, errors } = recovering.read(source, some())
      const read = problems.length + errors.length > 0 ? null : { items, problems, errors }
      expect(strict.readRight(source, some())).toEqual(read)
      expect(told.readRight(source, some())).toEqual(read)
      if (read === null) wrong++
      else right++
    }
  }
  expect(right).toBeGreaterThan(7)
  expect(wrong).toBeGreaterThan(40)
})
