// Packages as a user has them: one that npm installed, one by its folder, and the standard library, in every command that reads sources.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mustRun, silo, temporaryFolder } from './silo-command.ts'

const home = temporaryFolder()
afterAll(home.remove)
const project = join(home.path, 'shop')

const FILES: Readonly<Record<string, string>> = {
  'shop/silo.config.ts': "export default { entry: 'src/shop.silo', packages: { limits: '../limits' } }\n",
  'shop/src/shop.silo': `import { LIMIT } from "limits"
import { Owned } from "std/access"
import { min } from "std/math"
import { price_of } from "@fruit/prices"

contract Shop {
  use Owned as admin

  storage {
    sold: u64 = 0
  }

  init() {
    admin.init(caller.address)
  }

  pub fn sell(count: u64) by admin.owner {
    sold = min(sold + count, LIMIT)
  }

  pub view fn price(count: u64): sompi => price_of(count)
}

test "no more than the limit is sold" {
  let shop = deploy Shop()
  shop.sell(50)
  expect shop.price(3) == 6 kas
}
`,
  'limits/index.silo': 'pub const LIMIT: u64 = 20\n\ntest "of another project" { expect 1 == 2 }\n',
  // npm may have put it in a folder above.
  'node_modules/@fruit/prices/package.json': '{ "name": "@fruit/prices", "silo": "src/prices.silo" }',
  'node_modules/@fruit/prices/src/prices.silo':
    'pub fn price_of(count: u64): sompi {\n let x=1\n 2 kas * count }\n',
}

beforeAll(() => {
  for (const [path, text] of Object.entries(FILES)) write(path, text)
})

function write(path: string, text: string): void {
  const place = join(home.path, path)
  mkdirSync(dirname(place), { recursive: true })
  writeFileSync(place, text)
}

describe('packages', () => {
  it('are built in, the same bytes each time, and shown by their paths', async () => {
    const first = JSON.parse((await mustRun(project, ['build', '--json'])).stdout) as { artifact: string }
    const bytes = readFileSync(first.artifact, 'utf8')
    await mustRun(project, ['build'])
    expect(readFileSync(first.artifact, 'utf8')).toBe(bytes)
    const { sources } = JSON.parse(bytes) as { sources: { path: string }[] }
    expect(sources.map(({ path }) => path)).toEqual([
      'src/shop.silo',
      'node_modules/limits/index.silo',
      '<std>/access.silo',
      '<std>/math.silo',
      'node_modules/@fruit/prices/src/prices.silo',
    ])
    expect((await mustRun(project, ['inspect'])).stdout).toContain('; <std>/math.silo:')
  })

  it('are neither tested nor linted nor formatted with the project that uses them', async () => {
    expect((await mustRun(project, ['test'])).stdout).toContain('1 passed, 0 failed')
    expect((await mustRun(project, ['lint'])).stdout).toContain('0 errors, 0 warnings')
    expect((await mustRun(project, ['fmt', '--check'])).stdout).toContain('1 files, 0 to format')
  })

  it('that are missing or wrong are told, with what to write', async () => {
    write('shop/src/wrong.silo', 'import { LIMIT } from "limit"\nimport { min } from "std/maths"\n')
    const { code, stderr } = await silo(project, ['lint'])
    expect(code).toBe(1)
    expect(stderr).toContain('E0312: there is no package `limit`')
    expect(stderr).toContain('did you mean `std/math`?')
    write('shop/src/wrong.silo', '')
  })

  it('are named by a literal in the config', async () => {
    write(
      'shop/silo.config.ts',
      "const limits = '../limits'\nexport default { entry: 'src/shop.silo', packages: { limits } }\n",
    )
    const { code, stderr } = await silo(project, ['build'])
    expect(code).toBe(2)
    expect(stderr).toContain('must be a literal')
  })
})
