// Makes docs/diagnostics.md out of the table: every code with an example that fails, what the compiler says about it, and
// an example that works.
import { EXAMPLE_OTHER, EXAMPLE_PACKAGES, type DiagnosticEntry } from './entry.ts'
import { runExample } from './examples.ts'
import { renderDiagnostic } from './render.ts'
import { DIAGNOSTICS } from './table.ts'

/** What the codes of a hundred are about, by their first three characters. */
const FAMILIES: Readonly<Record<string, string>> = {
  E01: 'Spelling and grammar',
  E02: 'Coins',
  E03: 'Names and imports',
  E04: 'Who may call what',
  E05: 'Types and values',
  E06: 'Storage',
  E07: 'Loops and recursion',
  E08: 'Building a silo',
  E10: 'Invariants',
  E15: 'Tests',
  E11: 'Interfaces and components',
  W09: 'Lints',
}
/** Longer examples are shown by their first and last lines. */
const MAX_LINES = 14
const MAX_WIDTH = 110

/** The reference as Markdown, before formatting. */
export function diagnosticsReference(): string {
  const codes = Object.entries(DIAGNOSTICS).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const families = [...new Set(codes.map(([code]) => code.slice(0, 3)))]
  const sections = families.flatMap((family) => [
    `## ${FAMILIES[family] ?? family}`,
    ...codes.filter(([code]) => code.startsWith(family)).map(([code, entry]) => section(code, entry)),
  ])
  return [INTRODUCTION, ...sections, ''].join('\n\n')
}

const INTRODUCTION = `# Diagnostics

Every message of the compiler has a code that stays the same from version to version. Here is each with an example that fails, what the
compiler says about it, and an example that works. Lints (\`W…\`) don't stop a build; \`// allow W0902\` on a line, or alone on the line
above, silences one. This file is made from \`compiler/diagnostics\` (\`npm run docs:diagnostics\`), and tests run all its examples.

Where an example imports \`./other\`, this file stands beside it:

${silo(EXAMPLE_OTHER)}

The packages that examples import from have ${manifests()}.`

/** What the manifests of the packages of the examples say, in words. */
function manifests(): string {
  return Object.entries(EXAMPLE_PACKAGES)
    .filter(([path]) => path.endsWith('package.json'))
    .map(([path, text]) => `\`${text}\` in \`${path}\``)
    .join(' and ')
}

function section(code: string, entry: DiagnosticEntry): string {
  const { diagnostics, program } = runExample(entry, 'failing')
  const said = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, program.files)).join('\n')
  const settings = settingsOf(entry)
  return [
    `### ${code}`,
    ...(settings === '' ? [] : [settings]),
    silo(entry.failing),
    `\`\`\`text\n${shortened(said)}\n\`\`\``,
    entry.working === entry.failing ? '' : `Instead:\n\n${silo(entry.working)}`,
  ].join('\n\n')
}

function settingsOf({ build }: DiagnosticEntry): string {
  const { contract, failingEntry } = build ?? {}
  if (contract !== undefined) return `With \`contract: "${contract}"\` in silo.config.ts:`
  if (failingEntry !== undefined)
    return `When \`${failingEntry}\` is asked for, and there is only \`main.silo\`:`
  return ''
}

function silo(text: string): string {
  return `\`\`\`silo\n${shortened(text.trim())}\n\`\`\``
}

function shortened(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => (line.length > MAX_WIDTH ? `${line.slice(0, MAX_WIDTH)} …` : line))
  if (lines.length <= MAX_LINES) return lines.join('\n')
  return [...lines.slice(0, 6), `… ${lines.length - 9} lines …`, ...lines.slice(-3)].join('\n')
}
