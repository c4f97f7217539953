// The controls of a development network. The devnet that owns the nodes answers them; a node by itself refuses.
import type { NodeMethods } from '../../../client/rpc/api.ts'
import { RpcError } from '../../../client/rpc/api.ts'

export type DevnetMethods = Pick<NodeMethods, Extract<keyof NodeMethods, `devnet_${string}`>>

const refuse = (): Promise<never> =>
  Promise.reject(new RpcError('unavailable', 'only a development network (silo devnet) offers this'))

export const NO_DEVNET: DevnetMethods = {
  devnet_snapshot: refuse,
  devnet_revert: refuse,
  devnet_dropSnapshot: refuse,
  devnet_getSnapshots: refuse,
  devnet_dump: refuse,
  devnet_load: refuse,
  devnet_impersonate: refuse,
  devnet_stopImpersonating: refuse,
  devnet_getImpersonated: refuse,
  devnet_faucet: refuse,
  devnet_mine: refuse,
  devnet_setMining: refuse,
  devnet_setNodeMining: refuse,
  devnet_getNodes: refuse,
  devnet_split: refuse,
  devnet_heal: refuse,
  devnet_reorg: refuse,
  devnet_setTime: refuse,
  devnet_startManager: refuse,
  devnet_stopManager: refuse,
  devnet_getManagers: refuse,
  devnet_getStatus: refuse,
}
