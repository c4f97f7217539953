// How a row of the list of commands is written, and the options that several commands share.
import type { CommandRun } from '../outcome.ts'

export interface ArgumentRow {
  /** In commander's syntax: `<name>` required, `[name]` optional, `[names...]` any number. */
  readonly syntax: string
  readonly meaning: string
}

export interface OptionRow {
  /** In commander's syntax: `--flag` or `--name <value>`. */
  readonly syntax: string
  readonly meaning: string
  readonly default?: string
  readonly choices?: readonly string[]
}

export interface CommandRow {
  /** One word, or a group's name and one word: `node replay`. */
  readonly name: string
  readonly summary: string
  readonly description: string
  readonly arguments: readonly ArgumentRow[]
  readonly options: readonly OptionRow[]
  readonly examples: readonly string[]
  /** Loads the command's module; nothing of a command is loaded before it runs. */
  readonly load: () => Promise<{ readonly run: CommandRun }>
}

export const RPC: OptionRow = {
  syntax: '--rpc <url>',
  meaning: "the node's address (default: the devnet started in this project, or ws://127.0.0.1:18510)",
}
export const SILO: OptionRow = {
  syntax: '--silo <name-or-id>',
  meaning:
    "the silo: a deployment of this project by name or by its id's first digits (default: the newest deployment)",
}
export const AS: OptionRow = {
  syntax: '--as <account>',
  meaning:
    'who signs: a funded account of the devnet by name, a private key in hex, or an address that the devnet impersonates',
  default: 'alice',
}
export const LOG: readonly OptionRow[] = [
  {
    syntax: '--log <level>',
    meaning: 'write what happens at the nodes as lines of JSON, on standard error',
    choices: ['error', 'warn', 'info', 'debug', 'trace'],
  },
  {
    syntax: '--log-file <path>',
    meaning: 'append them to a file instead (level info unless --log says another)',
  },
]
export const WAIT: OptionRow = {
  syntax: '--wait <until>',
  meaning: 'when to come back',
  default: 'accepted',
  choices: ['accepted', 'final'],
}
