// Bundles the `silo` command into dist/ (of this folder, or of the installation that is named), so that it starts in the time that reading one file takes (npm ci does it by itself).
// bin/silo.mjs runs the bundle as long as no source is newer, and the sources otherwise. Plain JavaScript: it runs on the Node that npm happens to run on.
import * as childProcess from 'node:child_process'
import { createHash } from 'node:crypto'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')
/** The folder with the bin/silo.mjs that is to run the bundle. */
const TARGET = resolve(process.argv[2] ?? ROOT)
const OUT = join(TARGET, 'dist')
/** Stands for the bundle's own digest until that is known. */
const UNKNOWN_ID = 'to be known when all is bundled'

/** These load native code or WebAssembly from files beside them, or are large and rarely wanted. */
const EXTERNAL = ['lmdb', 'secp256k1', 'tiny-secp256k1', 'prettier', 'pino', 'prom-client']

/** Commands that are bundled by themselves, and how they are run for code of theirs. */
const QUICK = { build: [], test: [], fmt: ['--check'], lint: [] }

rmSync(OUT, { recursive: true, force: true })
const { build } = await import('esbuild').catch(() => {
  // Installed without development packages: nothing is lost but time.
  process.stderr.write('not bundled, since esbuild is not installed: silo runs from its sources\n')
  process.exit(0)
})
/** What both bundles have in common. */
const COMMON = {
  absWorkingDir: ROOT,
  write: false,
  bundle: true,
  platform: 'node',
  target: 'node22',
  external: EXTERNAL,
  minifyWhitespace: true,
  metafile: true,
  logLevel: 'warning',
}
const DEFINED = {
  SILO_BUILD_ID: JSON.stringify(UNKNOWN_ID),
  SILO_LOOK_AHEAD: JSON.stringify(await grammarLookAhead()),
}

/** All commands, in pieces that are loaded when they are wanted. */
const all = await build({
  ...COMMON,
  outdir: OUT,
  // The probe runs in a process of its own, the hashing worker in a thread.
  entryPoints: {
    main: 'cli/main.ts',
    probe: 'devnet/node/storage/probe.ts',
    'hashing-worker': 'devnet/local/hashing-worker.ts',
  },
  define: DEFINED,
  splitting: true,
  format: 'esm',
  // Only what is used of it: its entry for CommonJS has all its algorithms.
  alias: { 'hash-wasm': 'hash-wasm/dist/index.esm.js' },
  plugins: [builtinsAsTheyAre()],
  // Libraries in CommonJS expect to find `require`.
  banner: {
    js: "const require=process.getBuiltinModule('node:module').createRequire(import.meta.url);",
  },
})
/** Commands that people wait for again and again, each as one script: bin/silo.mjs runs it by code that V8 has made of it before. */
const quick = await Promise.all(Object.keys(QUICK).map(commandScripts))

const bundles = [{ name: 'main', made: [all] }, ...quick]
const outputs = bundles.flatMap(({ made }) => made).flatMap(({ outputFiles }) => outputFiles)
const digest = createHash('sha256')
for (const { path, hash } of outputs) digest.update(`${basename(path)} ${hash}\n`)
const id = digest.digest('hex')
mkdirSync(OUT, { recursive: true })
for (const { path, text } of outputs) writeFileSync(path, text.replaceAll(UNKNOWN_ID, id))

for (const { name, made } of bundles) {
  const inputs = new Set(made.flatMap(({ metafile }) => Object.keys(metafile.inputs)))
  const sources = [...inputs].filter((path) => !/node_modules|^<|^[a-z]+:/.test(path))
  const record = [...sources, 'package-lock.json'].map((path) => {
    const { mtimeMs, size } = statSync(join(ROOT, path))
    return [path, mtimeMs, size]
  })
  writeFileSync(join(OUT, `${name}.sources.json`), JSON.stringify(record))
}

collectCompiledCode()

/** A command, and nothing of the others, as a script; and as another what it may not need at all. */
async function commandScripts(name) {
  const later = []
  const own = await script(
    name,
    "export { main } from './cli/main.ts'; export * as outcome from './cli/outcome.ts'",
    [oneCommand(name), putOff(name, later)],
  )
  if (later.length === 0) return { name, made: [own] }
  const parts = [...new Set(later)].sort().map((path) => `get '${path}'() { return require('./${path}') }`)
  return {
    name,
    made: [own, await script(`${name}.later`, `module.exports = { ${parts} }`, [outcomeOf(name)])],
  }
}

function script(name, contents, plugins) {
  return build({
    ...COMMON,
    stdin: { contents, resolveDir: ROOT },
    outfile: join(OUT, `${name}.script`),
    define: { ...DEFINED, 'import.meta.dirname': '__dirname' },
    format: 'cjs',
    minifySyntax: true,
    banner: { js: '(function(module,require,__dirname,importModule,runScript){' },
    footer: { js: '})' },
    plugins: [...plugins, childProcessesWhenWanted(), modulesAsGiven()],
  })
}

