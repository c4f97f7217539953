// What `npm run bench -- …` is asked for.
import { parseArgs } from 'node:util'
import { select } from './bench.ts'
import type { Bench } from './bench.ts'

export type Wanted =
  | { readonly kind: 'run'; readonly benches: readonly Bench[]; readonly quick: boolean }
  /** The page and the charts, from results that are there. */
  | { readonly kind: 'page' }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'wrong'; readonly text: string }

/** Reads the words behind the command, of which `benches` are all that can be named. */
export function readCommandLine(words: readonly string[], benches: readonly Bench[]): Wanted {
  const parsed = parsedWords(words)
  if (typeof parsed === 'string') return { kind: 'wrong', text: `${parsed}\n\n${usage(benches)}` }
  const { help, page, quick, names } = parsed
  if (help) return { kind: 'help', text: usage(benches) }
  const selected = select(benches, names)
  if (!selected.ok) return { kind: 'wrong', text: selected.error }
  return page ? { kind: 'page' } : { kind: 'run', benches: selected.benches, quick }
}

interface Words {
  readonly help: boolean
  readonly page: boolean
  readonly quick: boolean
  readonly names: readonly string[]
}

/** The words taken apart, or what is wrong with them. */
function parsedWords(words: readonly string[]): Words | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        page: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    return { ...values, names: positionals }
  } catch (error) {
    if (error instanceof TypeError && 'code' in error) return error.message
    throw error
  }
}

function usage(benches: readonly Bench[]): string {
  const width = Math.max(...benches.map(({ name }) => name.length))
  return [
    'npm run bench [-- vm|compiler|devnet|NAME ...] [--quick|--page]',
    '',
    'Measures all benchmarks, or those of a group, or those that are named; prints tables, and writes the results, their page and the charts.',
    '',
    '  --quick  small inputs and few rounds, nothing is written: only shows that the benchmarks work',
    '  --page   writes the page and the charts anew from the results that are there',
    '  --help   says this',
    '',
    ...benches.map(({ name, group, title }) => `  ${name.padEnd(width)}  ${title} (${group})`),
  ].join('\n')
}
