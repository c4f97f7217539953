// Transactions about silos for tests of the whole chain: plausible ones made of what the bridge's records hold, and the same
// with something about them changed. Whoever mines them checks nothing.
import {
  encodeCall,
  encodePayload,
  getTip,
  listDisputes,
  listNodes,
  listSilos,
  listStakes,
  uncommittedReferenceBlocks,
} from '../../devnet/bridge/index.ts'
import type { BridgePayload, SiloConfig, SiloRecord } from '../../devnet/bridge/index.ts'
import { devnetConfig } from '../../devnet/bridge/config.ts'
import type { Block, Hash, ScriptPublicKey, Transaction, TxOutput } from '../../devnet/tx/index.ts'
import {
  BRIDGE_LANE,
  hash,
  hashFromBytes,
  hashMerkleRoot,
  hexToBytes,
  headerHash,
  laneOfNamespace,
  NATIVE_SUBNETWORK,
  parseSiloScript,
  payToPublicKey,
  publicKeyOf,
  SEQUENCE_FINAL,
  signTransaction,
  siloAccountScript,
  transactionStorageMass,
  ustoScript,
} from '../../devnet/tx/index.ts'
import type { Utxo } from '../../devnet/utxo/index.ts'
import { encodeOutboxEntry } from '../../vm/consensus.ts'
import { ListTree } from '../../vm/merkle/list-tree.ts'
import { proveEntries } from '../../vm/proof/lists.ts'
import { OUTBOX_DEPTH } from '../../vm/spec/constants.ts'
import type { Chain } from '../../devnet/chain/index.ts'
import type { Account } from '../../devnet/chain/testing/kit.ts'
import { ACCOUNTS, GENESIS, account } from '../../devnet/chain/testing/kit.ts'
import type { Draw } from '../../devnet/chain/testing/random-dag.ts'

/** Windows of a few blocks, so that everything happens within a hundred. */
const CONFIG: SiloConfig = {
  ...devnetConfig,
  stakingUnit: 60_000_000n,
  censorship: 0n,
  moveGrace: 0n,
  moveCap: 3n,
  chessClock: 5n,
  minFinality: 5n,
  maxFinality: 9n,
  minDistinctStakes: 1,
  defenceWindow: 1n,
  forkWindow: 2n,
  claimWindow: 6n,
  publishWindow: 1n,
  baseFinality: 1n,
  ticketLife: 60n,
  referenceDepth: 1n,
  snapshotDepth: 0,
  stakeMaturity: 0,
  gapBlocks: 1,
}

const NAMESPACES = [0x61616161, 0x62626262]
const CODE = hexToBytes('53494c4f0100000001000000010000005c08000000000000', 100) ?? new Uint8Array(0)
const RECIPIENT = keyOf(account(0))
const LEAF = encodeOutboxEntry({
  kind: 'pay',
  instance: 0,
  message: 0,
  amount: 21_000_000n,
  recipient: publicKeyOf(account(0).secretKey),
})
const OUTBOX = ListTree.of(OUTBOX_DEPTH, Uint8Array.of(...LEAF, ...LEAF))

function keyOf(of: Account): Hash {
  return hashFromBytes(publicKeyOf(of.secretKey))
}

interface Wish {
  readonly payload: Uint8Array
  readonly lane?: Transaction['subnetworkId']
  readonly extra?: readonly Utxo[]
  readonly outputs?: readonly TxOutput[]
  readonly gas?: bigint
  readonly burns?: bigint
}

