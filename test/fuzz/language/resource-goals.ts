// What silos with resources must do for the fuzzer to have seen them: each operation going well, and each trap that one of them can end in.
import type { Random } from '../../support/random.ts'

/** A piece of a function's body that leaves no coin or resource over, whatever is in storage. */
export interface Operation {
  readonly name: string
  /** The trap or error that it ends in whenever it is reached; null if it goes well. */
  readonly ends: string | null
  readonly text: (names: Names) => string
}

/** What operations are made with. */
export interface Names {
  readonly random: Random
  /** A name that nothing else in the body has. */
  readonly fresh: () => string
  /** A number. */
  readonly n: () => string
  /** A place that may hold a ticket. */
  readonly slot: () => string
}

const ticket = ({ n }: Names): string => `ticket(${n()}, paid: ${n()} % 1000)`
const purse = ({ random }: Names): string => `purses[${random.below(2)}]`
const crate = ({ random }: Names): string => `crates[${random.below(2)}]`

/** Some of the coins that are there, so that taking them goes well. */
const part = ({ random, n }: Names, amount: string): string =>
  random.pick([
    `sompi(${amount}.count / ${2 + random.below(3)})`,
    `sompi(mul_div(${amount}.count, ${n()} % 8, 7, round: down) % (${amount}.count + 1))`,
  ])

const well = (name: string, text: Operation['text']): Operation => ({ name, ends: null, text })
const ending = (name: string, ends: string, text: Operation['text']): Operation => ({ name, ends, text })

/** Of one place that is asked twice. */
function atSlot(text: (slot: string, names: Names) => string): Operation['text'] {
  return (names) => text(names.slot(), names)
}

