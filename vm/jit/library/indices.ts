// Indices of the library's functions that others of it call.

/** (x, y) -> high word of their product. */
export const HIGH_PRODUCT = 0
/** See `divideBody`. */
export const DIVIDE = 1
/** (number of the operation << OPERATION_SHIFT | address of the result, x, y): what compiled programs call. */
export const DISPATCH = 2
export const FIRST_OPERATION = 3

/** Addresses are below 2^23. */
export const OPERATION_SHIFT = 23