/** A signed transaction that spends a coin of a random account; undefined when that has none. */
export function randomSiloTransaction(draw: Draw, chain: Chain): Transaction | undefined {
  const from = pick(draw, ACCOUNTS)
  const coins = chain.ledger
    .utxosOf(from.script)
    .filter(({ outpoint, entry }) => !entry.isCoinbase && chain.virtualUtxos.get(outpoint) !== undefined)
  const coin = coins[draw(Math.max(1, coins.length))]
  if (coin === undefined) return undefined
  const wish = changed(draw, chain, siloWish(draw, chain, from))
  const extra = (wish.extra ?? []).filter(({ outpoint }) => chain.virtualUtxos.get(outpoint) !== undefined)
  const inputs = [coin, ...extra]
  const entries = inputs.map(({ entry }) => entry)
  const outputs = [...(wish.outputs ?? [])]
  const sum = (amounts: readonly bigint[]) => amounts.reduce((a, b) => a + b, 0n)
  const left =
    sum(entries.map(({ amount }) => amount)) - sum(outputs.map(({ value }) => value)) - (wish.burns ?? 0n)
  const fee = BigInt(draw(4)) * 300_000n
  if (left - fee > 20_000_000n) outputs.push({ value: left - fee, scriptPublicKey: from.script })
  const draft: Transaction = {
    version: draw(40) === 0 ? 0 : 1,
    inputs: inputs.map(({ outpoint }) => ({
      previousOutpoint: outpoint,
      signatureScript: new Uint8Array(0),
      sequence: SEQUENCE_FINAL,
      sigOpCount: 0,
      computeBudget: 10,
    })),
    outputs,
    lockTime: 0n,
    subnetworkId: wish.lane ?? BRIDGE_LANE,
    gas: wish.gas ?? 0n,
    payload: wish.payload,
    storageMass: 0n,
  }
  const storageMass = transactionStorageMass(draft, entries) ?? 0n
  return signTransaction({ ...draft, storageMass }, entries, from.secretKey)
}

