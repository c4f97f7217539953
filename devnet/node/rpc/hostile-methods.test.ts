// Every method and notification of the tables, fed what a hostile client would: nothing, the wrong things, far too much of the right things, at
// the wrong place. Each is answered by one frame, with an error that says what is wrong or with a result, and soon; the node goes on as it was.
import { isJsonObject } from '../../../compiler/json.ts'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Codec, Documented, Json } from '../../../client/rpc/codec.ts'
import { readJson, writeJson } from '../../../client/rpc/json.ts'
import { EVENTS, METHODS } from '../../../client/rpc/methods.ts'
import type { MethodName } from '../../../client/rpc/methods.ts'
import { serveSession } from '../../../client/rpc/serve.ts'
import { createVirtualClock } from '../simulation/virtual-clock.ts'
import type { Devnet } from '../../index.ts'
import { startDevnet } from '../../index.ts'

let devnet: Devnet
beforeAll(async () => {
  const clock = createVirtualClock(1_000_000n)
  devnet = await startDevnet({ clock, seed: 'hostile', miners: 1 })
  await clock.advance(3_000n)
  await devnet.api.devnet_setMining({ on: false })
  await clock.advance(1_000n)
})

/** The one answer to a frame. */
async function ask(frame: string): Promise<Readonly<Record<string, unknown>>> {
  const frames: string[] = []
  const session = serveSession(devnet.api, (answer) => frames.push(answer))
  await session.receive(frame)
  session.close()
  expect(frames).toHaveLength(1)
  const reply = readJson(frames[0] ?? '')
  return reply.ok && isJsonObject(reply.value) ? reply.value : {}
}

/** Undefined for a result. */
async function refusalOf(method: string, params: Json): Promise<string | undefined> {
  const { error } = await ask(writeJson({ id: 1n, method, params }))
  if (!isJsonObject(error)) return undefined
  expect(String(error['message']).length).toBeLessThan(1_000)
  return String(error['data'])
}

const isOptional = ({ type }: Documented): boolean => type.endsWith(' | undefined')

/** Values that few parameters take. */
const WRONG: readonly Json[] = [-1n, 2n ** 80n, 0.5, { a: {} }, [[]], [{}], 'not what was asked for \u0000']

/** Values of a parameter's own kind, far larger than any. */
function oversized({ type, inner, maxItems }: Documented): Json {
  if (inner !== undefined && maxItems !== undefined) return Array.from({ length: maxItems + 1 }, () => '')
  if (inner !== undefined) return oversized(inner)
  return /^u\d+$|count|integer/.test(type) ? 10n ** 400n : 'ab'.repeat(1_200_000)
}

function deep(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels)
}

const methods = Object.entries(METHODS) as [MethodName, (typeof METHODS)[MethodName]][]
const parameters = methods.flatMap(([method, { params }]) =>
  Object.entries(params.fields ?? {}).map(([field, type]): [MethodName, string, Documented] => [
    method,
    field,
    type,
  ]),
)

describe('every method', () => {
  it.each(methods)('%s refuses parameters that are no object', async (method, { params }) => {
    for (const wrong of [7n, 'text', [], [1n], true])
      expect([wrong, await refusalOf(method, wrong)]).toEqual([wrong, 'badParams'])
    const needsNone = Object.values(params.fields ?? {}).every(isOptional)
    expect(needsNone || (await refusalOf(method, {})) === 'badParams').toBe(true)
  })

  it.each(methods)('%s outlives frames that are cut off or nested without end', async (method) => {
    const frame = writeJson({ id: 1n, method, params: {} })
    for (const cut of [frame.slice(0, -1), frame.slice(0, 20), `${frame}${frame}`])
      expect(await ask(cut)).toHaveProperty('error')
    expect(await ask(`{"id":1,"method":"${method}","params":${deep(20_000)}}`)).toHaveProperty('error')
  })
})

describe('every parameter', () => {
  it.each(parameters)('%s takes %s of no kind that it can be for what it is', async (method, field, type) => {
    const codec = type as Codec<unknown>
    for (const wrong of WRONG.filter((json) => !codec.decode(json).ok))
      expect([wrong, await refusalOf(method, { [field]: wrong })]).toEqual([wrong, 'badParams'])
    for (const odd of WRONG) expect(await refusalOf(method, { [field]: odd })).not.toBe('failed')
  })

  it.each(parameters)('%s outlives too much of %s', async (method, field, type) => {
    expect(await refusalOf(method, { [field]: oversized(type) })).not.toBe('failed')
  })
})

describe('every notification', () => {
  it.each(Object.values(EVENTS))('$wireName refuses a scope that is none', async ({ wireName, scope }) => {
    for (const method of ['subscribe', 'unsubscribe']) {
      for (const wrong of [7n, 'text', [], true])
        expect([wrong, await refusalOf(method, { [wireName]: wrong })]).toEqual([wrong, 'badParams'])
      for (const [field, type] of Object.entries(scope.fields ?? {})) {
        for (const wrong of [...WRONG, oversized(type as Documented)])
          expect(await refusalOf(method, { [wireName]: { [field]: wrong } })).toBe('badParams')
      }
    }
  })
})

describe('the node afterwards', () => {
  it('is where it was', async () => {
    expect(await refusalOf('getSink', {})).toBeUndefined()
    expect(devnet.nodes[0]!.mempool.entries()).toEqual([])
  })
})
