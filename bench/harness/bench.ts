// One benchmark: a name to select it by, words about it, and what measures.
import type { Peers } from './peers.ts'
import type { Outcome } from './rows.ts'

export type Group = 'vm' | 'compiler' | 'devnet'

export interface Run {
  readonly peers: Peers
  /** Small inputs and few rounds: that it works, not how fast. */
  readonly quick: boolean
  /** Tells the person who waits. */
  readonly say: (line: string) => void
}

export interface Bench {
  readonly name: string
  readonly group: Group
  readonly title: string
  /** What is measured, and how: a paragraph of the page. */
  readonly about: string
  readonly run: (run: Run) => Promise<Outcome>
}

/** The benchmarks that the words name, by group or name; all of them without words. The error names the word that means nothing. */
export function select(
  benches: readonly Bench[],
  words: readonly string[],
):
  { readonly ok: true; readonly benches: readonly Bench[] } | { readonly ok: false; readonly error: string } {
  for (const word of words) {
    if (!benches.some(({ name, group }) => name === word || group === word)) {
      const names = [...new Set(benches.map(({ group }) => group)), ...benches.map(({ name }) => name)]
      return { ok: false, error: `there is no benchmark ${word}; there are ${names.join(', ')}` }
    }
  }
  const chosen = benches.filter(({ name, group }) => words.includes(name) || words.includes(group))
  return { ok: true, benches: words.length === 0 ? benches : chosen }
}
