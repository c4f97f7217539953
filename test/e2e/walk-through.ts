// A README's commands, one after the other as its reader types them, against the devnet that they start, on real time. What the reader is to
// fill in, the commands before have printed.
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { interrupt, printed, silo, start } from './silo-command.ts'

export interface WalkThrough {
  readonly commands: readonly string[]
  /** What a command must say, by its name, beside or in place of what holds of every README. */
  readonly says?: Readonly<Record<string, RegExp>>
  /** Standard input by the command's name. */
  readonly types?: Readonly<Record<string, string>>
  /** Words that are added to a command, by its name. */
  readonly adds?: Readonly<Record<string, readonly string[]>>
}

/** What a command must have said, by its name; all must end with exit code 0. */
const SAYS: Readonly<Record<string, RegExp>> = {
  build: /code root {2}[0-9a-f]{64}/,
  test: /[1-9]\d* passed, 0 failed/,
  deploy: /silo {8}[0-9a-f]{64}/,
  deposit: /^ok /m,
  call: /^ok /m,
  withdraw: /paid {8}outbox entries \d+/,
  'sign-hash': /^0x[0-9a-f]{128}$/m,
}

/** The commands of the first block behind a heading, each line without what is said about it. */
export function commandsOf(readme: string, heading = ''): readonly string[] {
  const block = /```(?:sh)?\n(silo [\s\S]*?)```/.exec(readme.slice(readme.indexOf(heading)))?.[1] ?? ''
  const lines = block.split('\n').map((line) => line.replace(/ {2,}.*$/, ''))
  const commands = lines.flatMap((line) => line.split(' && ')).filter((command) => command !== '')
  expect(commands.length).toBeGreaterThan(5)
  return commands
}

/** Runs the commands from a folder on; gives what the last one printed. The devnet that they start ends in order, and with the test at the latest. */
export async function walk(folder: string, { commands, says, types, adds }: WalkThrough): Promise<string> {
  const said = { ...SAYS, ...says }
  const filled: Filled = { TX: '', HASH: '', signatures: [] }
  let here = folder
  let last = ''
  let devnet: ChildProcess | undefined
  const endDevnet = async (): Promise<number | null> => (devnet === undefined ? null : interrupt(devnet))
  onTestFinished(async () => {
    await endDevnet()
  })
  for (const command of commands) {
    const [program, ...words] = wordsOf(fillIn(command, filled))
    const name = words[0] ?? ''
    if (program === 'cd') {
      here = join(here, name)
      continue
    }
    expect(program, command).toBe('silo')
    if (name === 'devnet') {
      devnet = start(here, ['devnet', '--port', '0'])
      await printed(devnet, /devnet at ws:/)
      continue
    }
    const { code, stdout, stderr } = await silo(here, [...words, ...(adds?.[name] ?? [])], types?.[name])
    expect(code, `${command}\n${stdout}\n${stderr}`).toBe(0)
    expect(stdout, command).toMatch(said[name] ?? /./)
    takeNote(filled, name, stdout)
    last = stdout
  }
  expect(await endDevnet()).toBe(0)
  return last
}

/** What stands for the words in capitals. */
interface Filled {
  /** The last transaction. */
  TX: string
  /** The last hash of any kind. */
  HASH: string
  /** SIGNATURES: of the keys with even numbers, in order. */
  readonly signatures: string[]
}

function takeNote(filled: Filled, command: string, stdout: string): void {
  filled.TX = /transaction ([0-9a-f]{64})/.exec(stdout)?.[1] ?? filled.TX
  filled.HASH = /\b(?:0x)?([0-9a-f]{64})\b/.exec(stdout)?.[1] ?? filled.HASH
  if (command === 'sign-hash') filled.signatures.push(stdout.trim())
}

function fillIn(command: string, { TX, HASH, signatures }: Filled): string {
  const list = JSON.stringify(signatures.map((bytes, i) => ({ key: String(2 * i), bytes })))
  return command
    .replace(/\bTX\b/, TX)
    .replace(/\bHASH\b/, HASH)
    .replace(/\bSIGNATURES\b/, `'${list}'`)
}

/** As a shell has them: apart at spaces, but not within single quotes. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain)
}
