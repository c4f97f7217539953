// Kaspa's software has written its JSON in three ways over time, which one answer can't satisfy together. A server speaks
// one of them by default; a client may ask for another by the path of its address, as in ws://127.0.0.1:18510/kaspa-0.13.
import { isJsonObject } from '../../compiler/json.ts'
import type { Json } from './codec.ts'

/**
 * kaspa-0.13: bytes of scripts and payloads are lists of numbers, a block's fate is "success" or {"reject": "blockInvalid"};
 * kaspa-0.14: the former are hex, the latter an object with a `type`; both want the version of the
 * interface as four numbers. kaspa-1, from 1.0 on: the version is one number with a revision beside it.
 */
export const DIALECTS = ['kaspa-0.13', 'kaspa-0.14', 'kaspa-1'] as const
export type Dialect = (typeof DIALECTS)[number]
export const DEFAULT_DIALECT: Dialect = 'kaspa-0.14'

/** What the path of a request names; undefined for none of them. */
export function dialectOfPath(path: string): Dialect | undefined {
  const name = path.split('?')[0]?.replaceAll('/', '')
  return DIALECTS.find((dialect) => dialect === name)
}

/** What a method answers or a notification carries, in a dialect. */
export function inDialect(dialect: Dialect, method: string, json: Json): Json {
  switch (dialect) {
    case 'kaspa-0.14':
      return json
    case 'kaspa-0.13':
      return method === 'submitBlock' ? withReportByName(json) : withByteLists(json)
    case 'kaspa-1':
      if (method !== 'getServerInfo' || !isJsonObject(json)) return json
      return { ...(json as { readonly [key: string]: Json }), rpcApiVersion: 1, rpcApiRevision: 0 }
  }
}

function withReportByName(json: Json): Json {
  const report = isJsonObject(json) ? json['report'] : undefined
  if (!isJsonObject(report)) return json
  return { report: report['type'] === 'success' ? 'success' : { reject: 'blockInvalid' } }
}

/** Signature scripts of inputs and payloads of transactions as lists of numbers, wherever they stand. */
function withByteLists(json: Json): Json {
  if (Array.isArray(json)) return json.map(withByteLists)
  if (!isJsonObject(json)) return json
  const isInput = 'previousOutpoint' in json
  const isTransaction = 'subnetworkId' in json
  const entries = Object.entries(json).map(([name, value]) => {
    const isBytes = (isInput && name === 'signatureScript') || (isTransaction && name === 'payload')
    return [name, isBytes && typeof value === 'string' ? byteList(value) : withByteLists(value as Json)]
  })
  return Object.fromEntries(entries) as Json
}

function byteList(hex: string): readonly number[] {
  return Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16))
}
