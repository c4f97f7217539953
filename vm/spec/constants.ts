// Numbers of machine version 1 (docs/machine.md). Consensus constants: changing one makes another machine.

export const MACHINE_VERSION = 1

export const LEAF_BYTES = 64
export const WORDS_PER_LEAF = 8

export const RAM_DEPTH = 16
export const RAM_BYTES = 1 << 22
export const STACK_BYTES = 1 << 18
export const FRAME_SLOTS = 256
export const FRAME_BYTES = FRAME_SLOTS * 8
export const FIRST_SLOT = 4
export const MAX_CALL_DEPTH = 256

export const MAX_CODE_DEPTH = 14
export const MAX_CODE_WORDS = 1 << 17

export const INBOX_DEPTH = 12
export const MAX_INBOX_ENTRIES = 1 << INBOX_DEPTH
export const PAYLOAD_DEPTH = 8
export const MAX_PAYLOAD_BYTES = LEAF_BYTES << PAYLOAD_DEPTH

export const OUTBOX_DEPTH = 16
export const EVENT_DEPTH = 20
/** Room that only refunds and receipts may use: one each per inbox entry. */
export const RESERVED_ENTRIES = MAX_INBOX_ENTRIES
export const MAX_CONTRACT_OUTBOX_ENTRIES = (1 << OUTBOX_DEPTH) - RESERVED_ENTRIES
export const MAX_CONTRACT_EVENT_RECORDS = (1 << EVENT_DEPTH) - RESERVED_ENTRIES

export const CONTEXT_DEPTH = 2
export const HEADER_DEPTH = 3

/** Least payment of the outbox in sompi: 0.2 coins, well above where the base layer's storage mass forbids an output (41, E47). */
export const MIN_PAY = 20_000_000n

/** `caller` when the sender of the message called: no contract instance has this number. */
export const EXTERNAL_CALLER = 0xffff_ffff_ffff_ffffn

export const STATUS = { Ready: 0, Running: 1, Refunding: 2, Closing: 3, Halted: 4 } as const
export type Status = (typeof STATUS)[keyof typeof STATUS]
export type StatusName = keyof typeof STATUS
