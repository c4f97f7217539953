// What became of a message, in the contract's own words: result, error with its arguments and source line, events,
// payments. Without an artifact the machine's words are all there is.
import type { DecodedError, DecodedEvent } from '../../compiler/abi/decode.ts'
import {
  bytesToWords,
  decodeCall,
  decodeError,
  decodeEvent,
  decodeResult,
} from '../../compiler/abi/decode.ts'
import { formatValue } from '../../compiler/abi/parse-argument.ts'
import type { AbiField, AbiRecord, AbiValue } from '../../compiler/abi/types.ts'
import type { Artifact } from '../../compiler/artifact.ts'
import { decodeSourceMap } from '../../compiler/sourcemap/decode.ts'
import { REFUSAL } from '../../devnet/bridge/records.ts'
import type { MessageResult } from '../../vm/machine/results.ts'
import type { MessageKind } from '../../vm/inbox.ts'
import type { EventPartRecord, OutboxEntry } from '../../vm/records.ts'
import type { TrapName } from '../../vm/spec/traps.ts'
import { TRAP_MEANING } from '../../vm/spec/traps.ts'
import type { SourcePlace } from '../debug/places.ts'
import { placeOf, sourceFilesOf } from '../debug/places.ts'

export interface Failure {
  readonly trap: TrapName
  /** The error that the contract raised, when the artifact knows it. */
  readonly error: DecodedError | undefined
  readonly place: SourcePlace | undefined
  /** One sentence for people. */
  readonly message: string
}

export interface Outcome {
  /** Raw: words, steps, gas. */
  readonly result: MessageResult
  /** The decoded result of a call that ended well and has one. */
  readonly value: AbiValue | undefined
  /** Set when the message failed: nothing but a refund came of it. */
  readonly failure: Failure | undefined
  readonly events: readonly DecodedEvent[]
  readonly payments: readonly OutboxEntry[]
}

/** The message that a result belongs to. */
export interface MessageOf {
  readonly kind: MessageKind
  readonly payload: Uint8Array
}

export function describeOutcome(
  result: MessageResult,
  message: MessageOf,
  artifact: Artifact | undefined,
): Outcome {
  const payments = result.outbox
  if (result.trapName !== 'None') {
    return { result, value: undefined, failure: failureOf(result, artifact), events: [], payments }
  }
  if (artifact === undefined) return { result, value: undefined, failure: undefined, events: [], payments }
  const call = decodeCall(artifact.abi, message.payload, message.kind)
  const value = call === undefined ? undefined : decodeResult(call.fn, bytesToWords(result.output))
  return { result, value, failure: undefined, events: eventsOf(result, artifact), payments }
}

function failureOf(result: MessageResult, artifact: Artifact | undefined): Failure {
  const trap = result.trapName
  const error =
    trap === 'UserError' && artifact !== undefined
      ? decodeError(artifact.abi, result.detail, bytesToWords(result.output))
      : undefined
  const map = artifact === undefined ? undefined : decodeSourceMap(artifact.sourceMap)
  const place =
    artifact === undefined || map === undefined || trap === 'Refused'
      ? undefined
      : placeOf(map, sourceFilesOf(map, artifact), result.place)
  const ofMachine = trap === 'Refused' ? describeRefusal(result.detail) : `${trap}: ${TRAP_MEANING[trap]}`
  const what = error === undefined ? ofMachine : describeError(error)
  const where = place === undefined ? '' : ` (${place.path}:${place.line})`
  return { trap, error, place, message: `${what}${where}` }
}

function describeError(error: DecodedError): string {
  const { name, doc, args, fields } = error
  const head = args === null ? name : describeFields(name, fields, args)
  return doc === null ? head : `${head}: ${doc.trim()}`
}

/** An event as its source writes it: `Moved { to: …, amount: 5 }`. */
export function describeEvent({ event, args }: DecodedEvent): string {
  return describeFields(event.name, event.fields, args)
}

function describeFields(name: string, fields: readonly AbiField[], args: AbiRecord): string {
  if (fields.length === 0) return name
  return `${name} { ${fields.map((field) => `${field.name}: ${formatValue(field.type, args[field.name] ?? '?')}`).join(', ')} }`
}

/** Why the base layer refused a message (41, E59), by the reason in its receipt. */
function describeRefusal(reason: number): string {
  return `refused by the base layer: ${REFUSAL_TEXT[reason] ?? `reason ${reason}`}`
}

const REFUSAL_TEXT: Readonly<Record<number, string>> = {
  [REFUSAL.malformed]: 'its payload is malformed',
  [REFUSAL.undeclaredSender]: 'its sender is not the owner of the named input',
  [REFUSAL.underpaid]: 'its fee does not cover its gas limit',
  [REFUSAL.gasLimit]: "its gas limit goes beyond the reference block's",
  [REFUSAL.belowMinPeg]: 'it brings less than this silo takes',
}

/** Puts the records of each event together: part 0 begins one, higher parts go on. */
function eventsOf(result: MessageResult, artifact: Artifact): readonly DecodedEvent[] {
  const groups: EventPartRecord[][] = []
  for (const record of result.events) {
    const last = groups.at(-1)
    if (record.part === 0 || last === undefined) groups.push([record])
    else last.push(record)
  }
  return groups.flatMap((group) => {
    const [first] = group
    const event =
      first === undefined
        ? undefined
        : decodeEvent(
            artifact.abi,
            first.instance,
            group.map((record) => record.words),
          )
    return event === undefined ? [] : [event]
  })
}
