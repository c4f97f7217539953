// What a user does with a silo over time: deploy it, call it, and wait until a message is accepted, final, or paid out. Commands, the demo and client
// scripts are written over this; it knows the node only through its RPC, and executes everything itself.
import type { Artifact } from '../../compiler/artifact.ts'
import { parseArgument } from '../../compiler/abi/parse-argument.ts'
import type { AbiFunction, AbiValue } from '../../compiler/abi/types.ts'
import { siloIdOf } from '../../devnet/bridge/ids.ts'
import type { Hash } from '../../devnet/tx/index.ts'
import type { NodeApi } from '../rpc/api.ts'
import { RpcError } from '../rpc/api.ts'
import type { NodeInfo, TransactionStatus } from '../rpc/silo-codecs.ts'
import type { Wallet } from '../wallet/wallet.ts'
import {
  createContract,
  deployDraft,
  type Contract,
  type DeployRequest,
  type PlacedOutcome,
} from './contract.ts'
import type { EngineAlarm } from './audit.ts'
import type { ExecutedBlock } from './execute.ts'
import { createFollower } from './follower.ts'
import { untilChain } from './wait.ts'

/** A value, or why there is none, in words. */
export type UserResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string }

/** A message where the chain put it, executed. */
export interface ExecutedMessage {
  readonly transactionId: Hash
  readonly block: ExecutedBlock
  readonly outcome: PlacedOutcome
}

export interface SiloUser {
  readonly contract: Contract
  /** The message as it stands on the followed chain now; undefined while the chain has not accepted it. */
  find(transactionId: Hash): Promise<ExecutedMessage | undefined>
  /** Waits until the chain accepts the message. */
  accepted(transactionId: Hash): Promise<ExecutedMessage>
  /** Waits until there is a commitment to the message's reference block with the roots that we computed, final or not. Rejects as `final` does. */
  committed(transactionId: Hash): Promise<NodeInfo>
  /** Waits until the commitment to the message's reference block is final with the roots that we computed. Rejects with an RpcError when that is so long ago that nodes have forgotten it; so does `paid`. */
  final(transactionId: Hash): Promise<NodeInfo>
  /** Waits until all payments of the message are made on the base layer, and its calls to other silos are in their inboxes. */
  paid(transactionId: Hash): Promise<NodeInfo>
}

/** Sends the creating transaction and waits until the chain has accepted it. */
export async function deploySilo(
  api: NodeApi,
  wallet: Wallet,
  request: Omit<DeployRequest, 'creator'>,
): Promise<UserResult<{ readonly siloId: Hash; readonly transactionId: Hash }>> {
  const made = deployDraft({ ...request, creator: wallet.key.publicKey })
  if (!made.ok) return made
  const sent = await wallet.send(made.draft)
  if (!sent.ok) return sent
  const { transactionId } = sent
  await acceptedPlace(api, transactionId)
  return { ok: true, value: { siloId: siloIdOf(transactionId), transactionId } }
}

/** Opens a silo for use. `onAlarm` hears of faults of compiled code. Rejects with an RpcError when the node doesn't know the silo. */
export async function openSilo(
  api: NodeApi,
  siloId: Hash,
  artifact: Artifact,
  onAlarm: (alarm: EngineAlarm) => void = () => undefined,
): Promise<SiloUser> {
  const follower = await createFollower({ api, siloId, onAlarm })
  await follower.update()
  const contract = createContract(artifact, follower)

  async function find(transactionId: Hash): Promise<ExecutedMessage | undefined> {
    await follower.update()
    const outcome = contract.outcome(transactionId)
    const block = outcome === undefined ? undefined : follower.block(outcome.block)
    return outcome === undefined || block === undefined ? undefined : { transactionId, block, outcome }
  }

  /** The node with one of these statuses that stands for the message: a reorg may have put it into another block since it was found first. */
  async function nodeFor(
    transactionId: Hash,
    statuses: readonly NodeInfo['status'][],
  ): Promise<{ node: NodeInfo; message: ExecutedMessage } | undefined> {
    const message = await find(transactionId)
    if (message === undefined) return undefined
    const { nodes } = await api.silo_getNodes({ siloId, fromHeight: message.block.height })
    const node = nodes.find(
      (candidate) =>
        statuses.includes(candidate.status) &&
        candidate.referenceBlock === message.block.info.hash &&
        candidate.stateCommitment === message.block.stateCommitment,
    )
    if (node !== undefined) return { node, message }
    if (isForgotten(nodes, message.block.height))
      throw new RpcError(
        'notFound',
        'the commitment to this message was final so long ago that it is forgotten',
      )
    return undefined
  }

  return {
    contract,
    find,
    accepted: (transactionId) => untilChain(api, () => find(transactionId)),
    committed: (transactionId) => untilChain(api, async () => (await nodeFor(transactionId, ALIVE))?.node),
    final: (transactionId) => untilChain(api, async () => (await nodeFor(transactionId, FINAL))?.node),
    paid: (transactionId) =>
      untilChain(api, async () => {
        const found = await nodeFor(transactionId, FINAL)
        if (found === undefined) return undefined
        const { node, message } = found
        return outboxIndices(message).every((index) => node.published.includes(index)) ? node : undefined
      }),
  }
}

const FINAL = ['final'] as const
const ALIVE = ['pending', 'disputed', 'final'] as const

/** Whether what is there of nodes from a height on, one of them final, has no node of that height itself (docs/bridge.md, `forgetting.ts`). */
export function isForgotten(nodes: readonly Pick<NodeInfo, 'height' | 'status'>[], height: number): boolean {
  return nodes.some(({ status }) => status === 'final') && nodes.every((node) => node.height > height)
}

/** Where the entries of a message begin in the outbox of its reference block. */
export function outboxIndices({ block, outcome }: ExecutedMessage): readonly number[] {
  const before = block.results.slice(0, outcome.index)
  const first = before.reduce((sum, result) => sum + result.outbox.length, 0)
  return outcome.payments.flatMap((entry, i) => (entry.kind === 'data' ? [] : [first + i]))
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
