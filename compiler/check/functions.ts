// Third phase: bodies of functions.
import type { Diagnostic } from '../diagnostics/types.ts'
import type * as ast from '../syntax/ast.ts'
import type { LocalVariable, TypedBlock, TypedFunction } from '../typed/tree.ts'
import { fits, isError, takesFrom, typeName, UNIT } from '../typed/type-facts.ts'
import { enterLocal, newBody } from './body.ts'
import { conversionHelp, mustFit } from './fit.ts'
import { paramNames } from './generics.ts'
import type { FunctionInfo } from './model.ts'
import { complain, type Session } from './session.ts'

/** Checks a function's body. */
export function checkFunction(session: Session, info: FunctionInfo): TypedFunction {
  const place = { key: functionKey(info), scope: info.scope, contract: info.contract, node: info.node }
  const { block, locals } = session.recall.body(session, place, () => checkBody(session, info))
  return {
    id: info.id,
    name: info.name,
    file: info.scope.file.id,
    span: info.node.span,
    nameSpan: info.node.name.span,
    doc: info.node.doc,
    contract: info.contract?.id ?? null,
    role: info.role,
    effect: info.effect,
    generic: info.instance !== null ? 'instance' : info.typeParams.length > 0 ? 'template' : null,
    payable: info.payable,
    params: info.params,
    result: info.result,
    access: info.access,
    reentrant: isReentrant(info.node),
    maxDepth: info.maxDepth,
    maxSteps: info.maxSteps,
    body: block,
    locals: [...info.params, ...locals],
  }
}

export function isReentrant(node: ast.ParsedFunction): boolean {
  return node.modifiers.some(({ word }) => word === 'reentrant')
}

/** What the body of a function goes by in a memory. */
export function functionKey({ id }: Pick<FunctionInfo, 'id'>): string {
  return `function ${id}`
}

/** The body, and the variables that it declares. */
function checkBody(
  session: Session,
  info: FunctionInfo,
): { readonly block: TypedBlock; readonly locals: readonly LocalVariable[] } {
  const types = info.instance?.types ?? paramNames(info.typeParams)
  const at = { session, scope: info.scope, contract: info.contract, types }
  const isOpen = takesFrom(info.access, 'Final') && takesFrom(info.access, 'Unproven')
  const body = newBody(at, info.role, info.result, isOpen)
  for (const param of info.params) enterLocal(body, param)
  const block = session.rules.block(body, info.node.body, info.result)
  const { tail } = block
  let checked = block
  if (tail !== null) {
    const fitted = mustFit(body, tail, info.result)
    checked = { ...block, tail: fitted, type: fitted.type }
  } else if (info.result.kind !== 'unit' && !fits(block.type, info.result) && !isError(info.result)) {
    complain(session, 'E0524', endOf(info.node), { type: typeName(info.result) }, missingHelp(info))
  }
  return { block: checked, locals: body.locals.slice(info.params.length) }
}

/**
 * Checks the bodies of the instances of generic functions, which may ask for more of them. What is wrong in all of them was told
 * of the generic one; what is wrong only here is told where the instance was asked for.
 */
export function checkInstances(session: Session): TypedFunction[] {
  const checked: TypedFunction[] = []
  for (const info of session.functionInstances.values()) {
    const own = { ...session, diagnostics: noDiagnostics(), references: [] }
    checked.push(checkFunction(own, info))
    const wrong = own.diagnostics.find((d) => d.severity === 'error')
    const known = session.diagnostics.some(
      (d) => d.span.file === info.node.span.file && d.severity === 'error',
    )
    if (wrong === undefined || known || info.instance === null) continue
    if (wrong.code === 'E0552') session.diagnostics.push(wrong)
    else complain(session, 'E0552', info.instance.call, { name: info.name, why: wrong.message })
  }
  return checked
}

function noDiagnostics(): Diagnostic[] {
  return []
}

function endOf(node: ast.ParsedFunction): ast.ParsedFunction['span'] {
  const { span } = node.body
  return { ...span, start: Math.max(span.start, span.end - 1) }
}

function missingHelp(info: FunctionInfo): { help: string } {
  return { help: conversionHelp(UNIT, info.result) ?? 'end with an expression that is the value' }
}
