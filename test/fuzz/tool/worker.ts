// The process that runs cases. It is a process of its own, so that the one that watches can end it when a case never ends or takes it down.
import { randomFrom } from '../../support/random.ts'
import { kindNamed } from '../kinds/index.ts'
import { writeCase } from './corpus.ts'
import { Coverage } from './coverage.ts'
import { findingOf } from './finding.ts'
import type { Kind } from './kind.ts'
import type { Told, Work } from './messages.ts'

/** Milliseconds between reports. */
const REPORT_EVERY = 1000

process.once('message', (work: Work) => runCases(work))

function tell(told: Told): void {
  process.send?.(told)
}

async function runCases({ kinds, seed, reached }: Work): Promise<void> {
  const random = randomFrom(seed)
  const all = new Coverage()
  all.merge(reached)
  const used = new Map<string, number>()
  let cases = 0
  let latest = new Coverage()
  let reported = performance.now()
  for (;;) {
    const kind = leastUsed(kinds, used)
    const caseSeed = kind.nextSeed(random, all)
    tell({ kind: 'begins', name: kind.name, seed: caseSeed })
    const began = performance.now()
    const finding = findingOf(() => kind.run(caseSeed, latest))
    used.set(kind.name, (used.get(kind.name) ?? 0) + performance.now() - began)
    if (finding !== undefined) {
      const { name } = kind
      tell({ kind: 'found', name, seed: caseSeed, message: finding.message })
      tell({ kind: 'minimised', name, seed: caseSeed, file: minimisedText(kind, caseSeed, finding.sort) })
      return
    }
    cases++
    latest.add('cases', kind.name)
    if (performance.now() - reported < REPORT_EVERY) continue
    const taken = latest.take()
    all.merge(taken)
    tell({ kind: 'did', cases, coverage: taken })
    latest = new Coverage()
    cases = 0
    reported = performance.now()
    // Let messages out.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Undefined when minimising fails: then the seed has to do. */
function minimisedText(kind: Kind, seed: number, sort: string): string | undefined {
  try {
    return writeCase(kind.minimised(seed, sort))
  } catch {
    return undefined
  }
}

/** The kind that has had the least time. */
function leastUsed(names: readonly string[], used: ReadonlyMap<string, number>): Kind {
  const [name = ''] = [...names].sort((x, y) => (used.get(x) ?? 0) - (used.get(y) ?? 0))
  const kind = kindNamed(name)
  if (kind === undefined) throw new Error(`no kind is called ${name}`)
  return kind
}
