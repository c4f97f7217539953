// `contract C implements I`: the contract has every function of the interface, public or `remote` as there, and with the same types.
import type * as ast from '../syntax/ast.ts'
import { ORIGIN_VARIANTS, type TypedFunction } from '../typed/tree.ts'
import { isError, NEVER, sameType, takesFrom, typeName } from '../typed/type-facts.ts'
import { isReentrant } from './functions.ts'
import { describe, type ContractInfo, type FunctionInfo, type InterfaceInfo } from './model.ts'
import { complain, lookUp, refer, type Session } from './session.ts'
import { didYouMean } from './suggest.ts'

/** Notes the interfaces that a contract implements. One that it doesn't fulfil is reported, and counts all the same. */
export function resolveImplements(session: Session, contract: ContractInfo): void {
  const { scope } = contract
  for (const name of contract.node.implements) {
    const entity = lookUp({ session, scope, contract: null }, name.text)
    if (entity?.kind === 'interface') {
      refer(session, name.span, entity.info.id)
      contract.implements.push(entity.info.id)
      compare(session, contract, entity.info, name)
    } else if (entity !== undefined) {
      const args = { name: name.text, is: describe(entity), wanted: 'an interface' }
      complain(session, 'E0304', name.span, args)
    } else if (name.text !== '' && !scope.broken.has(name.text)) {
      const names = [...scope.names].flatMap(([known, { kind }]) => (kind === 'interface' ? [known] : []))
      complain(session, 'E0301', name.span, { name: name.text }, didYouMean(name.text, name.span, names))
    }
  }
}

/** Reports the first function that is missing or differs. */
function compare(session: Session, contract: ContractInfo, wanted: InterfaceInfo, at: ast.Name): void {
  for (const fn of wanted.functions) {
    const own = contract.functions.find(({ name, role }) => name === fn.name && role === fn.role)
    const remote = fn.role === 'remote' ? ' as a `remote` function' : ''
    const why = own === undefined ? `\`${fn.name}\` is missing${remote}` : difference(own, fn)
    if (why === null) continue
    const secondary = [{ span: fn.node.name.span, label: 'asked for here' }]
    if (own !== undefined) secondary.push({ span: own.node.name.span, label: 'declared here' })
    complain(
      session,
      'E1101',
      at.span,
      { contract: contract.name, interface: wanted.name, why },
      { secondary },
    )
    return
  }
}

/** In what a function isn't the one that an interface asks for; null if it is. A view may stand for any. */
function difference(own: FunctionInfo, wanted: FunctionInfo): string | null {
  const types = [...own.params, ...wanted.params].map(({ type }) => type)
  if ([...types, own.result, wanted.result].some(isError)) return null
  const same =
    own.params.length === wanted.params.length &&
    own.params.every(({ type }, i) => sameType(type, wanted.params[i]?.type ?? type))
  if (!same) {
    const list = wanted.params.map(({ name, type }) => `${name}: ${typeName(type)}`).join(', ')
    return `\`${own.name}\` takes other arguments than \`(${list})\``
  }
  if (!sameType(own.result, wanted.result))
    return `\`${own.name}\` gives ${typeName(own.result)}, not ${typeName(wanted.result)}`
  const differs = ORIGIN_VARIANTS.find(
    (variant) =>
      own.role === 'remote' && takesFrom(own.access, variant) !== takesFrom(wanted.access, variant),
  )
  if (differs !== undefined)
    return `\`${own.name}\` takes ${takesFrom(own.access, differs) ? '' : 'no '}calls that are ${differs === 'Final' ? 'final' : 'not proven'}`
  if (own.payable !== wanted.payable) return `\`${own.name}\` is ${own.payable ? '' : 'not '}payable`
  return wanted.effect === 'view' && own.effect !== 'view' ? `\`${own.name}\` is not a view` : null
}

/** A function of an interface: it has no body of its own. */
export function typedSignature(owner: InterfaceInfo, info: FunctionInfo): TypedFunction {
  const { id, name, node, scope, role, effect, payable, params, result, access } = info
  const { span, doc } = node
  const body = { type: NEVER, span: node.body.span, statements: [], tail: null }
  const declared = { id, name, file: scope.file.id, span, nameSpan: node.name.span, doc }
  return {
    ...declared,
    contract: owner.id,
    role,
    effect,
    generic: null,
    payable,
    params,
    result,
    access,
    reentrant: isReentrant(node),
    maxDepth: null,
    maxSteps: null,
    body,
    locals: params,
  }
}
