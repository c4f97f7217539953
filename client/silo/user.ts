// What a user does with a silo: deploy it, call it, view it, and wait until a message is accepted, final, or paid out. Commands, the demo and client
// scripts are written over this; it knows the node only through its RPC, and executes everything itself.
import type { Artifact } from '../../compiler/artifact.ts'
import { encodeCall } from '../../compiler/abi/encode.ts'
import { parseArgument } from '../../compiler/abi/parse-argument.ts'
import type { AbiFunction, AbiValue } from '../../compiler/abi/types.ts'
import type { SiloConfig } from '../../devnet/bridge/config.ts'
import { siloIdOf } from '../../devnet/bridge/ids.ts'
import { hashToBytes, hexToBytes, type Hash } from '../../devnet/tx/index.ts'
import { createMachine, run, type InboxEntry } from '../../vm/index.ts'
import { MAX_CODE_WORDS } from '../../vm/spec/constants.ts'
import type { NodeApi } from '../rpc/api.ts'
import type { NodeInfo, TransactionStatus } from '../rpc/silo-codecs.ts'
import { callDraft, createDraft } from '../wallet/drafts.ts'
import type { Wallet } from '../wallet/wallet.ts'
import { describeOutcome, type MessageOutcome } from './describe.ts'
import { contextOf, type ExecutedBlock } from './execute.ts'
import { createFollower, type SiloFollower } from './follower.ts'
import { untilChain } from './wait.ts'

/** An expected failure with a reason in words. */
export type UserResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string }

export interface DeployRequest {
  readonly wallet: Wallet
  readonly artifact: Artifact
  readonly config: SiloConfig
  /** u32; the silo's lane. */
  readonly namespace: number
  readonly args: readonly AbiValue[]
  readonly gasLimit: bigint
}

export interface CallRequest {
  readonly wallet: Wallet
  readonly fn: AbiFunction
  readonly args: readonly AbiValue[]
  /** Sompi. */
  readonly value: bigint
  readonly gasLimit: bigint
}

/** A message where the chain put it, executed. */
export interface ExecutedMessage {
  readonly transactionId: Hash
  readonly block: ExecutedBlock
  /** Index in the block's inbox. */
  readonly index: number
  readonly outcome: MessageOutcome
}

export interface SiloUser {
  readonly artifact: Artifact
  readonly follower: SiloFollower
  /** Hands a message in; the transaction's id. */
  send(request: CallRequest): Promise<UserResult<Hash>>
  /** Waits until the chain accepts the message, and executes it. */
  accepted(transactionId: Hash): Promise<ExecutedMessage>
  /** The message, if the chain has accepted it. */
  find(transactionId: Hash): Promise<ExecutedMessage | undefined>
  /** Waits until the commitment of the message's block is final with the roots that we computed. */
  final(message: ExecutedMessage): Promise<NodeInfo>
  /** Waits until all payments of the message are made on the base layer. */
  paid(message: ExecutedMessage): Promise<NodeInfo>
  /** Runs a view on the newest state; nothing is sent. */
  view(fn: AbiFunction, args: readonly AbiValue[], sender: Hash): Promise<UserResult<MessageOutcome>>
}

/** Gas of a view: none is paid, the limit only bounds the run. */
const VIEW_GAS = 1_000_000_000n
const MAX_IMAGE_BYTES = 64 + 8 * MAX_CODE_WORDS

/** Sends the creating transaction and waits until the chain has accepted it. */
export async function deploySilo(
  api: NodeApi,
  request: DeployRequest,
): Promise<UserResult<{ siloId: Hash; transactionId: Hash }>> {
  const { wallet, artifact } = request
  const root = artifact.abi.contracts.find((contract) => contract.name === artifact.abi.root)
  const code = hexToBytes(artifact.code, MAX_IMAGE_BYTES)
  if (root === undefined || code === undefined)
    return { ok: false, reason: 'the artifact is damaged: build again' }
  const message = encodeCall(root.init, request.args)
  if (!message.ok) return { ok: false, reason: message.error }
  const draft = createDraft({
    creator: wallet.key.publicKey,
    namespace: request.namespace,
    config: request.config,
    code,
    message: message.bytes,
    gasLimit: request.gasLimit,
  })
  const sent = await wallet.send(draft)
  if (!sent.ok) return { ok: false, reason: sent.reason }
  const { transactionId } = sent
  await acceptedPlace(api, transactionId)
  return { ok: true, value: { siloId: siloIdOf(transactionId), transactionId } }
}

