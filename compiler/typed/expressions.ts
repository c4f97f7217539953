// Typed expressions, places and statements: every name resolved to a symbol, every expression with its type, every
// call with the kind of its target. Evaluation order is left to right as written, operands before operators.
import type { BuiltInTrap } from '../abi/standard-errors.ts'
import type { Span } from '../source.ts'
import type { TypedPattern } from './patterns.ts'
import type { TypedSequence } from './sequences.ts'
import type { TypedTestExpr } from './test-expressions.ts'
import type { IntName, SymbolId, Type } from './types.ts'
import type { ConstValue } from './values.ts'

/** The functions that give the digest of bytes. */
export const DIGEST_NAMES = ['sha256', 'blake2b', 'blake3'] as const
export type DigestName = (typeof DIGEST_NAMES)[number]

interface Node {
  readonly type: Type
  readonly span: Span
}

/**
 * Where a value lives: a storage field of the contract or a local variable, then map keys and struct fields.
 * `type` is the type of what stands at the end of the path.
 */
export interface Place extends Node {
  readonly root:
    | { readonly kind: 'storage'; readonly field: SymbolId; readonly name: string }
    | { readonly kind: 'local'; readonly variable: SymbolId; readonly name: string }
  readonly path: readonly PlaceStep[]
}

/** Each step's `type` is the type of what it leads to. Keys are evaluated once each, left to right. */
export type PlaceStep =
  /** An item of an array; traps beyond its end. */
  | { readonly kind: 'index'; readonly index: TypedExpr; readonly type: Type; readonly span: Span }
  /** What a place that may be empty holds (an `Option` of a resource in storage); traps if it is. */
  | { readonly kind: 'held'; readonly type: Type; readonly span: Span }
  | { readonly kind: 'key'; readonly key: TypedExpr; readonly type: Type; readonly span: Span }
  | {
      readonly kind: 'field'
      readonly struct: SymbolId
      /** Index in the struct's declaration. */
      readonly index: number
      readonly name: string
      readonly type: Type
      readonly span: Span
    }

export type ArithmeticOperator = 'add' | 'subtract' | 'multiply' | 'divide' | 'remainder'
export type BitOperator = 'and' | 'or' | 'xor' | 'shift-left' | 'shift-right'
export type CompareOperator = 'equal' | 'not-equal' | 'less' | 'less-equal' | 'greater' | 'greater-equal'

export type TypedExpr =
  | TypedLiteral
  /** A use of a constant; `value` is what it evaluates to. */
  | (Node & { readonly kind: 'constant'; readonly symbol: SymbolId; readonly value: ConstValue })
  /** Reads a place. Reading a coin or resource of a variable moves it; those in storage are never read whole. */
  | (Node & { readonly kind: 'load'; readonly place: Place })
  /** A field of a struct that is not in a place, for instance of a call's result. */
  | (Node & {
      readonly kind: 'field'
      readonly object: TypedExpr
      readonly index: number
      readonly name: string
    })
  | (Node & { readonly kind: 'not'; readonly operand: TypedExpr })
  /** Of signed integers; traps on the least value. */
  | (Node & { readonly kind: 'negate'; readonly operand: TypedExpr })
  | TypedArithmetic
  /** On unsigned integers of one type. A shift by the width or more traps; `shift-left` drops high bits. */
  | (Node & {
      readonly kind: 'bits'
      readonly operator: BitOperator
      readonly left: TypedExpr
      readonly right: TypedExpr
    })
  /** Both sides have one type; ordering only for integers and sompi. */
  | (Node & {
      readonly kind: 'compare'
      readonly operator: CompareOperator
      readonly left: TypedExpr
      readonly right: TypedExpr
    })
  /** Short circuit. */
  | (Node & {
      readonly kind: 'logical'
      readonly operator: 'and' | 'or'
      readonly left: TypedExpr
      readonly right: TypedExpr
    })
  | TypedConversion
  /** A struct's constructor; fields in the order written, which is the order of evaluation. All are present. */
  | (Node & {
      readonly kind: 'struct'
      readonly struct: SymbolId
      readonly fields: readonly TypedFieldValue[]
    })
  /** A value of an enum; fields in the order written, which is the order of evaluation. All are present. */
  | (Node & {
      readonly kind: 'variant'
      readonly variant: number
      readonly name: string
      readonly fields: readonly TypedFieldValue[]
    })
  | (Node & { readonly kind: 'tuple'; readonly items: readonly TypedExpr[] })
  | TypedSequence
  | TypedCall
  | TypedBuiltin
  /** Binds a contract instance of the silo; in `init` only, its constructor runs at once. */
  | TypedDeploy
  | (Node & {
      readonly kind: 'if'
      readonly condition: TypedExpr
      readonly then: TypedBlock
      /** Null only if `type` is unit. */
      readonly otherwise: TypedBlock | null
    })
  | TypedMatch
  | (Node & { readonly kind: 'block'; readonly block: TypedBlock })
  /** Type never: aborts the message with this error. */
  | (Node & { readonly kind: 'trap'; readonly failure: TypedErrorValue })
  | TypedTestExpr
  /** A mistake that was already reported; absent from programs without errors. */
  | (Node & { readonly kind: 'invalid' })

