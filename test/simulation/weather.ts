// Network weather: now and then the network falls in two for a while, so that the chain forks and one side's blocks are
// taken back when it heals.
import type { Devnet, Random } from '../../devnet/index.ts'

/** Milliseconds. Shorter than the censorship that the silo's windows are made to survive. */
const LONGEST_SPLIT = 4_000
const MEAN_PAUSE = 8_000

export function startWeather(devnet: Devnet, random: Random, note: (text: string) => void): void {
  const split = (): void => {
    const sides: [string[], string[]] = [[], []]
    for (const { name } of devnet.nodes) sides[random.below(2) === 0 ? 0 : 1].push(name)
    devnet.network.partition(sides)
    note(`the network falls in two: ${sides.map((side) => side.join(', ')).join(' | ')}`)
    devnet.clock.schedule(BigInt(random.between(1_000, LONGEST_SPLIT)), () => {
      devnet.network.heal()
      note('the network is whole again')
    })
    devnet.clock.schedule(BigInt(LONGEST_SPLIT + random.exponential(MEAN_PAUSE)), split)
  }
  devnet.clock.schedule(BigInt(random.exponential(MEAN_PAUSE)), split)
}
