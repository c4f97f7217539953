// Waiting for something to become true on the chain: asked once, then again whenever the selected chain changes. No timers: what never
// becomes true is waited for until the connection ends or the caller gives up.
import type { NodeApi } from '../rpc/api.ts'

/** Resolves with the first answer of `ask` that isn't undefined. Rejects with what `ask` rejects with. */
export function untilChain<T>(api: NodeApi, ask: () => Promise<T | undefined>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let unsubscribe: (() => void) | undefined
    let ended = false
    let asking = false
    let again = false

    const end = (): void => {
      ended = true
      unsubscribe?.()
    }
    const look = async (): Promise<void> => {
      if (asking) {
        again = true
        return
      }
      asking = true
      try {
        do {
          again = false
          const answer = await ask()
          if (ended) return
          if (answer !== undefined) {
            end()
            resolve(answer)
            return
          }
        } while (again)
      } catch (error) {
        end()
        reject(error)
      } finally {
        asking = false
      }
    }
    api
      .subscribe('virtualChainChanged', { include_accepted_transaction_ids: false }, () => void look())
      .then((stop) => {
        if (ended) stop()
        else unsubscribe = stop
        // Asked only now, so that no change between asking and subscribing is missed.
        return look()
      })
      .catch((error: unknown) => {
        end()
        reject(error)
      })
  })
}
