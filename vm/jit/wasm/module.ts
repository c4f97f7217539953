// Puts a module together: one imported memory, imported functions, defined functions, a table, exports.
import { pushSigned32, pushUnsigned, sized, utf8Name, vector } from './bytes.ts'

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
  /** Whether threads share that memory. */
  readonly isMemoryShared?: boolean
  readonly functions: readonly { readonly type: number; readonly body: readonly number[] }[]
  /** Function indices in the module's own table. */
  readonly table?: readonly number[]
  /** Instead, the imported table "silo"."table", and what the module puts into it. */
  readonly importedTable?: {
    readonly size: number
    readonly elements: readonly { readonly place: number; readonly functionIndex: number }[]
  }
  readonly exports: readonly { readonly name: string; readonly functionIndex: number }[]
}

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
const SECTION = { type: 1, import: 2, function: 3, table: 4, export: 7, element: 9, code: 10 } as const
const FUNCTION_TYPE = 0x60
const FUNCTION_REFERENCE = 0x70
const KIND_FUNCTION = 0
const KIND_TABLE = 1
const KIND_MEMORY = 2
const LIMITS_WITH_MAXIMUM = 1
const LIMITS_OF_SHARED = 3
const I32_CONST = 0x41
const END = 0x0b

export function encodeModule(parts: ModuleParts): Uint8Array {
  const { importedTable, table = [] } = parts
  const size = importedTable?.size ?? table.length
  const elements = importedTable?.elements ?? table.map((functionIndex, place) => ({ place, functionIndex }))
  const tableType = [FUNCTION_REFERENCE, ...limits(size)]
  const imported = (name: string, ...type: readonly number[]): number[] => [
    ...utf8Name('silo'),
    ...utf8Name(name),
    ...type,
  ]
  const sections = [
    section(
      SECTION.type,
      parts.types.map(({ parameters, results }) => [FUNCTION_TYPE, ...sized(parameters), ...sized(results)]),
    ),
    section(SECTION.import, [
      imported('memory', KIND_MEMORY, ...limits(parts.memoryPages, parts.isMemoryShared)),
      ...(importedTable === undefined ? [] : [imported('table', KIND_TABLE, ...tableType)]),
      ...parts.imports.map(({ name, type }) => imported(name, KIND_FUNCTION, ...unsigned(type))),
    ]),
    section(
      SECTION.function,
      parts.functions.map(({ type }) => unsigned(type)),
    ),
    section(SECTION.table, importedTable === undefined ? [tableType] : []),
    section(
      SECTION.export,
      parts.exports.map(({ name, functionIndex }) => [
        ...utf8Name(name),
        KIND_FUNCTION,
        ...unsigned(functionIndex),
      ]),
    ),
    section(
      SECTION.element,
      elements.map(({ place, functionIndex }) => [
        0,
        I32_CONST,
        ...signed(place),
        END,
        ...vector([unsigned(functionIndex)]),
      ]),
    ),
    codeSection(parts.functions.map(({ body }) => body)),
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

function unsigned(value: number): number[] {
  const bytes: number[] = []
  pushUnsigned(bytes, value)
  return bytes
}

function signed(value: number): number[] {
  const bytes: number[] = []
  pushSigned32(bytes, value)
  return bytes
}

function limits(count: number, isShared = false): number[] {
  return [isShared ? LIMITS_OF_SHARED : LIMITS_WITH_MAXIMUM, ...unsigned(count), ...unsigned(count)]
}

type Chunk = readonly number[]

function section(id: number, items: readonly Chunk[]): readonly Chunk[] {
  return items.length === 0 ? [] : [[id], sized(vector(items))]
}

/** Bodies stay what they are: copying them again and again is what making a large module would spend its time on. */
function codeSection(bodies: readonly Chunk[]): readonly Chunk[] {
  const items = bodies.flatMap((body) => [unsigned(body.length), body])
  const count = unsigned(bodies.length)
  const length = items.reduce((sum, item) => sum + item.length, count.length)
  return [[SECTION.code], unsigned(length), count, ...items]
}
