// The client library: node access, wallet, silo follower and contracts. Runs in browsers.
export type { Cancel, Clock } from './clock.ts'
export { realClock, wait } from './clock.ts'
export type { NodeApi, NodeMethods, RpcErrorCode, Unsubscribe } from './rpc/api.ts'
export { RpcError } from './rpc/api.ts'
export type {
  EventName,
  EventOf,
  ManagerStrategy,
  MethodName,
  ParamsOf,
  ResultOf,
  ScopeOf,
} from './rpc/methods.ts'
export { EVENTS, METHODS } from './rpc/methods.ts'
export type { ConnectOptions, RpcConnection } from './rpc/websocket.ts'
export { connectRpc } from './rpc/websocket.ts'
export type { RpcSession } from './rpc/serve.ts'
export { serveSession } from './rpc/serve.ts'
export { readJson, writeJson } from './rpc/json.ts'
export type * from './rpc/silo-codecs.ts'
export type * from './rpc/dispute-codecs.ts'
export type { SiloInfo } from './rpc/silo-config-codec.ts'
export type { Key } from './wallet/keys.ts'
export { addressOf, keyFromHex, keyFromSecret, keyToHex, randomKey } from './wallet/keys.ts'
export type { Built, Coin, Draft } from './wallet/build.ts'
export { buildTransaction } from './wallet/build.ts'
export * from './wallet/drafts.ts'
export type { SendResult, Wallet, WalletOptions } from './wallet/wallet.ts'
export { createWallet } from './wallet/wallet.ts'
export type { Engine, EngineCheck } from './silo/engine.ts'
export { createCompiledEngine, INTERPRETER } from './silo/engine.ts'
export type { EngineAlarm } from './silo/audit.ts'
export type { ExecutedBlock } from './silo/execute.ts'
export { contextOf, executeBlock } from './silo/execute.ts'
export type { BlockSummary, FollowerOptions, FollowUpdate, SiloFollower } from './silo/follower.ts'
export { createFollower } from './silo/follower.ts'
export { traceOf } from './silo/trace.ts'
export type { Failure, MessageOf, Outcome } from './silo/outcome.ts'
export { describeOutcome } from './silo/outcome.ts'
export type { CallOptions, Contract, DeployRequest, PlacedOutcome, ViewResult } from './silo/contract.ts'
export { createContract, DEFAULT_GAS_LIMIT, deployDraft, outcomeOf } from './silo/contract.ts'
