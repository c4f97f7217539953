// Values known at compile time: constants, storage defaults, loop bounds.

export type ConstValue =
  /** Of an integer type, `sompi`, or `coin` (only ever zero). */
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'bool'; readonly value: boolean }
  /** Of type address or hash: 64 lower-case hexadecimal digits, first byte first. */
  | { readonly kind: 'bytes32'; readonly hex: string }
  /** A variant, with its fields' values in the order of its declaration. */
  | {
      readonly kind: 'enum'
      readonly variant: number
      readonly name: string
      readonly fields: readonly ConstValue[]
    }
  /** Of type bytes or string: hexadecimal digits. */
  | { readonly kind: 'text'; readonly hex: string }
  /** The items of an array. */
  | { readonly kind: 'list'; readonly items: readonly ConstValue[] }
  /** The fields' values in the order of the struct's declaration, or a tuple's items. */
  | { readonly kind: 'struct'; readonly fields: readonly ConstValue[] }
