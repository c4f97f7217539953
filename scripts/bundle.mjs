// Bundles the `silo` command into dist/, so that it starts in the time that reading one file takes (npm ci does it by itself). bin/silo.mjs runs the bundle as
// long as no source is newer, and the sources otherwise. Plain JavaScript: it runs on the Node that npm happens to run on.
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')
const OUT = join(ROOT, 'dist')

/** These load native code or WebAssembly from files beside them, or are large and rarely wanted. */
const EXTERNAL = ['lmdb', 'secp256k1', 'tiny-secp256k1', 'prettier', 'pino', 'prom-client']

rmSync(OUT, { recursive: true, force: true })
const { build } = await import('esbuild').catch(() => {
  // Installed without development packages: nothing is lost but time.
  process.stderr.write('not bundled, since esbuild is not installed: silo runs from its sources\n')
  process.exit(0)
})
const { metafile } = await build({
  absWorkingDir: ROOT,
  // The probe runs in a process of its own.
  entryPoints: { main: 'cli/main.ts', probe: 'devnet/node/storage/probe.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  external: EXTERNAL,
  // Only what is used of it: its entry for CommonJS has all its algorithms.
  alias: { 'hash-wasm': 'hash-wasm/dist/index.esm.js' },
  minifyWhitespace: true,
  metafile: true,
  logLevel: 'warning',
  // Libraries in CommonJS expect to find `require`.
  banner: {
    js: "import{createRequire as bundleRequire}from'node:module';const require=bundleRequire(import.meta.url);",
  },
})

const sources = Object.keys(metafile.inputs).filter((path) => !path.includes('node_modules'))
const record = [...sources, 'package-lock.json'].map((path) => {
  const { mtimeMs, size } = statSync(join(ROOT, path))
  return [path, mtimeMs, size]
})
writeFileSync(join(OUT, 'sources.json'), JSON.stringify(record))
