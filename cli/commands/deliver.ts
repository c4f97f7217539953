// silo deliver: carries what a message sent to other silos into their lanes, and values that came back and were not taken; for whoever doesn't wait for a manager, or
// for finality.
import type { NodeApi } from '../../client/rpc/api.ts'
import type { NodeInfo } from '../../client/rpc/silo-codecs.ts'
import { accountCoins } from '../../client/silo/account-coins.ts'
import { parcelOf } from '../../client/silo/deliver.ts'
import { outboxItems, type OutboxItem } from '../../client/silo/outbox.ts'
import { outboxIndices, type ExecutedMessage, type SiloUser } from '../../client/silo/user.ts'
import { untilChain } from '../../client/silo/wait.ts'
import type { Draft } from '../../client/wallet/build.ts'
import { deliverDraft, deliverUnprovenDraft, type Parcel } from '../../client/wallet/drafts.ts'
import { signer } from '../accounts.ts'
import { showAmount } from '../amount.ts'
import { withNode } from '../connection.ts'
import { CommandFailure, EXIT, flag, type CommandContext, type CommandRun } from '../outcome.ts'
import { fundedWallet, messageOfTransaction, openChosenSilo } from '../silo-access.ts'

export const run: CommandRun = async (context) => {
  const { output } = context
  return withNode(context, async (api) => {
    const silo = await openChosenSilo(context, api)
    const message = await messageOfTransaction(silo, context.arguments[0] ?? '')
    const own = new Set(outboxIndices(message))
    const isUnproven = flag(context, 'unproven')
    const items = outboxItems(message.block).filter(
      ({ index, goesTo, amount }) => own.has(index) && goesTo !== 'key' && (!isUnproven || amount === 0n),
    )
    if (items.length === 0)
      throw isUnproven
        ? new CommandFailure(
            'this message sends no call without coins to a silo',
            'Coins move when the commitment is final: leave out --unproven.',
            EXIT.failed,
          )
        : new CommandFailure(
            'this message sends nothing to a silo',
            'Payments to keys are published by managers: see silo withdraw.',
            EXIT.failed,
          )
    const indices = items.map(({ index }) => index)
    const delivery = isUnproven
      ? await unprovenDelivery(context, silo, message)
      : await finalDelivery(context, api, silo, message, indices)
    const delivered: Record<string, unknown>[] = []
    for (const item of items) {
      if (delivery.done.includes(item.index)) output.line(`  entry ${item.index}: delivered before`)
      else delivered.push(await deliver(context, api, silo, message, item, delivery))
    }
    output.result({ node: delivery.node.nodeId, delivered })
    return EXIT.ok
  })
}

/** How entries of an outbox are delivered now. */
interface Delivery {
  readonly node: NodeInfo
  /** Entries that were delivered so already. */
  readonly done: readonly number[]
  draft(parcel: Parcel): Promise<Draft>
}

async function unprovenDelivery(
  { output }: CommandContext,
  silo: SiloUser,
  { transactionId }: ExecutedMessage,
): Promise<Delivery> {
  output.note('waiting for a commitment')
  const node = await silo.committed(transactionId)
  if (node.status === 'final')
    throw new CommandFailure(
      'the commitment is final already',
      'Leave out --unproven: what is final is delivered as final.',
      EXIT.failed,
    )
  const draft = async (parcel: Parcel): Promise<Draft> => deliverUnprovenDraft(parcel, node.nodeId)
  return { node, done: node.deliveredUnproven, draft }
}

async function finalDelivery(
  context: CommandContext,
  api: NodeApi,
  silo: SiloUser,
  { transactionId }: ExecutedMessage,
  entries: readonly number[],
): Promise<Delivery> {
  context.output.note('waiting until the commitment is final')
  const node = await untilOpen(context, api, await silo.final(transactionId), entries)
  const draft = async (parcel: Parcel): Promise<Draft> => {
    const coins = await accountCoins(api, parcel.from, parcel.cost)
    if (coins === undefined)
      throw new CommandFailure("the silo's account has not enough coins now", 'Try again later.', EXIT.failed)
    return deliverDraft(parcel, node.nodeId, coins)
  }
  return { node, done: node.published, draft }
}

async function deliver(
  context: CommandContext,
  api: NodeApi,
  silo: SiloUser,
  { block }: ExecutedMessage,
  item: OutboxItem,
  delivery: Delivery,
): Promise<Record<string, unknown>> {
  const { index } = item
  const parcel = await parcelOf(api, silo.contract.follower.silo, block, item)
  if (!parcel.ok)
    throw new CommandFailure(`entry ${index} can't be delivered: ${parcel.reason}`, '', EXIT.failed)
  const draft = await delivery.draft(parcel)
  const wallet = await fundedWallet(context, api, parcel.minimumFee)
  const sent = await wallet.send(draft)
  if (!sent.ok)
    throw new CommandFailure(
      `entry ${index} was not delivered: ${sent.reason}`,
      'A manager may have been quicker: look again.',
      EXIT.failed,
    )
  const { to, value } = parcel
  const { transactionId } = sent
  context.output.line(
    `  entry ${index}: ${showAmount(value)} to silo ${to.siloId}, transaction ${transactionId}`,
  )
  return { index, silo: to.siloId, value, transactionId }
}

/** Waits until anybody may publish the node's outbox, or whoever may before has published these entries. */
async function untilOpen(
  context: CommandContext,
  api: NodeApi,
  final: NodeInfo,
  entries: readonly number[],
): Promise<NodeInfo> {
  const { publicFrom, publisher, nodeId } = final
  if (publicFrom === undefined || publisher === signer(context).key.publicKey) return final
  context.output.note(`until score ${publicFrom} the manager ${publisher?.slice(0, 8)} delivers: waiting`)
  return untilChain(api, async () => {
    const [{ node }, { daaScore }] = await Promise.all([
      api.silo_getNode({ nodeId }),
      api.silo_getChainPoint({}),
    ])
    const isDone = entries.every((index) => node.published.includes(index))
    return isDone || daaScore >= publicFrom ? node : undefined
  })
}
