// What became of a message, in the words of its source: result, error with its arguments and source line, events, payments.
import type { Artifact } from '../../compiler/artifact.ts'
import {
  bytesToWords,
  decodeCall,
  decodeError,
  decodeEvent,
  decodeResult,
} from '../../compiler/abi/decode.ts'
import { formatValue } from '../../compiler/abi/parse-argument.ts'
import type { AbiField, AbiRecord, AbiValue } from '../../compiler/abi/types.ts'
import { decodeSourceMap } from '../../compiler/sourcemap/decode.ts'
import { bytesToHex } from '../../devnet/tx/index.ts'
import { REFUSAL } from '../../devnet/bridge/records.ts'
import { TRAP_MEANING, type EventPartRecord, type InboxEntry, type MessageResult } from '../../vm/index.ts'
import { placeOf, sourceFilesOf, type SourcePlace } from '../debug/places.ts'

export interface NamedEvent {
  readonly name: string
  readonly contract: string
  readonly args: AbiRecord
  readonly text: string
}

export interface Payment {
  /** pay: asked for by the contract; refund: the pegged value of a message that trapped. */
  readonly kind: 'pay' | 'refund'
  /** x-only public key, hex. */
  readonly recipient: string
  readonly amount: bigint
}

export interface MessageOutcome {
  /** The function that was called, if the payload names one. */
  readonly functionName: string | undefined
  readonly ok: boolean
  readonly result: AbiValue | undefined
  readonly resultText: string | undefined
  /** What went wrong, in one line; undefined when the message ended well. */
  readonly trap: string | undefined
  /** Name of the error or trap. */
  readonly trapName: string | undefined
  readonly trapArgs: AbiRecord | undefined
  /** Where it ended, when it trapped in code that has a source. */
  readonly place: SourcePlace | undefined
  readonly events: readonly NamedEvent[]
  readonly payments: readonly Payment[]
  readonly gasUsed: bigint
  readonly steps: bigint
}

const REFUSAL_TEXT: Readonly<Record<number, string>> = {
  [REFUSAL.malformed]: 'its payload is malformed',
  [REFUSAL.undeclaredSender]: 'its sender is not the owner of the named input',
  [REFUSAL.underpaid]: 'its fee does not cover its gas limit',
  [REFUSAL.gasLimit]: "its gas limit goes beyond the reference block's",
}

/** Describes a message's result by the artifact that its silo was made from. */
export function describeOutcome(
  artifact: Artifact,
  entry: InboxEntry,
  result: MessageResult,
): MessageOutcome {
  const call = decodeCall(artifact.abi, entry.payload, entry.kind === 'constructor')
  const words = bytesToWords(result.output)
  const ok = result.trapName === 'None'
  const value = ok && call !== undefined ? decodeResult(call.fn, words) : undefined
  const error = result.trapName === 'UserError' ? decodeError(artifact.abi, result.detail, words) : undefined
  return {
    functionName: call?.fn.name,
    ok,
    result: value,
    resultText:
      value === undefined || call === undefined || call.fn.result === null
        ? undefined
        : formatValue(call.fn.result, value),
    trap: ok ? undefined : trapText(result, error),
    trapName: ok ? undefined : (error?.name ?? result.trapName),
    trapArgs: error?.args ?? undefined,
    place: ok || result.trapName === 'Refused' ? undefined : placeInSource(artifact, result.place),
    events: eventsOf(artifact, result.events),
    payments: result.outbox.map((payment) => ({
      kind: payment.kind,
      recipient: bytesToHex(payment.recipient),
      amount: payment.amount,
    })),
    gasUsed: result.gasUsed,
    steps: result.steps,
  }
}

function trapText(result: MessageResult, error: ReturnType<typeof decodeError>): string {
  if (error !== undefined)
    return `${error.name}${error.args === null ? '' : fieldsText(error.fields, error.args)}${error.doc === null ? '' : `: ${error.doc.trim()}`}`
  if (result.trapName === 'Refused') {
    return `refused by the base layer: ${REFUSAL_TEXT[result.detail] ?? `reason ${result.detail}`}`
  }
  return `${result.trapName}: ${TRAP_MEANING[result.trapName]}`
}

function fieldsText(fields: readonly AbiField[], args: AbiRecord): string {
  if (fields.length === 0) return ''
  return ` { ${fields.map((field) => `${field.name}: ${formatValue(field.type, args[field.name] ?? '?')}`).join(', ')} }`
}

function placeInSource(artifact: Artifact, pc: number): SourcePlace | undefined {
  const map = decodeSourceMap(artifact.sourceMap)
  return map === undefined ? undefined : placeOf(map, sourceFilesOf(map, artifact), pc)
}

/** Puts the parts of events together: part 0 begins one, higher parts go on with it. */
function eventsOf(artifact: Artifact, records: readonly EventPartRecord[]): NamedEvent[] {
  const groups: EventPartRecord[][] = []
  for (const record of records) {
    if (record.part === 0) groups.push([record])
    else groups.at(-1)?.push(record)
  }
  return groups.flatMap((parts) => {
    const decoded = decodeEvent(
      artifact.abi,
      parts[0]?.instance ?? 0,
      parts.map((part) => part.words),
    )
    if (decoded === undefined) return []
    const { event, contract, args } = decoded
    return [{ name: event.name, contract, args, text: `${event.name}${fieldsText(event.fields, args)}` }]
  })
}