function siloWish(draw: Draw, chain: Chain, from: Account): Wish {
  const view = chain.ledger.bridge
  const owner = keyOf(from)
  const sender = { input: 0, key: owner }
  const bridge = (payload: BridgePayload, rest: Omit<Wish, 'payload'> = {}): Wish => ({
    payload: encodePayload(payload),
    ...rest,
  })
  const silos = listSilos(view)
  const silo = silos[draw(Math.max(1, silos.length))]
  if (silo === undefined || draw(60) === 0) {
    const namespace = pick(draw, NAMESPACES)
    const message = new Uint8Array(draw(4))
    return bridge({ kind: 'create', sender, namespace, config: CONFIG, code: CODE, message }, { gas: 500n })
  }
  const { id: siloId, config } = silo
  const stakes = listStakes(view, siloId)
  const nodes = listNodes(view, siloId)
  const disputes = listDisputes(view, siloId)
  const node =
    nodes[
      draw(Math.min(8, nodes.length)) === 0
        ? draw(nodes.length)
        : nodes.length - 1 - draw(Math.min(5, nodes.length))
    ]
  const owned = stakes.filter((stake) => stake.owner === owner)
  const stake = (draw(5) === 0 ? stakes : owned)[draw(Math.max(1, owned.length))] ?? stakes[0]
  const dispute = disputes[disputes.length - 1 - draw(Math.max(1, Math.min(4, disputes.length)))]
  const coinOf = (outpoint: Utxo['outpoint']): Utxo[] => {
    const entry = chain.virtualUtxos.get(outpoint)
    return entry === undefined ? [] : [{ outpoint, entry }]
  }
  const account = chain.ledger.utxosOf(siloAccountScript(siloId)).filter(() => draw(10) > 0)
  const half = config.stakingUnit / 2n
  const usto = { value: config.stakingUnit, scriptPublicKey: ustoScript(siloId, owner) }
  switch (draw(14)) {
    case 0:
    case 1:
      return bridge({ kind: 'stake', siloId }, { outputs: draw(2) === 0 ? [usto] : [usto, usto] })
    case 2:
    case 3: {
      const value = draw(2) === 0 ? 0n : config.minPeg + BigInt(draw(50_000_000))
      const payload = encodeCall({ kind: 'call', sender, message: new Uint8Array(draw(20)) })
      const peg = { value, scriptPublicKey: siloAccountScript(siloId) }
      const lane = laneOfNamespace(silo.namespace)
      return {
        payload,
        ...(lane === undefined ? {} : { lane }),
        gas: 1_000n,
        outputs: value > 0n ? [peg] : [],
      }
    }
    case 4:
    case 5:
    case 6:
      return stake === undefined || node === undefined
        ? bridge({ kind: 'stake', siloId }, { outputs: [usto] })
        : bridge({
            kind: 'commit',
            sender,
            siloId,
            stake: stake.outpoint,
            ...commitment(draw, chain, node.id),
          })
    case 7:
      return bridge({
        kind: 'challenge',
        sender,
        siloId,
        node: node?.id ?? siloId,
        backing: stake === undefined ? { kind: 'output' } : { kind: 'stake', stake: stake.outpoint },
        roots: rootsOf(draw(3)),
      })
    case 8: {
      const payload = { sender, dispute: dispute?.id ?? siloId, position: dispute?.position ?? 0 }
      return bridge(
        draw(2) === 0 ? { kind: 'claimTimeout', ...payload } : { kind: 'pick', ...payload, index: draw(5) },
      )
    }
    case 9:
      return bridge({ kind: 'finalise', siloId, node: node?.id ?? siloId })
    case 10: {
      const loser = draw(2) === 0 ? dispute?.prover : dispute?.challenger
      if (dispute === undefined || loser === undefined)
        return bridge({ kind: 'finalise', siloId, node: siloId })
      return bridge(
        { kind: 'slash', sender, stake: loser.stake, dispute: dispute.id },
        { extra: coinOf(loser.stake), outputs: [payTo(owner, half)], burns: half },
      )
    }
    case 11: {
      if (stake === undefined) return bridge({ kind: 'stake', siloId }, { outputs: [usto] })
      const payload = { sender, stake: stake.outpoint }
      return stake.unlockRequest === undefined && draw(3) > 0
        ? bridge({ kind: 'requestUnlock', ...payload })
        : bridge({ kind: 'unlock', ...payload }, { extra: coinOf(stake.outpoint) })
    }
    case 12: {
      const [first, second] = [node, nodes[draw(nodes.length)]]
      const taken = stakes[draw(Math.max(1, stakes.length))]
      if (taken === undefined || first === undefined || second === undefined)
        return bridge({ kind: 'stake', siloId }, { outputs: [usto] })
      const outputs = [payTo(owner, half)]
      return bridge(
        { kind: 'equivocation', sender, stake: taken.outpoint, first: first.id, second: second.id },
        { extra: coinOf(taken.outpoint), outputs, burns: half },
      )
    }
    default:
      return payout(
        draw,
        silo,
        account,
        nodes.filter((n) => n.finalScore !== undefined).at(-1 - draw(2))?.id,
        owner,
      )
  }
}

function payout(
  draw: Draw,
  { id: siloId }: SiloRecord,
  account: readonly Utxo[],
  node: Hash | undefined,
  owner: Hash,
): Wish {
  const indices = pick(draw, [[0], [1], [0, 1]])
  const held = account.reduce((sum, { entry }) => sum + entry.amount, 0n)
  const publishes = draw(4) > 0
  const total = publishes ? 21_000_000n * BigInt(indices.length) : held
  const back = { value: held - total, scriptPublicKey: siloAccountScript(siloId) }
  const paid = publishes ? indices.map(() => payTo(RECIPIENT, 21_000_000n)) : [payTo(owner, total)]
  const entries = indices.map((index) => ({ index, leaf: LEAF }))
  const witness = proveEntries(OUTBOX, indices)
  const payload: BridgePayload = publishes
    ? { kind: 'publish', siloId, node: node ?? siloId, entries, witness }
    : { kind: 'collectFees', sender: { input: 0, key: owner }, siloId }
  return {
    payload: encodePayload(payload),
    extra: account,
    outputs: back.value > 0n ? [...paid, back] : paid,
  }
}

function commitment(draw: Draw, chain: Chain, parent: Hash) {
  const view = chain.ledger.bridge
  const tip = getTip(view)?.index ?? 0
  const block = view.get(`chain/${tip - draw(4)}`)
  const ticketBlock = block?.kind === 'chain' ? block.hash : parent
  const entries = uncommittedReferenceBlocks(view, parent, 1 + draw(3)).map((at) => ({
    block: at.block,
    roots: rootsOf(draw(5) === 0 ? 1 : 0),
  }))
  return { ticketBlock, parent, entries }
}

