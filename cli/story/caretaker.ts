// Gives every silo that appears on a devnet its honest managers.
import type { Hash } from '../../devnet/tx/index.ts'
import type { Devnet } from '../../devnet/index.ts'

/** Stakes of each honest manager: enough that tickets come often. */
export const HONEST_STAKES = 4

export interface Caretaker {
  stop(): void
}

/** Watches for new silos and starts `managers` honest managers for each. */
export function keepSilosManaged(devnet: Devnet, managers: number, note: (text: string) => void): Caretaker {
  const known = new Set<Hash>()
  let stopped = false
  let busy = false

  async function look(): Promise<void> {
    if (busy || stopped) return
    busy = true
    try {
      const { silos } = await devnet.api.silo_getSilos({})
      for (const { siloId } of silos) {
        if (known.has(siloId) || stopped) continue
        known.add(siloId)
        note(`silo ${siloId} appeared: starting ${managers} honest managers`)
        for (let i = 0; i < managers; i++) {
          await devnet.api.devnet_startManager({ siloId, strategy: 'honest', stakes: HONEST_STAKES })
        }
      }
    } finally {
      busy = false
    }
  }
  const subscription = devnet.api.subscribe(
    'virtualChainChanged',
    { include_accepted_transaction_ids: false },
    () => void look(),
  )
  return {
    stop() {
      stopped = true
      void subscription.then((unsubscribe) => unsubscribe())
    },
  }
}
