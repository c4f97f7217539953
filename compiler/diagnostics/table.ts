// The one table of diagnostics, put together from its categories, and the one way to make a diagnostic.
import type { Span } from '../source.ts'
import { ACCESS } from './codes/access.ts'
import { BUILDING } from './codes/building.ts'
import { COINS } from './codes/coins.ts'
import { CONTRACTS } from './codes/contracts.ts'
import { DATA } from './codes/data.ts'
import { FLOW } from './codes/flow.ts'
import { INVARIANTS } from './codes/invariants.ts'
import { LINTS } from './codes/lints.ts'
import { NAMES } from './codes/names.ts'
import { SILOS } from './codes/silos.ts'
import { STORAGE } from './codes/storage.ts'
import { SYNTAX } from './codes/syntax.ts'
import { TESTS } from './codes/tests.ts'
import { TYPES } from './codes/types.ts'
import { VALUES } from './codes/values.ts'
import { fill, type DiagnosticEntry, type TemplateArgument } from './entry.ts'
import type { Diagnostic, Fix, SecondarySpan } from './types.ts'

const TABLE = {
  ...SYNTAX,
  ...COINS,
  ...NAMES,
  ...ACCESS,
  ...TYPES,
  ...VALUES,
  ...DATA,
  ...STORAGE,
  ...FLOW,
  ...BUILDING,
  ...INVARIANTS,
  ...TESTS,
  ...CONTRACTS,
  ...SILOS,
  ...LINTS,
} as const satisfies Record<string, DiagnosticEntry>

/** Every code that the compiler can report. */
export type DiagnosticCode = keyof typeof TABLE

type Arguments<C extends DiagnosticCode> = Readonly<
  Record<TemplateArgument<(typeof TABLE)[C]['message']> | TemplateArgument<(typeof TABLE)[C]['help']>, string>
>

/** What a diagnostic may have beside its message. A `help` here stands in for the table's. */
export interface Details {
  readonly label?: string
  readonly secondary?: readonly SecondarySpan[]
  readonly help?: string | null
  readonly fix?: Fix | null
}

/** The table, for documentation and tests. */
export const DIAGNOSTICS: Readonly<Record<DiagnosticCode, DiagnosticEntry>> = TABLE

/** Makes a diagnostic; the type system checks that every argument of the templates is given. */
export function report<C extends DiagnosticCode>(
  code: C,
  span: Span,
  args: Arguments<C>,
  details: Details = {},
): Diagnostic {
  const entry: DiagnosticEntry = TABLE[code]
  const values: Readonly<Record<string, string>> = args
  const help = details.help === undefined ? entry.help : details.help
  return {
    code,
    severity: entry.severity,
    message: fill(entry.message, values),
    span,
    label: details.label ?? '',
    secondary: details.secondary ?? [],
    help: help === null ? null : fill(help, values),
    fix: details.fix ?? null,
  }
}
