// silo deliver: carries what a message sent to other silos into their lanes, and values that came back and were not taken; for whoever doesn't wait for a manager.
import type { NodeApi } from '../../client/rpc/api.ts'
import type { NodeInfo } from '../../client/rpc/silo-codecs.ts'
import { accountCoins } from '../../client/silo/account-coins.ts'
import { parcelOf } from '../../client/silo/deliver.ts'
import { outboxItems } from '../../client/silo/outbox.ts'
import { outboxIndices } from '../../client/silo/user.ts'
import { untilChain } from '../../client/silo/wait.ts'
import { deliverDraft } from '../../client/wallet/drafts.ts'
import { signer } from '../accounts.ts'
import { showAmount } from '../amount.ts'
import { withNode } from '../connection.ts'
import { CommandFailure, EXIT, type CommandContext, type CommandRun } from '../outcome.ts'
import { fundedWallet, messageOfTransaction, openChosenSilo } from '../silo-access.ts'

export const run: CommandRun = async (context) => {
  const { output } = context
  return withNode(context, async (api) => {
    const silo = await openChosenSilo(context, api)
    const message = await messageOfTransaction(silo, context.arguments[0] ?? '')
    const own = new Set(outboxIndices(message))
    const items = outboxItems(message.block).filter(({ index, goesTo }) => own.has(index) && goesTo !== 'key')
    if (items.length === 0)
      throw new CommandFailure(
        'this message sends nothing to a silo',
        'Payments to keys are published by managers: see silo withdraw.',
        EXIT.failed,
      )
    output.note('waiting until the commitment is final')
    const final = await silo.final(message.transactionId)
    const node = await untilOpen(context, api, final, [...own])
    const source = silo.contract.follower.silo
    const done: Record<string, unknown>[] = []
    for (const item of items) {
      if (node.published.includes(item.index)) {
        output.line(`  entry ${item.index}: delivered before`)
        continue
      }
      const parcel = await parcelOf(api, source, message.block, item)
      if (!parcel.ok)
        throw new CommandFailure(`entry ${item.index} can't be delivered: ${parcel.reason}`, '', EXIT.failed)
      const coins = await accountCoins(api, source.siloId, parcel.cost)
      if (coins === undefined)
        throw new CommandFailure(
          "the silo's account has not enough coins now",
          'Try again later.',
          EXIT.failed,
        )
      const wallet = await fundedWallet(context, api, parcel.minimumFee)
      const sent = await wallet.send(deliverDraft(parcel, node.nodeId, coins))
      if (!sent.ok)
        throw new CommandFailure(
          `entry ${item.index} was not delivered: ${sent.reason}`,
          'A manager may have been quicker: look again.',
          EXIT.failed,
        )
      const { to, value } = parcel
      output.line(
        `  entry ${item.index}: ${showAmount(value)} to silo ${to.siloId}, transaction ${sent.transactionId}`,
      )
      done.push({ index: item.index, silo: to.siloId, value, transactionId: sent.transactionId })
    }
    output.result({ node: node.nodeId, delivered: done })
    return EXIT.ok
  })
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
