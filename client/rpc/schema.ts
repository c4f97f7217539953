// JSON schemas of every method and notification in OpenRPC's form, derived from the codecs that read parameters and write answers:
// what a schema takes, the node takes, and the other way round.
import type { Documented, Json } from './codec.ts'
import { EVENTS, METHODS } from './methods.ts'

export type JsonSchema = { readonly [key: string]: Json }

/** All of it, or the methods of these names with the types that they mention. */
export function rpcSchema(names: readonly string[] = Object.keys(METHODS)): JsonSchema {
  const types = new Map<string, JsonSchema>()
  const methods = Object.entries(METHODS).filter(([name]) => names.includes(name))
  const events = names.length === Object.keys(METHODS).length ? Object.values(EVENTS) : []
  const described = methods.map(([name, { summary, params, result }]) => ({
    name,
    summary,
    paramStructure: 'by-name',
    params: fieldsOf(params).map(([field, type]) => ({
      name: field,
      required: !isOptional(type),
      schema: schemaOf(type, types),
    })),
    result: { name: 'result', schema: inlined(result, types) },
  }))
  const notifications = events.map(({ wireName, scope, payload }) => ({
    name: wireName,
    scope: inlined(scope, types),
    carries: inlined(payload, types),
  }))
  return {
    openrpc: '1.3.2',
    info: { title: 'silo node', version: '0.1.0' },
    methods: described,
    ...(notifications.length === 0 ? {} : { 'x-notifications': notifications }),
    components: { schemas: Object.fromEntries(types) },
  }
}

/** Of one type; the named ones go to `types` and are referred to. */
export function schemaOf(type: Documented, types: Map<string, JsonSchema>): JsonSchema {
  if (type.leaf !== undefined) return type.leaf
  if (isOptional(type) && type.inner !== undefined)
    return { anyOf: [schemaOf(type.inner, types), { type: 'null' }] }
  if (type.inner !== undefined)
    return { type: 'array', items: schemaOf(type.inner, types), maxItems: type.maxItems ?? null }
  if (type.fields === undefined && type.variants === undefined) return { title: type.type }
  if (!types.has(type.type)) {
    // Its place is taken first: types may mention themselves.
    types.set(type.type, {})
    types.set(type.type, inlined(type, types))
  }
  return { $ref: `#/components/schemas/${type.type}` }
}

function inlined(type: Documented, types: Map<string, JsonSchema>): JsonSchema {
  if (type.variants !== undefined)
    return {
      oneOf: Object.entries(type.variants).map(([kind, fields]) =>
        objectSchema({ kind: { type: 'string', leaf: { const: kind } }, ...fields }, types),
      ),
    }
  return type.fields === undefined ? schemaOf(type, types) : objectSchema(type.fields, types)
}

function objectSchema(
  fields: Readonly<Record<string, Documented>>,
  types: Map<string, JsonSchema>,
): JsonSchema {
  const entries = Object.entries(fields)
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, type]) => [name, schemaOf(type, types)])),
    required: entries.flatMap(([name, type]) => (isOptional(type) ? [] : [name])),
  }
}

function fieldsOf(type: Documented): readonly (readonly [string, Documented])[] {
  return Object.entries(type.fields ?? {})
}

function isOptional({ type }: Documented): boolean {
  return type.endsWith(' | undefined')
}
