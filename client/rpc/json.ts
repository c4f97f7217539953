// Reads and writes JSON without losing digits: integers of any size are read as bigint.
import { parse, stringify } from 'lossless-json'
import type { Decoded, Json } from './codec.ts'
import { bad, good } from './codec.ts'

/** Text from elsewhere; integers become bigint, other numbers number. Never throws. */
export function readJson(source: string): Decoded<unknown> {
  try {
    return good(parse(source, undefined, readNumber))
  } catch (failure) {
    return bad(`not JSON: ${failure instanceof Error ? failure.message : String(failure)}`)
  }
}

export function writeJson(value: Json, space?: number): string {
  return stringify(value, undefined, space) ?? 'null'
}

function readNumber(digits: string): bigint | number {
  return /^-?\d+$/.test(digits) ? BigInt(digits) : Number(digits)
}
