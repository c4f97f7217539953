// A whole development network in one process: several nodes that mine, each with its own view, and messages between them
// that take time. On the real clock for users, on a virtual one for tests and simulations.
export type { FundedAccount } from './local/accounts.ts'
export type { ManagerHost } from './local/controls.ts'
export type { DataResult, DevnetData, DevnetDataOptions, DevnetSettings } from './local/data.ts'
export { openDevnetData } from './local/data.ts'
export type { StorageProblem } from './node/storage/problems.ts'
export { explainProblem } from './node/storage/problems.ts'
export type { Devnet, DevnetOptions } from './local/devnet.ts'
export { startDevnet } from './local/devnet.ts'
export { createVirtualClock } from './node/simulation/virtual-clock.ts'
export type { VirtualClock } from './node/simulation/virtual-clock.ts'
export { createRandom } from './node/simulation/random.ts'
export type { Random } from './node/simulation/random.ts'
