// What a one-step proof reveals, a line for each leaf: for people who want to see what consensus sees.
import { bytesToHex } from '../../devnet/tx/index.ts'
import { decodeProof } from '../../vm/proof/decode.ts'
import type { StepProof, TreePart } from '../../vm/proof/format.ts'

/** Lines that describe the leaves of a proof; one line that says so when the bytes are no proof. */
export function proofLeaves(bytes: Uint8Array): readonly string[] {
  const decoded = decodeProof(bytes)
  return decoded.ok ? linesOf(decoded.proof) : ['not a proof']
}

function linesOf(proof: StepProof): string[] {
  const lines = [...treeLines('header', proof.header)]
  if (proof.code !== undefined) lines.push(...treeLines('code', proof.code))
  if (proof.ram !== undefined) lines.push(...treeLines('ram', proof.ram))
  if (proof.context !== undefined) lines.push(...treeLines('context', proof.context))
  if (proof.storage !== undefined) {
    const { end, siblings } = proof.storage
    const what = end.kind === 'value' ? `value ${bytesToHex(end.value)}` : end.kind
    lines.push(`storage        ${what}, ${siblings.length} siblings`)
  }
  if (proof.inbox !== undefined)
    lines.push(`inbox          ${proof.inbox.entry.kind}, ${proof.inbox.siblings.length} siblings`)
  if (proof.outbox !== undefined) lines.push(`outbox append  ${proof.outbox.siblings.length} siblings`)
  if (proof.events !== undefined) lines.push(`event append   ${proof.events.siblings.length} siblings`)
  return lines
}

function treeLines(name: string, part: TreePart): string[] {
  return part.indices.map(
    (index, i) => `${`${name}[${index}]`.padEnd(14)} ${bytesToHex(part.leaves[i] ?? new Uint8Array(0))}`,
  )
}
