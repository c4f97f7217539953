// Compilers as the benchmarks call them: sources in, and how many functions came out compiled. Each throws on an error of its compiler.
import { compile, memoryHost } from '../../compiler/index.ts'
import type { Peers } from '../harness/peers.ts'
import type { Generated } from './generated.ts'

/** Compiles with all optimisations in this process; gives the number of functions in what came out. */
export type Compile = (project: Generated) => Promise<number>

export const compileSilo: Compile = ({ files }) => {
  const entry = Object.keys(files)[0] ?? ''
  const { artifact, diagnostics } = compile(memoryHost(files), entry)
  if (artifact === undefined) throw new Error(diagnostics[0]?.message ?? 'nothing was compiled')
  return Promise.resolve(artifact.abi.contracts.reduce((sum, { functions }) => sum + functions.length, 0))
}

interface SolcOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[]
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, SolcContract>>>>
}

interface SolcContract {
  readonly evm: {
    readonly bytecode: { readonly object: string }
    readonly methodIdentifiers: Readonly<Record<string, string>>
  }
}

export async function solcCompiler(peers: Peers): Promise<Compile> {
  const { default: solc } = (await peers.load('solc')) as {
    readonly default: { compile(input: string): string }
  }
  return ({ files }) => {
    const sources = Object.fromEntries(Object.entries(files).map(([name, content]) => [name, { content }]))
    const settings = {
      optimizer: { enabled: true },
      outputSelection: { '*': { '*': ['evm.bytecode.object', 'evm.methodIdentifiers'] } },
    }
    const output = JSON.parse(
      solc.compile(JSON.stringify({ language: 'Solidity', sources, settings })),
    ) as SolcOutput
    const error = output.errors?.find(({ severity }) => severity === 'error')
    if (error !== undefined) throw new Error(error.formattedMessage)
    const contracts = Object.values(output.contracts ?? {}).flatMap((file) => Object.values(file))
    if (contracts.some(({ evm }) => evm.bytecode.object === '')) throw new Error('solc made no code')
    const counts = contracts.map(({ evm }) => Object.keys(evm.methodIdentifiers).length)
    return Promise.resolve(counts.reduce((sum, count) => sum + count, 0))
  }
}

interface Tact {
  run(options: {
    readonly config: unknown
    readonly files: Record<string, string>
    readonly logger: unknown
  }): Promise<{ readonly ok: boolean; readonly error: readonly Error[] }>
  readonly Logger: new (level: number) => unknown
}

export async function tactCompiler(peers: Peers): Promise<Compile> {
  const loaded = (await peers.load('@tact-lang/compiler')) as { readonly default: Tact }
  const { run, Logger } = loaded.default
  return async ({ files }) => {
    const [name = '', text = ''] = Object.entries(files)[0] ?? []
    const project = { name: 'bench', path: `./${name}`, output: './output', mode: 'full' }
    const all: Record<string, string> = { [name]: Buffer.from(text).toString('base64') }
    const config = { projects: [project] }
    const { ok, error } = await run({ config, files: all, logger: new Logger(0) })
    if (!ok) throw error[0] ?? new Error('tact failed')
    const abi = Object.entries(all).find(([path]) => path.endsWith('.abi'))?.[1] ?? ''
    const { getters } = JSON.parse(Buffer.from(abi, 'base64').toString()) as {
      readonly getters: readonly unknown[]
    }
    return getters.length
  }
}

export async function cashCompiler(peers: Peers): Promise<Compile> {
  const { compileString } = (await peers.load('cashc')) as {
    compileString(code: string): { readonly abi: readonly unknown[]; readonly bytecode: string }
  }
  return ({ files }) => {
    const { abi } = compileString(Object.values(files)[0] ?? '')
    return Promise.resolve(abi.length)
  }
}
