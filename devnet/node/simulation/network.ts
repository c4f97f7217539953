// A simulated network between nodes of one process: every message takes a time drawn from the seed, each link keeps its
// messages in order, and the network can be split in two and healed again.
import type { Clock } from '../../../client/clock.ts'
import type { Random } from './random.ts'

/** Who talks on the network: a short name, unique in it. */
export type PeerName = string

export interface PeerHandlers<Message> {
  readonly onMessage: (from: PeerName, message: Message) => void | Promise<void>
  /** A link came up (also again, after a partition was healed): both ends should tell what they have. */
  readonly onConnected: (peer: PeerName) => void | Promise<void>
}

/** What one peer may do. */
export interface Endpoint<Message> {
  readonly name: PeerName
  /** Lost without notice when the two are not connected now, or no longer when it would arrive. */
  readonly send: (to: PeerName, message: Message) => void
  /** To all peers that are connected now, except one. */
  readonly broadcast: (message: Message, except?: PeerName) => void
  readonly peers: () => readonly PeerName[]
  /** Leaves the network for good. */
  readonly close: () => void
}

export interface Network<Message> {
  /** Adds a peer, connected to all others. Throws when the name is taken, which is a bug. */
  readonly join: (name: PeerName, handlers: PeerHandlers<Message>) => Endpoint<Message>
  /** Cuts every link between peers of different groups; who is named in no group forms a last group with its like. */
  readonly partition: (groups: readonly (readonly PeerName[])[]) => void
  /** Connects everybody again. */
  readonly heal: () => void
  /** Who is in which group now; members that aren't named are in a group together. */
  readonly groups: () => NetworkGroups
  /** Loses all that is under way, and connects the members by these groups. */
  readonly restart: (groups: NetworkGroups) => void
}

export type NetworkGroups = ReadonlyMap<PeerName, number>

/** Milliseconds, drawn anew for every message. */
export interface LatencyRange {
  readonly min: number
  readonly max: number
}

interface Link {
  /** Earliest time at which the next message may arrive, so that none overtakes another. */
  freeFrom: bigint
  /** Counts cuts: a message sent before the last cut never arrives. */
  epoch: number
  readonly random: Random
}

export function createSimulatedNetwork<Message>(
  clock: Clock,
  random: Random,
  latency: LatencyRange,
): Network<Message> {
  const members = new Map<PeerName, PeerHandlers<Message>>()
  const links = new Map<string, Link>()
  let groupOf: NetworkGroups = new Map()

  const connected = (a: PeerName, b: PeerName): boolean =>
    members.has(a) && members.has(b) && (groupOf.get(a) ?? -1) === (groupOf.get(b) ?? -1)

  const linkBetween = (from: PeerName, to: PeerName): Link => {
    const key = `${from}>${to}`
    const known = links.get(key)
    if (known !== undefined) return known
    const link: Link = { freeFrom: 0n, epoch: 0, random: random.split(key) }
    links.set(key, link)
    return link
  }

  const send = (from: PeerName, to: PeerName, message: Message): void => {
    if (!connected(from, to)) return
    const link = linkBetween(from, to)
    const epoch = link.epoch
    const drawn = clock.now() + BigInt(link.random.between(latency.min, latency.max))
    const arrival = drawn > link.freeFrom ? drawn : link.freeFrom
    link.freeFrom = arrival
    clock.schedule(arrival - clock.now(), () => {
      if (link.epoch !== epoch) return
      return members.get(to)?.onMessage(from, message)
    })
  }

  const announce = (a: PeerName, b: PeerName): void => {
    clock.schedule(0n, () => (connected(a, b) ? members.get(a)?.onConnected(b) : undefined))
  }

  /** Changes who is in which group; tells the ends of new links and forgets what is under way on cut ones. */
  const regroup = (next: NetworkGroups): void => {
    const names = [...members.keys()]
    const before = names.map((a) => names.map((b) => connected(a, b)))
    groupOf = next
    for (const [i, a] of names.entries()) {
      for (const [j, b] of names.entries()) {
        if (a === b || before[i]?.[j] === connected(a, b)) continue
        if (connected(a, b)) announce(a, b)
        else cut(linkBetween(a, b))
      }
    }
  }

  return {
    join(name, handlers) {
      if (members.has(name)) throw new Error(`the network already has a peer ${name}`)
      members.set(name, handlers)
      const peers = (): PeerName[] => [...members.keys()].filter((p) => p !== name && connected(name, p))
      for (const peer of peers()) {
        announce(name, peer)
        announce(peer, name)
      }
      return {
        name,
        peers,
        send: (to, message) => send(name, to, message),
        broadcast(message, except) {
          for (const peer of peers()) if (peer !== except) send(name, peer, message)
        },
        close: () => void members.delete(name),
      }
    },
    partition(groups) {
      regroup(new Map(groups.flatMap((group, i) => group.map((name) => [name, i] as const))))
    },
    heal: () => regroup(new Map()),
    groups: () => groupOf,
    restart(groups) {
      regroup(new Map([...members.keys()].map((name, i) => [name, i])))
      regroup(groups)
    },
  }
}

/** What is under way on it never arrives, and holds nothing up that comes later. */
function cut(link: Link): void {
  link.epoch++
  link.freeFrom = 0n
}
