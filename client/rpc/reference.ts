// Makes docs/rpc.md out of the tables of methods and notifications, so that the reference can't drift from what is sent.
import type { Documented } from './codec.ts'
import { EVENTS } from './tables/events.ts'
import { DEVNET_METHODS } from './tables/devnet.ts'
import { KASPA_METHODS } from './tables/kaspa.ts'
import { SILO_METHODS } from './tables/silo.ts'
import { UNSUPPORTED_EVENTS, UNSUPPORTED_METHODS } from './tables/unsupported.ts'

interface Row {
  readonly summary: string
  readonly params: Documented
  readonly result: Documented
}

const INTRODUCTION = `# RPC

Made by \`npm run docs:rpc\` from \`client/rpc/tables\`.

A node speaks JSON over WebSocket in Kaspa's framing: \`{"id": 1, "method": "getSink", "params": {}}\` is answered by
\`{"id": 1, "method": "getSink", "params": {…result…}}\` or by \`{"id": 1, "method": …, "error": {"code": 0, "message": …, "data": …}}\`, where
\`data\` is one of \`badParams\`, \`notFound\`, \`refused\`, \`unavailable\`, \`failed\`. Integers are bare JSON numbers of any length up to
2^64-1, hashes and bytes are hexadecimal; fields marked \`?\` may be missing. A connection subscribes to a notification with
\`{"id": 2, "method": "subscribe", "params": {"VirtualDaaScoreChanged": {}}}\` and then gets frames such as
\`{"method": "virtualDaaScoreChangedNotification", "params": {"VirtualDaaScoreChanged": {"virtualDaaScore": 777}}}\`.

\`silo rpc METHOD --schema\`, or \`rpcSchema\` of the client library, gives all this as JSON schemas in OpenRPC's form, out of the same codecs that
read parameters. Transactions, headers and blocks have Kaspa's forms, which the schemas name and don't repeat.`

/** The whole page. */
export function rpcReference(): string {
  const types = new Map<string, Documented>()
  const sections = [
    section("Kaspa's methods", KASPA_METHODS, types),
    notOffered('methods', UNSUPPORTED_METHODS),
    section('Silos', SILO_METHODS, types),
    section('Controls of a development network', DEVNET_METHODS, types),
    notifications(types),
    notOffered('notifications', UNSUPPORTED_EVENTS),
  ]
  return [INTRODUCTION, ...sections, typeSection(types)].join('\n\n') + '\n'
}

function section(
  title: string,
  methods: Readonly<Record<string, Row>>,
  types: Map<string, Documented>,
): string {
  const rows = Object.entries(methods).map(([name, { summary, params, result }]) => {
    const lines = [
      `### ${name}`,
      summary,
      `Parameters: ${fieldsOf(params, types)}`,
      `Result: ${fieldsOf(result, types)}`,
    ]
    return lines.join('\n\n')
  })
  return [`## ${title}`, ...rows].join('\n\n')
}

function notifications(types: Map<string, Documented>): string {
  const rows = Object.values(EVENTS).map(({ wireName, scope, payload }) =>
    [`### ${wireName}`, `Scope: ${fieldsOf(scope, types)}`, `Carries: ${fieldsOf(payload, types)}`].join(
      '\n\n',
    ),
  )
  return ['## Notifications', ...rows].join('\n\n')
}

function notOffered(what: string, reasons: Readonly<Record<string, string>>): string {
  const rows = Object.entries(reasons).map(([name, reason]) => `- \`${name}\`: ${reason}`)
  return `## Kaspa's ${what} that a node doesn't offer\n\nThey are answered with an error (\`unavailable\`) that says why.\n\n${rows.join('\n')}`
}

/** Types that are mentioned, each with its fields, until none is left unexplained. */
function typeSection(types: Map<string, Documented>): string {
  const explained: string[] = []
  // A map's iteration goes on with what is added meanwhile.
  for (const [name, type] of types) {
    const variants = Object.entries(type.variants ?? {})
    const body =
      variants.length === 0
        ? fieldsOf(type, types)
        : variants.map(([kind, fields]) => `- \`${kind}\`: ${fieldList(fields, types)}`).join('\n')
    explained.push(`### ${name}\n\n${body}`)
  }
  return ['## Types', ...explained].join('\n\n')
}

function fieldsOf(type: Documented, types: Map<string, Documented>): string {
  if (type.fields !== undefined) return fieldList(type.fields, types)
  return mention(type, types)
}

function fieldList(fields: Readonly<Record<string, Documented>>, types: Map<string, Documented>): string {
  const shown = Object.entries(fields).map(([name, type]) => {
    const optional = type.type.endsWith(' | undefined')
    return `\`${name}${optional ? '?' : ''}: ${mention(type, types).replace(/ \| undefined$/, '')}\``
  })
  return shown.length === 0 ? 'none' : shown.join(', ')
}

/** The name of a type; the named ones are noted to be explained. */
function mention(type: Documented, types: Map<string, Documented>): string {
  for (let at: Documented | undefined = type; at !== undefined; at = at.inner) {
    if ((at.fields !== undefined || at.variants !== undefined) && !types.has(at.type)) types.set(at.type, at)
  }
  return type.type
}
