// One run of a test's body, or of a campaign: its surroundings, and how it failed in terms that outlive it.
import type { Diagnostic } from '../diagnostics/types.ts'
import { buildSilo } from '../link/build-silo.ts'
import type { Silo } from '../link/build-silo.ts'
import type { PassName } from '../optimise/optimise.ts'
import type { SymbolId, TypedContract, TypedProgram } from '../typed/tree.ts'
import type { Environment } from './environment.ts'
import { evaluate } from './evaluate.ts'
import type { TestFailure } from './report.ts'
import { Failed, MessageTrapped } from './signals.ts'
import { nameOf, runBlock } from './statements.ts'
import type { TestEngine } from './test-silo.ts'
import { newTimeline } from './timeline.ts'

/** What all cases of a run share. */
export interface Workshop {
  readonly program: TypedProgram
  readonly build: Environment['build']
  readonly engine: TestEngine
}

/** A contract that a test deploys can't be built as a silo. */
class BuildFailed {
  readonly diagnostic: Diagnostic

  constructor(diagnostic: Diagnostic) {
    this.diagnostic = diagnostic
  }
}

/** Fresh surroundings: no silo, no payment, alice speaks. */
export function newEnvironment({ program, build, engine }: Workshop): Environment {
  return {
    program,
    build,
    engine,
    silos: [],
    payments: [],
    blocks: [],
    messages: [],
    variables: new Map(),
    labels: [],
    timeline: newTimeline(),
    actor: 'alice',
    inside: null,
    recursion: null,
    observed: null,
    expression: evaluate,
    block: runBlock,
  }
}

/** Runs something of a test; null if it ends well. */
export function failureOf(run: () => void): TestFailure | null {
  try {
    run()
    return null
  } catch (signal) {
    if (signal instanceof Failed) {
      const { span, message, values } = signal
      return { span, message, values, trap: null }
    }
    if (signal instanceof MessageTrapped) {
      const { span, trap } = signal
      return { span, message: `the message trapped with ${nameOf(trap)}: ${trap.meaning}`, values: [], trap }
    }
    if (signal instanceof BuildFailed) {
      const { span, message } = signal.diagnostic
      return { span, message, values: [], trap: null }
    }
    throw signal
  }
}

/** Whether two failures are the same mistake: at one place, and of one trap. Shrinking keeps to it. */
export function sameFailure(a: TestFailure, b: TestFailure): boolean {
  const place = ({ span }: Pick<TestFailure, 'span'>): string => `${span.file}:${span.start}:${span.end}`
  const cause = ({ trap }: TestFailure): string =>
    trap === null ? '' : `${nameOf(trap)} ${trap.span === null ? '' : place({ span: trap.span })}`
  return place(a) === place(b) && cause(a) === cause(b)
}

/** Builds each contract once. */
export function siloBuilder(program: TypedProgram, passes: readonly PassName[]): Environment['build'] {
  const built = new Map<SymbolId, Silo>()
  return (contract: TypedContract) => {
    const known = built.get(contract.id)
    if (known !== undefined) return known
    const result = buildSilo(program, contract, passes)
    const [diagnostic] = result.ok ? [] : result.diagnostics
    if (diagnostic !== undefined) throw new BuildFailed(diagnostic)
    if (!result.ok) throw new Error('a silo failed to build without a diagnostic')
    built.set(contract.id, result.silo)
    return result.silo
  }
}
