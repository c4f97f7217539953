// A miner of a development network: no work, but blocks at the random times of a Poisson process, built on what its own
// node knows at that moment.
import type { Clock } from '../../../client/clock.ts'
import type { Block, ScriptPublicKey } from '../../tx/index.ts'
import type { Random } from '../simulation/random.ts'

export interface MinerOptions {
  /** Whom the coinbase pays. */
  readonly scriptPublicKey: ScriptPublicKey
  /** Mean time between two blocks of this miner, in milliseconds. */
  readonly meanIntervalMs: number
}

export interface Miner {
  /** Mines one block at once. */
  readonly mine: () => Block
  readonly start: () => void
  readonly stop: () => void
  readonly isRunning: () => boolean
}

export interface MinerContext {
  readonly clock: Clock
  readonly random: Random
  /** Builds a block on the node's view and hands it to the node. */
  readonly produce: (scriptPublicKey: ScriptPublicKey, nonce: bigint) => Block
}

export function createMiner(context: MinerContext, options: MinerOptions): Miner {
  const { clock, random } = context
  let cancel: (() => void) | undefined

  const mine = (): Block => {
    // Of 53 bits, since old SDKs of Kaspa can't tell of a block whose nonce is no JavaScript number.
    const nonce = (BigInt(random.u32() >>> 11) << 32n) | BigInt(random.u32())
    return context.produce(options.scriptPublicKey, nonce)
  }

  const scheduleNext = (): void => {
    cancel = clock.schedule(BigInt(random.exponential(options.meanIntervalMs)), () => {
      // Scheduled first: an interval runs from the moment of finding a block, however long the block takes to process.
      scheduleNext()
      mine()
    })
  }

  return {
    mine,
    isRunning: () => cancel !== undefined,
    start() {
      if (cancel === undefined) scheduleNext()
    },
    stop() {
      cancel?.()
      cancel = undefined
    },
  }
}
