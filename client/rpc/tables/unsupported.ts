// Methods and notifications of Kaspa's that a node knows by name and doesn't offer, each with the reason that it answers with.

const NOT_IN_KASPA = "Kaspa's own nodes don't implement it either"
const BY_COMMAND_LINE = 'nobody steers a node over its RPC: whoever started it does, at the command line'
const IN_METRICS = 'the page /metrics of the same port has such figures'

export const UNSUPPORTED_METHODS: Readonly<Record<string, string>> = {
  getHeaders: NOT_IN_KASPA,
  getSubnetwork: NOT_IN_KASPA,
  resolveFinalityConflict: NOT_IN_KASPA,
  addPeer: BY_COMMAND_LINE,
  ban: BY_COMMAND_LINE,
  unban: BY_COMMAND_LINE,
  shutdown: BY_COMMAND_LINE,
  getConnectedPeerInfo: BY_COMMAND_LINE,
  getPeerAddresses: 'nodes are named, not discovered: there is no list of addresses',
  getMetrics: IN_METRICS,
  getSystemInfo: IN_METRICS,
  getConnections: IN_METRICS,
  getFeeEstimateExperimental: 'ask getFeeEstimate',
  getCurrentBlockColor: 'ask getBlock for the mergesets of the chain block above it',
  getBlockRewardInfo: "ask getBlock for the accepting chain block's coinbase",
  getUtxoReturnAddress: 'ask getVirtualChainFromBlockV2, which tells what the inputs spend',
}

export const UNSUPPORTED_EVENTS: Readonly<Record<string, string>> = {
  FinalityConflict: 'a chain around the finality point is never taken, and nobody is asked about it',
  FinalityConflictResolved: 'there is nothing to resolve',
  PruningPointUtxoSetOverride: 'a node never takes another set of outputs than the one that it computed',
}
