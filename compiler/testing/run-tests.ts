// Runs the tests that stand in silo sources. A test sees the same bytecode that is deployed: each contract that it deploys
// is built as the root of a silo of its own.
import type { Diagnostic } from '../diagnostics/types.ts'
import { buildSilo } from '../link/build-silo.ts'
import type { Silo } from '../link/build-silo.ts'
import { ALL_PASSES } from '../optimise/optimise.ts'
import type { PassName } from '../optimise/optimise.ts'
import type { SymbolId, TypedContract, TypedProgram, TypedTest } from '../typed/tree.ts'
import { evaluate } from './evaluate.ts'
import type { Environment } from './environment.ts'
import type { SentMessage, TestFailure, TestReport } from './report.ts'
import { Failed, MessageTrapped } from './signals.ts'
import { nameOf, runBlock } from './statements.ts'
import type { TestEngine } from './test-silo.ts'

export interface TestOptions {
  /** Passes of the optimiser; all of them if left out. */
  readonly passes?: readonly PassName[]
  /** What runs the messages; the interpreter if left out. */
  readonly engine?: TestEngine
  /** Only tests for whose name this holds. */
  readonly select?: (test: TypedTest) => boolean
}

/** A contract that a test deploys can't be built as a silo. */
class BuildFailed {
  readonly diagnostic: Diagnostic

  constructor(diagnostic: Diagnostic) {
    this.diagnostic = diagnostic
  }
}

/** Runs the tests of a program without errors, in the order of its files and lines. */
export function runTests(program: TypedProgram, options: TestOptions = {}): readonly TestReport[] {
  const build = siloBuilder(program, options.passes ?? ALL_PASSES)
  return program.tests
    .filter((test) => options.select?.(test) ?? true)
    .map((test) => runTest(program, build, options.engine ?? 'interpreter', test))
}

function runTest(
  program: TypedProgram,
  build: Environment['build'],
  engine: TestEngine,
  test: TypedTest,
): TestReport {
  const messages: SentMessage[] = []
  const env: Environment = {
    program,
    build,
    engine,
    silos: [],
    payments: [],
    messages,
    variables: new Map(),
    actor: 'alice',
    inside: null,
    observed: null,
    expression: evaluate,
    block: runBlock,
  }
  const failure = failureOf(env, test)
  return {
    name: test.name,
    span: test.nameSpan,
    failure,
    messages,
    steps: messages.reduce((sum, message) => sum + message.steps, 0n),
    gasUsed: messages.reduce((sum, message) => sum + message.gasUsed, 0n),
  }
}

function failureOf(env: Environment, test: TypedTest): TestFailure | null {
  try {
    runBlock(env, test.body)
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

function siloBuilder(program: TypedProgram, passes: readonly PassName[]): Environment['build'] {
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
