// What an instruction asks for, once its operands are known.
import type { TrapName } from '../../spec/traps.ts'

/** Everything is done but pc and gas. No target: the next word. `extraGas` comes on top of the row's price. */
export interface Going {
  readonly kind: 'go'
  readonly target?: bigint
  readonly extraGas?: bigint
}

export type Effect =
  /** The slot or group of slots a := value, modulo what it holds; then the next word. */
  | { readonly kind: 'slot'; readonly value: bigint }
  /** {a} := value; then the next word. */
  | { readonly kind: 'leaf'; readonly value: Uint8Array }
  | Going
  /** The message ends well: r0-r3 are the first words of this leaf. */
  | { readonly kind: 'end'; readonly result: Uint8Array }
  /** The message fails; `user` are the detail and the leaf of the `trap` instruction. */
  | {
      readonly kind: 'trap'
      readonly trap: TrapName
      readonly user?: { readonly detail: bigint; readonly result: Uint8Array }
    }

export const NEXT: Going = { kind: 'go' }

export function trapped(trap: TrapName): Effect {
  return { kind: 'trap', trap }
}