export const OPERATIONS: readonly Operation[] = [
  well(
    'put',
    atSlot((s, names) => `if ${s}.present { v ^= torn(${s}.take()) } \n ${s}.put(${ticket(names)})`),
  ),
  ending(
    'put over another',
    'Occupied',
    atSlot((s, names) => `if not ${s}.present { ${s}.put(${ticket(names)}) } \n ${s}.put(${ticket(names)})`),
  ),
  well(
    'take',
    atSlot((s, names) => `if not ${s}.present { ${s}.put(${ticket(names)}) } \n v ^= torn(${s}.take())`),
  ),
  ending(
    'take nothing',
    'Missing',
    atSlot((s) => `if ${s}.present { v ^= torn(${s}.take()) } \n v ^= torn(${s}.take())`),
  ),
  well(
    'swap',
    atSlot(
      (s, names) =>
        `if not ${s}.present { ${s}.put(${ticket(names)}) } \n v ^= torn(${s}.swap(${ticket(names)}))`,
    ),
  ),
  ending(
    'swap for nothing',
    'Missing',
    atSlot(
      (s, names) => `if ${s}.present { v ^= torn(${s}.take()) } \n v ^= torn(${s}.swap(${ticket(names)}))`,
    ),
  ),
  well('swap what is always there', (names) => `v ^= torn(one.swap(${ticket(names)}))`),
  well('move', (names) => {
    const [from, to] = [names.slot(), 'spare']
    return `if not ${from}.present { ${from}.put(${ticket(names)}) } \n if ${to}.present { v ^= torn(${to}.take()) } \n ${to}.put(${from}.take())`
  }),
  well(
    'read a field',
    atSlot((s, names) => `if not ${s}.present { ${s}.put(${ticket(names)}) } \n v ^= ${s}.seat`),
  ),
  ending(
    'read a field of nothing',
    'Missing',
    atSlot((s) => `if ${s}.present { v ^= torn(${s}.take()) } \n v ^= ${s}.seat`),
  ),
  well(
    'write a field',
    atSlot(
      (s, names) =>
        `if ${s}.present { ${s}.seat = ${names.n()} \n ${s}.paid ^= 5 } \n one.seat ^= ${names.n()}`,
    ),
  ),
  well('hold', (names) => {
    const k = names.fresh()
    return `let mut ${k} = ${ticket(names)} \n ${k}.seat ^= ${names.n()} \n if ${names.n()} % 2 == 0 { v ^= torn(${k}) } else { v ^= torn(one.swap(${k})) }`
  }),
  well('hold over a condition', (names) => {
    const k = names.fresh()
    return `let ${k} = ${ticket(names)} \n require v != 7 else Odd { v } \n v ^= torn(${k})`
  }),
  ending('lose by a trap', 'Odd', (names) => {
    const k = names.fresh()
    return `let ${k} = ${ticket(names)} \n if ${k}.seat == ${k}.seat { trap Odd { v } } \n v ^= torn(${k})`
  }),
  well('split', (names) => {
    const k = names.fresh()
    return `let ${k} = pot.take(${part(names, 'pot.amount')}) \n let ${k}n = ${part(names, `${k}.amount`)} \n let (${k}a, ${k}b) = ${k}.split(${k}n) \n v ^= ${k}a.amount.count \n if ${names.n()} % 2 == 0 { pot.join(${k}a) } else { ${k}b.join(${k}a) } \n pot.join(${k}b)`.replace(
      `let (${k}a, ${k}b)`,
      `let (${k}a, mut ${k}b)`,
    )
  }),
  ending('split too little', 'InsufficientCoin', (names) => {
    const k = names.fresh()
    return `let ${k} = pot.take(${part(names, 'pot.amount')}) \n let ${k}n = ${k}.amount + 1 sompi \n let (${k}a, ${k}b) = ${k}.split(${k}n) \n pot.join(${k}a) \n pot.join(${k}b)`
  }),
  well('put coins in a resource', (names) => {
    const p = purse(names)
    return `if not ${p}.present { ${p}.put(purse(caller.address, pot.take(${part(names, 'pot.amount')}))) } else { ${p}.funds.join(pot.take(${part(names, 'pot.amount')})) }`
  }),
  well('take coins out of a resource', (names) => {
    const p = purse(names)
    return `if ${p}.present { pot.join(${p}.funds.take(${part(names, `${p}.funds.amount`)})) }`
  }),
  well('swap coins in a resource', (names) => {
    const [p, k] = [purse(names), names.fresh()]
    return `if ${p}.present { let ${k} = ${p}.funds.swap(pot.take(${part(names, 'pot.amount')})) \n pot.join(${k}) }`
  }),
  well('empty a resource', (names) => {
    const [p, k] = [purse(names), names.fresh()]
    return `if ${p}.present { let (${k}o, ${k}c) = emptied(${p}.take()) \n v ^= ${k}c.amount.count \n if ${k}o == caller.address { v ^= 1 } \n pot.join(${k}c) }`
  }),
  well('a resource in another', (names) => {
    const [c, k] = [crate(names), names.fresh()]
    return `if ${c}.present { let (${k}t, ${k}w) = opened(${c}.take()) \n v ^= torn(${k}t) ^ ${k}w } \n ${c}.put(Crate { inner: ${ticket(names)}, weight: ${names.n()} })`
  }),
  well('a generic resource', (names) => {
    const k = names.fresh()
    return `let ${k} = sealed.swap(Sealed { value: (${names.n()}, q), seals: 1 }) \n v ^= broken(${k}).0`.replace(
      `broken(${k}).0`,
      `first_of(broken(${k}))`,
    )
  }),
  well(
    'from another contract',
    atSlot((s, names) => {
      const k = names.fresh()
      return `if not ${s}.present { let ${k} = pot.take(${part(names, 'pot.amount')}) \n gone += ${k}.amount \n ${s}.put(office.issue(${k})) }`
    }),
  ),
  well('to another contract', (names) => {
    const k = names.fresh()
    return `let ${k} = pot.take(${part(names, 'pot.amount')}) \n gone += ${k}.amount \n let ${k}b = office.refund(office.issue(${k})) \n come += ${k}b.amount \n pot.join(${k}b)`
  }),
  well(
    'sums and counts',
    () => `v ^= sum(purses, p => p.funds).count ^ count(held) ^ sum(crates, c => c.weight)`,
  ),
  well('pay', () => `if pot.amount >= 1 kas { gone += 1 kas \n pay(caller.address, pot.take(1 kas)) }`),
]

/** The operation that the silo of a seed is made for. */
export function goalOf(seed: number): Operation {
  const goal = OPERATIONS[Math.floor(seed / SORTS) % OPERATIONS.length]
  if (goal === undefined) throw new Error('bug: no operations')
  return goal
}

/** Sorts of silos, by the seed's remainder. */
export const SORTS = 4
export const RESOURCES = 2
export const CALLS = 3

/** A seed near another whose goal is this one. */
export function seedFor(goal: Operation, near: number): number {
  const round = SORTS * OPERATIONS.length
  return near - (near % round) + SORTS * OPERATIONS.indexOf(goal) + RESOURCES
}
