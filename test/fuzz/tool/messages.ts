// What the process that runs cases tells the one that watches it.
import type { Coverage } from './coverage.ts'

export type Told =
  | { readonly kind: 'begins'; readonly name: string; readonly seed: number }
  | { readonly kind: 'did'; readonly cases: number; readonly coverage: ReturnType<Coverage['take']> }
  | {
      readonly kind: 'found'
      readonly name: string
      readonly seed: number
      readonly message: string
    }
  | {
      readonly kind: 'minimised'
      readonly name: string
      readonly seed: number
      readonly file: string | undefined
    }

export interface Work {
  readonly kinds: readonly string[]
  readonly seed: number
  /** What was reached before this process began, so that it is steered to the rest. */
  readonly reached: ReturnType<Coverage['take']>
}
