// How the grammar chooses by the next two tokens: the parser library says which tokens may begin what, and here that becomes tables. They can also be
// made without the library's analysis of the grammar, from what it found when silo was bundled.
import {
  EOF,
  getLookaheadPaths,
  LLkLookaheadStrategy,
  type ILookaheadStrategy,
  type IOrAlt,
  type IToken,
  type TokenType,
} from 'chevrotain'
import { ALL_TOKENS } from './tokens.ts'

/** A place in the grammar that is decided by looking ahead. */
export interface LookAhead {
  /** Whether one of several alternatives is taken; else whether what is optional is there. */
  readonly choice: boolean
  /** Whether an alternative may refuse by itself, by its GATE. */
  readonly gated: boolean
  /** What may begin each alternative, as one or two tokens (their places in the list of all); no token: anything. */
  readonly alternatives: readonly (readonly Path[])[]
}

type Path = readonly number[]

/** The look-ahead of a whole grammar: by the number of the rule, and by the library's key for the place in it. */
export type GrammarLookAhead = readonly (readonly (readonly [key: number, ahead: LookAhead])[])[]

/** The parser, as far as looking ahead needs it. */
interface Reader {
  LA_FAST: (ahead: number) => IToken
}

type Choose = (this: Reader, alternatives?: readonly IOrAlt<unknown>[]) => number | undefined
type Enter = (this: Reader) => boolean
export type LookAheadFunction = Choose | Enter

const VOCABULARY: readonly TokenType[] = [EOF, ...ALL_TOKENS]
const NONE = -1

/** Has the library's analysis make look-ahead as it is made here, and notes what it is made of. */
export class NotedLookAhead extends LLkLookaheadStrategy implements ILookaheadStrategy {
  readonly noted = new Map<unknown, LookAhead>()

  override buildLookaheadForAlternation({
    prodOccurrence: occurrence,
    rule,
    maxLookahead,
    hasPredicates,
  }: Parameters<ILookaheadStrategy['buildLookaheadForAlternation']>[0]): Choose {
    const paths = getLookaheadPaths({ occurrence, rule, prodType: 'Alternation', maxLookahead })
    return this.note({ choice: true, gated: hasPredicates, alternatives: paths.map(numbered) }, choosing)
  }

  override buildLookaheadForOptional({
    prodOccurrence: occurrence,
    prodType,
    rule,
    maxLookahead,
  }: Parameters<ILookaheadStrategy['buildLookaheadForOptional']>[0]): Enter {
    const [inside = []] = getLookaheadPaths({ occurrence, rule, prodType, maxLookahead })
    return this.note({ choice: false, gated: false, alternatives: [numbered(inside)] }, entering)
  }

  private note<F>(ahead: LookAhead, make: (ahead: LookAhead) => F): F {
    const made = make(ahead)
    this.noted.set(made, ahead)
    return made
  }
}

function numbered(paths: readonly (readonly TokenType[])[]): Path[] {
  return paths.map((path) => path.map((type) => VOCABULARY.indexOf(type)))
}

export function lookAheadFunction(ahead: LookAhead): LookAheadFunction {
  return ahead.choice ? choosing(ahead) : entering(ahead)
}

function choosing(ahead: LookAhead): Choose {
  return ahead.gated ? choosingGated(ahead) : choosingByTokens(ahead)
}

function choosingByTokens({ alternatives }: LookAhead): Choose {
  const { first, second } = tableOf(alternatives)
  return function () {
    let chosen = first[this.LA_FAST(1).tokenTypeIdx] ?? NONE
    if (chosen < NONE) chosen = second[NONE - 1 - chosen]?.[this.LA_FAST(2).tokenTypeIdx] ?? NONE
    return chosen === NONE ? undefined : chosen
  }
}

function choosingGated({ alternatives }: LookAhead): Choose {
  const begins = alternatives.map((paths) => entering({ choice: false, gated: false, alternatives: [paths] }))
  return function (offered = []) {
    for (let i = 0; i < begins.length; i++)
      if (offered[i]?.GATE?.call(this) !== false && begins[i]?.call(this) === true) return i
    return undefined
  }
}

function entering({ alternatives }: LookAhead): Enter {
  const { first, second } = tableOf(alternatives)
  return function () {
    const found = first[this.LA_FAST(1).tokenTypeIdx] ?? NONE
    return found < NONE ? second[NONE - 1 - found]?.[this.LA_FAST(2).tokenTypeIdx] === 0 : found === 0
  }
}

/** By the number of a token's type: the first alternative that may begin with it, or NONE, or what number of row in `second` says so, counted down from NONE. */
interface Table {
  readonly first: Int16Array
  readonly second: readonly Int16Array[]
}

function tableOf(alternatives: LookAhead['alternatives']): Table {
  const first = emptyRow()
  const second: Int16Array[] = []
  alternatives.forEach((paths, alternative) => {
    for (const [one, two] of paths) {
      for (const type of typesOf(one)) {
        let found = first[type] ?? NONE
        if (found === NONE && two !== undefined) {
          second.push(emptyRow())
          found = first[type] = NONE - second.length
        }
        if (found === NONE) first[type] = alternative
        const row = second[NONE - 1 - found]
        if (row !== undefined)
          for (const next of typesOf(two)) if (row[next] === NONE) row[next] = alternative
      }
    }
  })
  return { first, second }
}

const TYPES = 1 + Math.max(...VOCABULARY.map((type) => type.tokenTypeIdx ?? 0))
const ANY = Array.from({ length: TYPES }, (_, type) => type)

function emptyRow(): Int16Array {
  return new Int16Array(TYPES).fill(NONE)
}

/** The numbers of all types that a token of the vocabulary stands for: its own and those that are in it as a category. */
function typesOf(token: number | undefined): readonly number[] {
  if (token === undefined) return ANY
  const type = VOCABULARY[token]
  return [type?.tokenTypeIdx ?? 0, ...(type?.categoryMatches ?? [])]
}
