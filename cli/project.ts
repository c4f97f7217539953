// A user's project: finds and checks its `silo.config.ts`, and knows the paths that follow from it.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isJsonObject } from '../compiler/json.ts'
import { readLiteral } from '../lsp/config-literal.ts'
import { literalPackages } from '../lsp/project-packages.ts'
import { CONFIG_FILE } from '../lsp/project-root.ts'
import { loadModule } from './load-module.ts'
import { CommandFailure } from './outcome.ts'

/** A project, its paths absolute. */
export interface Project {
  readonly root: string
  /** The file that declares the entry contract. */
  readonly entry: string
  /** Name of the entry contract; undefined where the entry file declares just one. */
  readonly contract: string | undefined
  /** Where artifacts go. */
  readonly outFolder: string
  /** Where the devnet's and the project's records go (deployments, proofs). */
  readonly stateFolder: string
}

const KEYS = ['entry', 'contract', 'out', 'packages']

/** The project that `from` is in, or a failure that says how to make one. */
export async function findProject(from: string): Promise<Project> {
  let folder = resolve(from)
  while (!existsSync(join(folder, CONFIG_FILE))) {
    const parent = dirname(folder)
    if (parent === folder) {
      throw new CommandFailure(
        `no ${CONFIG_FILE} here or in a folder above`,
        'Go into a project, or make one: silo new my-contract',
      )
    }
    folder = parent
  }
  return readConfig(folder)
}

async function readConfig(root: string): Promise<Project> {
  const path = join(root, CONFIG_FILE)
  const config = await loadConfig(path)
  if (!isJsonObject(config)) throw badConfig(path, 'it has no default export that is an object')
  for (const key of Object.keys(config)) {
    if (!KEYS.includes(key))
      throw badConfig(path, `it knows no setting "${key}" (settings: ${KEYS.join(', ')})`)
  }
  const entry = config['entry']
  if (typeof entry !== 'string') throw badConfig(path, '`entry` must be the path of the contract file')
  const entryPath = resolve(root, entry)
  if (!existsSync(entryPath)) throw badConfig(path, `\`entry\` names ${entry}, which does not exist`)
  const contract = config['contract']
  if (contract !== undefined && typeof contract !== 'string')
    throw badConfig(path, '`contract` must be a name')
  const out = config['out'] ?? 'out'
  if (typeof out !== 'string') throw badConfig(path, '`out` must be a path')
  checkPackages(path, config['packages'])
  return {
    root,
    entry: entryPath,
    contract,
    outFolder: resolve(root, out),
    stateFolder: join(root, '.silo'),
  }
}

/** What the file exports by default; run only if it is more than texts and objects of texts. */
async function loadConfig(path: string): Promise<unknown> {
  try {
    const literal = readLiteral(readFileSync(path, 'utf8'))
    if (literal !== undefined) return literal
    const loaded = await loadModule(pathToFileURL(path).href)
    return isJsonObject(loaded) ? loaded['default'] : undefined
  } catch (error) {
    throw new CommandFailure(`${CONFIG_FILE} can't be loaded: ${messageOf(error)}`, `Mend ${path}.`)
  }
}

/** Editors read the setting `packages` without running the config, so it must say the same when it is only read. */
function checkPackages(path: string, setting: unknown): void {
  const literal = JSON.stringify([...literalPackages(readFileSync(path, 'utf8'))])
  const loaded = isJsonObject(setting ?? {}) ? JSON.stringify(Object.entries(setting ?? {})) : ''
  if (literal !== loaded)
    throw badConfig(
      path,
      "`packages` must be a literal of names and folders, such as { shapes: '../shapes' }, for editors read it without running it",
    )
}

/** A path as people want to read it: relative to the project. */
export function shown(project: Project, path: string): string {
  return relative(project.root, path)
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function badConfig(path: string, what: string): CommandFailure {
  return new CommandFailure(`${CONFIG_FILE} is not right: ${what}`, `Mend ${path}.`)
}
