// No storage field is read before it has a value: one without a default is set by `init` on every path, before it is read
// and before any other function of the contract runs.
import type { Diagnostic } from '../../diagnostics/types.ts'
import { report } from '../../diagnostics/table.ts'
import type { Span } from '../../source.ts'
import type { Place, SymbolId, TypedExpr, TypedFunction, TypedStatement } from '../../typed/tree.ts'
import { runFlow } from '../flow.ts'
import type { StorageInfo } from '../model.ts'

/** Fields that have no value until `init` gives them one. */
export function fieldsToSet(storage: readonly StorageInfo[]): StorageInfo[] {
  return storage.filter(
    (f) => f.node.initial === null && f.type.kind !== 'map' && f.type.kind !== 'error' && f.name !== '',
  )
}

/** Checks a contract's constructor, or that it needs none. */
export function checkInitialisation(
  storage: readonly StorageInfo[],
  init: TypedFunction | null,
): Diagnostic[] {
  const fields = fieldsToSet(storage)
  if (init === null) {
    return fields.map((f) => {
      const example = DEFAULTS[f.type.kind] ?? null
      const at = { ...f.node.span, start: f.node.span.end }
      const fix =
        example === null
          ? null
          : { title: `add \`= ${example}\``, edits: [{ span: at, newText: ` = ${example}` }] }
      return report('E0602', f.node.name.span, { name: f.name }, { fix })
    })
  }
  return checkInit(fields, init)
}

const DEFAULTS: Readonly<Record<string, string | undefined>> = {
  int: '0',
  sompi: '0 sompi',
  bool: 'false',
  coin: 'coin.zero()',
}

function checkInit(fields: readonly StorageInfo[], init: TypedFunction): Diagnostic[] {
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
    if (node.kind === 'builtin' && 'coin' in node && 'root' in node.coin) mustBeSet(set, node.coin)
    if (node.kind === 'call' && node.target.kind === 'local') {
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
    const { field } = place.root
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
      found.push(report('E0601', field.node.name.span, { name: field.name }, { secondary }))
    }
  }
}
