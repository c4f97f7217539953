// What the evaluation of one test carries along, and how values of a silo differ from values of a test: in a test, a
// handle also says which silo (in its high half), and an outbox id counts all payments that the test saw.
import type { CallSource } from '../../vm/inbox.ts'
import type { OutboxEntry } from '../../vm/records.ts'
import { partsOf, recordOf, wordCount } from '../lower/layout.ts'
import type { Silo } from '../link/build-silo.ts'
import type {
  SymbolId,
  Type,
  TypedContract,
  TypedExpr,
  TypedBlock,
  TypedProgram,
  ActorName,
} from '../typed/tree.ts'
import { joined } from './arithmetic.ts'
import { fromFlat, toFlat, type Block } from './blocks.ts'
import type { SentMessage } from './report.ts'
import type { TestEngine, TestSilo } from './test-silo.ts'
import type { Timeline } from './timeline.ts'

/** A payment that a silo made during the test. */
export interface Payment {
  /** Its number within its message, as contracts see it. */
  readonly number: bigint
  readonly entry: OutboxEntry
  /** The silo that made it. */
  readonly silo: number
  /** Of a message that came from another silo: how its value goes back. */
  readonly back: WayBack | null
}

/** How the value of a call between silos goes back if it isn't taken. */
export interface WayBack {
  readonly silo: number
  readonly payload: Uint8Array
  readonly fee: bigint
  readonly source: CallSource
}

/** An expression and the words of its value. */
export interface Observation {
  readonly expr: TypedExpr
  readonly words: readonly bigint[]
}

export interface Environment {
  readonly program: TypedProgram
  /** The silo whose root is this contract, as it would be deployed. */
  readonly build: (contract: TypedContract) => Silo
  readonly engine: TestEngine
  readonly silos: TestSilo[]
  /** Undefined where a reorg undid one. */
  readonly payments: (Payment | undefined)[]
  /** Arrays and texts that the test has made, by the word that stands for them. */
  readonly blocks: Block[]
  readonly messages: SentMessage[]
  readonly variables: Map<SymbolId, readonly bigint[]>
  /** Values that the test was labelled with. */
  readonly labels: string[]
  readonly timeline: Timeline
  readonly actor: ActorName
  /** In a recursive function: its circle, and how deep the call is. */
  readonly recursion: { readonly group: number; readonly depth: number } | null
  /** The contract whose storage is read, while an invariant of tests is checked. */
  readonly inside: { readonly silo: number; readonly instance: bigint } | null
  /** Collects the values of expressions while a condition is evaluated that may have to be told. */
  readonly observed: Observation[] | null
  /** The parts of the evaluation that need each other. */
  readonly expression: (env: Environment, expr: TypedExpr) => readonly bigint[]
  readonly block: (env: Environment, block: TypedBlock) => readonly bigint[]
}

/** A value of one word. */
export function wordIn(env: Environment, expr: TypedExpr): bigint {
  const [word] = env.expression(env, expr)
  if (word === undefined) throw new Error(`${expr.kind} gave no value`)
  return word
}

/** A number of one or more words as one number; negative ones read as large. */
export function numberIn(env: Environment, expr: TypedExpr): bigint {
  return joined(env.expression(env, expr))
}

/** A handle of a test: silo and instance. */
export function handleWord(silo: number, instance: bigint): bigint {
  return (BigInt(silo) << 32n) | instance
}

export function splitHandle(word: bigint): { readonly silo: number; readonly instance: bigint } {
  return { silo: Number(word >> 32n), instance: word & 0xffff_ffffn }
}

/** The words of a value that a silo gave, as the test's. `firstPayment` is the number of its message's first payment. */
export function fromSilo(
  env: Environment,
  type: Type,
  words: readonly bigint[],
  silo: number,
  firstPayment: number,
): readonly bigint[] {
  return translate(env, type, fromFlat(env, type, words), {
    handle: (word) => handleWord(silo, word),
    payment: (word) => BigInt(firstPayment) + word,
  })
}

/** The words of a test's value as a silo takes them. */
export function toSilo(env: Environment, type: Type, words: readonly bigint[]): readonly bigint[] {
  const translated = translate(env, type, words, {
    handle: (word) => splitHandle(word).instance,
    payment: (word) => env.payments[Number(word)]?.number ?? word,
  })
  return toFlat(env, type, translated)
}

interface Translation {
  readonly handle: (word: bigint) => bigint
  readonly payment: (word: bigint) => bigint
}

function translate(
  env: Environment,
  type: Type,
  words: readonly bigint[],
  how: Translation,
): readonly bigint[] {
  switch (type.kind) {
    case 'handle':
    case 'contract':
      return words.map(how.handle)
    case 'outbox-id':
      return words.map(how.payment)
    case 'tuple':
    case 'enum': {
      const variant = type.kind === 'enum' ? Number(words[0] ?? 0n) : 0
      const result = [...words]
      for (const { type: inner, offset, size } of partsOf(env.program, type, variant))
        result.splice(offset, size, ...translate(env, inner, words.slice(offset, offset + size), how))
      return result
    }
    case 'struct': {
      let at = 0
      return recordOf(env.program, type.struct).fields.flatMap((field) => {
        const size = wordCount(env.program, field.type)
        at += size
        return [...translate(env, field.type, words.slice(at - size, at), how)]
      })
    }
    default:
      return words
  }
}
