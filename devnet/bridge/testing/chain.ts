// A chain for tests of the bridge alone: blocks follow one another, transactions are applied as the chain would, coins
// with silo scripts are kept by hand, and everything can be undone. No UTXO set, no signatures.
import type { Hash, SubnetworkId } from '../../tx/hash.ts'
import { hash, hashToBytes, ZERO_HASH } from '../../tx/hash.ts'
import { BRIDGE_LANE } from '../../tx/lanes.ts'
import { hasSiloScriptVersion } from '../../tx/silo-scripts.ts'
import { payToPublicKey } from '../../tx/scripts.ts'
import { transactionId } from '../../tx/transaction-hash.ts'
import type { Outpoint, OutpointKey, Transaction, TxOutput, UtxoEntry } from '../../tx/types.ts'
import { outpointKey } from '../../tx/types.ts'
import type { ApplyResult, BridgeChange, BridgeView, ChainBlock } from '../api.ts'
import { applyTransaction, authoriseInput } from '../apply.ts'
import { beginBlock, endBlock } from '../blocks.ts'
import { describeRejection } from '../describe-rejection.ts'
import { EMPTY_ROOTS } from '../machine.ts'
import type { BridgeRecord, NodeRecord } from '../records.ts'
import type { Rejection } from '../rejections.ts'

/** A 32-byte value with a number in it: keys, roots, hashes. */
export function h(n: number | bigint): Hash {
  return hash(n.toString(16).padStart(64, '0'))
}

export function payTo(key: Hash, value: bigint): TxOutput {
  return { value, scriptPublicKey: payToPublicKey(hashToBytes(key)) }
}

export interface Request {
  readonly payload: Uint8Array
  readonly lane?: SubnetworkId
  /** Key whose P2PK coin is input 0. */
  readonly sender?: Hash
  /** Silo coins that are spent after it. */
  readonly spends?: readonly Outpoint[]
  readonly outputs?: readonly TxOutput[]
  readonly gas?: bigint
  /** Besides what burns. */
  readonly fee?: bigint
  readonly burns?: bigint
}

export interface Applied {
  readonly txId: Hash
  readonly tx: Transaction
  readonly result: ApplyResult
}

interface Undoable {
  readonly block: ChainBlock
  readonly changes: BridgeChange[]
  readonly coins: Map<OutpointKey, UtxoEntry>
  readonly burned: bigint
}

export class TestChain implements BridgeView {
  readonly records = new Map<string, BridgeRecord>()
  /** Unspent coins with a staking or account script. */
  coins = new Map<OutpointKey, UtxoEntry>()
  burned = 0n
  /** Told of the records as they stand when all earlier blocks have ended and the next has not begun. */
  onBegin: ((records: ReadonlyMap<string, BridgeRecord>) => void) | undefined
  /** Blue score of the pruning point of blocks that begin now. */
  prunedBelow = 0n
  /** What the bridge has forgotten, for a chain on which it is there all the same. */
  readonly forgotten: Map<string, BridgeRecord> | undefined
  private readonly blocks: Undoable[] = []
  private nonce = 0

  constructor({ forgetsNothing = false }: { readonly forgetsNothing?: boolean } = {}) {
    this.forgotten = forgetsNothing ? new Map() : undefined
    this.begin(ZERO_HASH, 1_000n)
  }

  get(key: string): BridgeRecord | undefined {
    return this.records.get(key) ?? this.forgotten?.get(key)
  }

  /** The block that accepts transactions now. */
  get tip(): ChainBlock {
    return this.last.block
  }

  get score(): bigint {
    return this.tip.daaScore
  }

  get length(): number {
    return this.blocks.length
  }

  /** Ends the block and begins the next, so much later by DAA score. */
  next(scores = 1n): ChainBlock {
    const ended = endBlock(this, this.tip)
    this.take(ended.changes)
    for (const { outpoint, entry } of ended.outputs) this.coins.set(outpointKey(outpoint), entry)
    this.begin(this.tip.hash, this.score + scores)
    return this.tip
  }

  skip(blocks: number): void {
    for (let i = 0; i < blocks; i++) this.next()
  }

  /** Moves to a block at exactly this score, which must lie ahead. */
  goTo(score: bigint): void {
    if (score > this.score) this.next(score - this.score)
  }

  apply(request: Request): Applied {
    const tx = this.transaction(request)
    const inputs = this.entriesOf(tx, request.sender)
    const refused = tx.inputs.findIndex((_, i) => {
      const entry = inputs[i]
      return (
        entry !== undefined && hasSiloScriptVersion(entry.scriptPublicKey) && !authoriseInput(tx, i, entry).ok
      )
    })
    const txId = transactionId(tx)
    if (refused >= 0) {
      const result: ApplyResult = { ok: false, reason: { kind: 'strayInput', input: refused } }
      return { txId, tx, result }
    }
    const fee = (request.fee ?? 10_000n) + (request.burns ?? 0n)
    const context = { fee, inputs, chainBlock: this.tip, mergedBlock: h(0xb10c) }
    const result = applyTransaction(this, tx, context)
    if (result.ok) this.accept(tx, txId, result.changes, result.burned)
    return { txId, tx, result }
  }

