// The one table of RPC methods and notifications. The interface NodeApi, the WebSocket client, the server's dispatch and
// the reference documentation are all derived from it; its rows stand in tables/.
import type { ValueOf } from './codec.ts'
import { DEVNET_METHODS } from './tables/devnet.ts'
import type { EVENTS } from './tables/events.ts'
import { KASPA_METHODS } from './tables/kaspa.ts'
import { SILO_METHODS } from './tables/silo.ts'
import { UNSUPPORTED_EVENTS, UNSUPPORTED_METHODS } from './tables/unsupported.ts'

export { managerStrategy } from './tables/devnet.ts'
export type { ManagerStrategy } from './tables/devnet.ts'
export { EVENTS } from './tables/events.ts'

export const METHODS = { ...KASPA_METHODS, ...SILO_METHODS, ...DEVNET_METHODS } as const

export type MethodName = keyof typeof METHODS
export type ParamsOf<M extends MethodName> = ValueOf<(typeof METHODS)[M]['params']>
export type ResultOf<M extends MethodName> = ValueOf<(typeof METHODS)[M]['result']>

export type EventName = keyof typeof EVENTS
export type ScopeOf<E extends EventName> = ValueOf<(typeof EVENTS)[E]['scope']>
export type EventOf<E extends EventName> = ValueOf<(typeof EVENTS)[E]['payload']>

export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(METHODS, name)
}

/** Why a method or notification of Kaspa's isn't offered; undefined for those that are, and for what nobody has. */
export function whyUnsupported(name: string): string | undefined {
  for (const table of [UNSUPPORTED_METHODS, UNSUPPORTED_EVENTS])
    if (Object.hasOwn(table, name)) return `${name} isn't offered: ${table[name]}`
  return undefined
}
