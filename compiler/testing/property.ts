// Tests over made-up inputs: many cases by chance, and the smallest input that fails. Conditions steer what is made up where they compare an input.
import type { LocalVariable, Type, TypedExpr, TypedTest } from '../typed/tree.ts'
import { numberOf } from './arithmetic.ts'
import { failureOf, newEnvironment, type Workshop } from './case.ts'
import { type Choices } from './choices.ts'
import type { Environment } from './environment.ts'
import { numberIn, wordIn } from './environment.ts'
import { makeUp, wholeRange, type Range } from './make-up.ts'
import type { Counterexample } from './report.ts'
import { runBlock } from './statements.ts'
import type { CaseResult } from './search.ts'
import { valueText } from './value-text.ts'

/** Runs the test with inputs made up out of choices. */
export function runProperty(workshop: Workshop, test: TypedTest, choices: Choices): CaseResult {
  const env = newEnvironment(workshop)
  let fits = true
  const failure = failureOf(() => {
    fits = makeInputs(env, test, choices)
    if (fits) runBlock(env, test.body)
  })
  if (!fits) return { kind: 'unfit', refusals: [] }
  const { messages, labels } = env
  if (failure === null) return { kind: 'passed', messages, labels }
  return { kind: 'failed', failure, messages, example: { kind: 'inputs', inputs: inputsOf(env, test) } }
}

/** False when the inputs don't satisfy the test's conditions. */
function makeInputs(env: Environment, test: TypedTest, choices: Choices): boolean {
  for (const { variable, range } of test.params) {
    const given = range === null ? wholeRange(variable.type) : rangeBetween(env, variable.type, range)
    const narrowed = narrow(env, variable, given, test.where)
    if (narrowed.least > narrowed.most) return false
    const words = makeUp(env, variable.type, choices, narrowed)
    if (words === undefined) return false
    env.variables.set(variable.id, words)
  }
  return test.where === null || wordIn(env, test.where) === 1n
}

function rangeBetween(env: Environment, type: Type, ends: { from: TypedExpr; to: TypedExpr }): Range {
  const number = (expr: TypedExpr): bigint => numberOf(intName(type), numberIn(env, expr))
  return { least: number(ends.from), most: number(ends.to) - 1n }
}

/** What comparisons with what is known already leave of a range: of `a < b and b <= 9`, each when its second side is made up. */
function narrow(env: Environment, variable: LocalVariable, range: Range, where: TypedExpr | null): Range {
  let { least, most } = range
  for (const part of where === null ? [] : conjuncts(where)) {
    if (part.kind !== 'compare') continue
    const onLeft = isVariable(part.left, variable)
    const [own, other] = onLeft ? [part.left, part.right] : [part.right, part.left]
    if (!isVariable(own, variable) || !known(env, other)) continue
    const value = numberOf(intName(variable.type), numberIn(env, other))
    const operator = onLeft ? part.operator : MIRRORED[part.operator]
    if (operator === 'equal' || operator === 'less-equal') most = value < most ? value : most
    if (operator === 'equal' || operator === 'greater-equal') least = value > least ? value : least
    if (operator === 'less') most = value - 1n < most ? value - 1n : most
    if (operator === 'greater') least = value + 1n > least ? value + 1n : least
  }
  return { least, most }
}

type Comparison = Extract<TypedExpr, { kind: 'compare' }>['operator']
const MIRRORED: Readonly<Record<Comparison, Comparison>> = {
  equal: 'equal',
  'not-equal': 'not-equal',
  less: 'greater',
  'less-equal': 'greater-equal',
  greater: 'less',
  'greater-equal': 'less-equal',
}

function conjuncts(expr: TypedExpr): readonly TypedExpr[] {
  return expr.kind === 'logical' && expr.operator === 'and'
    ? [...conjuncts(expr.left), ...conjuncts(expr.right)]
    : [expr]
}

function isVariable(expr: TypedExpr, variable: LocalVariable): boolean {
  return (
    expr.kind === 'load' &&
    expr.place.root.kind === 'local' &&
    expr.place.root.variable === variable.id &&
    expr.place.path.length === 0
  )
}

/** Whether an expression is a number that inputs made up before determine: a constant, one of them, or a sum and the like of these. */
function known(env: Environment, expr: TypedExpr): boolean {
  switch (expr.kind) {
    case 'integer':
    case 'constant':
      return true
    case 'load':
      return expr.place.root.kind === 'local' && env.variables.has(expr.place.root.variable)
    default:
      return false
  }
}

function intName(type: Type): Parameters<typeof numberOf>[0] {
  return type.kind === 'int' ? type.name : 'u64'
}

function inputsOf(env: Environment, { params }: TypedTest): readonly Counterexample[] {
  return params.flatMap(({ variable }) => {
    const words = env.variables.get(variable.id)
    return words === undefined ? [] : [{ name: variable.name, text: valueText(env, variable.type, words) }]
  })
}
