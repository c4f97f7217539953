// E08xx: what can go wrong behind the checker, when a program that is right in itself becomes a silo.
import { fill } from '../diagnostics/entry.ts'
import type { TemplateArgument } from '../diagnostics/entry.ts'
import type { Diagnostic, SecondarySpan } from '../diagnostics/types.ts'
import type { Span } from '../source.ts'

/** Message and help by code; `%name%` stands for an argument. */
export const BUILD_PROBLEMS = {
  E0801: {
    message: '`%name%` holds too many values at once',
    help: 'a function has room for 244 words (an address takes 4): move a part of it into a function of its own',
  },
  E0802: {
    message: '`%first%` and `%second%` get the same number by their signatures',
    help: 'numbers are cut hashes of name and types: give one of them another name',
  },
  E0803: {
    message: '`%name%` deploys itself',
    help: 'a silo has a fixed set of contracts: break the circle',
  },
  E0804: {
    message: 'a silo has at most 1024 contract instances',
    help: 'deploy fewer, or keep many accounts in a map of one contract',
  },
  E0805: {
    message: 'there is no contract to build',
    help: 'declare one: `contract Name { storage { .. } .. }`',
  },
  E0806: {
    message: 'which contract is the root of the silo? %names% could be',
    help: 'name it in silo.config.ts (`contract: "Name"`) or with --contract',
  },
  E0807: { message: 'no contract is called `%name%`', help: 'there are: %names%' },
  E0809: {
    message: 'there is no file `%path%`',
    help: 'give the path of a .silo file, relative to the project',
  },
  E0808: {
    message: 'the silo needs more code than the machine holds (131072 words)',
    help: 'split it into several silos',
  },
} as const satisfies Readonly<Record<string, { readonly message: string; readonly help: string }>>

export type BuildProblemCode = keyof typeof BUILD_PROBLEMS

type Arguments<C extends BuildProblemCode> = Readonly<
  Record<
    | TemplateArgument<(typeof BUILD_PROBLEMS)[C]['message']>
    | TemplateArgument<(typeof BUILD_PROBLEMS)[C]['help']>,
    string
  >
>

/** A diagnostic of the back end. */
export function buildProblem<C extends BuildProblemCode>(
  code: C,
  span: Span,
  args: Arguments<C>,
  secondary: readonly SecondarySpan[] = [],
): Diagnostic {
  const { message, help } = BUILD_PROBLEMS[code]
  const values: Readonly<Record<string, string>> = args
  return {
    code,
    severity: 'error',
    message: fill(message, values),
    span,
    label: '',
    secondary,
    help: fill(help, values),
    fix: null,
  }
}
