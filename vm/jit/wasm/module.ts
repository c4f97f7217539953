// Puts a module together: one imported memory, imported functions, defined functions, a table of some of them, exports.
import { pushUnsigned, sized, utf8Name, vector } from './bytes.ts'

export interface FunctionType {
  readonly parameters: readonly number[]
  readonly results: readonly number[]
}

export interface ModuleParts {
  readonly types: readonly FunctionType[]
  /** Imported from module "silo"; they have the first function indices. */
  readonly imports: readonly { readonly name: string; readonly type: number }[]
  /** Size of the imported memory "silo"."memory", exactly. */
  readonly memoryPages: number
  readonly functions: readonly { readonly type: number; readonly body: readonly number[] }[]
  /** Function indices in the module's only table. */
  readonly table: readonly number[]
  readonly exports: readonly { readonly name: string; readonly functionIndex: number }[]
}

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
const SECTION = { type: 1, import: 2, function: 3, table: 4, export: 7, element: 9, code: 10 } as const
const FUNCTION_TYPE = 0x60
const FUNCTION_REFERENCE = 0x70
const KIND_FUNCTION = 0
const KIND_MEMORY = 2
const LIMITS_WITH_MAXIMUM = 1
const I32_CONST = 0x41
const END = 0x0b

export function encodeModule(parts: ModuleParts): Uint8Array {
  const unsigned = (value: number): number[] => {
    const bytes: number[] = []
    pushUnsigned(bytes, value)
    return bytes
  }
  const limits = (count: number): number[] => [LIMITS_WITH_MAXIMUM, ...unsigned(count), ...unsigned(count)]
  const section = (id: number, items: readonly (readonly number[])[]): number[][] => [
    [id],
    sized(vector(items)),
  ]
  const sections = [
    section(
      SECTION.type,
      parts.types.map(({ parameters, results }) => [FUNCTION_TYPE, ...sized(parameters), ...sized(results)]),
    ),
    section(SECTION.import, [
      [...utf8Name('silo'), ...utf8Name('memory'), KIND_MEMORY, ...limits(parts.memoryPages)],
      ...parts.imports.map(({ name, type }) => [
        ...utf8Name('silo'),
        ...utf8Name(name),
        KIND_FUNCTION,
        ...unsigned(type),
      ]),
    ]),
    section(
      SECTION.function,
      parts.functions.map(({ type }) => unsigned(type)),
    ),
    section(SECTION.table, [[FUNCTION_REFERENCE, ...limits(parts.table.length)]]),
    section(
      SECTION.export,
      parts.exports.map(({ name, functionIndex }) => [
        ...utf8Name(name),
        KIND_FUNCTION,
        ...unsigned(functionIndex),
      ]),
    ),
    section(SECTION.element, [[0, I32_CONST, 0, END, ...vector(parts.table.map(unsigned))]]),
    section(
      SECTION.code,
      parts.functions.map(({ body }) => sized(body)),
    ),
  ]
  const chunks = sections.flat()
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, HEADER.length))
  bytes.set(HEADER)
  let offset = HEADER.length
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}
