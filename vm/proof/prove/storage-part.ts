// A storage path in the form that a use of it calls for.
import { hashLeaf } from '../../hash/domains.ts'
import type { StoragePath } from '../../storage/contents.ts'
import { equalBytes } from '../../words.ts'
import type { StoragePart } from '../format.ts'
import type { StorageUse } from '../verify/run.ts'

export function storagePartOf(path: StoragePath, position: Uint8Array, use: StorageUse): StoragePart {
  const { siblings, terminal, neighbour } = path
  if (terminal.kind === 'empty') return { siblings, end: { kind: 'empty' } }
  const valueHash = hashLeaf(terminal.value)
  if (!equalBytes(terminal.position, position))
    return { siblings, end: { kind: 'other', position: terminal.position, valueHash } }
  if (use === 'read') return { siblings, end: { kind: 'value', value: terminal.value } }
  if (use === 'put' || neighbour.kind === 'none') return { siblings, end: { kind: 'present', valueHash } }
  const end = { kind: 'removal', valueHash } as const
  switch (neighbour.kind) {
    case 'empty':
      throw new Error('a key without company below the root: the storage tree is not compact')
    case 'leaf':
      return {
        siblings: siblings.slice(0, -1),
        end: { ...end, sibling: 'leaf', first: neighbour.position, second: neighbour.valueHash },
      }
    case 'inner':
      return {
        siblings: siblings.slice(0, -1),
        end: { ...end, sibling: 'node', first: neighbour.left, second: neighbour.right },
      }
  }
}
