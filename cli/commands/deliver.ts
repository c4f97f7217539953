// silo deliver: carries what a message sent to other silos into their lanes, and values that came back and were not taken; for whoever doesn't wait for a manager.
import { accountCoins } from '../../client/silo/account-coins.ts'
import { parcelOf } from '../../client/silo/deliver.ts'
import { outboxItems } from '../../client/silo/outbox.ts'
import { outboxIndices } from '../../client/silo/user.ts'
import { deliverDraft } from '../../client/wallet/drafts.ts'
import { showAmount } from '../amount.ts'
import { withNode } from '../connection.ts'
import { CommandFailure, EXIT, type CommandRun } from '../outcome.ts'
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
    const node = await silo.final(message.transactionId)
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
          'A manager may have been quicker, or has the first go for a while.',
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
