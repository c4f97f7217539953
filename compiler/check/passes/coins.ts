// Coins are neither copied nor lost: each coin that comes into a body ends in exactly one place on every path. Traps are
// exempt, since the machine then rolls the message back and refunds.
import type { Diagnostic, Fix } from '../../diagnostics/types.ts'
import { report } from '../../diagnostics/table.ts'
import { positionAt, type SourceFile, type Span } from '../../source.ts'
import type {
  LocalVariable,
  Place,
  SymbolId,
  TypedBlock,
  TypedExpr,
  TypedStatement,
} from '../../typed/tree.ts'
import { runFlow, type Path } from '../flow.ts'

/** Where a coin variable (or, in `init`, a coin field that must be set) stands on one path. */
type CoinState = Map<SymbolId, { readonly alive: boolean; readonly since: Span }>

/** What the pass needs to know about the body it follows. */
export interface CoinBody {
  readonly file: SourceFile
  readonly locals: readonly LocalVariable[]
  readonly body: TypedBlock
  /** Coin fields that `init` must set once; empty elsewhere. */
  readonly settable: readonly SymbolId[]
  /** A coin in storage that a forgotten coin could join; for the fix. */
  readonly pool: string | null
}

const NO_POOL =
  'coins are never dropped: keep them in a storage field of type `coin` (`pool.join(...)`), or pay them out (`pay(to, ...)`)'

