// The tree's quick ways against walking all of it, over random histories and in a tree as deep as weeks without finality.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { History } from '../../test/support/bridge-history.ts'
import { ancestorAt } from './ancestry.ts'
import type { NodeStatus } from './api.ts'
import { getProgress, listNodes, listSilos } from './queries.ts'
import type { NodeRecord } from './records.ts'
import { settledNode } from './settle.ts'
import { nodeStatuses } from './standing.ts'
import { Draft } from './store.ts'
import { TestChain } from './testing/chain.ts'
import { call, commit, commitment, createSilo, nodeOf, rootsOf, stake } from './testing/scenario.ts'
import { ALICE } from './testing/two-stakes.ts'
import { branchDeath, describeBar, finalityBar } from './tree.ts'

const command = fc.noBias(fc.tuple(fc.nat(15), fc.nat(10_000), fc.nat(10_000)))

test('life, finality and ancestors of every node are what walking up to genesis finds', () => {
  let dead = 0
  fc.assert(
    fc.property(fc.array(command, { minLength: 150, maxLength: 200, size: 'max' }), (commands) => {
      const history = new History()
      for (const [i, next] of commands.entries()) {
        history.run(next)
        if (i % 10 === 9) dead += compare(history.chain)
      }
    }),
    { numRuns: 15 },
  )
  expect(dead).toBeGreaterThan(10)
})

/** Gives the number of dead nodes. */
function compare(chain: TestChain): number {
  let dead = 0
  const [silo] = listSilos(chain)
  const statusOf = nodeStatuses(chain, chain.score)
  for (const node of listNodes(chain, silo!.id)) {
    const path = pathOf(chain, node)
    for (const ancestor of path) expect(ancestorAt(chain, node, ancestor.height).id).toBe(ancestor.id)
    const status = statusOf(node.id)
    const draft = new Draft(chain)
    const death = branchDeath(draft, node.id, chain.score)
    const bar = finalityBar(draft, silo!.config, node.id, chain.score)
    // Nothing above where the branch was cut off is dead itself.
    const above = path.slice(path.findIndex(({ id }) => id === (death?.node ?? node.id)) + 1)
    expect(above.filter(({ id }) => settledNode(draft, id, chain.score).death !== undefined)).toEqual([])
    expect({ ...expectationsOf(status), ancestors: true }).toEqual({
      ancestors: path.every(({ id, height }) => ancestorAt(chain, node, height).id === id),
      deadSince: death?.since,
      isBarred: bar !== undefined,
      why: status.kind === 'pending' && bar !== undefined ? describeBar(bar) : undefined,
    })
    if (death !== undefined) dead++
  }
  return dead
}

function expectationsOf(status: NodeStatus) {
  const isFinal = status.kind === 'final' || (status.kind === 'pending' && status.finalisable)
  return {
    deadSince: status.kind === 'dead' ? status.since : undefined,
    isBarred: !isFinal,
    why: status.kind === 'pending' && !isFinal ? status.reason : undefined,
  }
}

/** The node and its ancestors. */
function pathOf(chain: TestChain, node: NodeRecord): NodeRecord[] {
  return node.parent === undefined ? [node] : [node, ...pathOf(chain, nodeOf(chain, node.parent))]
}

test('what a commitment costs does not grow with the nodes that wait for finality', () => {
  const chain = new TestChain()
  const config = { gapBlocks: 1, ticketLife: 36_000n, minFinality: 30_000n, maxFinality: 60_000n }
  const silo = createSilo(chain, { config })
  const [alice] = stake(chain, silo, ALICE)
  for (let i = 0; i < 1_000; i++) {
    chain.accepts(call(silo))
    chain.next()
  }
  const readsAt = (parent: NodeRecord['id']): number => {
    const request = commitment(chain, silo, { stake: alice!, owner: ALICE, parent, roots: [rootsOf(7)] })
    let reads = 0
    const { get } = chain
    chain.get = (key: string) => {
      reads++
      return get.call(chain, key)
    }
    chain.accepts(request)
    chain.get = get
    return reads
  }
  const shallow = readsAt(silo.genesisNode)
  const choice = { stake: alice!, owner: ALICE, parent: silo.genesisNode }
  const ids = commit(chain, silo, { ...choice, roots: Array.from({ length: 999 }, (_, i) => rootsOf(i)) })
  expect(getProgress(chain, silo.id)?.finalHeight).toBe(0)
  expect(readsAt(ids.at(-1)!)).toBeLessThan(shallow + 200)
})
