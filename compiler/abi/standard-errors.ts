// Errors that compiled code raises by itself, beside the machine's own traps. Their ids are below 256; errors that
// contracts declare have bit 31 set.
import type { TrapName } from '../../vm/spec/traps.ts'
import type { AbiError, AbiType } from './types.ts'

const SOMPI: AbiType = { kind: 'sompi' }
const ADDRESS: AbiType = { kind: 'address' }

interface StandardError {
  readonly id: number
  readonly meaning: string
  readonly fields: readonly { readonly name: string; readonly type: AbiType }[]
}

/** Id, meaning and fields of each standard error (docs/abi.md). */
export const STANDARD_ERRORS = {
  BadArguments: {
    id: 1,
    meaning: "the message's payload is not a well-formed call: wrong length, or a value outside its type",
    fields: [],
  },
  UnknownFunction: { id: 2, meaning: 'no public function of that contract has this selector', fields: [] },
  NotPayable: { id: 3, meaning: 'the message carries coins, but the function takes none', fields: [] },
  NotAuthorised: {
    id: 4,
    meaning: "the caller is not among those whom the function's `by` clause names",
    fields: [{ name: 'caller', type: ADDRESS }],
  },
  BadHandle: {
    id: 5,
    meaning: 'a contract handle that is no instance of its type in this silo',
    fields: [],
  },
  LoopBound: { id: 6, meaning: 'a loop went on beyond its written bound', fields: [] },
  RequirementFailed: { id: 7, meaning: 'a `require` without an error of its own did not hold', fields: [] },
  InsufficientCoin: {
    id: 8,
    meaning: 'more coins were to be taken than there are',
    fields: [
      { name: 'have', type: SOMPI },
      { name: 'want', type: SOMPI },
    ],
  },
  NotConstructed: { id: 9, meaning: "the silo's constructor has not run", fields: [] },
  AlreadyConstructed: { id: 10, meaning: "the silo's constructor has run before", fields: [] },
  PaymentToContract: {
    id: 11,
    meaning: 'a contract has no account on the base layer: coins paid to its address would be lost',
    fields: [],
  },
  Broken: {
    id: 12,
    meaning: 'an invariant of the contract would not hold after the message',
    fields: [
      { name: 'invariant', type: { kind: 'u64' } },
      { name: 'left', type: { kind: 'u64' } },
      { name: 'right', type: { kind: 'u64' } },
    ],
  },
  RecursionBound: { id: 13, meaning: 'a recursion went deeper than its written bound', fields: [] },
  Missing: { id: 14, meaning: 'a resource was asked of a place that holds none', fields: [] },
  Occupied: { id: 15, meaning: 'a resource was put into a place that holds one', fields: [] },
  NoCaller: {
    id: 16,
    meaning: 'a message from another silo has an origin, and no caller with an address',
    fields: [],
  },
  NotSigned: {
    id: 17,
    meaning:
      'a signature is none by this key of this call with this nonce: the number of calls that the key has allowed in this contract before',
    fields: [
      { name: 'key', type: ADDRESS },
      { name: 'nonce', type: { kind: 'u64' } },
    ],
  },
  NotFinal: {
    id: 18,
    meaning: 'the call is not final in the silo that it comes from, and the function takes only what is',
    fields: [],
  },
  WrongOrigin: {
    id: 19,
    meaning: "the call comes from none of the origins that the function's `by` clause names",
    fields: [
      { name: 'silo', type: { kind: 'hash' } },
      { name: 'instance', type: { kind: 'u64' } },
    ],
  },
} as const satisfies Readonly<Record<string, StandardError>>

export type StandardErrorName = keyof typeof STANDARD_ERRORS

/** What a message may trap with beside the errors that contracts declare. */
export type BuiltInTrap = StandardErrorName | (typeof MACHINE_TRAPS)[number]

/** The machine's traps that contracts' code can meet. */
const MACHINE_TRAPS = [
  'Overflow',
  'DivideByZero',
  'OutOfBounds',
  'StackOverflow',
  'OutOfGas',
  'Dust',
  'OutboxFull',
  'EventsFull',
] as const satisfies readonly TrapName[]

export function isBuiltInTrap(name: string): name is BuiltInTrap {
  return Object.hasOwn(STANDARD_ERRORS, name) || MACHINE_TRAPS.some((trap) => trap === name)
}

/** The standard errors in the form of ABI entries, in ascending order of id. */
export const STANDARD_ERROR_LIST: readonly AbiError[] = Object.entries(STANDARD_ERRORS).map(
  ([name, error]) => ({
    name,
    signature: `${name}(${error.fields.map((field) => field.type.kind).join(',')})`,
    id: error.id,
    doc: error.meaning,
    fields: error.fields.map((field) => ({ ...field, doc: null })),
  }),
)
