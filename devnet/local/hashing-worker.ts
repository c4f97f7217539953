// The thread that hashes for managers (hashing-thread.ts): it does nothing else, until it is sent home.
import { workerData } from 'node:worker_threads'
import { serveSideHasher } from '../../vm/hash/side-hasher.ts'
import type { WasmMemory } from '../../vm/jit/wasm/api.ts'

serveSideHasher(workerData as WasmMemory)
