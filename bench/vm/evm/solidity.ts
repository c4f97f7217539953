// Compiles the peers' contract with solc's optimiser, set for speed.
import type { Peers } from '../../harness/peers.ts'

export interface EvmCode {
  /** Hexadecimal, with what the constructor does. */
  readonly creation: string
  /** Hexadecimal, without 0x, by function name. */
  readonly selectors: ReadonlyMap<string, string>
}

interface Solc {
  compile(input: string): string
}

interface SolcOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[]
  readonly contracts?: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly evm: {
              readonly bytecode: { readonly object: string }
              readonly methodIdentifiers: Readonly<Record<string, string>>
            }
          }
        >
      >
    >
  >
}

/** The one contract in the text. Throws on errors of the compiler. */
export async function compileSolidity(peers: Peers, text: string): Promise<EvmCode> {
  const { default: solc } = (await peers.load('solc')) as { readonly default: Solc }
  const input = {
    language: 'Solidity',
    sources: { 'Bench.sol': { content: text } },
    settings: {
      viaIR: true,
      optimizer: { enabled: true, runs: 1_000_000 },
      evmVersion: 'cancun',
      outputSelection: { '*': { '*': ['evm.bytecode.object', 'evm.methodIdentifiers'] } },
    },
  }
  const output = JSON.parse(solc.compile(JSON.stringify(input))) as SolcOutput
  const errors = (output.errors ?? []).filter(({ severity }) => severity === 'error')
  const [contract] = Object.values(output.contracts?.['Bench.sol'] ?? {})
  if (contract === undefined || errors.length > 0) {
    throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join('\n'))
  }
  const { bytecode, methodIdentifiers } = contract.evm
  const selectors = Object.entries(methodIdentifiers).map(
    ([signature, selector]) => [signature.replace(/\(.*/, ''), selector] as const,
  )
  return { creation: bytecode.object, selectors: new Map(selectors) }
}

/** The data of a call with one number. */
export function evmCallData({ selectors }: EvmCode, name: string, n: number): string {
  const selector = selectors.get(name)
  if (selector === undefined) throw new Error(`the contract has no function ${name}`)
  return selector + n.toString(16).padStart(64, '0')
}
