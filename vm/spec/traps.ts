// The one list of machine traps: code, name and meaning. Everything that names a trap derives from it.

/** Trap codes as they stand in the control leaf and in receipts (docs/machine.md, *Steps*). 0 means no trap. */
export const TRAP = {
  None: 0,
  Overflow: 1,
  DivideByZero: 2,
  OutOfBounds: 3,
  Misaligned: 4,
  StackOverflow: 5,
  OutOfGas: 6,
  UserError: 7,
  Dust: 8,
  OutboxFull: 9,
  EventsFull: 10,
  InvalidInstruction: 11,
  Refused: 12,
} as const

export type TrapName = keyof typeof TRAP
export type TrapCode = (typeof TRAP)[TrapName]

/** What each trap means, for people. */
export const TRAP_MEANING: Readonly<Record<TrapName, string>> = {
  None: 'the message ended well',
  Overflow: 'an arithmetic result does not fit its type',
  DivideByZero: 'division or remainder by zero',
  OutOfBounds: 'an address or index outside its range',
  Misaligned: 'a memory access that is not naturally aligned',
  StackOverflow: 'calls nested deeper than the machine allows',
  OutOfGas: 'the gas limit of the message is used up',
  UserError: 'the contract refused with an error of its own',
  Dust: 'a payment below the least that the base layer can carry',
  OutboxFull: 'too many payments for one reference block',
  EventsFull: 'too many events for one reference block',
  InvalidInstruction: 'not an instruction (never reached by validated code)',
  Refused: 'the base layer did not admit the message',
}
