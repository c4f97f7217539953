// The proof file: one step of a machine, as `silo prove`, `silo dispute` and `silo demo` write it and `silo verify` checks it.
// JSON, so that it can be read and mailed; the proof itself is the bytes that consensus checks (docs/proofs.md), in hex.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { isJsonObject } from '../compiler/json.ts'
import { CommandFailure } from './outcome.ts'
import { messageOf } from './project.ts'

const FORMAT = 'silo-step-proof-1'
/** Far above the largest proof: only to bound what is read. */
const MAX_FILE_BYTES = 1 << 20

export interface ProofFile {
  /** Machine hash before the step, hex. */
  readonly before: string
  /** Machine hash that the honest machine has after it, hex. */
  readonly after: string
  /** Machine hash that the loser of the dispute claimed instead, hex; absent outside disputes. */
  readonly claimed?: string
  /** The proof's bytes, hex. */
  readonly proof: string
  /** For people: what the step is. Nothing of it is trusted. */
  readonly about: Readonly<Record<string, string>>
}

/** Writes a proof file, making its folder if need be. */
export function writeProofFile(path: string, file: ProofFile): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify({ format: FORMAT, ...file }, null, 2)}\n`)
}

/** Reads a proof file, or fails with what is wrong about it. */
export function readProofFile(path: string): ProofFile {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new CommandFailure(
      `can't read ${path}: ${messageOf(error)}`,
      'Name a proof file made by silo prove, silo dispute or silo demo.',
    )
  }
  if (text.length > MAX_FILE_BYTES) throw malformed(path, 'it is far larger than any proof')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw malformed(path, 'it is not JSON')
  }
  if (!isJsonObject(value) || value['format'] !== FORMAT)
    throw malformed(path, `its format is not "${FORMAT}"`)
  const claimed = value['claimed']
  return {
    before: hex(path, value, 'before', 32),
    after: hex(path, value, 'after', 32),
    ...(claimed === undefined ? {} : { claimed: hex(path, value, 'claimed', 32) }),
    proof: hex(path, value, 'proof', undefined),
    about: isJsonObject(value['about'])
      ? Object.fromEntries(Object.entries(value['about']).map(([key, item]) => [key, String(item)]))
      : {},
  }
}

function hex(path: string, value: Record<string, unknown>, key: string, bytes: number | undefined): string {
  const text = value[key]
  if (
    typeof text !== 'string' ||
    !/^([0-9a-f]{2})*$/.test(text) ||
    (bytes !== undefined && text.length !== bytes * 2)
  ) {
    throw malformed(path, `"${key}" is not ${bytes === undefined ? '' : `${bytes} bytes of `}lower-case hex`)
  }
  return text
}

function malformed(path: string, what: string): CommandFailure {
  return new CommandFailure(
    `${path} is not a proof file: ${what}`,
    'Make one with silo prove, silo dispute or silo demo.',
  )
}
