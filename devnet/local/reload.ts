// Puts a running devnet to a state that was dumped, and gathers a dump into one byte string.
import { Readable } from 'node:stream'
import { RpcError } from '../../client/rpc/api.ts'
import type { SnapshotContext } from './snapshots.ts'
import { restoreSnapshot, snapshotOf } from './snapshots.ts'
import { loadState } from './state.ts'

/** What a state that came in a message may be once it is unpacked. */
const MAX_UNPACKED_BYTES = 512_000_000

/** Refused when the state isn't whole, or of another devnet. All nodes get it; who hears whom, and who mines, stays. */
export async function loadInto(context: SnapshotContext, state: Uint8Array): Promise<void> {
  const loaded = await loadState(Readable.from([state], { objectMode: false }), MAX_UNPACKED_BYTES)
  if (!loaded.ok) throw new RpcError('badParams', `that is no state of a devnet: ${loaded.reason}`)
  const { genesis, image, waiting, ahead, impersonated } = loaded.value
  const now = snapshotOf(context)
  const [first] = context.nodes()
  if (first?.chain.genesis.hash !== genesis)
    throw new RpcError(
      'refused',
      `that is the state of another devnet, which has the genesis ${genesis}: start one with silo devnet --load FILE`,
    )
  // Allowed before their transactions are judged again; who is impersonated now stays.
  context.impersonation.setCurrent([...impersonated, ...now.impersonated])
  context.states.add(loaded.value.states)
  const nodes = new Map(
    [...now.nodes].map(([name, { mining }]) => [name, { state: { image, waiting }, mining }] as const),
  )
  await restoreSnapshot(context, { ...now, nodes, ahead: ahead > now.ahead ? ahead : now.ahead })
}

/** Rejects with an RpcError when there are more bytes than that. */
export async function collect(stream: Readable, maxBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let total = 0
  const chunks: AsyncIterable<Uint8Array> = stream
  for await (const piece of chunks) {
    pieces.push(piece)
    total += piece.length
    if (total > maxBytes)
      throw new RpcError(
        'refused',
        `the state has more than the ${maxBytes} bytes that a message carries: stop with silo devnet --dump FILE`,
      )
  }
  return Buffer.concat(pieces)
}
