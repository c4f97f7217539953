// The JavaScript EVM: one contract deployed in a fresh state, called in this process.
import type { Peers } from '../../harness/peers.ts'
import { clockedAsync, wallTime } from '../../harness/measure.ts'
import { evmCallData } from './solidity.ts'
import type { EvmCode } from './solidity.ts'
import type { EvmHost } from './host.ts'

interface EvmResult {
  readonly createdAddress?: unknown
  readonly execResult: {
    readonly returnValue: Uint8Array
    readonly exceptionError?: { readonly error: string }
  }
}

interface Evm {
  readonly journal: { checkpoint(): Promise<void>; revert(): Promise<void> }
  runCall(call: {
    readonly to?: unknown
    readonly data: Uint8Array
    readonly gasLimit: bigint
  }): Promise<EvmResult>
}

const GAS = 1n << 60n

export async function ethereumjsHost(peers: Peers, code: EvmCode): Promise<EvmHost> {
  const { createEVM } = (await peers.load('@ethereumjs/evm')) as {
    readonly createEVM: (options: Readonly<Record<string, unknown>>) => Promise<Evm>
  }
  const { Common, Mainnet, Hardfork } = (await peers.load('@ethereumjs/common')) as {
    readonly Common: new (options: Readonly<Record<string, unknown>>) => unknown
    readonly Mainnet: unknown
    readonly Hardfork: { readonly Cancun: string }
  }
  const common = new Common({ chain: Mainnet, hardfork: Hardfork.Cancun })
  const evm = await createEVM({ common, allowUnlimitedContractSize: true })
  const created = await evm.runCall({ data: bytesOf(code.creation), gasLimit: GAS })
  const run = async (data: string): Promise<string> => {
    const to = created.createdAddress
    await evm.journal.checkpoint()
    const { execResult } = await evm.runCall({ to, data: bytesOf(data), gasLimit: GAS })
    await evm.journal.revert()
    if (execResult.exceptionError !== undefined) throw new Error(execResult.exceptionError.error)
    return BigInt(`0x${Buffer.from(execResult.returnValue).toString('hex')}`).toString()
  }
  return {
    name: '@ethereumjs/evm',
    call: (name, n) => clockedAsync(() => run(evmCallData(code, name, n)), wallTime),
    close: () => Promise.resolve(),
  }
}

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'))
}
