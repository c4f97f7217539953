// What truly can't fit, whatever goes to memory: a message carries so many words, and hands back so many; an event has so many parts.
import { FRAME_SLOTS, MAX_PAYLOAD_BYTES, RAM_BYTES, WORDS_PER_LEAF } from '../../vm/spec/constants.ts'
import { report } from '../diagnostics/table.ts'
import type { Diagnostic } from '../diagnostics/types.ts'
import { ENTRANCE_ROLES, entrances } from '../lower/entry.ts'
import { flatCount } from '../lower/flat-layout.ts'
import type { SiloPlan } from '../lower/plan.ts'
import { payloadParams } from '../lower/selectors.ts'
import type { FunctionKey, MirFunction, OriginId } from '../mir/types.ts'
import type { Span } from '../source.ts'
import type { TypedFunction } from '../typed/tree.ts'
import type { FunctionCode } from '../codegen/types.ts'
import type { Areas } from './areas.ts'

const WORD = 8
/** Behind the selector. */
const MOST_ARGUMENTS = MAX_PAYLOAD_BYTES / WORD - 1
/** Leaves of a frame but for the first, which holds the link. */
const MOST_GIVEN = FRAME_SLOTS - WORDS_PER_LEAF
/** Parts are numbered by a byte. */
const MOST_PARTS = 256
const WORDS_OF_PART = 7
/** Half of the memory. */
const MOST_IN_MEMORY = RAM_BYTES / 2 / WORD

type TooLarge = {
  readonly name: string
  readonly what: string
  readonly words: string
  readonly most: string
}

/** Complaints about arguments and results of functions that messages call. */
export function largeMessages(plan: SiloPlan): Diagnostic[] {
  const { program, root } = plan
  const reached = plan.contracts.flatMap((contract) =>
    ENTRANCE_ROLES.flatMap((role) => entrances(plan, contract, role).map(({ fn }) => fn)),
  )
  return [...(root.init === null ? [] : [root.init]), ...reached].flatMap((fn) => {
    const given = payloadParams(fn).reduce((sum, { type }) => sum + flatCount(program, type), 0)
    return [
      ...tooLarge(fn, 'arguments', given, MOST_ARGUMENTS),
      ...tooLarge(fn, 'result', flatCount(program, fn.result), MOST_GIVEN),
    ]
  })
}

function tooLarge(
  { name, nameSpan }: TypedFunction,
  what: string,
  words: number,
  most: number,
): Diagnostic[] {
  return words <= most ? [] : [complaint(nameSpan, { name, what, words: String(words), most: String(most) })]
}

function complaint(span: Span, about: TooLarge): Diagnostic {
  return report('E0801', span, about)
}

/** Complaints about errors, events and calls of other silos that a function makes. */
export function largeRecords(fn: MirFunction): Diagnostic[] {
  const found = new Map<OriginId, Diagnostic>()
  const add = (origin: OriginId, what: string, words: number, most: number): void => {
    const span = fn.origins[origin]?.span ?? fn.span
    found.set(origin, complaint(span, { name: fn.name, what, words: String(words), most: String(most) }))
  }
  for (const { instructions, terminator } of fn.blocks) {
    for (const instruction of instructions)
      if (instruction.kind === 'op' && instruction.imm >= MOST_PARTS && isAppended(instruction.op))
        add(
          instruction.origin,
          instruction.op === 'emit' ? 'event' : 'call',
          (instruction.imm + 1) * WORDS_OF_PART,
          MOST_PARTS * WORDS_OF_PART,
        )
    if (terminator.kind === 'trap' && terminator.leaves * WORDS_PER_LEAF > MOST_GIVEN)
      add(terminator.origin, 'error', terminator.leaves * WORDS_PER_LEAF, MOST_GIVEN)
  }
  return [...found.values()]
}

function isAppended(op: string): boolean {
  return op === 'emit' || op === 'send'
}

/** A complaint about the function that keeps most in memory, where all of them keep too much. */
export function largeAreas(codes: ReadonlyMap<FunctionKey, FunctionCode>, areas: Areas): Diagnostic[] {
  const bytes = [...areas.of].map(([key, { stride, calls }]) => ({ key, bytes: stride * calls }))
  const [first, ...rest] = bytes
  if (first === undefined || areas.bytes <= MOST_IN_MEMORY * WORD) return []
  const largest = rest.reduce((most, one) => (one.bytes > most.bytes ? one : most), first)
  const source = codes.get(largest.key)?.source
  if (source === undefined) throw new Error(`${largest.key} has an area and no code`)
  const words = String(largest.bytes / WORD)
  return [
    complaint(source.span, { name: source.name, what: 'variables', words, most: String(MOST_IN_MEMORY) }),
  ]
}
