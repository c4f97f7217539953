// Typed expressions that only tests have.
import type { Span } from '../source.ts'
import type { TypedBlock, TypedExpr } from './expressions.ts'
import type { SymbolId, Type } from './types.ts'

interface Node {
  readonly type: Type
  readonly span: Span
}

/** Only in tests. Messages run through the machine, each as its own transaction by the actor in force. */
export type TypedTestExpr =
  /** Starts a fresh silo whose root contract this is and runs its constructor as a message. Type handle. */
  | (Node & {
      readonly kind: 'test-deploy'
      readonly contract: SymbolId
      readonly args: readonly TypedExpr[]
    })
  /** A message to a public function. `funds` is the coin sent along with a payable one, not among `args`. */
  | (Node & {
      readonly kind: 'test-message'
      readonly handle: TypedExpr
      readonly contract: SymbolId
      readonly function: SymbolId
      readonly name: string
      readonly args: readonly TypedExpr[]
      readonly funds: TypedExpr | null
    })
  /** Runs the block with this actor as the sender of messages. */
  | (Node & { readonly kind: 'test-as'; readonly actor: ActorName; readonly body: TypedBlock })
  /** The address of an actor. */
  | (Node & { readonly kind: 'test-actor'; readonly actor: ActorName })
  /** A coin out of the actor's purse on the base layer; `amount` is sompi. */
  | (Node & { readonly kind: 'test-coin'; readonly amount: TypedExpr })
  /** What an outbox entry pays; type sompi. */
  | (Node & { readonly kind: 'test-paid'; readonly entry: TypedExpr })
  /** All that outbox entries of this test paid to an address; type sompi. */
  | (Node & { readonly kind: 'test-paid-to'; readonly to: TypedExpr })
  /** Makes all messages so far final. */
  | (Node & { readonly kind: 'test-finalize' })
  /** Delivers the calls between silos that carry no coins and aren't final, each once. */
  | (Node & { readonly kind: 'test-deliver-unproven' })
  /** A call of a remote function as any manager can have made it up, from a silo (hash) and not final; `args` are all of its arguments. */
  | (Node & {
      readonly kind: 'test-unproven'
      readonly silo: TypedExpr
      readonly handle: TypedExpr
      readonly function: SymbolId
      readonly name: string
      readonly args: readonly TypedExpr[]
      readonly funds: null
    })
  /** The id of the silo that a contract belongs to; type hash. */
  | (Node & { readonly kind: 'test-silo-id'; readonly handle: TypedExpr })
  /** Whether an outbox entry is of a message that is final; type bool. */
  | (Node & { readonly kind: 'test-is-final'; readonly entry: TypedExpr })
  /** Undoes the last messages, as a reorg of the base layer does; `depth` is u64. */
  | (Node & { readonly kind: 'test-reorg'; readonly depth: TypedExpr })
  /** The signature by an actor's key (type address) that a call of a function `by sig` wants next; `args` are those before the signatures. */
  | (Node & {
      readonly kind: 'test-sign'
      readonly key: TypedExpr
      readonly handle: TypedExpr
      readonly function: SymbolId
      readonly name: string
      readonly args: readonly TypedExpr[]
      readonly funds: TypedExpr | null
    })
  /** Whether a manager is refuted who claims another result of the last message of a contract's silo, wrong from this step (u64) on; type bool. */
  | (Node & { readonly kind: 'test-caught'; readonly handle: TypedExpr; readonly step: TypedExpr })
  /** Counts the inputs for which the value came up. */
  | (Node & { readonly kind: 'test-label'; readonly value: TypedExpr })

/** Actors of tests. Where no `as` is in force, alice sends. */
export const ACTORS = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'mallory'] as const
export type ActorName = (typeof ACTORS)[number]
