// The most steps of a silo's functions, as commands show them: a line each, or data.
import { boundText, type FunctionSteps } from '../compiler/steps/function-steps.ts'

export function stepsLines(all: readonly FunctionSteps[]): string[] {
  const names = all.map(fullName)
  const width = Math.max(...names.map((name) => name.length))
  return all.map(({ bound }, i) => `  ${(names[i] ?? '').padEnd(width)}  ${boundText(bound)}`)
}

export function stepsJson(all: readonly FunctionSteps[]): unknown {
  return all.map(({ contract, function: name, bound }) =>
    bound.bounded
      ? { contract, function: name, steps: String(bound.steps) }
      : { contract, function: name, steps: null, why: bound.why, path: bound.path, line: bound.line },
  )
}

/** `Vault.deposit`, as the listing of instructions calls it. */
export function fullName({ contract, function: name }: FunctionSteps): string {
  return `${contract}.${name}`
}
