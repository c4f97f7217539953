// Coins and resources are neither copied nor lost: each that comes into a body ends in exactly one place on every path. Traps are
// exempt, since the machine then rolls the message back and refunds.
import type { Diagnostic, Fix } from '../../diagnostics/types.ts'
import { report } from '../../diagnostics/table.ts'
import { positionAt, type SourceFile, type Span } from '../../source.ts'
import type {
  LocalVariable,
  Place,
  SymbolId,
  Type,
  TypedBlock,
  TypedExpr,
  TypedStatement,
} from '../../typed/tree.ts'
import { mentionsOf } from '../../typed/mentions.ts'
import { patternVariables } from '../../typed/patterns.ts'
import { heldIn, isLinear, isSlot, typeName } from '../../typed/type-facts.ts'
import { operatedPlace } from '../../typed/walk.ts'
import { runFlow, type Path } from '../flow.ts'

/** Where a variable that holds coins or a resource (or, in `init`, such a field that must be set) stands on one path. */
type CoinState = Map<SymbolId, { readonly alive: boolean; readonly since: Span }>

/** What the pass needs to know about the body it follows. */
export interface CoinBody {
  readonly file: SourceFile
  readonly locals: readonly LocalVariable[]
  readonly body: TypedBlock
  /** Fields with coins or a resource that `init` must set once; empty elsewhere. */
  readonly settable: readonly SymbolId[]
  /** A coin in storage that a forgotten coin could join; for the fix. */
  readonly pool: string | null
}

const NO_POOL =
  'coins are never dropped: keep them in a storage field of type `coin` (`pool.join(...)`), or pay them out (`pay(to, ...)`)'

const NO_PLACE =
  'resources are never dropped: hand it on, put it into storage, or, in the file that declares it, take it apart: `let Name { ... } = ...`'

export function checkCoins(input: CoinBody): Diagnostic[] {
  const { locals, body, settable } = input
  const hasSome = settable.length > 0 || locals.some((v) => isLinear(v.type)) || mentionsOf(body).movesLinear
  return hasSome ? followCoins(input) : []
}

