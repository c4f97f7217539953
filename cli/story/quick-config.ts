// Silos of a local devnet: the devnet's rules with windows short enough to watch. At ten blocks a second a move may take six seconds, and a commitment is
// final after fifteen at the earliest.
import { devnetConfig, type SiloConfig } from '../../devnet/bridge/config.ts'

export const DEMO_BLOCKS_PER_SECOND = 10

export const quickConfig: SiloConfig = {
  ...devnetConfig,
  moveCap: 60n,
  chessClock: 150n,
  censorship: 40n,
  moveGrace: 5n,
  minFinality: 150n,
  maxFinality: 300n,
  defenceWindow: 40n,
  forkWindow: 80n,
  publishWindow: 20n,
}
