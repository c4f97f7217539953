// What JSON may be, for whoever reads that of others.

/** Whether it is an object, and neither a list nor null. */
export function isJsonObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}