export type TypedLiteral =
  /** Type int, sompi. */
  | (Node & { readonly kind: 'integer'; readonly value: bigint })
  | (Node & { readonly kind: 'bool'; readonly value: boolean })
  /** Type address or hash: 64 lower-case hexadecimal digits. */
  | (Node & { readonly kind: 'bytes32'; readonly hex: string })

/**
 * On two integers of one type, two sompi (add, subtract), or sompi times u64 (`left` is the sompi, `right` the u64).
 * `trap`: overflow traps, as does division by zero in any mode. `wrap` and `saturate`: add, subtract, multiply only.
 */
export type TypedArithmetic = Node & {
  readonly kind: 'arithmetic'
  readonly operator: ArithmeticOperator
  readonly overflow: 'trap' | 'wrap' | 'saturate'
  readonly left: TypedExpr
  readonly right: TypedExpr
}

/**
 * `integer`: between integer types, traps if the value doesn't fit; `try-integer` gives an Option. `to-sompi`: u64 to sompi; `count`: sompi to u64;
 * `outbox-number`: OutboxId to u64. `to-contract`: a handle forgets its interface. `to-address`: the address of a
 * handle or contract. `hash-to-address` and back: the same 32 bytes.
 */
export type TypedConversion = Node & {
  readonly kind: 'convert'
  readonly conversion:
    | 'integer'
    | 'try-integer'
    /** The same value where its length is limited; traps if it is longer. */
    | 'bounded'
    /** A string's bytes. */
    | 'to-bytes'
    /** The 32 bytes of a hash or address. */
    | 'hash-to-bytes'
    /** A hash of 32 bytes; traps if there are more or fewer. */
    | 'bytes-to-hash'
    /** Numbers of 8 bits as bytes. */
    | 'list-to-bytes'
    | 'to-sompi'
    | 'count'
    | 'outbox-number'
    | 'to-contract'
    | 'to-address'
    | 'hash-to-address'
    | 'address-to-hash'
  readonly operand: TypedExpr
}

export interface TypedFieldValue {
  /** Index in the declaration. */
  readonly index: number
  readonly name: string
  readonly value: TypedExpr
  readonly span: Span
}

/** An error with its fields, to trap with. Fields in the order written. */
export interface TypedErrorValue {
  readonly error: SymbolId
  readonly fields: readonly TypedFieldValue[]
  readonly span: Span
}

/** Arguments stand in the order of the parameters, which is also the order written and of evaluation. */
export type TypedCall = Node & {
  readonly kind: 'call'
  readonly target: CallTarget
  readonly args: readonly TypedExpr[]
}

export type CallTarget =
  /** A function of the same contract: same storage, same caller. */
  | { readonly kind: 'local'; readonly function: SymbolId; readonly name: string }
  /** A pure function at file level. */
  | { readonly kind: 'free'; readonly function: SymbolId; readonly name: string }
  /**
   * A public function of another contract of this silo, or of an interface: `handle` says which instance. The callee sees the calling
   * contract as its caller, and its `by` clause is checked. A payable callee's last argument is the coin that moves.
   */
  | {
      readonly kind: 'linked'
      readonly contract: SymbolId
      readonly function: SymbolId
      readonly name: string
      readonly handle: TypedExpr
    }