/** What the parser library's analysis finds in the grammar: the bundle has it in it, so that nothing is analysed when silo starts. */
async function grammarLookAhead() {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['compiler/syntax/parser-declarations.ts'],
    write: false,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
  })
  const { SiloParser } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`)
  return new SiloParser({ strict: true }).lookAhead()
}

/**
 * An import of one of Node's own modules asks for each thing that the module exports, and with that loads whatever Node puts off until it is asked
 * for: sockets for `child_process`, an editor's history for `fs`. The bundle takes the modules as they are.
 */
function builtinsAsTheyAre() {
  const names = new Set(builtinModules)
  return {
    name: 'builtins-as-they-are',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^(node:)?[a-z_/0-9]+$/ }, ({ path }) => {
        const name = path.replace(/^node:/, '')
        return names.has(name) ? { path: name, namespace: 'builtin' } : undefined
      })
      onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => {
        if (path === 'child_process') return { contents: childProcessGetters() }
        return { contents: `module.exports = process.getBuiltinModule('node:${path}')` }
      })
    },
  }
}

/** Leaves out what commands other than this one load. */
function oneCommand(name) {
  return {
    name: 'one-command',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\// }, ({ path, importer, kind }) =>
        kind === 'dynamic-import' && /commands[\\/]table\.ts$/.test(importer) && path !== `./${name}.ts`
          ? { path, external: true }
          : undefined,
      )
    },
  }
}

/** Has what the command imports only when it wants it run as a script of its own, and lists it. */
function putOff(command, list) {
  return {
    name: 'put-off',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\.\// }, ({ path, importer, kind }) => {
        if (kind !== 'dynamic-import' || relativeTo(ROOT, importer) !== `cli/commands/${command}.ts`) return
        const wanted = relativeTo(ROOT, join(dirname(importer), path))
        list.push(wanted)
        return { path: wanted, namespace: 'later' }
      })
      onLoad({ filter: /.*/, namespace: 'later' }, ({ path }) => ({
        contents: `module.exports = runScript('${command}.later')['${path}']`,
      }))
    },
  }
}

/** The failures that the one script throws are those that the other knows. */
function outcomeOf(command) {
  return {
    name: 'outcome-of',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\/outcome\.ts$/ }, ({ path, importer }) =>
        relativeTo(ROOT, join(dirname(importer), path)) === 'cli/outcome.ts'
          ? { path, namespace: 'outcome' }
          : undefined,
      )
      onLoad({ filter: /.*/, namespace: 'outcome' }, () => ({
        contents: `module.exports = runScript('${command}').outcome`,
      }))
    },
  }
}

function relativeTo(folder, path) {
  return relative(folder, path).replaceAll('\\', '/')
}

/** A script has modules loaded by who runs it. */
function modulesAsGiven() {
  return {
    name: 'modules-as-given',
    setup({ onLoad }) {
      onLoad({ filter: /cli[\\/]load-module\.ts$/ }, () => ({
        contents: 'export const loadModule = importModule',
      }))
    },
  }
}

/** The library that reads the command line wants them for commands that are programs of their own, of which silo has none. */
function childProcessesWhenWanted() {
  return {
    name: 'child-processes-when-wanted',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^node:child_process$/ }, ({ path }) => ({ path, namespace: 'builtin' }))
      onLoad({ filter: /.*/, namespace: 'builtin' }, () => ({ contents: childProcessGetters() }))
    },
  }
}

function childProcessGetters() {
  const getters = Object.keys(childProcess).map(
    (name) => `get ${name}() { return process.getBuiltinModule('node:child_process').${name} }`,
  )
  return `module.exports = { ${getters.join(', ')} }`
}

/** Runs a few commands once, so that the first run of each on this machine finds V8's compiled code already (bin/silo.mjs). */
function collectCompiledCode() {
  mkdirSync(join(OUT, 'compiled'))
  const folder = mkdtempSync(join(tmpdir(), 'silo-bundle-'))
  try {
    const quick = Object.entries(QUICK).map(([name, more]) => [name, ...more])
    // The last loads the compiler in pieces, which most of the other commands share.
    for (const args of [['new', 'warm'], ...quick, ['inspect']]) {
      const cwd = args[0] === 'new' ? folder : join(folder, 'warm')
      childProcess.spawnSync(process.execPath, [join(TARGET, 'bin/silo.mjs'), ...args], {
        cwd,
        env: { ...process.env, SILO_KEEP_CODE: '1' },
        stdio: 'ignore',
      })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
