// The DAG's fast answers against slow ones that follow the definitions word by word, on random DAGs.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dagRecipe, growDag } from '../../test/random-dag.ts'
import type { Hash } from '../tx/hash.ts'
import { hash } from '../tx/hash.ts'
import { TINY } from '../tx/params.ts'
import { Dag } from './dag.ts'
import { compareNodes } from './node.ts'
import type { DagBlock } from './types.ts'
import { bitsOfTarget, targetOfBits, workOfBits } from './work.ts'

/** The past of every block, itself left out, by the definition. */
function pasts(blocks: readonly DagBlock[]): Map<Hash, Set<Hash>> {
  const all = new Map<Hash, Set<Hash>>()
  for (const block of blocks) {
    const past = new Set<Hash>(block.parents)
    for (const parent of block.parents) for (const h of all.get(parent)!) past.add(h)
    all.set(block.hash, past)
  }
  return all
}

/** Wide, so that many blocks are red. */
const WIDE = { ...TINY, ghostdagK: 1, mergesetSizeLimit: 40, mergeDepth: 1000n }

describe('reachability', () => {
  it('is that of the definition', () => {
    fc.assert(
      fc.property(dagRecipe(50), (recipe) => {
        const { dag, blocks } = growDag(recipe, WIDE)
        const past = pasts(blocks)
        for (const a of blocks) {
          for (const b of blocks) {
            expect(dag.isAncestor(a.hash, b.hash)).toBe(a === b || past.get(b.hash)!.has(a.hash))
          }
          const chain = new Set(Array.from(dag.chainDown(a.hash), (block) => block.hash))
          for (const b of blocks) expect(dag.isChainAncestor(b.hash, a.hash)).toBe(chain.has(b.hash))
        }
      }),
      { numRuns: 30 },
    )
  })

  it('holds on a long chain with a fork far back', () => {
    const { dag, blocks } = growDag(
      Array.from({ length: 600 }, (_, i) => [i === 300 ? 200 : 0, 1, i] as const),
      { ...WIDE, maxBlockParents: 1 },
    )
    const path = dag.chainPath(blocks[301]!.hash, blocks[599]!.hash)
    expect(path.removed).toEqual([blocks[301]!.hash])
    expect(path.added.length).toBe(Number(blocks[599]!.blueScore) - Number(blocks[100]!.blueScore))
    expect(path.commonAncestor).toBe(blocks[100]!.hash)
  })
})

