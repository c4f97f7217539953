// What silo and the EVMs are compared on, and what each must compute: plain JavaScript of the same algorithms, to check every execution.
import type { Artifact } from '../../../compiler/index.ts'
import { assemblyFunction, contractFunction } from '../silo-contract.ts'
import type { Callable } from '../silo-contract.ts'
import { fibProgram, sieveProgram } from '../../programs.ts'

export interface EvmProgram {
  readonly name: string
  /** The function of the Solidity contract. */
  readonly solidity: string
  /** What one of `units(n)` is. */
  readonly unit: string
  readonly units: (n: number) => number
  /** Sizes for silo and native EVMs, for the JavaScript EVM, and for a quick look. */
  readonly n: number
  readonly slowN: number
  readonly quickN: number
  readonly expected: (n: number) => bigint
  readonly silo: (artifact: Artifact) => Callable
  /** Whether the hundredfold goal is for it. */
  readonly isCompute: boolean
  /** Where silo's side comes from, if not from its compiler. */
  readonly note?: string
}

const fromCompiler = (name: string) => (artifact: Artifact) => contractFunction(artifact, name)
const ASSEMBLED = "silo's side is written in the machine's assembly"

export const EVM_PROGRAMS: readonly EvmProgram[] = [
  {
    name: 'loop, checked sums',
    solidity: 'loop_checked',
    unit: 'ns per iteration',
    units: (n) => n,
    n: 3_000_000,
    slowN: 20_000,
    quickN: 1_000,
    expected: triangle,
    silo: fromCompiler('loop_checked'),
    isCompute: true,
  },
  {
    name: 'loop, wrapping sums',
    solidity: 'loop_wrapping',
    unit: 'ns per iteration',
    units: (n) => n,
    n: 3_000_000,
    slowN: 20_000,
    quickN: 1_000,
    expected: triangle,
    silo: fromCompiler('loop_wrapping'),
    isCompute: true,
  },
  {
    name: 'fib, recursive',
    solidity: 'fib',
    unit: 'ns per call',
    units: fibCalls,
    n: 22,
    slowN: 13,
    quickN: 8,
    expected: (n) => BigInt(fibonacci(n)),
    silo: () => assemblyFunction(fibProgram),
    isCompute: true,
    note: ASSEMBLED,
  },
  {
    name: 'sieve in memory',
    solidity: 'sieve',
    unit: 'ns per number',
    units: (n) => n,
    n: 200_000,
    slowN: 5_000,
    quickN: 500,
    expected: primesBelow,
    silo: () => assemblyFunction(sieveProgram),
    isCompute: true,
    note: ASSEMBLED,
  },
  {
    name: 'token transfers in one call',
    solidity: 'transfers',
    unit: 'ns per transfer',
    units: (n) => n,
    n: 20_000,
    slowN: 1_000,
    quickN: 100,
    expected: transferSum,
    silo: fromCompiler('transfers'),
    isCompute: false,
    note: 'with balances in storage and an event each, without the state root, which an EVM called by eth_call does not compute either',
  },
]

function triangle(n: number): bigint {
  return (BigInt(n) * BigInt(n - 1)) / 2n
}

function fibonacci(n: number): number {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2)
}

/** Calls that fib(n) makes, itself included. */
function fibCalls(n: number): number {
  return 2 * fibonacci(n + 1) - 1
}

function primesBelow(n: number): bigint {
  const composite = new Uint8Array(n)
  let count = 0n
  for (let i = 2; i < n; i++) {
    if (composite[i] === 1) continue
    count++
    for (let j = i * i; j < n; j += i) composite[j] = 1
  }
  return count
}

function transferSum(n: number): bigint {
  const balances = Array.from({ length: 64 }, () => 1_000_000)
  for (let i = 0; i < n; i++) {
    const [from, to] = [i % 64, (i * 7 + 1) % 64]
    balances[from] = (balances[from] ?? 0) - (i % 3)
    balances[to] = (balances[to] ?? 0) + (i % 3)
  }
  return BigInt(balances.reduce((sum, balance, i) => sum + balance * (i + 1), 0))
}
