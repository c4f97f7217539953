// The parser library's own checks of tokens and grammar, which the product leaves out at its start.
import { Lexer } from 'chevrotain'
import { expect, test } from 'vitest'
import { SiloParser } from './parser-declarations.ts'
import { ALL_TOKENS } from './tokens.ts'

test('the tokens are sound', () => {
  const { lexerDefinitionErrors } = new Lexer(ALL_TOKENS, {
    positionTracking: 'full',
    ensureOptimizations: true,
    deferDefinitionErrorsHandling: true,
  })
  expect(lexerDefinitionErrors).toEqual([])
})

test('the grammar is sound', () => {
  expect(() => new SiloParser(true)).not.toThrow()
})
