// Silo's extension of consensus as the chain calls it: the bridge's four functions (docs/protocol.md, Interfaces). A chain
// without it follows plain Kaspa rules, to which silo's scripts are unknown and its lanes are like any other.
import type {
  AcceptanceContext,
  ApplyResult,
  AuthoriseResult,
  BridgeChange,
  BridgeView,
  ChainBlock,
  EndBlockResult,
} from '../bridge/index.ts'
import { applyTransaction, authoriseInput, beginBlock, endBlock } from '../bridge/index.ts'
import type { Transaction, UtxoEntry } from '../tx/index.ts'

export interface ChainExtension {
  readonly beginBlock: (view: BridgeView, chainBlock: ChainBlock) => readonly BridgeChange[]
  readonly applyTransaction: (view: BridgeView, tx: Transaction, context: AcceptanceContext) => ApplyResult
  readonly authoriseInput: (tx: Transaction, inputIndex: number, entry: UtxoEntry) => AuthoriseResult
  readonly endBlock: (view: BridgeView, chainBlock: ChainBlock) => EndBlockResult
}

export const SILO_EXTENSION: ChainExtension = { beginBlock, applyTransaction, authoriseInput, endBlock }
