// No storage field is read before it has a value: one without a default is set by `init` on every path, before it is read
// and before any other function of the contract runs.
import type { Diagnostic } from '../../diagnostics/types.ts'
import { report } from '../../diagnostics/table.ts'
import type { Span } from '../../source.ts'
import type {
  Place,
  SymbolId,
  Type,
  TypedContract,
  TypedExpr,
  TypedFunction,
  TypedStatement,
} from '../../typed/tree.ts'
import { isSlot } from '../../typed/type-facts.ts'
import { operatedPlace } from '../../typed/walk.ts'
import { runFlow } from '../flow.ts'
import type { ContractInfo, StorageInfo, UseInfo } from '../model.ts'

/** Fields that have no value until `init` gives them one. */
export function fieldsToSet(storage: readonly StorageInfo[]): StorageInfo[] {
  return storage.filter(
    (f) =>
      f.node.initial === null &&
      f.type.kind !== 'map' &&
      f.type.kind !== 'error' &&
      !isSlot(f.type) &&
      f.name !== '',
  )
}

/** Something that must have a value: a field, or a component, whose `init` gives it one. */
interface ToSet {
  readonly id: SymbolId
  readonly name: string
  readonly kind: Type['kind'] | 'component'
  readonly span: Span
  readonly nameSpan: Span
}

/** Checks a contract's constructor, or that it needs none; and those of its components. */
export function checkInitialisation(
  info: ContractInfo,
  contract: TypedContract,
  sample: boolean,
): Diagnostic[] {
  // A contract that nobody wrote has no `init` that could call its component's.
  const own = sample ? [] : checkOne(info, contract.init, info.uses)
  const uses = info.uses.flatMap((use) => {
    const init = contract.functions.find(({ id }) => id === use.init?.id) ?? null
    return checkOne(use.view, init, info.uses)
  })
  return [...own, ...uses]
}

function checkOne(view: ContractInfo, init: TypedFunction | null, all: readonly UseInfo[]): Diagnostic[] {
  const uses = all.filter(({ outer }) => outer === view)
  const own = fieldsToSet(view.storage.filter(({ contract }) => contract === view))
  const fields: ToSet[] = own.map(({ id, name, type, node }) => ({
    id,
    name,
    kind: type.kind,
    span: node.span,
    nameSpan: node.name.span,
  }))
  for (const { init: its, name, node } of uses)
    if (its !== null)
      fields.push({ id: its.id, name, kind: 'component', span: node.span, nameSpan: node.name.span })
  if (init === null) return fields.map(withoutInit)
  // Fields of a component have a value once its `init` has run.
  const partOf = new Map(
    uses.flatMap((use) =>
      use.init === null
        ? []
        : view.storage
            .filter((f) => f.name.startsWith(`${use.name}.`))
            .map((f) => [f.id, use.init?.id] as const),
    ),
  )
  return checkInit(fields, init, (id) => partOf.get(id) ?? id)
}

function withoutInit({ kind, name, span, nameSpan }: ToSet): Diagnostic {
  if (kind === 'component')
    return report('E0602', nameSpan, { name }, { help: `call \`${name}.init(...)\` in an \`init\`` })
  const example = DEFAULTS[kind] ?? null
  const at = { ...span, start: span.end }
  const fix =
    example === null
      ? null
      : { title: `add \`= ${example}\``, edits: [{ span: at, newText: ` = ${example}` }] }
  return report('E0602', nameSpan, { name }, { fix })
}

const DEFAULTS: Readonly<Record<string, string | undefined>> = {
  int: '0',
  sompi: '0 sompi',
  bool: 'false',
  coin: 'coin.zero()',
}

/** `part` gives what a field is set with. */
function checkInit(
  fields: readonly ToSet[],
  init: TypedFunction,
  part: (field: SymbolId) => SymbolId,
): Diagnostic[] {
  const found: Diagnostic[] = []
  const reported = new Set<SymbolId>()
  const names = new Map(fields.map((f) => [f.id, f.name]))

  const end = runFlow<Set<SymbolId>>(
    {
      copy: (state) => new Set(state),
      join: (paths) => {
        const [first, ...rest] = paths
        return new Set([...(first?.state ?? [])].filter((id) => rest.every((p) => p.state.has(id))))
      },
      expr: (state, node) => visitExpr(state, node),
      statement: (state, node) => visitStatement(state, node),
      leave: () => undefined,
      jump: (state, node, variables) => {
        if (variables === null) mustBeComplete(state, node.span)
      },
    },
    new Set(),
    init.body,
  )
  if (end !== null) mustBeComplete(end, null)
  return found

  function visitExpr(set: Set<SymbolId>, node: TypedExpr): void {
    if (node.kind === 'load') mustBeSet(set, node.place)
    if (node.kind === 'push' || node.kind === 'pop') mustBeSet(set, node.array)
    const operated = node.kind === 'builtin' ? operatedPlace(node) : null
    if (operated !== null) mustBeSet(set, operated.place)
    if (node.kind === 'call' && node.target.kind === 'local') {
      if (names.has(node.target.function)) {
        set.add(node.target.function)
        return
      }
      const open = [...names].filter(([id]) => !set.has(id) && !reported.has(id))
      if (open.length === 0) return
      for (const [id] of open) reported.add(id)
      const list = open.map(([, name]) => `\`${name}\``).join(', ')
      found.push(report('E0606', node.span, { callee: node.target.name, fields: list }))
    }
  }

  function visitStatement(set: Set<SymbolId>, node: TypedStatement): void {
    if (node.kind === 'update') mustBeSet(set, node.place)
    if (node.kind !== 'assign') return
    if (node.place.path.length > 0) mustBeSet(set, node.place)
    else if (node.place.root.kind === 'storage') set.add(node.place.root.field)
  }

  function mustBeSet(set: Set<SymbolId>, place: Place): void {
    if (place.root.kind !== 'storage') return
    const field = part(place.root.field)
    const name = names.get(field)
    if (name === undefined || set.has(field) || reported.has(field)) return
    reported.add(field)
    found.push(report('E0605', place.span, { name }))
  }

  function mustBeComplete(set: Set<SymbolId>, at: Span | null): void {
    for (const field of fields) {
      if (set.has(field.id) || reported.has(field.id)) continue
      reported.add(field.id)
      const secondary = [
        { span: init.nameSpan, label: '`init` leaves it without a value' },
        ...(at === null ? [] : [{ span: at, label: 'on the path that returns here' }]),
      ]
      found.push(report('E0601', field.nameSpan, { name: field.name }, { secondary }))
    }
  }
}
