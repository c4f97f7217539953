// The command line of the fuzzer.
import { parseArgs } from 'node:util'
import { KINDS } from '../kinds/index.ts'

export interface Options {
  readonly minutes: number
  /** Seed of the run: which cases come, in which order. */
  readonly seed: number
  readonly kinds: readonly string[]
  /** Run the case of this seed alone; needs one kind. */
  readonly only: number | undefined
}

export type ParsedOptions =
  { readonly ok: true; readonly options: Options } | { readonly ok: false; readonly problem: string }

export const USAGE = `npm run fuzz -- [--minutes N] [--seed S] [--kind ${KINDS.map(({ name }) => name).join('|')}] [--case SEED]

  --minutes N   how long (default 1)
  --seed S      seed of the run (default: a new one each time)
  --kind K      one kind of cases only (default: all, in turns)
  --case SEED   one case only, as a failure names it (needs --kind)`

/** Reads the arguments; `fresh` is the seed when none is given. */
export function parseOptions(args: readonly string[], fresh: number): ParsedOptions {
  const { values } = parse(args)
  if (values === undefined) return { ok: false, problem: 'unknown arguments' }
  const minutes = Number(values.minutes ?? 1)
  const seed = Number(values.seed ?? fresh)
  const only = values.case === undefined ? undefined : Number(values.case)
  const kinds = values.kind === undefined ? KINDS.map(({ name }) => name) : [values.kind]
  if (!(minutes > 0)) return { ok: false, problem: '--minutes is a number above zero' }
  if (!isSeed(seed) || (only !== undefined && !isSeed(only)))
    return { ok: false, problem: 'a seed is an integer from 0 to 4294967295' }
  if (!kinds.every((name) => KINDS.some((kind) => kind.name === name)))
    return { ok: false, problem: `--kind is one of ${KINDS.map(({ name }) => name).join(', ')}` }
  if (only !== undefined && kinds.length !== 1) return { ok: false, problem: '--case needs --kind' }
  return { ok: true, options: { minutes, seed, kinds, only } }
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({ args: [...args], options: { minutes: text, seed: text, kind: text, case: text } })
  } catch {
    return { values: undefined }
  }
}

function isSeed(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 2 ** 32
}
