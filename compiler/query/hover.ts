// What to show for the name under the pointer: its declaration in one line, its documentation, and the steps that a public function takes.
import type { FrontendResult } from '../frontend.ts'
import type { FileId } from '../source.ts'
import type { TypedAccess, TypedEnum, TypedFunction, TypedRecord, TypedSymbol } from '../typed/tree.ts'
import { typeName } from '../typed/type-facts.ts'
import { accessWords } from '../abi/describe.ts'
import { valueText } from '../typed/value-text.ts'
import { referenceAt } from './navigation.ts'
import { stepsNote } from './steps.ts'
import type { Hover } from './types.ts'

/** The hover at a position; null where no declared name stands. */
export function hoverAt(result: FrontendResult, file: FileId, offset: number): Hover | null {
  const reference = referenceAt(result, file, offset)
  const symbol = reference === null ? undefined : result.program.symbols.get(reference.symbol)
  if (reference === null || symbol === undefined) return null
  const steps = symbol.kind === 'function' ? stepsNote(result, symbol.declaration) : null
  return { span: reference.span, code: symbolCode(symbol), doc: symbol.declaration.doc, steps }
}

/** A declaration in one line, as it could be written. */
function symbolCode(symbol: TypedSymbol): string {
  switch (symbol.kind) {
    case 'contract':
      return `contract ${symbol.declaration.name}`
    case 'component':
      return `component ${symbol.declaration.name}`
    case 'use':
      return `use ${symbol.declaration.componentName} as ${symbol.declaration.name}`
    case 'interface':
      return `interface ${symbol.declaration.name}`
    case 'function':
      return functionCode(symbol.declaration)
    case 'struct':
    case 'error':
    case 'event':
      return recordCode(symbol.declaration.resource ? 'resource' : symbol.kind, symbol.declaration)
    case 'enum':
      return enumCode(symbol.declaration)
    case 'constant': {
      const { name, type, value } = symbol.declaration
      return `const ${name}: ${typeName(type)} = ${valueText(value, type)}`
    }
    case 'storage': {
      const { name, type, initial } = symbol.declaration
      const start = initial === null ? '' : ` = ${valueText(initial, type)}`
      return `storage ${name}: ${typeName(type)}${start}`
    }
    case 'local': {
      const { name, type, mutable, role } = symbol.declaration
      const word = role === 'let' ? (mutable ? 'let mut ' : 'let ') : role === 'loop' ? 'for ' : ''
      return `${word}${name}: ${typeName(type)}`
    }
  }
}

function functionCode(fn: TypedFunction): string {
  const words = [
    ...(fn.role === 'public' ? ['pub'] : []),
    ...(fn.role === 'remote' ? ['remote'] : []),
    ...(fn.effect === 'view' ? ['view'] : []),
    ...(fn.payable && fn.role !== 'refund' ? ['payable'] : []),
    ...(fn.reentrant ? ['reentrant'] : []),
    ...(fn.role === 'init' ? [] : [fn.role === 'refund' ? 'on refund' : 'fn']),
  ]
  const params = fn.params.map((p) => `${p.name}: ${typeName(p.type)}`).join(', ')
  const result = fn.result.kind === 'unit' ? '' : `: ${typeName(fn.result)}`
  return `${[...words, fn.name].join(' ')}(${params})${result}${accessCode(fn.access)}`
}

function accessCode(access: TypedAccess): string {
  if (access.kind === 'anyone') return ''
  return ` by ${accessWords(access).join(' or ')}`
}

function enumCode({ name, variants }: TypedEnum): string {
  const list = variants.map((variant) => {
    if (variant.fields.length === 0) return variant.name
    return variant.positional
      ? `${variant.name}(${variant.fields.map((f) => typeName(f.type)).join(', ')})`
      : `${variant.name} { ${variant.fields.map((f) => `${f.name}: ${typeName(f.type)}`).join(', ')} }`
  })
  return `enum ${name} { ${list.join(', ')} }`
}

function recordCode(word: string, record: TypedRecord): string {
  const fields = record.fields.map((f) => `${f.name}: ${typeName(f.type)}`).join(', ')
  return fields === '' ? `${word} ${record.name} {}` : `${word} ${record.name} { ${fields} }`
}
