// How much nodes say to each other at once.

/** Blocks in one message. */
export const MAX_BATCH_BLOCKS = 500
/** About as many bytes of them. */
export const MAX_BATCH_BYTES = 4_000_000
/** Blocks that one message asks for. */
export const MAX_REQUESTED = 500
/** Hashes of a locator. */
export const MAX_LOCATOR = 200
