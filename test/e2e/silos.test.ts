// What passes between people and between silos, as users do it on a devnet: a call that somebody's signature allows, and a call from one silo to another, which
// is delivered when it is final.
import type { ChildProcess } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, expect, it } from 'vitest'
import { interrupt, mustRun, printed, silo, start, temporaryFolder } from './silo-command.ts'

const home = temporaryFolder()
let devnet: ChildProcess | undefined

afterEach(async () => {
  if (devnet !== undefined) await interrupt(devnet)
  devnet = undefined
})
afterAll(home.remove)

/** A project of one contract. */
async function projectOf(name: string, source: string): Promise<string> {
  const project = join(home.path, name)
  await mustRun(home.path, ['new', name, '--template', 'counter'])
  writeFileSync(join(project, 'src/counter.silo'), source)
  rmSync(join(project, 'README.md'))
  return project
}

async function startDevnet(project: string, ...options: string[]): Promise<string> {
  devnet = start(project, ['devnet', '--port', '0', ...options])
  const [, url = ''] = await printed(devnet, /devnet at (ws:\S+)/)
  return url
}

/** A question takes half a second or more, a commitment some ten seconds to be final. */
const MOST_QUESTIONS = 200

const TILL = `contract Till {
  storage { owner: address, pool: coin = coin.zero() }
  init(owner: address) { self.owner = owner }
  pub payable fn put(funds: coin) by anyone { pool.join(funds) }
  pub fn give(to: address, amount: sompi, signature: bytes<64>): OutboxId by sig(owner) { pay(to, pool.take(amount)) }
}
`

it('a call is made by whoever has the signature of it, once', async () => {
  const project = await projectOf('till', TILL)
  await startDevnet(project, '--managers', '0')
  await mustRun(project, ['deploy', 'alice'])
  await mustRun(project, ['deposit', '2kas', '--function', 'put'])
  const call = ['give', 'carol', '0.4kas']
  const signed = await mustRun(project, ['sign', ...call, '--as', 'alice', '--json'])
  const { signature } = JSON.parse(signed.stdout) as { signature: string }
  const forged = await mustRun(project, ['sign', ...call, '--as', 'dave', '--json'])
  const refused = await silo(project, ['call', ...call, JSON.parse(forged.stdout).signature, '--as', 'bob'])
  expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining('NotSigned')])
  const given = await mustRun(project, ['call', ...call, signature, '--as', 'bob'])
  expect(given.stdout).toMatch(/^ok give/m)
  const again = await silo(project, ['call', ...call, signature, '--as', 'bob'])
  expect([again.code, again.stdout]).toEqual([1, expect.stringContaining('NotSigned')])
})

const SHOP = `interface Warehouse { remote payable fn order(item: u64, count: u64, funds: coin) }

contract Shop {
  storage {
    warehouse: hash
    back: coin = coin.zero()
  }
  init(warehouse: hash) { self.warehouse = warehouse }
  pub payable fn buy(item: u64, count: u64, funds: coin): OutboxId by anyone {
    send Warehouse(warehouse).order(item, count) with funds fee 0.05 kas on refund returned()
  }
  on refund returned(funds: coin) { back.join(funds) }
  pub view fn returned_coins(): sompi => back.amount
}
`
const WAREHOUSE = `error TooMany { count: u64 }

contract Warehouse {
  storage {
    ordered: map<u64, u64 = 0>
    till: coin = coin.zero()
  }
  remote payable fn order(item: u64, count: u64, funds: coin) by origin Final { .. } {
    require count <= 10 else TooMany { count }
    ordered[item] += count
    till.join(funds)
  }
  pub view fn ordered_of(item: u64): u64 => ordered[item]
  pub view fn earned(): sompi => till.amount
}
`

