// Lanes: the subnetwork ids that version-1 transactions may carry. A user lane is a 4-byte namespace and 16 zero
// bytes (31, 2.6); a silo's calls run on a lane of its own, all bridge transactions on one reserved lane (30).
import type { SubnetworkId } from './hash.ts'
import { hexToBytes, subnetworkIdFromBytes } from './hash.ts'
import { COINBASE_SUBNETWORK, NATIVE_SUBNETWORK } from './constants.ts'

/** What a subnetwork id stands for. */
export type Lane =
  | { readonly kind: 'native' }
  | { readonly kind: 'coinbase' }
  | { readonly kind: 'user'; readonly namespace: number }
  | { readonly kind: 'invalid' }

/** The bridge's namespace: the ASCII bytes of "silo", read as a big-endian u32. */
export const BRIDGE_NAMESPACE = 0x73696c6f

const NAMESPACE_BYTES = 4

/**
 * The lane of a namespace (u32, its big-endian bytes come first in the id). Undefined when no user lane has that
 * namespace: one of its last three bytes must not be zero (31, 2.6).
 */
export function laneOfNamespace(namespace: number): SubnetworkId | undefined {
  if (!Number.isInteger(namespace) || namespace < 0 || namespace > 0xffff_ffff) return undefined
  if ((namespace & 0xff_ffff) === 0) return undefined
  const bytes = new Uint8Array(20)
  new DataView(bytes.buffer).setUint32(0, namespace)
  return subnetworkIdFromBytes(bytes)
}

/** Total: every subnetwork id is of one of the four kinds. */
export function classifyLane(id: SubnetworkId): Lane {
  if (id === NATIVE_SUBNETWORK) return { kind: 'native' }
  if (id === COINBASE_SUBNETWORK) return { kind: 'coinbase' }
  const namespace = Number.parseInt(id.slice(0, 2 * NAMESPACE_BYTES), 16)
  return laneOfNamespace(namespace) === id ? { kind: 'user', namespace } : { kind: 'invalid' }
}

export function isUserLane(id: SubnetworkId): boolean {
  return classifyLane(id).kind === 'user'
}

/** The lane of all bridge transactions. */
export const BRIDGE_LANE: SubnetworkId = bridgeLane()

function bridgeLane(): SubnetworkId {
  const lane = laneOfNamespace(BRIDGE_NAMESPACE)
  if (lane === undefined) throw new Error('unreachable: the bridge has a valid namespace')
  return lane
}

/** The namespace written as 8 hex digits, for people and files; undefined when it isn't one of a user lane. */
export function parseNamespace(text: string): number | undefined {
  const bytes = hexToBytes(text, NAMESPACE_BYTES)
  if (bytes === undefined || bytes.length !== NAMESPACE_BYTES) return undefined
  const namespace = new DataView(bytes.buffer).getUint32(0)
  return laneOfNamespace(namespace) === undefined ? undefined : namespace
}
