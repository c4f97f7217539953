// The stage of the demo: a devnet with its actors' names, lines that carry the time since the start, and a status line of the chain.
import type { Clock } from '../../client/clock.ts'
import type { Hash } from '../../devnet/tx/index.ts'
import type { Output } from '../output.ts'

export interface Stage {
  /** A heading. */
  act(title: string): void
  tell(line: string): void
  /** What is being waited for, in the status line. */
  waiting(what: string): void
  /** The chain moved: the status line shows its new score. */
  tick(daaScore: bigint): void
  /** Seconds since the start on the stage's clock. */
  seconds(): string
  nameOf(owner: Hash): string
  name(owner: Hash, name: string): void
}

export function createStage(output: Output, clock: Clock): Stage {
  const start = clock.now()
  const names = new Map<Hash, string>()
  const { style } = output
  const seconds = (): string => {
    const ms = clock.now() - start
    return `${ms / 1000n}.${(ms % 1000n) / 100n}`
  }
  let awaited = ''
  let score = 0n
  const showStatus = (): void => {
    if (awaited !== '') output.status(`${seconds().padStart(6)} s  … ${awaited} (DAA score ${score})`)
  }
  return {
    act(title) {
      awaited = ''
      output.line()
      output.line(style.bold(style.cyan(title)))
    },
    tell(line) {
      output.line(`${style.dim(`${seconds().padStart(6)} s`)}  ${line}`)
      showStatus()
    },
    waiting(what) {
      awaited = what
      showStatus()
    },
    tick(daaScore) {
      score = daaScore
      showStatus()
    },
    seconds,
    nameOf: (owner) => names.get(owner) ?? `${owner.slice(0, 8)}…`,
    name: (owner, name) => {
      names.set(owner, name)
    },
  }
}
