// Re-entrance is impossible by construction: the calls between the contracts of a silo, and those between the functions of
// a contract, form no cycle. Both are found by one search for cycles in a graph. Calls of `reentrant` functions are left out: see reentrance.ts.
import type { Diagnostic } from '../../diagnostics/types.ts'
import { report } from '../../diagnostics/table.ts'
import type { Span } from '../../source.ts'
import type { SymbolId, TypedContract, TypedFunction } from '../../typed/tree.ts'
import { mentionsOf } from '../../typed/mentions.ts'
import { reachedBy } from './reentrance.ts'

interface Edge {
  readonly to: SymbolId
  readonly span: Span
}

type Graph = ReadonlyMap<SymbolId, readonly Edge[]>

/**
 * Cycles of calls and deploys between contracts (E0410). A call through an interface may reach each of `linked` that implements
 * it; which those are is known when a silo is linked.
 */
export function checkContractCycles(
  contracts: readonly TypedContract[],
  linked: readonly TypedContract[],
): Diagnostic[] {
  const names = new Map(contracts.map((c) => [c.id, c.name]))
  const graph = new Map<SymbolId, Edge[]>()
  for (const contract of contracts) {
    const edges: Edge[] = []
    for (const fn of contract.init === null ? contract.functions : [contract.init, ...contract.functions]) {
      for (const node of mentionsOf(fn.body).uses) {
        if (node.kind === 'deploy') edges.push({ to: node.contract, span: node.span })
        else if (node.target.kind === 'linked') {
          for (const { contract: to, fn: called } of reachedBy(node.target, contracts, linked))
            if (called?.reentrant !== true) edges.push({ to: to.id, span: node.span })
        }
      }
    }
    graph.set(contract.id, edges)
  }
  return cycles(graph).map((cycle) => {
    const [first, ...rest] = cycle.edges
    const chain = cycle.nodes.map((id) => names.get(id) ?? '').join(' -> ')
    const nameOf = (id: SymbolId | undefined): string =>
      `\`${(id === undefined ? undefined : names.get(id)) ?? ''}\``
    const label = `here ${nameOf(cycle.nodes[0])} uses ${nameOf(first.to)}`
    const secondary = rest.map((edge, i) => ({
      span: edge.span,
      label: `here ${nameOf(cycle.nodes[i + 1])} uses ${nameOf(edge.to)}`,
    }))
    return report('E0410', first.span, { chain }, { label, secondary })
  })
}

/** Functions that call themselves, directly or through others of the same contract or file, without a bound on the way (E0411). */
export function checkRecursion(functions: readonly TypedFunction[]): Diagnostic[] {
  const names = new Map(functions.map((f) => [f.id, f.name]))
  const graph = new Map<SymbolId, Edge[]>()
  for (const fn of functions) {
    if (fn.maxDepth !== null) continue
    const edges: Edge[] = []
    for (const node of mentionsOf(fn.body).uses)
      if (node.kind === 'call' && node.target.kind !== 'linked')
        edges.push({ to: node.target.function, span: node.span })
    graph.set(fn.id, edges)
  }
  return cycles(graph).map((cycle) => {
    const chain = cycle.nodes.map((id) => names.get(id) ?? '').join(' -> ')
    return report('E0411', cycle.edges[0].span, { chain })
  })
}

interface Cycle {
  /** From the first node round to it again. */
  readonly nodes: readonly SymbolId[]
  readonly edges: readonly [Edge, ...Edge[]]
}

/** One cycle for each knot: nodes of a reported cycle are not reported again. */
function cycles(graph: Graph): Cycle[] {
  const found: Cycle[] = []
  const done = new Set<SymbolId>()
  const reported = new Set<SymbolId>()
  for (const start of graph.keys()) visit(start, [], [])
  return found

  function visit(node: SymbolId, path: readonly SymbolId[], edges: readonly Edge[]): void {
    const at = path.indexOf(node)
    if (at >= 0) {
      const nodes = path.slice(at)
      const [first, ...rest] = edges.slice(at)
      if (first === undefined || nodes.some((n) => reported.has(n))) return
      for (const n of nodes) reported.add(n)
      found.push({ nodes: [...nodes, node], edges: [first, ...rest] })
      return
    }
    if (done.has(node)) return
    for (const edge of graph.get(node) ?? []) visit(edge.to, [...path, node], [...edges, edge])
    done.add(node)
  }
}
