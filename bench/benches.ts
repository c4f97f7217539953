// Every benchmark, in the order of the page.
import type { Bench } from './harness/bench.ts'
import { interpreterBench } from './vm/interpreter.ts'

export const BENCHES: readonly Bench[] = [interpreterBench]
