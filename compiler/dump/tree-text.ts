// Trees as indented lines, a node each: works on parsed and typed trees alike, since both are plain data whose nodes have a `kind`.
import { isJsonObject } from '../json.ts'
import type { Span } from '../source.ts'

/** A line of a stage, and the text of the source that it stands for. */
export interface DumpLine {
  readonly text: string
  readonly span: Span | null
}

/** Not shown: where a node is, is what its line is linked by. */
const SILENT = new Set(['span', 'doc', 'kind', 'id', 'file', 'locals'])

/** The lines of a tree. */
export function treeLines(node: unknown, label = '', depth = 0): DumpLine[] {
  if (Array.isArray(node)) return node.flatMap((item) => treeLines(item, label, depth))
  if (!isNode(node)) return []
  const { scalars, children } = partsOf(node)
  const kind = typeof node['kind'] === 'string' ? node['kind'] : ''
  const words = [label === '' ? '' : `${label}:`, kind, ...scalars].filter((word) => word !== '')
  const line = { text: `${'  '.repeat(depth)}${words.join(' ')}`, span: spanOf(node) }
  return [line, ...children.flatMap(([name, child]) => treeLines(child, name, depth + 1))]
}

/** What fits on the node's own line, and what gets lines below it. */
function partsOf(node: Readonly<Record<string, unknown>>): {
  readonly scalars: readonly string[]
  readonly children: readonly (readonly [string, unknown])[]
} {
  const scalars: string[] = []
  const children: (readonly [string, unknown])[] = []
  for (const [name, value] of Object.entries(node)) {
    if (SILENT.has(name) || name.endsWith('Span') || value === null || value === undefined) continue
    const short = shortText(name, value)
    if (short !== undefined) scalars.push(short)
    else if (!Array.isArray(value) || value.length > 0) children.push([name, value])
  }
  return { scalars, children }
}

/** Names, types and plain values are told in a word or two. */
function shortText(name: string, value: unknown): string | undefined {
  if (typeof value === 'string')
    return name === 'name' || name === 'text' ? `\`${value}\`` : `${name}=${value}`
  if (typeof value === 'bigint' || typeof value === 'number') return `${name}=${value}`
  if (typeof value === 'boolean') return value ? name : ''
  if (!isNode(value)) return undefined
  if (typeof value['text'] === 'string' && value['kind'] === undefined) return `\`${value['text']}\``
  const isType = name === 'type' && typeof value['kind'] === 'string' && value['span'] === undefined
  if (!isType) return undefined
  return typeof value['name'] === 'string' ? value['name'] : String(value['kind'])
}

function spanOf(node: Readonly<Record<string, unknown>>): Span | null {
  const span = node['span']
  return isSpan(span) ? span : null
}

function isSpan(value: unknown): value is Span {
  return isNode(value) && ['file', 'start', 'end'].every((name) => typeof value[name] === 'number')
}

/** A node or a part of one. */
function isNode(value: unknown): value is Readonly<Record<string, unknown>> {
  return isJsonObject(value) && !(value instanceof Map)
}
