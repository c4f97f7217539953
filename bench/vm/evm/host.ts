// What the benchmarks ask of an EVM: to call a function of their contract with one number.
import type { Execution } from '../../harness/measure.ts'

export interface EvmHost {
  readonly name: string
  /** The result is the number that the function returns, in decimal. State is that of the deployment in each call. */
  call(name: string, n: number): Promise<Execution>
  close(): Promise<void>
}

/**
 * A call of a host behind an RPC: what the same call with 0 takes is subtracted, which leaves the work itself. The result is that of
 * the call with n.
 */
export async function withoutOverhead(host: EvmHost, name: string, n: number): Promise<Execution> {
  const empty = await host.call(name, 0)
  const full = await host.call(name, n)
  return { milliseconds: Math.max(full.milliseconds - empty.milliseconds, 1e-6), result: full.result }
}
