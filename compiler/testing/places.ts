// Places of tests: variables, and fields and items in them.
import { partsOf } from '../lower/layout.ts'
import type { Place, SymbolId, Type } from '../typed/tree.ts'
import type { Span } from '../source.ts'
import { wordIn } from './environment.ts'
import type { Environment } from './environment.ts'
import { blockOf, newBlock } from './blocks.ts'
import { itemOf, outside } from './sequences.ts'

/** A step whose index was evaluated. */
type Step =
  | { readonly kind: 'field'; readonly index: number; readonly type: Type }
  | { readonly kind: 'index'; readonly index: bigint; readonly type: Type; readonly span: Span }

/** A place of a variable, ready to be read and written any number of times. */
export interface LocalPlace {
  readonly variable: SymbolId
  readonly type: Type
  readonly steps: readonly Step[]
}

export function resolvePlace(env: Environment, place: Place): LocalPlace {
  if (place.root.kind !== 'local') throw new Error('a test has no storage')
  const { variable, name } = place.root
  const symbol = env.program.symbols.get(variable)
  if (symbol?.kind !== 'local') throw new Error(`${name} is not a variable`)
  const steps = place.path.map((step): Step => {
    if (step.kind === 'key' || step.kind === 'held') throw new Error('a local variable has no keys')
    if (step.kind === 'field') return { kind: 'field', index: step.index, type: step.type }
    return { kind: 'index', index: wordIn(env, step.index), type: step.type, span: step.span }
  })
  return { variable, type: symbol.declaration.type, steps }
}

export function readLocal(env: Environment, place: LocalPlace): readonly bigint[] {
  let words = wordsOf(env, place)
  let { type } = place
  for (const step of place.steps) {
    if (step.kind === 'index') words = itemOf(blockOf(env, words[0]), step.index, step.span)
    else {
      const part = partsOf(env.program, type)[step.index]
      words = part === undefined ? [] : words.slice(part.offset, part.offset + part.size)
    }
    type = step.type
  }
  return words
}

export function writeLocal(env: Environment, place: LocalPlace, words: readonly bigint[]): void {
  env.variables.set(place.variable, replaced(env, wordsOf(env, place), place.type, place.steps, words))
}

function wordsOf(env: Environment, place: LocalPlace): readonly bigint[] {
  const words = env.variables.get(place.variable)
  if (words === undefined) throw new Error('a variable has no value')
  return words
}

/** The value with what the steps lead to replaced. */
function replaced(
  env: Environment,
  words: readonly bigint[],
  type: Type,
  steps: readonly Step[],
  value: readonly bigint[],
): readonly bigint[] {
  const [step, ...rest] = steps
  if (step === undefined) return value
  if (step.kind === 'index') {
    const items = [...blockOf(env, words[0])]
    if (step.index >= BigInt(items.length)) throw outside(step.span)
    const index = Number(step.index)
    items[index] = replaced(env, items[index] ?? [], step.type, rest, value)
    return newBlock(env, items)
  }
  const part = partsOf(env.program, type)[step.index]
  if (part === undefined) return words
  const inner = replaced(env, words.slice(part.offset, part.offset + part.size), step.type, rest, value)
  return [...words.slice(0, part.offset), ...inner, ...words.slice(part.offset + part.size)]
}
