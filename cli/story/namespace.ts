// Chooses a lane for a new silo: four bytes made from its name, and the next ones where they are taken.
import type { NodeApi } from '../../client/rpc/api.ts'
import { blake3 } from '@noble/hashes/blake3.js'
import { laneOfNamespace } from '../../devnet/tx/index.ts'

/** A namespace that no silo of this chain has. */
export async function freeNamespace(api: NodeApi, name: string): Promise<number> {
  const { silos } = await api.silo_getSilos({})
  const taken = new Set(silos.map((silo) => silo.namespace))
  const digest = blake3(new TextEncoder().encode(`silo namespace ${name}`))
  const first = new DataView(digest.buffer, digest.byteOffset).getUint32(0, true)
  for (let i = 0; ; i++) {
    const namespace = (first + i) >>> 0
    if (!taken.has(namespace) && laneOfNamespace(namespace) !== undefined) return namespace
  }
}
