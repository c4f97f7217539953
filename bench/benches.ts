// Every benchmark, in the order of the page.
import { coldCompilerBench } from './compiler/cold.ts'
import { editBench } from './compiler/edit.ts'
import { passesBench } from './compiler/passes.ts'
import { warmCompilerBench } from './compiler/warm.ts'
import { chainBench } from './devnet/chain.ts'
import { memoryBench } from './devnet/memory.ts'
import { transactionsBench } from './devnet/transactions.ts'
import type { Bench } from './harness/bench.ts'
import { evmBench } from './vm/evm/bench.ts'
import { interpreterBench } from './vm/interpreter.ts'
import { jitBench } from './vm/jit.ts'
import { opcodesBench } from './vm/opcodes/bench.ts'
import { proofsBench } from './vm/proofs.ts'
import { seekBench } from './vm/seek.ts'
import { storageBench } from './vm/storage.ts'

export const BENCHES: readonly Bench[] = [
  jitBench,
  evmBench,
  interpreterBench,
  seekBench,
  storageBench,
  proofsBench,
  opcodesBench,
  coldCompilerBench,
  warmCompilerBench,
  editBench,
  passesBench,
  transactionsBench,
  chainBench,
  memoryBench,
]
