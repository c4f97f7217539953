// An engine for tests that stands in for compiled code with a fault: it computes something else than the interpreter until it is distrusted.
import type { Engine } from '../../../client/silo/engine.ts'
import { INTERPRETER } from '../../../client/silo/engine.ts'
import { alteredEngine } from '../altered-engine.ts'

export function wrongEngine(): Engine & { readonly isTrusted: () => boolean } {
  const faulty = alteredEngine(7n)
  let trusted = true
  return {
    runTo: (state, untilStep) => (trusted ? faulty : INTERPRETER).runTo(state, untilStep),
    check: {
      specification: INTERPRETER,
      distrust() {
        trusted = false
      },
    },
    isTrusted: () => trusted,
  }
}
