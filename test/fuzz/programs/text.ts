// Scenarios as corpus cases: the program disassembled, storage and messages as fields.
import { isFromSilo } from '../../../vm/inbox.ts'
import type { InboxEntry, MessageKind } from '../../../vm/inbox.ts'
import { assemble } from '../../../vm/program/assembly-text.ts'
import { disassemble } from '../../../vm/program/disassembler.ts'
import type { CorpusCase } from '../tool/corpus.ts'
import type { Scenario, StoredWord } from './scenario.ts'

export function caseOfScenario(kind: string, scenario: Scenario, more: CorpusCase['fields']): CorpusCase {
  const stored = scenario.storage.map(
    ({ instance, key, value }) => ['stored', `${instance} ${key} ${value}`] as const,
  )
  const blocks = scenario.blocks.flatMap((block, i) => [
    ['block', `${i}`] as const,
    ...block.map((entry) => ['message', textOfEntry(entry)] as const),
  ])
  return { kind, fields: [...more, ...stored, ...blocks], body: disassemble(scenario.program) }
}

/** Throws on a case that isn't a scenario's. */
export function scenarioOfCase({ fields, body }: CorpusCase): Scenario {
  const storage: StoredWord[] = []
  const blocks: InboxEntry[][] = []
  for (const [name, value] of fields) {
    if (name === 'stored') {
      const [instance = 0n, key = 0n, word = 0n] = value.split(' ').map(BigInt)
      storage.push({ instance, key, value: word })
    } else if (name === 'block') blocks.push([])
    else if (name === 'message') blocks.at(-1)?.push(entryOfText(value))
  }
  const built = assemble(body)
  if (!built.ok) throw new Error(built.errors.join('; '))
  return { program: built.program, storage, blocks }
}

function textOfEntry({ admitted, kind, value, gas, refusal, payload, source }: InboxEntry): string {
  const hex = Buffer.from(payload).toString('hex')
  const from = source === undefined ? '' : ` from ${source.instance} ${source.index} ${source.height}`
  return `${admitted ? 'admitted' : 'refused'} ${kind}${from} value ${value} gas ${gas} refusal ${refusal} payload ${hex}`
}

function kindOfText(text: string): MessageKind {
  if (text === 'constructor') return 'constructor'
  if (text.startsWith('remote')) return 'remote'
  if (text.startsWith('unproven')) return 'unproven'
  return text.startsWith('returned') ? 'returned' : 'call'
}

function entryOfText(text: string): InboxEntry {
  const match =
    /^(admitted|refused) (call|constructor|(?:remote|unproven|returned) from (\d+) (\d+) (\d+)) value (\d+) gas (\d+) refusal (\d+) payload ([0-9a-f]*)$/.exec(
      text,
    )
  if (match === null) throw new Error(`not a message of a corpus file: ${text}`)
  const [, admission, kindText = '', instance, index, height, value = '', gas = '', refusal, payload = ''] =
    match
  const kind = kindOfText(kindText)
  return {
    admitted: admission === 'admitted',
    kind,
    source: isFromSilo(kind)
      ? { instance: Number(instance), index: Number(index), height: Number(height) }
      : undefined,
    sender: new Uint8Array(32).fill(0x51),
    transactionId: new Uint8Array(32).fill(0x52),
    value: BigInt(value),
    gas: BigInt(gas),
    refusal: Number(refusal),
    payload: new Uint8Array(Buffer.from(payload, 'hex')),
  }
}
