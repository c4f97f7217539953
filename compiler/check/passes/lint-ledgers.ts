// A lint: a map of amounts that shadows a coin one to one. `map<address, coin>` says the same, and then nothing has to be kept equal by hand.
import type { Diagnostic } from '../../diagnostics/types.ts'
import { report } from '../../diagnostics/table.ts'
import type { Place, SymbolId, TypedContract, TypedExpr, TypedFunction } from '../../typed/tree.ts'
import { operatedPlace, walkBlock } from '../../typed/walk.ts'

/**
 * A map of `u64` or `sompi` and a coin of one contract, where in each function the two move alike. `m[k] += x` goes with a coin of amount x that is
 * joined to the coin, or with `m[j] -= x`; `m[k] -= x` with x coins taken out of it, or with `m[j] += x`; `m[k] = 0` with as many coins taken out as
 * the entry says; and no coins move without a write. One write or move without its match, and the map counts something else (shares, debts, points,
 * what was given so far): no lint.
 */
export function lintLedgers(contract: TypedContract): Diagnostic[] {
  const coins = contract.storage.filter(({ type }) => type.kind === 'coin')
  const functions = contract.init === null ? contract.functions : [contract.init, ...contract.functions]
  return contract.storage.flatMap((field): Diagnostic[] => {
    if (field.type.kind !== 'map' || !isAmount(field.type.value) || field.name.startsWith('_')) return []
    const coin = coins.find(({ id }) => shadows(functions, field.id, id))
    if (coin === undefined) return []
    const secondary = [{ span: coin.nameSpan, label: 'holds what it counts' }]
    return [report('W0909', field.nameSpan, { name: field.name, coin: coin.name }, { secondary })]
  })
}

function isAmount(type: TypedContract['storage'][number]['type']): boolean {
  return type.kind === 'sompi' || (type.kind === 'int' && type.name === 'u64')
}

/** Whether all writes and moves match, and there are some in both directions. */
function shadows(functions: readonly TypedFunction[], ledger: SymbolId, coin: SymbolId): boolean {
  let [comes, goes] = [false, false]
  for (const fn of functions) {
    const { added, removed, cleared, joined, taken } = changesIn(fn, ledger, coin)
    const matched =
      added.every((amount) => joined.includes(amount) || removed.includes(amount)) &&
      removed.every((amount) => taken.includes(amount) || added.includes(amount)) &&
      joined.every((amount) => added.includes(amount)) &&
      taken.every((amount) => removed.includes(amount) || (cleared && amount === entryOf(ledger))) &&
      (!cleared || taken.includes(entryOf(ledger)))
    if (!matched || [...added, ...removed, ...joined, ...taken].includes(UNCLEAR)) return false
    comes ||= joined.length > 0
    goes ||= taken.length > 0
  }
  return comes && goes
}

/** An amount by what it is, so that two places can be compared. */
type Amount = string
const UNCLEAR: Amount = 'unclear'

interface Changes {
  /** To entries of the map. */
  readonly added: Amount[]
  readonly removed: Amount[]
  cleared: boolean
  /** To the coin. */
  readonly joined: Amount[]
  readonly taken: Amount[]
}

function changesIn(fn: TypedFunction, ledger: SymbolId, coin: SymbolId): Changes {
  const amountOf = amountsOf(fn)
  const changes: Changes = { added: [], removed: [], cleared: false, joined: [], taken: [] }
  walkBlock(fn.body, {
    statement: (node) => {
      if ((node.kind !== 'assign' && node.kind !== 'update') || !isOf(node.place, ledger)) return
      const { value } = node
      if (node.kind === 'assign' && value.kind === 'integer' && value.value === 0n) changes.cleared = true
      else if (node.kind === 'assign') changes.added.push(UNCLEAR)
      else if (node.operator.operator === 'add') changes.added.push(amountOf(value))
      else if (node.operator.operator === 'subtract') changes.removed.push(amountOf(value))
      else changes.added.push(UNCLEAR)
    },
    expr: (node) => {
      const operated = node.kind === 'builtin' ? operatedPlace(node) : null
      if (node.kind !== 'builtin' || operated?.writes !== true || !isOf(operated.place, coin)) return
      if (node.builtin === 'coin-take') changes.taken.push(amountOf(node.amount))
      else if (node.builtin === 'coin-join' && node.other.kind === 'load')
        changes.joined.push(coinAmount(node.other.place))
      else changes.joined.push(UNCLEAR)
    },
  })
  return changes
}

function isOf({ root }: Place, field: SymbolId): boolean {
  return root.kind === 'storage' && root.field === field
}

/** Looks through conversions and through variables that are set once. */
function amountsOf(fn: TypedFunction): (node: TypedExpr) => Amount {
  const values = new Map<SymbolId, TypedExpr>()
  walkBlock(fn.body, {
    statement: (node) => {
      if (node.kind === 'let') values.set(node.variable, node.value)
    },
  })
  const fixed = new Set(fn.locals.filter(({ mutable }) => !mutable).map(({ id }) => id))
  const amountOf = (node: TypedExpr): Amount => {
    if (node.kind === 'convert') return amountOf(node.operand)
    if (node.kind === 'builtin' && node.builtin === 'coin-amount') return coinAmount(node.coin)
    if (node.kind !== 'load') return UNCLEAR
    const { root, path } = node.place
    if (root.kind === 'storage')
      return path.every(({ kind }) => kind === 'key') ? entryOf(root.field) : UNCLEAR
    if (path.length > 0 || !fixed.has(root.variable)) return UNCLEAR
    const value = values.get(root.variable)
    const known = value === undefined ? UNCLEAR : amountOf(value)
    return known === UNCLEAR ? `variable ${root.variable}` : known
  }
  return amountOf
}

/** An entry of a map, whichever; one function seldom speaks of two. */
function entryOf(field: SymbolId): Amount {
  return `entry ${field}`
}

/** The amount of a coin in a variable. */
function coinAmount({ root, path }: Place): Amount {
  return root.kind === 'local' && path.length === 0 ? `coin ${root.variable}` : UNCLEAR
}
