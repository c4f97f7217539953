// Everything that reads texts and JSON of strangers, with good ones to begin with.
import { parseAmount } from '../../../compiler/abi/amount.ts'
import { parseArgument, parseJsonArgument } from '../../../compiler/abi/parse-argument.ts'
import { renderDiagnostics } from '../../../compiler/diagnostics/render.ts'
import { compile } from '../../../compiler/index.ts'
import { memoryHost } from '../../../compiler/load.ts'
import { decodeSourceMap } from '../../../compiler/sourcemap/decode.ts'
import { METHODS } from '../../../client/rpc/methods.ts'
import { EVENTS } from '../../../client/rpc/tables/events.ts'
import type { Codec, Json } from '../../../client/rpc/codec.ts'
import { writeJson } from '../../../client/rpc/json.ts'
import { readReply, readRequest, readScope } from '../../../client/rpc/wire.ts'
import { givenBlockFromJson, paramsFromJson } from '../../../devnet/chain/replay-file.ts'
import { encodeAddress, parseAddress } from '../../../devnet/tx/address.ts'
import { parseHash } from '../../../devnet/tx/hash.ts'
import { blockToJson } from '../../../devnet/tx/json.ts'
import { parseNamespace } from '../../../devnet/tx/lanes.ts'
import { assemble } from '../../../vm/program/assembly-text.ts'
import { disassemble } from '../../../vm/program/disassembler.ts'
import type { Random } from '../../support/random.ts'
import { arbitraryBlock } from '../../arbitrary-tx.ts'
import { generateTree } from '../programs/generate.ts'
import { goalOf } from '../programs/goals.ts'
import { render } from '../programs/render.ts'
import { Finding } from '../tool/finding.ts'
import { jsonFor } from './documented.ts'
import { EXAMPLE_ABI, EXAMPLE_ARTIFACT, EXAMPLE_TEXT } from './example.ts'
import { mutatedJson, mutatedText } from './mutate-text.ts'
import { sampleOf } from './sample.ts'

export interface TextParser {
  readonly name: string
  /** A text to read, good or not. */
  readonly sample: (random: Random) => string
  /** Reads it. Must not throw, whatever the text. */
  readonly parse: (text: string) => void
}

const CODECS: readonly (readonly [string, Codec<unknown>])[] = [
  ...Object.entries(METHODS).flatMap(([name, { params, result }]) => [
    [`${name} params`, params as unknown as Codec<unknown>] as const,
    [`${name} result`, result as unknown as Codec<unknown>] as const,
  ]),
  ...Object.entries(EVENTS).flatMap(([name, { scope, payload }]) => [
    [`${name} scope`, scope as unknown as Codec<unknown>] as const,
    [`${name} payload`, payload as unknown as Codec<unknown>] as const,
  ]),
]

const PARAMETERS = EXAMPLE_ABI.contracts.flatMap(({ functions, events }) => [
  ...functions.flatMap(({ params }) => params),
  ...events.flatMap(({ fields }) => fields),
])

function address(random: Random): string {
  const kind = random.pick(['pubKey', 'pubKeyEcdsa', 'scriptHash'] as const)
  return encodeAddress({ prefix: 'kaspadev', kind, payload: random.bytes(kind === 'pubKeyEcdsa' ? 33 : 32) })
}

function mutatedOf(make: (random: Random) => string): (random: Random) => string {
  return (random) => (random.below(4) === 0 ? make(random) : mutatedText(random, make(random)))
}

/** The JSON of a request as text, so that a corpus file can hold it. */
function jsonText(random: Random, value: unknown): string {
  const changed = random.below(4) === 0 ? value : mutatedJson(random, value)
  return writeJson(changed as Json)
}

function parsedJson(text: string): unknown {
  const frame = readRequest(`{"id":1,"method":"any","params":${text}}`)
  return frame.ok ? frame.value.params : undefined
}

