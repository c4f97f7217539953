// Values of tests as people read them: actors by their names, amounts in coins.
import { decodeValue } from '../abi/decode.ts'
import { formatValue } from '../abi/parse-argument.ts'
import { abiTypeOf } from '../lower/layout.ts'
import { ACTORS, type Type, type TypedProgram } from '../typed/tree.ts'
import { actorWords } from './actors.ts'

export function valueText(program: TypedProgram, type: Type, words: readonly bigint[]): string {
  if (type.kind === 'address') {
    const actor = ACTORS.find((name) => actorWords(name).every((word, i) => word === words[i]))
    if (actor !== undefined) return actor
  }
  const abiType = abiTypeOf(program, type)
  const value = decodeValue(abiType, words)
  return value === undefined ? '?' : formatValue(abiType, value)
}
