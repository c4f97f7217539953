// What silo test keeps of made-up inputs that failed (`.silo/regressions/`): they are run first from then on, and forgotten when they pass.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isJsonObject } from '../compiler/json.ts'
import type { TestReport } from '../compiler/index.ts'
import { replaceFile } from './files.ts'
import type { Project } from './project.ts'

/** Choices of one case, in decimal. */
type Kept = readonly string[]

const FOLDER = 'regressions'
const FILE = 'cases.json'

export interface KeptCases {
  /** Choices of cases that failed before, by the test's name. */
  readonly of: (test: string) => readonly (readonly bigint[])[]
  /** Takes up what these reports say: new failures, and tests that pass now. */
  readonly update: (reports: readonly TestReport[]) => void
}

export function openKeptCases(project: Project): KeptCases {
  const path = join(project.stateFolder, FOLDER, FILE)
  const cases = readCases(path)
  return {
    of: (test) => (cases.get(test) ?? []).map((kept) => kept.map(BigInt)),
    update(reports) {
      const before = JSON.stringify([...cases])
      for (const { name, failure, cases: made } of reports) {
        if (made === null) continue
        if (failure === null || made.choices === null) cases.delete(name)
        else cases.set(name, [made.choices.map(String)])
      }
      if (JSON.stringify([...cases]) !== before) writeCases(path, cases)
    },
  }
}

/** Total: what isn't a list of cases is none. */
function readCases(path: string): Map<string, readonly Kept[]> {
  try {
    const json: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return new Map(
      Object.entries(isJsonObject(json) ? json : {}).flatMap(([test, kept]) =>
        Array.isArray(kept) && kept.every(isKept) ? [[test, kept] as const] : [],
      ),
    )
  } catch {
    return new Map()
  }
}

function isKept(value: unknown): value is Kept {
  return (
    Array.isArray(value) && value.every((choice) => typeof choice === 'string' && /^\d{1,40}$/.test(choice))
  )
}

function writeCases(path: string, cases: ReadonlyMap<string, readonly Kept[]>): void {
  if (cases.size === 0) return rmSync(path, { force: true })
  mkdirSync(join(path, '..'), { recursive: true })
  const sorted = [...cases].toSorted(([a], [b]) => (a < b ? -1 : 1))
  replaceFile(path, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`)
}
