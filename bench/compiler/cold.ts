// Compilers as commands, from the start of the process to the file written; and silo's command when nothing has changed.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bench } from '../harness/bench.ts'
import { inTurns } from '../harness/measure.ts'
import type { Contender, Execution } from '../harness/measure.ts'
import { install } from '../../test/support/installation.ts'
import { atMost } from '../harness/rows.ts'
import type { Peers } from '../harness/peers.ts'

const ROOT = join(import.meta.dirname, '../..')
const CONTRACTS = join(ROOT, 'bench/contracts')

interface Command {
  readonly name: string
  readonly arguments: readonly string[]
  /** The file that is written, below the folder. */
  readonly output: string
}

/** Runs a command by this Node in a folder; throws when it fails or writes nothing. */
function timedCommand(folder: string, { name, arguments: args, output }: Command): Execution {
  const file = join(folder, output)
  for (const made of [file, join(folder, '.silo')]) rmSync(made, { force: true, recursive: true })
  const milliseconds = timed(folder, name, args)
  if (!existsSync(file) || statSync(file).size === 0) throw new Error(`${name} wrote no ${output}`)
  return { milliseconds, result: 'compiled' }
}

function timed(folder: string, name: string, args: readonly string[]): number {
  const start = performance.now()
  const done = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  const milliseconds = performance.now() - start
  if (done.status !== 0) throw new Error(`${name} failed: ${done.stderr}${done.stdout}`)
  return milliseconds
}

/** A folder with silo's project and the peers' contracts, and the commands that compile them there. */
function prepare(folder: string, silo: string, peers: Peers): readonly Command[] {
  mkdirSync(join(folder, 'src'))
  copyFileSync(join(CONTRACTS, 'escrow.silo'), join(folder, 'src/main.silo'))
  for (const file of ['Escrow.sol', 'escrow.tact', 'escrow.cash'])
    copyFileSync(join(CONTRACTS, file), join(folder, file))
  writeFileSync(join(folder, 'silo.config.ts'), "export default { entry: 'src/main.silo' }\n")
  const program = (path: string): string => {
    const found = peers.file(path)
    if (found === undefined) throw new Error(`the peers have no ${path}`)
    return found
  }
  return [
    { name: 'silo', arguments: [silo, 'build'], output: 'out/Escrow.json' },
    {
      name: 'solc',
      arguments: [program('solc/solc.js'), '--optimize', '--bin', '--abi', '-o', 'solc', 'Escrow.sol'],
      output: 'solc',
    },
    {
      name: 'tact',
      arguments: [program('@tact-lang/compiler/bin/tact.js'), 'escrow.tact', '--output', 'tact'],
      output: 'tact',
    },
    {
      name: 'cashc',
      arguments: [program('cashc/dist/cashc-cli.js'), 'escrow.cash', '-o', 'cash.json'],
      output: 'cash.json',
    },
  ]
}

export const coldCompilerBench: Bench = {
  name: 'compile-cold',
  group: 'compiler',
  title: 'A compiler started for one small contract',
  about:
    'The escrow contracts of bench/contracts, compiled by each compiler as a command of this Node, from the start of the process to its end; the files are in the cache of the operating system. An unchanged rebuild is `silo build` of the same project again, less the time of a Node that does nothing.',
  async run({ peers, quick }) {
    const [folder, home] = ['silo-bench-', 'silo-home-'].map((prefix) => mkdtempSync(join(tmpdir(), prefix)))
    if (folder === undefined || home === undefined) throw new Error('there are two folders')
    try {
      const silo = install(home)
      const commands = prepare(folder, silo, peers)
      const sides: readonly Contender[] = commands.map((command) => ({
        name: command.name,
        execute: () => timedCommand(folder, command),
      }))
      const rounds = { warmUp: 1, rounds: quick ? 3 : 9 }
      const cold = await inTurns(sides, rounds)
      const rebuilt = await inTurns(
        [
          {
            name: 'silo',
            execute: () => {
              const empty = timed(folder, 'node', ['-e', '0'])
              const build = timed(folder, 'silo', [silo, 'build'])
              return { milliseconds: Math.max(0.01, build - empty), result: 'rebuilt' }
            },
          },
        ],
        rounds,
      )
      const shortfall = {
        why: "Node's own start is a third of it, and the rest is code that runs only a few times, which V8 never gets to optimise",
        next: 'less for the compiler to do in a small contract; a start from a snapshot of the heap, for which Node would have to be started again',
      }
      return {
        rows: [
          { name: 'compile: small contract, cold', unit: 'ms', sides: cold, goals: [atMost(200)], shortfall },
          {
            name: "compile: unchanged rebuild over Node's own start",
            unit: 'ms',
            sides: rebuilt,
            goals: [atMost(60)],
            shortfall,
          },
        ],
      }
    } finally {
      for (const made of [folder, home]) rmSync(made, { recursive: true, force: true })
    }
  },
}