describe('GHOSTDAG', () => {
  it('splits each mergeset into blues and reds that keep the rule of k', () => {
    fc.assert(
      fc.property(dagRecipe(60), fc.integer({ min: 0, max: 4 }), (recipe, ghostdagK) => {
        const { dag, blocks } = growDag(recipe, { ...WIDE, ghostdagK })
        const past = pasts(blocks)
        for (const block of blocks.slice(1)) {
          const selected = block.selectedParent!
          const heaviest = block.parents.reduce((a, b) => (dag.compare(a, b) > 0 ? a : b))
          expect(selected).toBe(heaviest)
          const merged = [...past.get(block.hash)!].filter(
            (h) => h !== selected && !past.get(selected)!.has(h),
          )
          expect(block.mergeset).toEqual([selected, ...merged.sort((a, b) => dag.compare(a, b))])
          expect([...block.mergesetBlues, ...block.mergesetReds].sort()).toEqual([...block.mergeset].sort())
          expect(block.blueScore).toBe(dag.get(selected)!.blueScore + BigInt(block.mergesetBlues.length))

          const blues = [...dag.chainDown(block.hash)].flatMap((b) => b.mergesetBlues)
          const related = (a: Hash, b: Hash) => a === b || past.get(a)!.has(b) || past.get(b)!.has(a)
          const anticones = blues.map((a) => blues.filter((b) => !related(a, b)).length)
          expect(Math.max(...anticones)).toBeLessThanOrEqual(ghostdagK)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('colours a candidate red only when blue would break the rule', () => {
    fc.assert(
      fc.property(dagRecipe(40), (recipe) => {
        const k = 2
        const { dag, blocks } = growDag(recipe, { ...WIDE, ghostdagK: k })
        const past = pasts(blocks)
        const related = (a: Hash, b: Hash) => a === b || past.get(a)!.has(b) || past.get(b)!.has(a)
        for (const block of blocks.slice(1)) {
          const below = [...dag.chainDown(block.selectedParent!)].flatMap((b) => b.mergesetBlues)
          const blues = [...below, block.selectedParent!]
          const expected: Hash[] = []
          for (const candidate of block.mergeset.slice(1)) {
            const peers = blues.filter((b) => !related(b, candidate))
            const crowded = peers.some((p) => blues.filter((b) => !related(b, p)).length === k)
            const full = blues.length - below.length === k + 1
            if (peers.length > k || crowded || full) expected.push(candidate)
            else blues.push(candidate)
          }
          expect(block.mergesetReds).toEqual(expected)
        }
      }),
      { numRuns: 40 },
    )
  })
})

describe('windows', () => {
  it('are the largest samples of the whole past, whichever way they were gathered', () => {
    fc.assert(
      fc.property(dagRecipe(120, 3), (recipe) => {
        const params = { ...TINY, mergeDepth: 1000n }
        const { dag, blocks } = growDag(recipe, params)
        for (const block of blocks.slice(1)) {
          const times = samplesInPast(dag, block, params.pastMedianTimeSampleRate)
            .slice(-params.pastMedianTimeWindowSize)
            .map((b) => b.timestamp)
            .sort((a, b) => Number(a - b))
          const selected = dag.get(block.selectedParent!)!
          expect(block.pastMedianTime).toBe(times.length === 0 ? selected.timestamp : middle(times))
        }
        // A DAG built again answers from windows gathered anew.
        const again = growDag(recipe, params).dag
        const last = blocks.at(-1)!
        expect(again.evaluate(last.parents)).toEqual({
          ok: true,
          facts: dag.get(last.hash)! && factsOf(last),
        })
      }),
      { numRuns: 40 },
    )
  })

  it('come out the same when they are no longer kept and are gathered from far down', () => {
    const params = { ...TINY, mergeDepth: 10_000n, mergesetSizeLimit: 60 }
    const recipe = Array.from(
      { length: 1500 },
      // Every 17th block lies far behind when it's merged, and so its key is low.
      (_, i) => [i % 17 === 0 ? 30 : (i * 7) % 6, 1 + (i % 4), (i * 7919) % 65_536] as const,
    )
    const { dag, blocks } = growDag(recipe, params)
    // Downwards, so that each walk goes on until its window is full, not just until one kept by the walk before.
    for (let i = 600; i > 0; i -= 7) {
      expect(dag.evaluate(blocks[i]!.parents)).toEqual({ ok: true, facts: factsOf(blocks[i]!) })
    }
  })

  /** Samples of the blocks on the chain below, ascending, by the definition. */
  function samplesInPast(dag: Dag, block: DagBlock, rate: bigint): DagBlock[] {
    const samples: DagBlock[] = []
    for (const chain of dag.chainDown(block.hash)) {
      if (chain.selectedParent === undefined || chain.selectedParent === dag.genesis.hash) continue
      const selected = dag.get(chain.selectedParent)!
      const rest = chain.mergeset
        .slice(1)
        .map((h) => dag.get(h)!)
        .sort(compareNodes)
        .reverse()
      const counted = [selected, ...rest].filter((b) => !chain.mergesetNonDaa.has(b.hash))
      samples.push(...counted.filter((_, i) => (selected.daaScore + BigInt(i) + 1n) % rate === 0n))
    }
    return samples.sort(compareNodes)
  }

  function middle(times: readonly bigint[]): bigint {
    const frame = Math.min(11, times.length)
    const end = Math.ceil((times.length + frame) / 2)
    const sum = times.slice(end - frame, end).reduce((a, b) => a + b)
    return (sum + BigInt(Math.floor(frame / 2))) / BigInt(frame)
  }

  function factsOf(block: DagBlock): object {
    const { hash: _hash, timestamp: _timestamp, bits: _bits, ...facts } = block
    return facts
  }
})

describe('the DAA score', () => {
  it('counts each merged block once, but none from before the difficulty window', () => {
    const h = (n: number) => hash(n.toString(16).padStart(64, '0'))
    const dag = new Dag({ ...TINY, mergeDepth: 1000n }, { hash: h(0), timestamp: 0n, bits: 0x207fffff })
    const add = (n: number, parents: number[]) => {
      const added = dag.add({ hash: h(n), parents: parents.map(h), timestamp: BigInt(n), bits: 0x207fffff })
      return added.ok ? added.block : undefined
    }
    for (let n = 1; n <= 60; n++) add(n, [n - 1])
    // Genesis never counts, which shifts the chain by one.
    expect([1, 2, 60].map((n) => dag.get(h(n))!.daaScore)).toEqual([0n, 1n, 59n])
    // The window spans 20 samples of every second block: blue scores 40 below the merging block's are the oldest.
    add(101, [0])
    add(120, [19])
    add(121, [20])
    const merging = add(200, [60, 101, 120, 121])!
    expect(merging.blueScore).toBe(61n)
    expect([...merging.mergesetNonDaa].sort()).toEqual([h(101), h(120)].sort())
    expect(merging.daaScore).toBe(59n + 4n - 2n)
  })
})

describe('difficulty', () => {
  const grow = (blocks: number, spacing: bigint) => {
    const dag = new Dag(TINY, { hash: hash('00'.repeat(32)), timestamp: 0n, bits: 0x1f00ffff })
    let tip = dag.genesis
    for (let i = 1; i <= blocks; i++) {
      const facts = dag.evaluate([tip.hash])
      if (!facts.ok) throw new Error(facts.error.kind)
      const added = dag.add({
        hash: hash(i.toString(16).padStart(64, '0')),
        parents: [tip.hash],
        timestamp: BigInt(i) * spacing,
        bits: facts.facts.expectedBits,
      })
      if (!added.ok) throw new Error(added.error.kind)
      tip = added.block
    }
    return tip
  }

  it('stays while the window is short, and at the aimed rate', () => {
    expect(grow(15, 10n).bits).toBe(0x1f00ffff)
    expect(targetOfBits(grow(60, 1000n).bits)).toBe(targetOfBits(0x1f00ffff))
  })

  it('halves the target when blocks come twice as fast, and doubles it when half as fast', () => {
    const start = targetOfBits(0x1f00ffff)
    const first = (spacing: bigint) => {
      for (let n = 1; n < 40; n++) {
        const { bits } = grow(n, spacing)
        if (bits !== 0x1f00ffff) return targetOfBits(bits)
      }
      throw new Error('the difficulty never moved')
    }
    expect(first(500n)).toBe(targetOfBits(bitsOfTarget(start / 2n)))
    expect(first(2000n)).toBe(targetOfBits(bitsOfTarget(start * 2n)))
  })

  it('never passes the easiest target', () => {
    expect(targetOfBits(grow(200, 1_000_000n).bits)).toBe(
      targetOfBits(bitsOfTarget(TINY.maxDifficultyTarget)),
    )
  })

  it('has compact forms that survive the way there and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (bits) => {
        const target = targetOfBits(bits)
        expect(targetOfBits(bitsOfTarget(target))).toBe(target)
        expect(workOfBits(bits)).toBeGreaterThanOrEqual(0n)
      }),
    )
    expect(targetOfBits(0x207fffff)).toBe(0x7fffffn << 232n)
    expect(workOfBits(0x207fffff)).toBe(2n)
    expect(bitsOfTarget(0n)).toBe(0)
    expect(targetOfBits(0x01123456)).toBe(0x12n)
    expect(targetOfBits(0x04923456)).toBe(0n)
  })
})

describe('the DAG refuses', () => {
  const h = (n: number) => hash(n.toString(16).padStart(64, '0'))
  const fresh = () => {
    const dag = new Dag(TINY, { hash: h(0), timestamp: 0n, bits: 0x207fffff })
    const add = (n: number, parents: number[]) =>
      dag.add({ hash: h(n), parents: parents.map(h), timestamp: BigInt(n), bits: 0x207fffff })
    return { dag, add }
  }

  it('bad parents, and stays as it was', () => {
    const { dag, add } = fresh()
    add(1, [0])
    add(2, [1])
    for (let n = 10; n < 16; n++) add(n, [0])
    const before = dag.tips()
    expect(add(3, [])).toMatchObject({ error: { kind: 'noParents' } })
    expect(add(2, [1])).toMatchObject({ error: { kind: 'alreadyKnown' } })
    expect(add(3, [7, 2, 8])).toMatchObject({ error: { kind: 'unknownParents', missing: [h(7), h(8)] } })
    expect(add(3, [2, 2])).toMatchObject({ error: { kind: 'duplicateParent', parent: h(2) } })
    expect(add(3, [2, 1])).toMatchObject({
      error: { kind: 'relatedParents', ancestor: h(1), descendant: h(2) },
    })
    expect(add(3, [0, 2])).toMatchObject({
      error: { kind: 'relatedParents', ancestor: h(0), descendant: h(2) },
    })
    expect(add(3, [10, 11, 12, 13, 14, 15])).toMatchObject({
      error: { kind: 'tooManyParents', count: 6, limit: 5 },
    })
    expect(dag.tips()).toEqual(before)
    expect(dag.has(h(3))).toBe(false)
  })

  it('a mergeset over the limit', () => {
    const { add } = fresh()
    for (let n = 1; n <= 14; n++) add(n, [n - 1])
    for (let n = 101; n <= 112; n++) add(n, [n === 101 ? 0 : n - 1])
    expect(add(200, [14, 111])).toMatchObject({ ok: true })
    expect(add(201, [14, 112])).toMatchObject({ error: { kind: 'mergesetTooLarge', limit: 12 } })
  })

  it('a red block from before the merge depth, unless a blue one vouches for it', () => {
    const { dag, add } = fresh()
    for (let n = 1; n <= 18; n++) add(n, [n - 1])
    add(101, [0])
    expect(add(200, [18, 101])).toMatchObject({ error: { kind: 'mergesTooDeep', red: h(101) } })
    // At height 15 block 101 isn't too deep yet; who merged it there vouches for it later.
    expect(add(116, [15, 101]).ok).toBe(true)
    expect(add(200, [18, 116]).ok).toBe(true)
    expect(dag.get(h(200))).toMatchObject({ mergesetBlues: [h(18), h(116)], mergesetReds: [h(101)] })
  })

  it('what the caller refuses', () => {
    const { dag } = fresh()
    const header = { hash: h(1), parents: [h(0)], timestamp: 1n, bits: 1 }
    const check = (facts: { expectedBits: number }) => (facts.expectedBits === 1 ? undefined : 'wrong bits')
    expect(dag.add(header, check)).toEqual({
      ok: false,
      error: { kind: 'headerRefused', reason: 'wrong bits' },
    })
    expect(dag.size).toBe(1)
  })
})

describe('the selected chain', () => {
  it('leads from any block to any other through their common ancestor', () => {
    fc.assert(
      fc.property(dagRecipe(40), fc.nat(), fc.nat(), (recipe, i, j) => {
        const { dag, blocks } = growDag(recipe, WIDE)
        const from = blocks[i % blocks.length]!.hash
        const to = blocks[j % blocks.length]!.hash
        const { removed, added, commonAncestor } = dag.chainPath(from, to)
        const down = (tip: Hash) => Array.from(dag.chainDown(tip), (b) => b.hash)
        expect(removed).toEqual(down(from).slice(0, down(from).indexOf(commonAncestor)))
        expect([...added].reverse()).toEqual(down(to).slice(0, down(to).indexOf(commonAncestor)))
        expect(removed.filter((h) => added.includes(h))).toEqual([])
      }),
      { numRuns: 100 },
    )
  })

  it('has finality and pruning points at their depths', () => {
    const { dag, blocks } = growDag(
      Array.from({ length: 300 }, (_, i) => [i % 3, 3, i % 50] as const),
      TINY,
    )
    for (const block of blocks.slice(1)) {
      const chain = [...dag.chainDown(block.hash)].slice(1)
      const deep = chain.find((b) => b.blueScore < block.blueScore - TINY.finalityDepth) ?? dag.genesis
      expect(dag.finalityPoint(block.hash)).toBe(deep.hash)
      const epoch = (b: DagBlock) => b.blueScore / TINY.finalityDepth
      const sample = chain.find(
        (b) =>
          b.selectedParent !== undefined &&
          epoch(b) > epoch(dag.get(b.selectedParent)!) &&
          b.blueScore + TINY.pruningDepth <= block.blueScore,
      )
      expect(dag.pruningPointFor(block)).toBe((sample ?? dag.genesis).hash)
    }
    expect(dag.pruningPointFor(blocks.at(-1)!)).not.toBe(dag.genesis.hash)
  })

  it('is extended by parents that the rules allow, the sink first', () => {
    fc.assert(
      fc.property(dagRecipe(60), fc.nat(), (recipe, n) => {
        const { dag } = growDag(recipe, TINY)
        const tips = dag.tips()
        const sink = tips[n % tips.length]!
        const parents = dag.selectParents(sink)
        const judged = dag.evaluate(parents)
        expect(judged).toMatchObject({ ok: true, facts: { selectedParent: sink } })
        expect(parents[0]).toBe(sink)
      }),
    )
  })
})
