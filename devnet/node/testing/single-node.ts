// One node with a miner on virtual time, for tests: on the small parameters and with the accounts of the chain's test kit.
import { ACCOUNTS, GENESIS } from '../../chain/testing/kit.ts'
import type { Params } from '../../tx/index.ts'
import { TINY } from '../../tx/index.ts'
import { createNode } from '../node.ts'
import type { PeerMessage } from '../peers/messages.ts'
import type { Network } from '../simulation/network.ts'
import { createRandom } from '../simulation/random.ts'
import { createVirtualClock } from '../simulation/virtual-clock.ts'

/** Mined for by the second account. */
export function singleNode(
  name = 'node',
  network?: Pick<Network<PeerMessage>, 'join'>,
  params: Params = TINY,
) {
  const clock = createVirtualClock(GENESIS.timestamp)
  const node = createNode({
    name,
    params,
    genesis: GENESIS,
    clock,
    random: createRandom(name),
    miner: { scriptPublicKey: ACCOUNTS[1]!.script, meanIntervalMs: 1000 },
    ...(network ? { network } : {}),
  })
  return { clock, node }
}
