// Accounts by name wherever an address may stand, and nowhere else.
import { expect, it } from 'vitest'
import type { AbiField, AbiType } from '../compiler/abi/types.ts'
import { withoutNames } from './account-names.ts'
import { accountKey } from './accounts.ts'

const BOB = accountKey('bob').publicKey
const ADDRESS: AbiType = { kind: 'address' }
const TEXT: AbiType = { kind: 'string', max: 8 }
const field = (name: string, type: AbiType): AbiField => ({ name, type, doc: null })
const LIST: AbiType = { kind: 'array', element: ADDRESS, size: 3, growable: true }
const SHARE: AbiType = { kind: 'struct', name: 'Share', fields: [field('of', ADDRESS), field('label', TEXT)] }
const WHO: AbiType = {
  kind: 'enum',
  name: 'Who',
  variants: [
    { name: 'Nobody', positional: false, fields: [], doc: null },
    { name: 'One', positional: true, fields: [field('0', ADDRESS)], doc: null },
    { name: 'Two', positional: true, fields: [field('0', ADDRESS), field('1', TEXT)], doc: null },
    { name: 'Named', positional: false, fields: [field('who', LIST)], doc: null },
  ],
}

it.each<[AbiType, string, string]>([
  [ADDRESS, 'bob', BOB],
  [ADDRESS, 'nobody', 'nobody'],
  [TEXT, 'bob', 'bob'],
  [LIST, '["bob","77"]', `["${BOB}","77"]`],
  [SHARE, '{"of":"bob","label":"bob"}', `{"of":"${BOB}","label":"bob"}`],
  [{ kind: 'tuple', items: [TEXT, ADDRESS] }, '["bob","bob"]', `["bob","${BOB}"]`],
  [WHO, '{"One":"bob"}', `{"One":"${BOB}"}`],
  [WHO, '{"Two":["bob","bob"]}', `{"Two":["${BOB}","bob"]}`],
  [WHO, '{"Named":{"who":["bob"]}}', `{"Named":{"who":["${BOB}"]}}`],
  [WHO, 'Nobody', 'Nobody'],
  [WHO, '{"Else":"bob"}', '{"Else":"bob"}'],
  [LIST, '["bob"', '["bob"'],
  [LIST, '{"of":"bob"}', '{"of":"bob"}'],
  [SHARE, '["bob"]', '["bob"]'],
])('%j: %s', (type, given, expected) => {
  expect(withoutNames(type, given)).toBe(expected)
})