export function checkCoins(input: CoinBody): Diagnostic[] {
  const { file, locals, body, settable, pool } = input
  const found: Diagnostic[] = []
  const coins = new Map(locals.filter((v) => v.type.kind === 'coin').map((v) => [v.id, v]))
  /** How many loops deep each variable was declared. */
  const depth = new Map<SymbolId, number>()
  const reported = new Set<SymbolId>()
  const start: CoinState = new Map()
  const params = locals.filter((v) => v.role === 'parameter' && v.type.kind === 'coin')
  for (const param of params) start.set(param.id, { alive: true, since: param.nameSpan })
  for (const field of settable) start.set(field, { alive: false, since: body.span })

  const end = runFlow<CoinState>(
    {
      copy: (state) => new Map(state),
      join: joinPaths,
      expr: visitExpr,
      statement: visitStatement,
      leave: (state, variables, block) => {
        for (const id of variables) mustBeGone(state, id, endOfBlock(block), fixInBlock(id, block))
      },
      jump: (state, node, variables) => {
        const leaving = variables ?? [...state.keys()]
        for (const id of leaving) mustBeGone(state, id, node.span, fixBefore(id, node.span))
      },
    },
    start,
    body,
  )
  if (end !== null) for (const { id } of params) mustBeGone(end, id, endOfBlock(body), fixInBlock(id, body))
  return found

  function visitExpr(state: CoinState, node: TypedExpr, loops: number): void {
    if (node.kind === 'load' && node.type.kind === 'coin') {
      if (node.place.root.kind === 'storage') moveOutOfStorage(node.place)
      else move(state, node.place.root.variable, node.span, loops)
    }
    if (node.kind !== 'builtin') return
    const { builtin } = node
    if (
      builtin === 'coin-amount' ||
      builtin === 'coin-take' ||
      builtin === 'coin-join' ||
      builtin === 'coin-swap'
    ) {
      mustBeAlive(state, node.coin)
    }
  }

  function visitStatement(state: CoinState, node: TypedStatement, loops: number): void {
    switch (node.kind) {
      case 'let':
        if (coins.has(node.variable)) {
          state.set(node.variable, { alive: true, since: node.span })
          depth.set(node.variable, loops)
        }
        return
      case 'expression':
        if (node.value.type.kind === 'coin' && node.value.kind !== 'invalid') {
          const help =
            pool === null ? null : `keep it: \`${pool}.join(...)\`, or pay it out: \`pay(to, ...)\``
          found.push(report('E0207', node.value.span, {}, help === null ? {} : { help }))
        }
        return
      case 'assign':
        if (node.place.type.kind === 'coin') assign(state, node.place, node.span)
        return
      default:
    }
  }

  function move(state: CoinState, id: SymbolId, span: Span, loops: number): void {
    const variable = coins.get(id)
    const now = state.get(id)
    if (variable === undefined || now === undefined) return
    if (!now.alive) usedAgain(variable, span, now.since)
    else if (loops > (depth.get(id) ?? 0) && !reported.has(id)) {
      reported.add(id)
      const secondary = [{ span: variable.nameSpan, label: 'comes from outside the loop' }]
      found.push(report('E0205', span, { name: variable.name }, { secondary }))
    }
    state.set(id, { alive: false, since: span })
  }

  function mustBeAlive(state: CoinState, place: Place): void {
    if (place.root.kind !== 'local') return
    const variable = coins.get(place.root.variable)
    const now = state.get(place.root.variable)
    if (variable !== undefined && now !== undefined && !now.alive) usedAgain(variable, place.span, now.since)
  }

  function usedAgain(variable: LocalVariable, span: Span, moved: Span): void {
    if (reported.has(variable.id)) return
    reported.add(variable.id)
    const secondary = [{ span: moved, label: 'the coin went away here' }]
    found.push(report('E0202', span, { name: variable.name }, { secondary }))
  }

  function moveOutOfStorage(place: Place): void {
    const name = file.text.slice(place.span.start, place.span.end)
    found.push(
      report(
        'E0203',
        place.span,
        { name },
        {
          fix: {
            title: 'take all of it',
            edits: [{ span: place.span, newText: `${name}.take(${name}.amount)` }],
          },
        },
      ),
    )
  }

  function assign(state: CoinState, place: Place, span: Span): void {
    const { root } = place
    const id = root.kind === 'local' ? root.variable : root.field
    const now = place.path.length === 0 ? state.get(id) : undefined
    if (now === undefined || now.alive) {
      found.push(report('E0204', span, { name: file.text.slice(place.span.start, place.span.end) }, {}))
    }
    state.set(id, { alive: true, since: span })
  }

  function mustBeGone(state: CoinState, id: SymbolId, where: Span, fix: Fix | null): void {
    const variable = coins.get(id)
    const now = state.get(id)
    if (variable === undefined || now?.alive !== true || reported.has(id)) return
    reported.add(id)
    const { line, column } = positionAt(file, where.start)
    const help = pool === null ? { help: NO_POOL } : {}
    found.push(
      report(
        'E0201',
        variable.nameSpan,
        { name: variable.name, place: `${line + 1}:${column + 1}`, pool: pool ?? 'pool' },
        {
          ...help,
          secondary: [{ span: where, label: `\`${variable.name}\` still holds its coins here` }],
          fix,
        },
      ),
    )
  }

  function joinPaths(paths: readonly Path<CoinState>[]): CoinState {
    const result: CoinState = new Map()
    for (const [id, first] of paths[0]?.state ?? []) {
      const moved = paths.find((p) => p.state.get(id)?.alive === false)
      const alive = paths.find((p) => p.state.get(id)?.alive === true)
      if (moved !== undefined && alive !== undefined && coins.has(id)) {
        const where = alive.block === null ? alive.span : endOfBlock(alive.block)
        mustBeGone(alive.state, id, where, alive.block === null ? null : fixInBlock(id, alive.block))
      }
      result.set(id, moved?.state.get(id) ?? first)
    }
    return result
  }

  function fixInBlock(id: SymbolId, block: TypedBlock): Fix | null {
    if (block.tail !== null) return fixBefore(id, block.tail.span)
    const last = block.statements.at(-1)
    const name = coins.get(id)?.name
    if (pool === null || name === undefined || last === undefined) return null
    const at = { ...last.span, start: last.span.end }
    const newText = `\n${indentOf(last.span)}${pool}.join(${name})`
    return { title: `\`${pool}.join(${name})\``, edits: [{ span: at, newText }] }
  }

  function fixBefore(id: SymbolId, span: Span): Fix | null {
    const name = coins.get(id)?.name
    if (pool === null || name === undefined) return null
    const newText = `${pool}.join(${name})\n${indentOf(span)}`
    return { title: `\`${pool}.join(${name})\``, edits: [{ span: { ...span, end: span.start }, newText }] }
  }

  function indentOf(span: Span): string {
    const line = file.lineStarts[positionAt(file, span.start).line] ?? 0
    return /^[ \t]*/.exec(file.text.slice(line, span.start))?.[0] ?? ''
  }
}

function endOfBlock(block: TypedBlock): Span {
  return { ...block.span, start: Math.max(block.span.start, block.span.end - 1) }
}
