// A lint: the hash of the reference block where chance is wanted. Who makes the block chooses the hash, and everybody knows it before the message.
import type { Diagnostic } from '../../diagnostics/types.ts'
import { report } from '../../diagnostics/table.ts'
import type { SymbolId, TypedBlock, TypedExpr } from '../../typed/tree.ts'
import { mentionsOf } from '../../typed/mentions.ts'
import { walkBlock, walkExpr } from '../../typed/walk.ts'

/**
 * Bytes, digests and addresses made of `context.reference_block`, itself or by variables that hold it. The hash as such may be kept, compared and
 * told in events: that anchors a state in the chain, and draws nothing.
 */
export function lintRandomness(body: TypedBlock): Diagnostic[] {
  if (!mentionsOf(body).asksBlock) return []
  const holders = new Set<SymbolId>()
  const found: Diagnostic[] = []
  walkBlock(body, {
    statement: (node) => {
      if (node.kind === 'let' && isBlockHash(node.value, holders)) holders.add(node.variable)
    },
    expr: (node) => {
      const used = intoBytes(node)
      const hash = used === null ? null : blockHashIn(used, holders)
      if (hash !== null) found.push(report('W0910', hash.span, {}))
    },
  })
  return once(found)
}

/** What is turned into bytes that can be counted with, or digested. */
function intoBytes(node: TypedExpr): TypedExpr | null {
  if (node.kind === 'convert')
    return node.conversion === 'hash-to-bytes' || node.conversion === 'hash-to-address' ? node.operand : null
  return node.kind === 'builtin' && node.builtin === 'digest' ? node.data : null
}

function isBlockHash(node: TypedExpr, holders: ReadonlySet<SymbolId>): boolean {
  if (node.kind === 'builtin') return node.builtin === 'reference-block'
  if (node.kind !== 'load' || node.place.path.length > 0) return false
  return node.place.root.kind === 'local' && holders.has(node.place.root.variable)
}

function blockHashIn(node: TypedExpr, holders: ReadonlySet<SymbolId>): TypedExpr | null {
  let found: TypedExpr | null = null
  walkExpr(node, {
    expr: (inner) => {
      if (found === null && isBlockHash(inner, holders)) found = inner
    },
  })
  return found
}

/** A digest of bytes of the hash is one mistake. */
function once(found: readonly Diagnostic[]): Diagnostic[] {
  return found.filter(({ span }, i) => found.findIndex((other) => other.span.start === span.start) === i)
}