function rootsOf(n: number) {
  const made = hash((n + 1).toString(16).padStart(64, '0'))
  return { storage: made, outbox: hashFromBytes(OUTBOX.root()), events: made }
}

/** Now and then something about a wish is made wrong. */
function changed(draw: Draw, chain: Chain, wish: Wish): Wish {
  switch (draw(24)) {
    case 0: {
      const payload = Uint8Array.from(wish.payload)
      const at = draw(Math.max(1, payload.length))
      payload[at] = draw(256)
      return { ...wish, payload }
    }
    case 1:
      return { ...wish, payload: wish.payload.slice(0, draw(wish.payload.length + 1)) }
    case 2:
      return {
        ...wish,
        lane: pick(draw, [NATIVE_SUBNETWORK, lane(0x61616161), lane(0x7a7a7a7a), BRIDGE_LANE]),
      }
    case 3:
      return { ...wish, outputs: [...(wish.outputs ?? []), strangeOutput(draw, chain)] }
    case 4:
      return { ...wish, extra: [...(wish.extra ?? []), ...siloCoins(chain).slice(draw(3), 3)] }
    case 5:
      return { ...wish, outputs: (wish.outputs ?? []).slice(1) }
    case 6:
      return { ...wish, burns: BigInt(draw(2)) * 30_000_000n }
    case 7:
      return { ...wish, gas: BigInt(draw(1_000_000_000)) }
    default:
      return wish
  }
}

function lane(namespace: number): Transaction['subnetworkId'] {
  const found = laneOfNamespace(namespace)
  if (found === undefined) throw new Error('bug: no lane')
  return found
}

function siloCoins(chain: Chain): Utxo[] {
  return [...chain.ledger.allUtxos()].filter(
    ({ entry, outpoint }) =>
      parseSiloScript(entry.scriptPublicKey) !== undefined && chain.virtualUtxos.get(outpoint) !== undefined,
  )
}

function strangeOutput(draw: Draw, chain: Chain): TxOutput {
  const siloId = listSilos(chain.ledger.bridge)[0]?.id ?? RECIPIENT
  const scripts: readonly ScriptPublicKey[] = [
    siloAccountScript(siloId),
    ustoScript(siloId, RECIPIENT),
    { version: 0x5301, script: new Uint8Array(3) },
    { version: 0x5302, script: new Uint8Array(0) },
    { version: 7, script: new Uint8Array(1) },
  ]
  return { value: 60_000_000n, scriptPublicKey: pick(draw, scripts) }
}

/** A block on the virtual parents with transactions that nobody has checked; some miners want their reward in a silo's account. */
export function carelessBlock(draw: Draw, chain: Chain, transactions: readonly Transaction[]): Block {
  const [silo] = listSilos(chain.ledger.bridge)
  const generous = silo !== undefined && draw(12) === 0
  const made = chain.buildTemplate({
    miner: {
      scriptPublicKey: generous ? siloAccountScript(silo.id) : pick(draw, ACCOUNTS).script,
      extraData: new Uint8Array(draw(5)),
    },
    transactions: [],
    timestamp: GENESIS.timestamp + chain.virtual().daaScore * 1000n,
    nonce: BigInt(draw(1 << 30)),
  })
  const all = [...made.transactions, ...transactions]
  const header = { ...made.header, hashMerkleRoot: hashMerkleRoot(all) }
  return { hash: headerHash(header), header, transactions: all }
}

function payTo(key: Hash, value: bigint): TxOutput {
  return { value, scriptPublicKey: payToPublicKey(hexToBytes(key, 32) ?? new Uint8Array(32)) }
}

function pick<T>(draw: Draw, from: readonly T[]): T {
  const found = from[draw(from.length)]
  if (found === undefined) throw new Error('bug: nothing to pick from')
  return found
}
