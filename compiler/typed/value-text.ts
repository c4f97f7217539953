// Constant values as a person would write them.
import type { Type } from './types.ts'
import type { ConstValue } from './values.ts'

const SOMPI_PER_KAS = 100_000_000n

/** The text of a value of this type. */
export function valueText(value: ConstValue, type: Type): string {
  switch (value.kind) {
    case 'int':
      if (type.kind === 'coin') return 'coin.zero()'
      return type.kind === 'sompi' ? amountText(value.value) : String(value.value)
    case 'bool':
      return String(value.value)
    case 'bytes32':
      return `0x${value.hex}`
    case 'text':
      return `0x${value.hex}`
    case 'list':
      return `[${value.items.length} items]`
    case 'enum':
      return value.fields.length === 0 ? value.name : `${value.name}(...)`
    case 'struct':
      if (type.kind === 'tuple')
        return `(${value.fields.map((v, i) => valueText(v, type.items[i] ?? type)).join(', ')})`
      return type.kind === 'struct' ? `${type.name} { ... }` : '{ ... }'
  }
}

/** An amount in the unit that reads best: kas from a thousandth of one on. */
function amountText(sompi: bigint): string {
  if (sompi === 0n || sompi % (SOMPI_PER_KAS / 1000n) !== 0n) return `${sompi} sompi`
  const fraction = (sompi % SOMPI_PER_KAS).toString().padStart(8, '0').replace(/0+$/, '')
  return `${sompi / SOMPI_PER_KAS}${fraction === '' ? '' : `.${fraction}`} kas`
}
