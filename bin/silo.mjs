#!/usr/bin/env node
// Entry of the `silo` command. Plain JavaScript, so that even an old Node gets as far as saying that it is too old.

const [modules, { existsSync, readFileSync, statSync, writeFileSync }, { dirname, join }, { fileURLToPath }] =
  await Promise.all(['module', 'fs', 'path', 'url'].map(builtin))
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [major, minor] = process.versions.node.split('.').map(Number)
// 22.18 is the first Node that runs TypeScript files as they are; silo's libraries need 22.12.
const newEnough = major > 22 || (major === 22 && minor >= 18)

/** The bundles that are scripts and have been run, by name. */
const scripts = new Map()

if (newEnough) {
  const [, , command = ''] = process.argv
  // Commands that are waited for again and again have bundles of their own (scripts/bundle.mjs).
  const quick = /^[a-z]+$/.test(command) && existsSync(join(root, `dist/${command}.script`))
  const bundled = bundleIsFresh(quick ? command : 'main')
  cacheCompiledCode(bundled)
  endWithStarter()
  const { main } = bundled
    ? quick
      ? runScript(command)
      : await import('../dist/main.js')
    : await import('../cli/main.ts')
  await main(process.argv.slice(2))
  if (process.env.SILO_KEEP_CODE === '1') keepCode()
} else {
  const pinned = pinnedNode()
  if (pinned === undefined) {
    process.stderr.write(
      `silo needs Node 22.18 or newer, and this is ${process.versions.node}: install a newer Node, or run \`npm ci\` in silo's folder, which brings one along.\n`,
    )
    process.exitCode = 2
  } else {
    process.exitCode = await runWith(pinned)
  }
}

/** One of Node's own modules. An import of it would also load all that the module puts off until it is asked for. */
function builtin(name) {
  return process.getBuiltinModule?.(`node:${name}`) ?? import(`node:${name}`)
}

/** Whether a bundle was made (by scripts/bundle.mjs) from the very sources that are there now. Only in a checkout can they differ. */
function bundleIsFresh(name) {
  try {
    if (!existsSync(join(root, '.git'))) return existsSync(join(root, 'dist/main.js'))
    const record = JSON.parse(readFileSync(join(root, `dist/${name}.sources.json`), 'utf8'))
    return record.every(([path, mtimeMs, size]) => {
      const found = statSync(join(root, path))
      return found.mtimeMs === mtimeMs && found.size === size
    })
  } catch {
    return false
  }
}

/** V8's compiled code is kept: beside the bundle, where making it has begun the collection, or else where Node keeps such things. */
function cacheCompiledCode(bundled) {
  const directory = join(root, 'dist/compiled')
  // 24.12 is the first Node whose collection may be moved with the code.
  const portable = major > 24 || (major === 24 && minor >= 12)
  modules.enableCompileCache?.(
    bundled && portable && existsSync(directory) ? { directory, portable } : undefined,
  )
}

/**
 * Runs a bundle that is a script, by the code that V8 made of it when silo was bundled. That code has all functions which a run of it called, where the
 * code that Node keeps of modules has only what is compiled at once: what is called then is compiled again each time. Another V8 makes its own.
 */
function runScript(name) {
  const known = scripts.get(name)
  if (known !== undefined) return known.module.exports
  const { Script } = process.getBuiltinModule('node:vm')
  const [filename, kept] = ['script', 'code'].map((kind) => join(root, `dist/${name}.${kind}`))
  const cachedData = existsSync(kept) ? readFileSync(kept) : undefined
  const script = new Script(readFileSync(filename, 'utf8'), { filename, cachedData })
  const module = { exports: {} }
  scripts.set(name, { script, module, kept })
  const require = modules.createRequire(import.meta.url)
  script.runInThisContext()(module, require, dirname(filename), (url) => import(url), runScript)
  return module.exports
}

/** Keeps the code of what has been run, for scripts/bundle.mjs. */
function keepCode() {
  for (const { script, kept } of scripts.values()) writeFileSync(kept, script.createCachedData())
}

/** Runs silo with another Node: signals go on to it, its exit code comes back. */
async function runWith(node) {
  const [{ spawn }, { constants }] = await Promise.all(['child_process', 'os'].map(builtin))
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  // Ctrl-C on a terminal reaches both processes: sending it on would interrupt the child twice.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  return new Promise((done) => {
    child.on('error', () => done(70))
    child.on('close', (code, signal) => done(code ?? 128 + (constants.signals[signal] ?? 0)))
  })
}

/** Ends this process when the one of an old Node that started it is gone, even by kill -9. */
function endWithStarter() {
  if (process.channel === undefined || process.channel === null) return
  process.once('disconnect', () => process.exit(1))
  process.channel.unref()
}

/** The Node 24 that silo's own package brings along for this platform, if it is installed. */
function pinnedNode() {
  const require = modules.createRequire(import.meta.url)
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  try {
    const manifest = require.resolve(`${name}/package.json`)
    const bin = JSON.parse(readFileSync(manifest, 'utf8')).bin.node
    const path = join(dirname(manifest), bin)
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}