function followCoins({ file, locals, body, settable, pool }: CoinBody): Diagnostic[] {
  const found: Diagnostic[] = []
  const coins = new Map(locals.filter((v) => isLinear(v.type)).map((v) => [v.id, v]))
  /** How many loops deep each variable was declared. */
  const depth = new Map<SymbolId, number>()
  const reported = new Set<SymbolId>()
  const start: CoinState = new Map()
  const params = locals.filter((v) => v.role === 'parameter' && isLinear(v.type))
  for (const param of params) start.set(param.id, { alive: true, since: param.nameSpan })
  for (const field of settable) start.set(field, { alive: false, since: body.span })

  const end = runFlow<CoinState>(
    {
      copy: (state) => new Map(state),
      join: joinPaths,
      expr: visitExpr,
      statement: visitStatement,
      guard: (before, after, span) => {
        for (const [id, { alive, since }] of after) {
          const variable = coins.get(id)
          if (alive || before.get(id)?.alive !== true || variable === undefined) continue
          const secondary = [{ span, label: 'the guard' }]
          found.push(report('E0214', since, { name: variable.name }, { secondary }))
        }
      },
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
    if (node.kind === 'load') {
      const { root, path } = node.place
      if (!isLinear(node.type)) mustBeAlive(state, node.place)
      else if (root.kind === 'storage') moveOutOfStorage(node.place)
      else if (path.length > 0) moveOutOfWhole(state, node.place)
      else move(state, root.variable, node.span, loops)
    }
    const operated = node.kind === 'builtin' ? operatedPlace(node) : null
    if (operated !== null) mustBeAlive(state, operated.place)
  }

  function visitStatement(state: CoinState, node: TypedStatement, loops: number): void {
    switch (node.kind) {
      case 'let':
        begin(state, node.variable, node.span, loops)
        return
      case 'destructure':
        for (const id of patternVariables(node.pattern)) begin(state, id, node.span, loops)
        return
      case 'expression':
        if (isLinear(node.value.type) && node.value.kind !== 'invalid') drop(node.value)
        return
      case 'assign':
        if (isLinear(node.place.type)) assign(state, node.place, node.span, loops)
        else mustBeAlive(state, node.place)
        return
      case 'update':
        mustBeAlive(state, node.place)
        return
      default:
    }
  }

  function begin(state: CoinState, id: SymbolId, span: Span, loops: number): void {
    if (!coins.has(id)) return
    state.set(id, { alive: true, since: span })
    depth.set(id, loops)
  }

  function drop({ type, span }: TypedExpr): void {
    const help =
      type.kind !== 'coin'
        ? `hand it on, put it into storage, or, in the file that declares it, take it apart by \`let\``
        : pool === null
          ? null
          : `keep it: \`${pool}.join(...)\`, or pay it out: \`pay(to, ...)\``
    found.push(report('E0207', span, { what: oneOf(type) }, help === null ? {} : { help }))
  }

  function move(state: CoinState, id: SymbolId, span: Span, loops: number): void {
    const variable = coins.get(id)
    const now = state.get(id)
    if (variable === undefined || now === undefined) return
    if (!now.alive) usedAgain(variable, span, now.since)
    else if (loops > (depth.get(id) ?? 0) && !reported.has(id)) {
      reported.add(id)
      const secondary = [{ span: variable.nameSpan, label: 'comes from outside the loop' }]
      const help = variable.type.kind === 'coin' ? {} : { help: 'do this behind the loop' }
      found.push(report('E0205', span, { name: variable.name }, { ...help, secondary }))
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
    const secondary = [{ span: moved, label: 'it went away here' }]
    const help =
      variable.type.kind === 'coin' ? {} : { help: `${oneOf(variable.type)} can be put into one place only` }
    found.push(report('E0202', span, { name: variable.name }, { ...help, secondary }))
  }

  function moveOutOfStorage(place: Place): void {
    const name = file.text.slice(place.span.start, place.span.end)
    const args = { name, what: oneOf(place.type) }
    if (place.type.kind === 'coin') {
      const newText = `${name}.take(${name}.amount)`
      const fix = { title: 'take all of it', edits: [{ span: place.span, newText }] }
      found.push(report('E0203', place.span, args, { fix }))
    } else if (isSlot(place.type)) {
      const fix = { title: 'take it out', edits: [{ span: place.span, newText: `${name}.take()` }] }
      found.push(report('E0203', place.span, args, { help: 'take it out: `take()`', fix }))
    } else {
      const help = 'put another in its place by `swap`, or keep it in an `Option`, which may be empty'
      found.push(report('E0203', place.span, args, { help }))
    }
  }

  /** A part can't go away by itself: what is left would be neither whole nor gone. */
  function moveOutOfWhole(state: CoinState, place: Place): void {
    mustBeAlive(state, place)
    const name = file.text.slice(place.span.start, place.span.end)
    const help = place.type.kind === 'coin' ? {} : { help: `take \`${place.root.name}\` apart by \`let\`` }
    found.push(report('E0215', place.span, { name, whole: place.root.name }, help))
  }

  function assign(state: CoinState, place: Place, span: Span, loops: number): void {
    const { root } = place
    const id = root.kind === 'local' ? root.variable : root.field
    const now = place.path.length === 0 ? state.get(id) : undefined
    if (now === undefined || now.alive) {
      const name = file.text.slice(place.span.start, place.span.end)
      const help =
        place.type.kind === 'coin'
          ? {}
          : { help: isSlot(place.type) ? '`put` it there' : '`swap` gives what was there' }
      found.push(report('E0204', span, { name, what: theOne(place.type) }, help))
    } else if (loops > (depth.get(id) ?? 0) && !reported.has(id)) {
      reported.add(id)
      found.push(report('E0206', span, { name: place.root.name, what: theOne(place.type) }))
    }
    if (place.path.length === 0) state.set(id, { alive: true, since: span })
  }

  function mustBeGone(state: CoinState, id: SymbolId, where: Span, fix: Fix | null): void {
    const variable = coins.get(id)
    const now = state.get(id)
    if (variable === undefined || now?.alive !== true || reported.has(id)) return
    reported.add(id)
    const { type } = variable
    const help = type.kind !== 'coin' ? { help: NO_PLACE } : pool === null ? { help: NO_POOL } : {}
    const what = type.kind === 'coin' ? 'the coins' : theOne(type)
    found.push(
      report(
        'E0201',
        variable.nameSpan,
        { what, name: variable.name, pool: pool ?? 'pool' },
        {
          ...help,
          secondary: [
            {
              span: where,
              label: `\`${variable.name}\` ${type.kind === 'coin' ? 'still holds its coins' : 'is still alive'} here`,
            },
          ],
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
    const name = joinable(id)
    if (pool === null || name === null || last === undefined) return null
    const at = { ...last.span, start: last.span.end }
    const newText = `\n${indentOf(last.span)}${pool}.join(${name})`
    return { title: `\`${pool}.join(${name})\``, edits: [{ span: at, newText }] }
  }

  function fixBefore(id: SymbolId, span: Span): Fix | null {
    const name = joinable(id)
    if (pool === null || name === null) return null
    const newText = `${pool}.join(${name})\n${indentOf(span)}`
    return { title: `\`${pool}.join(${name})\``, edits: [{ span: { ...span, end: span.start }, newText }] }
  }

  /** The name of a variable that `join` could save. */
  function joinable(id: SymbolId): string | null {
    const variable = coins.get(id)
    return variable?.type.kind === 'coin' ? variable.name : null
  }

  function indentOf(span: Span): string {
    const line = file.lineStarts[positionAt(file, span.start).line] ?? 0
    return /^[ \t]*/.exec(file.text.slice(line, span.start))?.[0] ?? ''
  }
}

/** What a value is, in words: `a coin`, `a Ticket`. */
function oneOf(type: Type): string {
  if (type.kind === 'coin') return 'a coin'
  const name = typeName(heldIn(type) ?? type)
  return type.kind === 'tuple' ? name : `${/^[AEIOU]/.test(name) ? 'an' : 'a'} \`${name}\``
}

function theOne(type: Type): string {
  return type.kind === 'coin' ? 'the coin' : `the \`${typeName(heldIn(type) ?? type)}\``
}

function endOfBlock(block: TypedBlock): Span {
  return { ...block.span, start: Math.max(block.span.start, block.span.end - 1) }
}
