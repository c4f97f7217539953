#!/usr/bin/env node
// Entry of the `silo` command. Plain JavaScript, so that even an old Node gets as far as saying that it is too old.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [major, minor] = process.versions.node.split('.').map(Number)
// 22.18 is the first Node that runs TypeScript files as they are; silo's libraries need 22.12.
const newEnough = major > 22 || (major === 22 && minor >= 18)

if (newEnough) {
  const { enableCompileCache } = await import('node:module')
  enableCompileCache?.()
  const { main } = await import('../cli/main.ts')
  await main(process.argv.slice(2))
} else {
  const pinned = pinnedNode()
  if (pinned === undefined) {
    process.stderr.write(
      `silo needs Node 22.18 or newer, and this is ${process.versions.node}: install a newer Node, or run \`npm ci\` in silo's folder, which brings one along.\n`,
    )
    process.exitCode = 2
  } else {
    const run = spawnSync(pinned, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
      stdio: 'inherit',
    })
    process.exitCode = run.status ?? 1
  }
}

/** The Node 24 that silo's own package brings along for this platform, if it is installed. */
function pinnedNode() {
  const require = createRequire(import.meta.url)
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
