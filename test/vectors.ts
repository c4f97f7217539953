// Reads the test vectors made by others (rusty-kaspa's data files), which lie outside the project. Tests that need
// them skip with a clear message when they are absent.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'lossless-json'

const FOLDER = resolve(import.meta.dirname, '../../shared/vectors')

/** Whether the vectors are there. Tests pass it to `describe.skipIf(!haveVectors)`. */
export const haveVectors = existsSync(FOLDER)

/** The end of a suite's title that says why it may be skipped. */
export const needsVectors = haveVectors ? '' : ' (skipped: no ../shared/vectors)'

/** JSON with every integer as bigint. */
export function parseLossless(text: string): unknown {
  return parse(text, undefined, (digits) => (/^-?\d+$/.test(digits) ? BigInt(digits) : Number(digits)))
}

export function readVector(name: string): string {
  const bytes = readFileSync(resolve(FOLDER, name))
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

/** One parsed value for each non-empty line. */
export function readVectorLines(name: string): unknown[] {
  return readVector(name)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseLossless)
}
