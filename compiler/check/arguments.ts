// Arguments against parameters: count, names, types. Arguments stand in the order of the parameters; a name in front of one
// only says which it is.
import type { Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import type { LocalVariable, Type, TypedExpr } from '../typed/tree.ts'
import { sameType } from '../typed/type-facts.ts'
import type { Body } from './body.ts'
import { complain } from './session.ts'

/** What an argument is checked against. */
export type Parameter = Pick<LocalVariable, 'name' | 'type'>

/** The typed arguments; null after a wrong count or name (their own mistakes are reported all the same). */
export function checkArguments(
  body: Body,
  callee: string,
  params: readonly Parameter[],
  args: readonly ast.ParsedArgument[],
  span: Span,
): readonly TypedExpr[] | null {
  const typed = args.map((arg, i): TypedExpr => {
    const type = params[i]?.type
    const { rules } = body.session
    return type === undefined ? rules.infer(body, arg.value, null) : rules.expect(body, arg.value, type)
  })
  if (args.length !== params.length) {
    complain(body.session, 'E0505', span, {
      callee,
      wanted: params.length === 1 ? '1 argument' : `${params.length} arguments`,
      given: String(args.length),
      signature: `${callee}(${params.map((p) => p.name).join(', ')})`,
    })
    return null
  }
  for (const [i, arg] of args.entries()) {
    const param = params[i]
    if (param === undefined || arg.name === null || arg.name.text === '' || arg.name.text === param.name)
      continue
    complain(
      body.session,
      'E0506',
      arg.name.span,
      { given: arg.name.text, wanted: param.name, order: params.map((p) => p.name).join(', ') },
      {},
    )
    return null
  }
  warnSwappable(body, callee, params, args)
  return typed
}

/** Two unnamed arguments of one type next to each other are easily swapped. */
function warnSwappable(
  body: Body,
  callee: string,
  params: readonly Parameter[],
  args: readonly ast.ParsedArgument[],
): void {
  for (let i = 0; i + 1 < params.length; i++) {
    const [a, b] = [params[i], params[i + 1]]
    const [x, y] = [args[i], args[i + 1]]
    if (a === undefined || b === undefined || x === undefined || y === undefined) continue
    if (!easilySwapped(a.type, b.type) || says(x, a) || says(y, b)) continue
    complain(
      body.session,
      'W0904',
      { ...x.span, end: y.span.end },
      { callee, first: a.name, second: b.name },
      {
        fix: {
          title: 'name them',
          edits: [
            { span: { ...x.span, end: x.span.start }, newText: `${a.name}: ` },
            { span: { ...y.span, end: y.span.start }, newText: `${b.name}: ` },
          ],
        },
      },
    )
    return
  }
}

function easilySwapped(a: Type, b: Type): boolean {
  return a.kind !== 'error' && sameType(a, b)
}

/** Whether an argument says which parameter it is for, by a name or by being called the same. */
function says(arg: ast.ParsedArgument, param: Parameter): boolean {
  return arg.name !== null || (arg.value.kind === 'name' && arg.value.name.text === param.name)
}
