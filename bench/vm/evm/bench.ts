// Contracts of equal function: silo's compiler and engine against solc's optimiser on a JavaScript EVM and on native ones.
import type { Artifact } from '../../../compiler/index.ts'
import type { Bench, Run } from '../../harness/bench.ts'
import { inTurns } from '../../harness/measure.ts'
import type { Contender, Execution } from '../../harness/measure.ts'
import { timesFaster } from '../../harness/rows.ts'
import type { Row } from '../../harness/rows.ts'
import { converted } from '../../harness/statistics.ts'
import { buildContract, contractText } from '../silo-contract.ts'
import { anvilHost } from './anvil.ts'
import { ethereumjsHost } from './ethereumjs.ts'
import { withoutOverhead } from './host.ts'
import type { EvmHost } from './host.ts'
import { EVM_PROGRAMS } from './programs.ts'
import type { EvmProgram } from './programs.ts'
import { compileSolidity } from './solidity.ts'

/** A side with the size that it is measured with. */
interface Sized extends Contender {
  readonly n: number
}

export const evmBench: Bench = {
  name: 'evm',
  group: 'vm',
  title: 'Contracts against EVMs',
  about:
    'One call that does N rounds of the work. Silo: contracts/bench.silo by its compiler with all passes, on the WebAssembly engine. EVMs: contracts/Bench.sol by solc (optimiser, 10^6 runs, via IR), in words of 256 bits, on @ethereumjs/evm, and natively on anvil by eth_call; what the same call with N = 0 takes is subtracted. (@nomicfoundation/edr keeps a trace of every step of an eth_call, some 10 KB an iteration of a loop, so it is no measure of a native EVM; anvil is published for Linux on x64.) Each execution is checked against the same algorithm in plain JavaScript.',
  async run(run) {
    const code = await compileSolidity(run.peers, contractText('Bench.sol'))
    const slow = await ethereumjsHost(run.peers, code)
    const anvil = await anvilHost(run.peers, code)
    const natives = anvil === undefined ? [] : [anvil]
    const artifact = buildContract('bench.silo')
    try {
      const rows: Row[] = []
      for (const program of EVM_PROGRAMS) {
        run.say(`  ${program.name}`)
        rows.push(await rowOf(run, artifact, program, slow, natives))
      }
      return { rows }
    } finally {
      await Promise.all([slow, ...natives].map((host) => host.close()))
    }
  },
}

async function rowOf(
  { quick }: Run,
  artifact: Artifact,
  program: EvmProgram,
  slow: EvmHost,
  natives: readonly EvmHost[],
): Promise<Row> {
  const { name, solidity, unit, units, expected, isCompute, note } = program
  const n = quick ? program.quickN : program.n
  const slowN = quick ? program.quickN : program.slowN
  const silo = program.silo(artifact)
  const contender = (side: string, n: number, execute: () => Execution | Promise<Execution>): Sized => {
    const right = String(expected(n))
    return { name: side, n, execute: async () => checked(await execute(), right) }
  }
  const sides = [
    contender('silo', n, () => silo.call(n)),
    ...natives.map((host) => contender(host.name, n, () => withoutOverhead(host, solidity, n))),
    contender(slow.name, slowN, () => withoutOverhead(slow, solidity, slowN)),
  ]
  const times = await inTurns(sides, { warmUp: quick ? 1 : 3, rounds: quick ? 3 : 15, milliseconds: 12_000 })
  return {
    name: `evm: ${name}`,
    unit,
    sides: times.map((time, i) => ({
      name: time.name,
      ...converted(time, (milliseconds) => (milliseconds * 1e6) / units(sides[i]?.n ?? n)),
    })),
    goals: [
      ...(isCompute ? [timesFaster(100, slow.name)] : []),
      ...natives.map((host) => timesFaster(1, host.name)),
    ],
    ...(note === undefined ? {} : { note }),
  }
}

/** Sides with other sizes have other results: what all have in common is to be right. */
function checked({ milliseconds, result }: Execution, right: string): Execution {
  return { milliseconds, result: result === right ? 'right' : `${result} instead of ${right}` }
}