/** Opens a silo for use. Rejects with an RpcError when the node doesn't know it. */
export async function openSilo(api: NodeApi, siloId: Hash, artifact: Artifact): Promise<SiloUser> {
  const follower = await createFollower({ api, siloId })
  const { silo } = follower

  async function find(transactionId: Hash): Promise<ExecutedMessage | undefined> {
    await follower.update()
    for (const block of follower.kept().toReversed()) {
      const index = block.info.entries.findIndex((entry) => entry.transactionId === transactionId)
      const entry = block.input.inbox[index]
      const result = block.results[index]
      if (entry === undefined || result === undefined) continue
      return { transactionId, block, index, outcome: describeOutcome(artifact, entry, result) }
    }
    return undefined
  }

  async function nodeOf(message: ExecutedMessage): Promise<NodeInfo | undefined> {
    // A reorg may have put the message elsewhere meanwhile: what counts is where it is now.
    const now = await find(message.transactionId)
    if (now === undefined) return undefined
    const { nodes } = await api.silo_getNodes({ siloId, fromHeight: undefined })
    return nodes.find(
      (node) =>
        node.referenceBlock === now.block.info.hash &&
        node.stateCommitment === now.block.stateCommitment &&
        node.status === 'final',
    )
  }

  return {
    artifact,
    follower,
    async send({ wallet, fn, args, value, gasLimit }) {
      const message = encodeCall(fn, args)
      if (!message.ok) return { ok: false, reason: message.error }
      const draft = callDraft({
        siloId,
        namespace: silo.namespace,
        config: silo.config,
        sender: wallet.key.publicKey,
        message: message.bytes,
        gasLimit,
        value,
      })
      const sent = await wallet.send(draft)
      return sent.ok ? { ok: true, value: sent.transactionId } : sent
    },
    find,
    accepted: (transactionId) => untilChain(api, () => find(transactionId)),
    final: (message) => untilChain(api, () => nodeOf(message)),
    paid: (message) =>
      untilChain(api, async () => {
        const node = await nodeOf(message)
        const now = await find(message.transactionId)
        if (node === undefined || now === undefined) return undefined
        const first = now.block.results
          .slice(0, now.index)
          .reduce((sum, result) => sum + result.outbox.length, 0)
        const count = now.block.results[now.index]?.outbox.length ?? 0
        const open = Array.from({ length: count }, (_, i) => first + i).filter(
          (i) => !node.published.includes(i),
        )
        return open.length === 0 ? node : undefined
      }),
    async view(fn, args, sender) {
      const message = encodeCall(fn, args)
      if (!message.ok) return { ok: false, reason: message.error }
      await follower.update()
      const latest = follower.latest()
      if (latest === undefined) return { ok: false, reason: 'the silo has no state yet' }
      const entry: InboxEntry = {
        admitted: true,
        kind: 'call',
        sender: hashToBytes(sender),
        transactionId: new Uint8Array(32),
        value: 0n,
        gas: VIEW_GAS,
        refusal: 0,
        payload: message.bytes,
      }
      const state = createMachine({
        program: follower.program,
        storage: latest.storage,
        inbox: [entry],
        context: contextOf(silo, latest.info),
      })
      run(state)
      const [result] = state.results
      if (result === undefined) throw new Error('a halted machine has a result for each message')
      return { ok: true, value: describeOutcome(artifact, entry, result) }
    },
  }
}

/** Waits until a transaction is accepted, and says where. */
export function acceptedPlace(
  api: NodeApi,
  transactionId: Hash,
): Promise<Extract<TransactionStatus, { readonly kind: 'accepted' }>> {
  return untilChain(api, async () => {
    const { status } = await api.silo_getTransaction({ transactionId })
    return status.kind === 'accepted' ? status : undefined
  })
}

/** Arguments as people type them, for a function's parameters. */
export function parseArguments(fn: AbiFunction, texts: readonly string[]): UserResult<readonly AbiValue[]> {
  if (texts.length !== fn.params.length) {
    const wanted = fn.params.map((param) => `${param.name}: ${param.type.kind}`).join(', ')
    return {
      ok: false,
      reason: `${fn.name}(${wanted}) takes ${fn.params.length} argument(s), not ${texts.length}`,
    }
  }
  const values: AbiValue[] = []
  for (const [i, param] of fn.params.entries()) {
    const parsed = parseArgument(param.type, texts[i] ?? '')
    if (!parsed.ok) return { ok: false, reason: `${param.name}: ${parsed.error}` }
    values.push(parsed.value)
  }
  return { ok: true, value: values }
}