/** A call of a remote function in another silo; type outbox-id. */
export type TypedSend = Node & {
  readonly kind: 'builtin'
  readonly builtin: 'send'
  readonly contract: SymbolId
  readonly function: SymbolId
  /** The silo's id (hash) and the contract's number in it (u32). */
  readonly silo: TypedExpr
  readonly instance: TypedExpr
  readonly args: readonly TypedExpr[]
  /** What goes along; `fee` (sompi) is taken out of it for whoever delivers the call. */
  readonly coin: TypedExpr | null
  readonly fee: TypedExpr
  /** Gas limit there, a u32. */
  readonly gas: TypedExpr
  /** The function that takes the coin back, and its other arguments. */
  readonly refund: { readonly function: SymbolId; readonly args: readonly TypedExpr[] } | null
}

export type TypedBuiltin =
  | TypedSend
  /** Where the message comes from; type `Origin`. */
  | (Node & { readonly kind: 'builtin'; readonly builtin: 'origin' })
  /** The silo (hash) and the contract there (u32) from which the message comes, and the number (u64) of the call in that silo. */
  | (Node & { readonly kind: 'builtin'; readonly builtin: 'origin-silo' | 'origin-contract' | 'origin-call' })
  /** An outbox entry that pays the coin to an address on the base layer; type outbox-id. */
  | (Node & {
      readonly kind: 'builtin'
      readonly builtin: 'pay'
      readonly to: TypedExpr
      readonly coin: TypedExpr
    })
  /** a * b / c on u64 with a 128-bit middle; traps on c = 0 and if the result doesn't fit. */
  | (Node & {
      readonly kind: 'builtin'
      readonly builtin: 'mul-div'
      readonly a: TypedExpr
      readonly b: TypedExpr
      readonly c: TypedExpr
      readonly round: 'down' | 'up'
    })
  /** The running sum or count with this number among the contract's. */
  | (Node & {
      readonly kind: 'builtin'
      readonly builtin: 'aggregate'
      readonly aggregate: number
      readonly field: SymbolId
    })
  /** The digest of bytes; type hash. BLAKE2b and BLAKE3 have 32 bytes of digest and no key. */
  | (Node & {
      readonly kind: 'builtin'
      readonly builtin: 'digest'
      readonly function: DigestName
      readonly data: TypedExpr
    })
  /** How many calls of this contract by its signature a key has allowed so far; type u64. */
  | (Node & {
      readonly kind: 'builtin'
      readonly builtin: 'nonce-of'
      readonly key: TypedExpr
    })
  /** Whether 64 bytes are a BIP340 signature of a 32-byte message by a key; false for bytes of another length. */
  | (Node & {
      readonly kind: 'builtin'
      readonly builtin: 'verify-schnorr'
      readonly key: TypedExpr
      readonly message: TypedExpr
      readonly signature: TypedExpr
    })
  | (Node & { readonly kind: 'builtin'; readonly builtin: 'coin-zero' })
  /** The amount of the coin in a place; type sompi. */
  | (Node & { readonly kind: 'builtin'; readonly builtin: 'coin-amount'; readonly coin: Place })
  /** Takes `amount` (sompi) out of the coin in a place; traps if it holds less. Type coin. */
  | (Node & {
      readonly kind: 'builtin'
      readonly builtin: 'coin-take'
      readonly coin: Place
      readonly amount: TypedExpr
    })
  /** Adds a coin to the coin in a place. Type unit. */
  | (Node & {
      readonly kind: 'builtin'
      readonly builtin: 'coin-join'
      readonly coin: Place
      readonly other: TypedExpr
    })
  /** Puts a coin or resource in place of the one in a place, and gives that. */
  | (Node & {
      readonly kind: 'builtin'
      readonly builtin: 'swap'
      readonly place: Place
      readonly other: TypedExpr
    })
  /** Parts a coin, after `amount` is known: that much of it, and the rest; traps if it holds less. Type (coin, coin). */
  | (Node & {
      readonly kind: 'builtin'
      readonly builtin: 'coin-split'
      readonly coin: TypedExpr
      readonly amount: TypedExpr
    })
  /** Puts a resource into an empty place; traps if one is there. Type unit. */
  | (Node & {
      readonly kind: 'builtin'
      readonly builtin: 'resource-put'
      readonly place: Place
      readonly other: TypedExpr
    })
  /** Takes the resource out of a place that may be empty; traps if it is. */
  | (Node & { readonly kind: 'builtin'; readonly builtin: 'resource-take'; readonly place: Place })
  /** Whether a place that may be empty holds something; type bool. */
  | (Node & { readonly kind: 'builtin'; readonly builtin: 'resource-present'; readonly place: Place })
  /** Who sent the message, or the contract that calls; type address. */
  | (Node & { readonly kind: 'builtin'; readonly builtin: 'caller-address' })
  /** The contract that runs; type handle. */
  | (Node & { readonly kind: 'builtin'; readonly builtin: 'self' })
  /** DAA score of the reference block; type u64. */
  | (Node & { readonly kind: 'builtin'; readonly builtin: 'daa-score' })
  /** Hash of the reference block; type hash. */
  | (Node & { readonly kind: 'builtin'; readonly builtin: 'reference-block' })