export const TEXT_PARSERS: readonly TextParser[] = [
  {
    name: 'silo-source',
    sample: mutatedOf(() => EXAMPLE_TEXT),
    parse: (text) => {
      const { diagnostics, program } = compile(memoryHost({ 'fuzz.silo': text }), 'fuzz.silo')
      renderDiagnostics(diagnostics, program.files)
    },
  },
  {
    name: 'assembly',
    sample: mutatedOf((random) => disassemble(render(generateTree(random, goalOf(0))))),
    parse: (text) => {
      const built = assemble(text)
      if (!built.ok && built.errors.length === 0)
        throw new Finding('an assembly text is refused without a reason', text)
    },
  },
  { name: 'address', sample: mutatedOf(address), parse: checkAddress },
  {
    name: 'hash',
    sample: mutatedOf((random) => Buffer.from(random.bytes(32)).toString('hex')),
    parse: (text) => void parseHash(text),
  },
  { name: 'namespace', sample: mutatedOf(() => 'demo'), parse: (text) => void parseNamespace(text) },
  { name: 'amount', sample: mutatedOf(() => '1_000.25 kas'), parse: (text) => void parseAmount(text) },
  {
    name: 'argument',
    sample: mutatedOf((random) =>
      random.pick(['5', '-3', 'true', '0.5 kas', '{"x": 1, "y": "2", "on": true}', 'ab'.repeat(32)]),
    ),
    parse: (text) => {
      for (const { type } of PARAMETERS) {
        parseArgument(type, text)
        parseJsonArgument(type, parsedJson(text))
      }
    },
  },
  {
    name: 'rpc-frame',
    sample: mutatedOf((random) =>
      random.pick([
        '{"id":1,"method":"getSink","params":{}}',
        '{"id":7,"method":"x","error":{"code":0,"message":"no","data":"failed"}}',
        '{"method":"blockAddedNotification","params":{"BlockAdded":{}}}',
      ]),
    ),
    parse: (text) => {
      readReply(text)
      const request = readRequest(text)
      if (request.ok) readScope(request.value.params)
    },
  },
  {
    name: 'rpc-value',
    sample: (random) => {
      const [name, codec] = random.pick(CODECS)
      return `${name}\n${jsonText(random, jsonFor(random, codec))}`
    },
    parse: checkCodec,
  },
  {
    name: 'replay-line',
    sample: (random) => {
      const block = sampleOf(arbitraryBlock, random)
      return jsonText(random, { ...blockToJson(block), hash: block.hash })
    },
    parse: (text) => {
      givenBlockFromJson(parsedJson(text))
      paramsFromJson(parsedJson(text))
    },
  },
  {
    name: 'source-map',
    sample: (random) => JSON.stringify(withNumbersChanged(random)),
    parse: (text) => void decodeSourceMap(JSON.parse(text) as typeof EXAMPLE_ARTIFACT.sourceMap),
  },
]

function checkAddress(text: string): void {
  const parsed = parseAddress(text)
  if (parsed.ok && encodeAddress(parsed.address) !== text) throw new Finding('an address has two texts', text)
}

/** What a codec reads it writes so that it reads the same again. */
function checkCodec(text: string): void {
  const [name = '', json = ''] = text.split('\n')
  const codec = CODECS.find(([other]) => other === name)?.[1]
  const decoded = codec?.decode(parsedJson(json))
  if (codec === undefined || decoded?.ok !== true) return
  const written = writeJson(codec.encode(decoded.value))
  const again = codec.decode(parsedJson(written))
  if (!again.ok)
    throw new Finding('a codec of the RPC does not read what it wrote', `${name}: ${again.error}\n${written}`)
  const twice = writeJson(codec.encode(again.value))
  if (twice !== written)
    throw new Finding('a codec of the RPC writes otherwise what it wrote', `${name}\n${written}\n${twice}`)
}

/** The numbers of a source map, which are what its reader must not trust. */
function withNumbersChanged(random: Random): unknown {
  const { sourceMap } = EXAMPLE_ARTIFACT
  const changed = (numbers: readonly number[]): number[] =>
    numbers.map((number) =>
      random.below(50) > 0 ? number : random.pick([-1, 0, 1, 0.5, 1e9, 2 ** 40, number + 1]),
    )
  return { ...sourceMap, origins: changed(sourceMap.origins), instructions: changed(sourceMap.instructions) }
}
