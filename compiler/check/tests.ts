// Third phase: bodies of tests, the inputs that are made up for them, and campaigns.
import type * as ast from '../syntax/ast.ts'
import type { Type, TypedCampaign, TypedTest, TypedTestParam } from '../typed/tree.ts'
import { BOOL, isError, typeName, U64, UNIT } from '../typed/type-facts.ts'
import { declareLocal, newBody, type Body } from './body.ts'
import type { ContractInfo, FileScope } from './model.ts'
import { resolveType } from './resolve-type.ts'
import { complain, lookUp, refer, type Session, type Surroundings } from './session.ts'

export const MOST_ACTORS = 8
const MOST_STEPS = 10_000
const MOST_SILOS = 4
const SETTINGS: Readonly<Record<string, { readonly most: number; readonly usual: number }>> = {
  actors: { most: MOST_ACTORS, usual: 3 },
  steps: { most: MOST_STEPS, usual: 100 },
  silos: { most: MOST_SILOS, usual: 1 },
}

/** All tests and campaigns, in the order of files and lines. */
export function checkTests(
  session: Session,
  scopes: readonly FileScope[],
): { readonly tests: readonly TypedTest[]; readonly campaigns: readonly TypedCampaign[] } {
  const tests: TypedTest[] = []
  const campaigns: TypedCampaign[] = []
  const take = (at: Surroundings, item: ast.ParsedItem | ast.ParsedMember): void => {
    if (item.kind === 'test') tests.push(checkTest(at, item))
    else if (item.kind === 'campaign') campaigns.push(...checkCampaign(at, item))
    else if (item.kind === 'contract') {
      const contract = session.contracts.find((c) => c.node === item) ?? null
      for (const member of item.members) take({ ...at, contract }, member)
    }
  }
  for (const scope of scopes) {
    for (const item of scope.tree.items) take({ session, scope, contract: null }, item)
  }
  return { tests, campaigns }
}

function checkTest(at: Surroundings, node: ast.ParsedTest): TypedTest {
  const { session, scope, contract } = at
  const id = session.within(`test ${contract?.id ?? scope.file.path} ${node.title.text}`, session.newId)
  const checked = session.recall.body(session, { key: testKey({ id }), scope, contract, node }, () => {
    const body = newBody(at, 'test', UNIT)
    const params = node.params.map((param) => checkParam(body, param))
    const where = node.where === null ? null : session.rules.expect(body, node.where, BOOL)
    return { params, where, body: session.rules.block(body, node.body, UNIT), locals: body.locals }
  })
  return {
    id,
    name: node.title.text,
    file: at.scope.file.id,
    span: node.span,
    nameSpan: node.title.span,
    doc: node.doc,
    contract: at.contract?.id ?? null,
    ...checked,
  }
}

/** What the body of a test goes by in a memory. */
export function testKey({ id }: Pick<TypedTest, 'id'>): string {
  return `test ${id}`
}

function checkParam(body: Body, node: ast.ParsedTestParam): TypedTestParam {
  const { session } = body
  const type = resolveType(body, node.type, 'parameter')
  if (!canBeMadeUp(session, type)) complain(session, 'E1501', node.type.span, { type: typeName(type) })
  const { range } = node
  const ordered = type.kind === 'int' || type.kind === 'sompi'
  if (range !== null && !ordered && !isError(type))
    complain(session, 'E1502', range.span, { type: typeName(type) })
  const ends =
    range === null || !ordered
      ? null
      : {
          from: session.rules.expect(body, range.from, type),
          to: session.rules.expect(body, range.to, type),
        }
  // Declared behind its range, which can't speak of it.
  return { variable: declareLocal(body, node.name, node.span, type, false, 'parameter'), range: ends }
}

/** Whether any value of the type is a possible input: none that only a silo can give. */
function canBeMadeUp(session: Session, type: Type): boolean {
  switch (type.kind) {
    case 'int':
    case 'sompi':
    case 'bool':
    case 'address':
    case 'hash':
    case 'bytes':
    case 'string':
      return true
    case 'array':
      return canBeMadeUp(session, type.element)
    case 'struct':
      return (
        session.records
          .find(({ id }) => id === type.struct)
          ?.fields.every((field) => canBeMadeUp(session, field.type)) ?? true
      )
    case 'enum':
      return (
        session.enums
          .find(({ id }) => id === type.enum)
          ?.variants.every(({ fields }) => fields.every((field) => canBeMadeUp(session, field.type))) ?? true
      )
    case 'tuple':
      return type.items.every((item) => canBeMadeUp(session, item))
    default:
      return isError(type)
  }
}

function checkCampaign(at: Surroundings, node: ast.ParsedCampaign): TypedCampaign[] {
  const { session } = at
  const over = campaignTarget(at, node)
  const values = new Map(Object.entries(SETTINGS).map(([name, { usual }]) => [name, usual]))
  for (const setting of node.settings) {
    const limits = SETTINGS[setting.name.text]
    if (limits === undefined) {
      complain(session, 'E1503', setting.name.span, { name: setting.name.text })
      continue
    }
    const value = session.rules.initialValue(at, setting.value, U64)
    if (value === null) continue
    if (value.kind !== 'int' || value.value < 1n || value.value > BigInt(limits.most)) {
      const { name } = setting
      complain(session, 'E1504', setting.value.span, { name: name.text, most: `${limits.most}` })
    } else values.set(setting.name.text, Number(value.value))
  }
  if (over === null) return []
  return [
    {
      id: session.newId(),
      name: `campaign over ${over.name}`,
      file: at.scope.file.id,
      span: node.span,
      nameSpan: node.wordSpan,
      doc: node.doc,
      over: over.id,
      actors: values.get('actors') ?? 1,
      steps: values.get('steps') ?? 1,
      silos: values.get('silos') ?? 1,
    },
  ]
}

/** The contract that is named, or the one around it. */
function campaignTarget(at: Surroundings, node: ast.ParsedCampaign): ContractInfo | null {
  const { over, wordSpan } = node
  if (over === null) {
    if (at.contract === null) complain(at.session, 'E1505', wordSpan, {})
    return at.contract
  }
  const entity = lookUp(at, over.text)
  if (entity?.kind === 'contract') {
    refer(at.session, over.span, entity.info.id)
    return entity.info
  }
  if (over.text !== '' && !at.scope.broken.has(over.text))
    complain(at.session, 'E1506', over.span, { name: over.text })
  return null
}
