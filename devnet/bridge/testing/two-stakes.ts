// The scene of most tests of the tree: a silo with Alice's and Bob's stake and three reference blocks.
import type { Outpoint } from '../../tx/types.ts'
import type { BridgePayload } from '../payloads.ts'
import type { SiloRecord } from '../records.ts'
import { TestChain, h } from './chain.ts'
import type { Request } from './chain.ts'
import { callBlock, createSilo, stake } from './scenario.ts'
import { decodePayload, encodePayload } from '../payload-codec.ts'

export const [ALICE, BOB, CAROL] = [h(0xa1), h(0xb2), h(0xc3)]

export interface Scene {
  readonly chain: TestChain
  readonly silo: SiloRecord
  readonly alice: Outpoint
  readonly bob: Outpoint
}

/** A silo with two stakes and three reference blocks: the constructor's and two more. */
export function scene(config = {}): Scene {
  const chain = new TestChain()
  const silo = createSilo(chain, { config: { gapBlocks: 1, ...config } })
  const [alice] = stake(chain, silo, ALICE)
  const [bob] = stake(chain, silo, BOB)
  callBlock(chain, silo)
  callBlock(chain, silo)
  if (alice === undefined || bob === undefined) throw new Error('both have staked')
  return { chain, silo, alice, bob }
}

/** A commitment's request with some of its fields changed. */
export function changed(request: Request, change: object): Request {
  const decoded = decodePayload(request.payload)
  if (!decoded.ok) throw new Error(decoded.problem)
  return { ...request, payload: encodePayload({ ...decoded.payload, ...change } as BridgePayload) }
}