/** `instance` numbers the deploy expressions of a contract's `init` from 0: each is one static instance. */
export type TypedDeploy = Node & {
  readonly kind: 'deploy'
  readonly contract: SymbolId
  readonly instance: number
  readonly args: readonly TypedExpr[]
}

/** Arms are tried in order; the last is exhaustive (checked). */
export type TypedMatch = Node & {
  readonly kind: 'match'
  readonly subject: TypedExpr
  readonly arms: readonly TypedArm[]
}

export interface TypedArm {
  readonly span: Span
  /** The arm takes what any of these takes; only a single one binds variables. */
  readonly patterns: readonly TypedPattern[]
  /** Must hold too; works with the pattern's variables. */
  readonly guard: TypedExpr | null
  readonly body: TypedExpr
}

/** `tail` is the block's value; null if it has none (type unit) or never ends normally (type never). */
export interface TypedBlock extends Node {
  readonly statements: readonly TypedStatement[]
  readonly tail: TypedExpr | null
}

export type TypedStatement =
  | {
      readonly kind: 'let'
      readonly span: Span
      readonly variable: SymbolId
      readonly value: TypedExpr
    }
  /** Takes a value apart. `otherwise` runs, and never ends normally, if the pattern doesn't take it; null: it always does. */
  | {
      readonly kind: 'destructure'
      readonly span: Span
      readonly pattern: TypedPattern
      readonly value: TypedExpr
      readonly otherwise: TypedBlock | null
    }
  | { readonly kind: 'assign'; readonly span: Span; readonly place: Place; readonly value: TypedExpr }
  /** `place op= value`: the place's keys are evaluated once, before the value. Overflow traps. */
  | {
      readonly kind: 'update'
      readonly span: Span
      readonly place: Place
      readonly operator:
        | { readonly kind: 'arithmetic'; readonly operator: ArithmeticOperator }
        | { readonly kind: 'bits'; readonly operator: BitOperator }
      readonly value: TypedExpr
    }
  /** For its effects; a value of it is dropped (`discard`, or an OutboxId). */
  | { readonly kind: 'expression'; readonly span: Span; readonly value: TypedExpr }
  /** `failure` null: the machine's own trap for a requirement that does not hold. */
  | {
      readonly kind: 'require'
      readonly span: Span
      readonly condition: TypedExpr
      readonly failure: TypedErrorValue | null
    }
  | {
      readonly kind: 'emit'
      readonly span: Span
      readonly event: SymbolId
      readonly fields: readonly TypedFieldValue[]
    }
  | { readonly kind: 'return'; readonly span: Span; readonly value: TypedExpr | null }
  /** Traps when the body would begin for the (max + 1)-th time. */
  | {
      readonly kind: 'while'
      readonly span: Span
      readonly condition: TypedExpr
      readonly max: bigint
      readonly body: TypedBlock
    }
  /** From `from` up to but without `to`, both evaluated once. `max` null: both ends are constant. */
  | {
      readonly kind: 'for'
      readonly span: Span
      readonly variable: SymbolId
      readonly int: IntName
      readonly from: TypedExpr
      readonly to: TypedExpr
      readonly max: bigint | null
      readonly body: TypedBlock
    }
  /** Runs the body for each item of the array as it was before. */
  | {
      readonly kind: 'for-each'
      readonly span: Span
      readonly variable: SymbolId
      readonly collection: TypedExpr
      readonly body: TypedBlock
    }
  | { readonly kind: 'break'; readonly span: Span }
  | { readonly kind: 'continue'; readonly span: Span }
  /** Tests only. */
  | { readonly kind: 'expect'; readonly span: Span; readonly condition: TypedExpr }
  /** Tests only: the block's one message traps, with this error if one is named. */
  | {
      readonly kind: 'expect-trap'
      readonly span: Span
      readonly error: SymbolId | null
      readonly builtIn: BuiltInTrap | null
      readonly body: TypedBlock
    }
