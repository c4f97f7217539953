// Third phase: bodies of functions.
import type * as ast from '../syntax/ast.ts'
import type { TypedFunction } from '../typed/tree.ts'
import { fits, isError, typeName, UNIT } from '../typed/type-facts.ts'
import { enterLocal, newBody } from './body.ts'
import { conversionHelp, mustFit } from './fit.ts'
import type { FunctionInfo } from './model.ts'
import { complain, type Session } from './session.ts'

/** Checks a function's body. */
export function checkFunction(session: Session, info: FunctionInfo): TypedFunction {
  const body = newBody({ session, scope: info.scope, contract: info.contract }, info.role, info.result)
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
    payable: info.payable,
    params: info.params,
    result: info.result,
    access: info.access,
    body: checked,
    locals: body.locals,
  }
}

function endOf(node: ast.ParsedFunction): ast.ParsedFunction['span'] {
  const { span } = node.body
  return { ...span, start: Math.max(span.start, span.end - 1) }
}

function missingHelp(info: FunctionInfo): { help: string } {
  return { help: conversionHelp(UNIT, info.result) ?? 'end with an expression that is the value' }
}
