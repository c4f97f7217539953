// What the last build read and wrote (`.silo/build.json`), to the letter: comparing texts takes less time than loading what makes digests. A build that
// would read the very same is not run again: what it said then it says again.
import { mkdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { isJsonObject } from '../compiler/json.ts'
import { decodeSource } from '../lsp/source-text.ts'
import { BUILD_ID } from './build-id.ts'
import { replaceFile } from './files.ts'
import type { Project } from './project.ts'

/** What `silo build` tells of an artifact. */
export interface BuildSummary {
  /** Absolute path. */
  readonly artifact: string
  readonly name: string
  readonly codeRoot: string
  readonly codeBytes: number
  /** The root's functions that messages call, and those that contracts of other silos call. */
  readonly functions: readonly string[]
  readonly remote: readonly string[]
}

/** What a build warned of, as it is shown. */
export interface BuildNote {
  readonly plain: string
  readonly coloured: string
}

export interface KeptBuild {
  readonly summary: BuildSummary
  readonly notes: readonly BuildNote[]
}

/** A file's path, relative to the project, and its text; null where there was no file. */
type Seen = readonly [path: string, text: string | null]

const FILE = 'build.json'

/** What the last build had to say, if this compiler would read the same and its artifact is still there. */
export function unchangedBuild(project: Project): KeptBuild | undefined {
  if (BUILD_ID === undefined) return undefined
  const record = readRecord(project)
  if (record === undefined || record['key'] !== keyOf(project, BUILD_ID)) return undefined
  const { files, summary, notes } = record
  if (!isSummary(summary) || !isListOf(notes, isNote) || !isListOf(files, isSeen)) return undefined
  return files.every(([path, text]) => textOf(join(project.root, path)) === text)
    ? { summary, notes }
    : undefined
}

/** Keeps what a build read (text by path, undefined where there was no file), and the text that it wrote. */
export function keepBuild(
  project: Project,
  texts: ReadonlyMap<string, string | undefined>,
  kept: KeptBuild,
  written: string,
): void {
  if (BUILD_ID === undefined) return
  const read = [...texts].map(([path, text]): Seen => [path, text ?? null])
  const artifact: Seen = [relative(project.root, kept.summary.artifact), written]
  mkdirSync(project.stateFolder, { recursive: true })
  const record = { key: keyOf(project, BUILD_ID), files: [...read, artifact], ...kept }
  replaceFile(join(project.stateFolder, FILE), `${JSON.stringify(record)}\n`)
}

/** All that a build depends on beside the files that it reads. */
function keyOf({ root, entry, contract, outFolder }: Project, buildId: string): string {
  return JSON.stringify([buildId, root, entry, contract ?? null, outFolder])
}

/** Total: what is no record is none. */
function readRecord(project: Project): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(readFileSync(join(project.stateFolder, FILE), 'utf8'))
    return isJsonObject(json) ? json : undefined
  } catch {
    return undefined
  }
}

function isSummary(value: unknown): value is BuildSummary {
  return (
    isJsonObject(value) &&
    typeof value['artifact'] === 'string' &&
    typeof value['name'] === 'string' &&
    typeof value['codeRoot'] === 'string' &&
    typeof value['codeBytes'] === 'number' &&
    isListOf(value['functions'], isText) &&
    isListOf(value['remote'], isText)
  )
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem)
}

function isNote(value: unknown): value is BuildNote {
  return isJsonObject(value) && typeof value['plain'] === 'string' && typeof value['coloured'] === 'string'
}

function isSeen(value: unknown): value is Seen {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    typeof value[0] === 'string' &&
    (value[1] === null || typeof value[1] === 'string')
  )
}

function textOf(path: string): string | null {
  try {
    const source = decodeSource(readFileSync(path))
    return source.ok ? source.text : null
  } catch {
    return null
  }
}
