// Holds the layout of folders as the architecture: each folder may import only what the table below allows.
// Run by `npm run imports`; prints every arrow that points the wrong way and exits with 1.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

/** One room of the house: which project folders and which packages its files may import. */
interface Room {
  readonly folder: string
  readonly rooms: readonly string[]
  readonly packages: readonly string[]
}

/**
 * The most specific folder wins. `vm/consensus.ts` is named as a room of its own, since consensus may see no
 * more of the machine than that file.
 */
const HOUSE: readonly Room[] = [
  { folder: 'vm', rooms: ['vm'], packages: ['@noble/'] },
  { folder: 'compiler', rooms: ['compiler', 'vm'], packages: ['chevrotain', '@noble/'] },
  {
    folder: 'devnet/dag',
    rooms: ['devnet/dag', 'devnet/tx/hash.ts', 'devnet/tx/params.ts'],
    packages: ['@noble/'],
  },
  { folder: 'devnet/tx', rooms: ['devnet/tx'], packages: ['@noble/', 'hash-wasm'] },
  {
    folder: 'devnet/utxo',
    rooms: ['devnet/utxo', 'devnet/tx'],
    packages: ['@noble/', 'secp256k1', 'tiny-secp256k1'],
  },
  {
    folder: 'devnet/bridge',
    rooms: ['devnet/bridge', 'devnet/tx', 'vm/consensus.ts'],
    packages: ['@noble/'],
  },
  {
    folder: 'devnet/chain',
    rooms: ['devnet/chain', 'devnet/dag', 'devnet/utxo', 'devnet/tx', 'devnet/bridge'],
    packages: ['@noble/'],
  },
  {
    folder: 'devnet/manager',
    rooms: ['devnet/manager', 'devnet/tx', 'devnet/bridge', 'client', 'vm'],
    packages: ['@noble/'],
  },
  {
    folder: 'devnet/node',
    rooms: [
      'devnet/node',
      'devnet/chain',
      'devnet/dag',
      'devnet/utxo',
      'devnet/tx',
      'devnet/bridge',
      'client',
    ],
    packages: ['@noble/', 'ws', 'lossless-json', 'pino', 'prom-client', 'node:'],
  },
  {
    folder: 'devnet/node/storage',
    rooms: [
      'devnet/node/storage',
      'devnet/chain',
      'devnet/dag',
      'devnet/utxo',
      'devnet/tx',
      'devnet/bridge',
      'client/clock.ts',
    ],
    packages: ['lmdb', 'node:'],
  },
  { folder: 'devnet', rooms: ['devnet', 'client', 'compiler', 'vm'], packages: ['@noble/', 'node:'] },
  {
    folder: 'client',
    rooms: ['client', 'devnet/tx', 'devnet/bridge', 'vm', 'compiler'],
    packages: ['@noble/', 'lossless-json'],
  },
  {
    folder: 'client/storage-disk',
    rooms: ['client/storage-disk', 'vm'],
    packages: ['lmdb', 'node:'],
  },
  {
    folder: 'lsp',
    rooms: ['lsp', 'compiler', 'vm', 'client'],
    packages: ['vscode-languageserver', 'prettier', 'node:'],
  },
  {
    folder: 'cli',
    rooms: ['cli', 'lsp', 'client', 'devnet', 'compiler', 'vm', 'package.json'],
    packages: ['commander', 'picocolors', 'prettier', '@noble/', 'node:'],
  },
]

const root = resolve(import.meta.dirname, '..')
const problems: string[] = []
let files = 0

for (const top of ['vm', 'compiler', 'devnet', 'client', 'lsp', 'cli']) {
  for (const file of sourceFiles(join(root, top))) {
    files++
    checkFile(file)
  }
}
for (const problem of problems) console.error(problem)
console.log(`imports: ${files} files, ${problems.length} wrong arrows`)
process.exitCode = problems.length === 0 ? 0 : 1

function checkFile(file: string): void {
  const from = relative(root, file).split(sep).join('/')
  const room = roomOf(from)
  if (room === undefined) return
  for (const specifier of importsOf(readFileSync(file, 'utf8'))) {
    if (specifier.startsWith('.')) {
      const target = relative(root, resolve(dirname(file), specifier))
        .split(sep)
        .join('/')
      const allowed = room.rooms.some((r) => target === r || target.startsWith(`${r}/`))
      if (!allowed)
        problems.push(`${from}: may not import ${target} (${room.folder} sees: ${room.rooms.join(', ')})`)
    } else if (!room.packages.some((p) => specifier === p || specifier.startsWith(p))) {
      problems.push(
        `${from}: may not import the package ${specifier} (${room.folder} uses: ${room.packages.join(', ')})`,
      )
    }
  }
}

function roomOf(path: string): Room | undefined {
  let best: Room | undefined
  for (const room of HOUSE) {
    if (path.startsWith(`${room.folder}/`) && room.folder.length > (best?.folder.length ?? -1)) best = room
  }
  return best
}

function importsOf(source: string): string[] {
  const found: string[] = []
  const pattern =
    /^\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm
  for (const match of source.matchAll(pattern)) found.push(match[1] ?? match[2] ?? '')
  return found
}

function* sourceFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue
    const path = join(folder, entry.name)
    // Test kits, like tests, may reach across rooms. (compiler/testing is none: it runs the tests of contracts.)
    if (entry.name === 'testing' && path.startsWith(join(root, 'devnet'))) continue
    if (entry.isDirectory()) yield* sourceFiles(path)
    else if (entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts')) yield path
  }
}