  /** Applies what must be accepted; gives the transaction's id. */
  accepts(request: Request): Hash {
    const { result, txId } = this.apply(request)
    if (!result.ok) throw new Error(`refused: ${describeRejection(result.reason)}`)
    return txId
  }

  /** Applies what must be refused; gives the reason. */
  refuses(request: Request): Rejection {
    const { result } = this.apply(request)
    if (result.ok) throw new Error('accepted, but should be refused')
    if (describeRejection(result.reason).length < 10) throw new Error(`no sentence for ${result.reason.kind}`)
    return result.reason
  }

  /** Takes the last block back, and everything it accepted. */
  undo(): void {
    const last = this.blocks.pop()
    if (last === undefined) throw new Error('no block to undo')
    for (const { key, before } of last.changes.toReversed()) this.write(key, before)
    this.coins = last.coins
    this.burned = last.burned
  }

  private begin(selectedParent: Hash, daaScore: bigint): void {
    const block: ChainBlock = {
      hash: h(0xb10c_0000_0000n + BigInt(this.nonce++)),
      selectedParent,
      daaScore,
      blueScore: daaScore - 100n,
      timestamp: 1_700_000_000_000n + daaScore * 100n,
      prunedBelow: this.prunedBelow,
    }
    this.onBegin?.(this.records)
    this.blocks.push({ block, changes: [], coins: new Map(this.coins), burned: this.burned })
    this.take(beginBlock(this, block))
  }

  private get last(): Undoable {
    const last = this.blocks.at(-1)
    if (last === undefined) throw new Error('the chain has no block')
    return last
  }

  private accept(tx: Transaction, txId: Hash, changes: readonly BridgeChange[], burned: bigint): void {
    this.take(changes)
    this.burned += burned
    for (const input of tx.inputs) this.coins.delete(outpointKey(input.previousOutpoint))
    for (const [index, output] of tx.outputs.entries()) {
      if (!hasSiloScriptVersion(output.scriptPublicKey)) continue
      const entry = coinEntry(output.value, output.scriptPublicKey, this.score)
      this.coins.set(outpointKey({ transactionId: txId, index }), entry)
    }
  }

  private take(changes: readonly BridgeChange[]): void {
    for (const change of changes) {
      if (this.get(change.key) !== change.before) throw new Error(`stale change of ${change.key}`)
      this.write(change.key, change.after)
      this.last.changes.push(change)
    }
  }

  private write(key: string, record: BridgeRecord | undefined): void {
    const before = this.records.get(key)
    if (record !== undefined) this.records.set(key, record)
    else this.records.delete(key)
    if (record === undefined && before !== undefined && !key.startsWith('stake'))
      this.forgotten?.set(key, before.kind === 'node' ? outboxPaid(before) : before)
  }

  private transaction(request: Request): Transaction {
    const own = { transactionId: h(0xc0ff_ee00_0000n + BigInt(this.nonce++)), index: 0 }
    const inputs = [own, ...(request.spends ?? [])].map((previousOutpoint) => ({
      previousOutpoint,
      signatureScript: new Uint8Array(0),
      sequence: 0n,
      sigOpCount: 0,
      computeBudget: 0,
    }))
    return {
      version: 1,
      inputs,
      outputs: request.outputs ?? [],
      lockTime: 0n,
      subnetworkId: request.lane ?? BRIDGE_LANE,
      gas: request.gas ?? 0n,
      payload: request.payload,
      storageMass: 0n,
    }
  }

  private entriesOf(tx: Transaction, sender: Hash | undefined): UtxoEntry[] {
    return tx.inputs.map((input, i) => {
      const own = coinEntry(1_000_000_000n, payTo(sender ?? h(0xaa), 0n).scriptPublicKey, 0n)
      const coin = i === 0 ? own : this.coins.get(outpointKey(input.previousOutpoint))
      return coin ?? own
    })
  }
}

/** A final node whose outbox isn't empty goes when all of that is paid, the last of it maybe by the very transaction. */
function outboxPaid(node: NodeRecord): NodeRecord {
  const owes = node.finalScore !== undefined && node.roots.outbox !== EMPTY_ROOTS.outbox
  return owes ? { ...node, paid: Array.from({ length: 2_048 }, () => 0xffff_ffff) } : node
}

function coinEntry(amount: bigint, scriptPublicKey: UtxoEntry['scriptPublicKey'], score: bigint): UtxoEntry {
  return { amount, scriptPublicKey, blockDaaScore: score, isCoinbase: false }
}
