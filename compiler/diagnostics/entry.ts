// The form of an entry in the table of diagnostics.
import type { Severity } from './types.ts'

/**
 * What a code means. In `message` and `help`, `%name%` stands for an argument. The examples are whole files; the
 * failing one gives exactly this diagnostic and no other, the working one none (a test runs them all).
 * A file `other.silo` stands beside them, see `EXAMPLE_OTHER`, and packages, see `EXAMPLE_PACKAGES`.
 */
export interface DiagnosticEntry {
  readonly severity: Severity
  readonly message: string
  readonly help: string | null
  readonly failing: string
  readonly working: string
  /** Codes that only building finds: how the examples are built. */
  readonly build?: ExampleBuild
}

export interface ExampleBuild {
  /** The root contract's name in the settings. */
  readonly contract?: string
  /** The entry file of the failing example, if it is not the example. */
  readonly failingEntry?: string
}

/** The file that examples may import. */
export const EXAMPLE_OTHER = `
pub error Shared { code: u64 }
error Hidden { code: u64 }
pub fn refuse(code: u64) { trap Hidden { code } }
pub resource Badge { number: u64 }
pub fn new_badge(number: u64): Badge => Badge { number }
`

/** The packages that examples may import from, by path. */
export const EXAMPLE_PACKAGES = {
  'node_modules/broken/package.json': '{ "silo": "../elsewhere.silo" }',
  'node_modules/@good/shapes/package.json': '{ "silo": "src/shapes.silo" }',
  'node_modules/@good/shapes/src/shapes.silo': EXAMPLE_OTHER,
} as const

/** The names between percent signs in a template. */
export type TemplateArgument<T> = T extends `${string}%${infer Name}%${infer Rest}`
  ? Name | TemplateArgument<Rest>
  : never

/** Puts arguments into a template. */
export function fill(template: string, args: Readonly<Record<string, string>>): string {
  return template.replaceAll(/%(\w+)%/g, (whole: string, name: string) => args[name] ?? whole)
}