it('a call to another silo is delivered when it is final, or its coins come back', async () => {
  const warehouse = await projectOf('warehouse', WAREHOUSE)
  expect((await mustRun(warehouse, ['build'])).stdout).toMatch(/^ {2}remote {5}order \(for other silos\)$/m)
  const shop = await projectOf('shop', SHOP)
  const url = await startDevnet(warehouse)
  const rpc = ['--rpc', url]
  const { siloId } = JSON.parse((await mustRun(warehouse, ['deploy', '--json'])).stdout) as { siloId: string }
  await mustRun(shop, ['deploy', siloId, ...rpc])
  const buy = async (count: string): Promise<void> => {
    const { stdout } = await mustRun(shop, ['deposit', '3kas', '7', count, '--function', 'buy', ...rpc])
    const [, transaction = ''] = /transaction ([0-9a-f]{64})/.exec(stdout) ?? []
    expect((await mustRun(shop, ['deliver', transaction, ...rpc])).stdout).toMatch(
      /entry \d+: (?:delivered before|\S+ kas to silo)/,
    )
  }
  const view = async (project: string, ...args: string[]): Promise<string> =>
    (await mustRun(project, ['view', ...args, ...rpc])).stdout.trim()

  await buy('4')
  expect(await view(warehouse, 'ordered_of', '7')).toContain('4')
  expect(await view(warehouse, 'earned')).toContain('2.95')
  await buy('11')
  expect(await view(warehouse, 'ordered_of', '7')).toContain('4')
  // The refusal becomes final there, and a manager brings the coins back.
  let back = '0'
  for (let asked = 0; asked < MOST_QUESTIONS && /^0\b/.test(back); asked++)
    back = await view(shop, 'returned_coins')
  expect(back).toMatch(/^2\.\d+ kas/)
})

const PRICES = `contract Prices {
  storage { feed: hash, price: u64 = 0, rumour: u64 = 0 }
  init(feed: hash) { self.feed = feed }
  remote fn quote(value: u64) by origin Final { silo: feed, .. } or Unproven { silo: feed, .. } {
    match origin {
      Final { .. } => { price = value }
      Unproven { .. } => { rumour = value }
    }
  }
  remote fn settle(value: u64) by origin Final { silo: feed, .. } { price = value }
  pub view fn known(): u64 => price
  pub view fn rumoured(): u64 => rumour
}
`
const FEED = `interface Quotes {
  remote fn quote(value: u64) by origin Final { .. } or Unproven { .. }
  remote fn settle(value: u64)
}

contract Feed {
  pub fn tell(to: hash, value: u64): OutboxId by anyone { send Quotes(to).quote(value) }
  pub fn settle(to: hash, value: u64): OutboxId by anyone { send Quotes(to).settle(value) }
}
`

it('a call without coins is delivered before it is final, marked as not proven, and again when it is', async () => {
  const feed = await projectOf('feed', FEED)
  const prices = await projectOf('prices', PRICES)
  const url = await startDevnet(feed)
  const rpc = ['--rpc', url]
  const deployed = async (project: string, ...args: string[]): Promise<string> =>
    JSON.parse((await mustRun(project, ['deploy', ...args, '--json', ...rpc])).stdout).siloId as string
  const siloId = await deployed(prices, await deployed(feed))
  const view = async (name: string): Promise<string> =>
    (await mustRun(prices, ['view', name, ...rpc])).stdout.trim()
  const tell = async (name: string, value: string): Promise<string> => {
    const { stdout } = await mustRun(feed, ['call', name, siloId, value, ...rpc])
    return /transaction ([0-9a-f]{64})/.exec(stdout)?.[1] ?? ''
  }

  const told = await tell('tell', '77')
  expect((await mustRun(feed, ['deliver', told, '--unproven', ...rpc])).stdout).toMatch(
    /entry 0: 0 kas to silo/,
  )
  let rumour = ''
  for (let asked = 0; asked < MOST_QUESTIONS && rumour !== '77'; asked++) rumour = await view('rumoured')
  expect(rumour).toBe('77')
  await mustRun(feed, ['deliver', told, ...rpc])
  let price = ''
  for (let asked = 0; asked < MOST_QUESTIONS && price !== '77'; asked++) price = await view('known')
  expect(price).toBe('77')

  // Who takes only what is final refuses it before then: nothing changes.
  const settled = await tell('settle', '78')
  const early = await mustRun(feed, ['deliver', settled, '--unproven', ...rpc])
  expect(early.stdout).toMatch(/entry 0: 0 kas to silo/)
  await mustRun(feed, ['deliver', settled, ...rpc])
  for (let asked = 0; asked < MOST_QUESTIONS && price !== '78'; asked++) price = await view('known')
  expect([price, await view('rumoured')]).toEqual(['78', '77'])
  const [, number] = (await mustRun(feed, ['deliver', settled, ...rpc])).stdout.split('entry ')
  expect(number).toContain('delivered before')
})
