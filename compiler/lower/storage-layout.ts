// The storage layout of a silo's contracts as the artifact tells it (docs/storage-layout.md).
import type { AbiType } from '../abi/types.ts'
import type { ContractLayout, FieldLayout } from '../artifact.ts'
import type { TypedStorageField } from '../typed/tree.ts'
import { constantWords, flatCount } from './flat-layout.ts'
import { abiTypeOf } from './layout.ts'
import { innermost } from './places.ts'
import type { SiloPlan } from './plan.ts'

/** Layouts by contract, fields in the order of their numbers. */
export function storageLayout(plan: SiloPlan): ContractLayout[] {
  return plan.contracts.map((contract) => ({
    contract: contract.name,
    fields: contract.storage.map((field) => fieldLayout(plan, field)),
  }))
}

function fieldLayout({ program }: SiloPlan, field: TypedStorageField): FieldLayout {
  const keys: AbiType[] = []
  for (let type = field.type; type.kind === 'map'; type = type.value) keys.push(abiTypeOf(program, type.key))
  const { value, initial } = innermost(field)
  const words = flatCount(program, value)
  return {
    name: field.name,
    id: field.index,
    keys,
    value: abiTypeOf(program, value),
    words,
    initial: constantWords(program, initial, value).map(String),
    doc: field.doc,
  }
}
