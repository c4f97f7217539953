// What a node offers to anybody: the interface that wallets, managers, the command line and the explorer are written
// against. It is implemented in process for simulations, and over WebSocket for users (websocket.ts).
import type { EventName, EventOf, MethodName, ParamsOf, ResultOf, ScopeOf } from './methods.ts'

/** The methods of the table, each as an async function. They reject with an RpcError, and with nothing else. */
export type NodeMethods = { readonly [M in MethodName]: (params: ParamsOf<M>) => Promise<ResultOf<M>> }

export type Unsubscribe = () => void

export interface NodeApi extends NodeMethods {
  /** Calls the listener on each event from now on, in order, never from within `subscribe` itself. */
  subscribe<E extends EventName>(
    event: E,
    scope: ScopeOf<E>,
    listener: (event: EventOf<E>) => void,
  ): Promise<Unsubscribe>
}

/**
 * badParams: what was asked makes no sense; notFound: no such thing at this node's sink; refused: a transaction wasn't
 * taken, the message says why; unavailable: this node doesn't offer it, or the connection is gone; failed: a bug.
 */
export type RpcErrorCode = 'badParams' | 'notFound' | 'refused' | 'unavailable' | 'failed'

export class RpcError extends Error {
  readonly code: RpcErrorCode
  constructor(code: RpcErrorCode, message: string) {
    super(message)
    this.name = 'RpcError'
    this.code = code
  }
}
