// Sends a message that ends well after writing to storage, whatever the contract: the smallest call that its ABI allows.
import type { AbiType, AbiValue } from '../../compiler/abi/types.ts'
import { contractOfInstance } from '../../compiler/abi/decode.ts'
import type { SiloUser } from '../../client/silo/user.ts'
import type { Wallet } from '../../client/wallet/wallet.ts'
import { CommandFailure, EXIT } from '../outcome.ts'

/** Coins that go with a payable call: twice the least that may be pegged. */
const VALUE = 100_000_000n

/** Tries the contract's state-changing functions with small arguments until one would end well, and sends that one; its name. */
export async function provokeCall(silo: SiloUser, wallet: Wallet): Promise<string> {
  const root = contractOfInstance(silo.contract.artifact.abi, 0)
  const sender = wallet.key.publicKey
  for (const fn of (root?.functions ?? []).filter((candidate) => !candidate.view)) {
    const args = fn.params.map((param) => smallValue(param.type, sender))
    const value = fn.payable ? VALUE : 0n
    const tried = silo.contract.view(fn.name, args, { sender, value })
    if (!tried.ok || tried.outcome.failure !== undefined) continue
    const sent = await silo.contract.call(wallet, fn.name, args, { value })
    if (!sent.ok) throw new CommandFailure(`the call was not sent: ${sent.reason}`, '', EXIT.failed)
    await silo.accepted(sent.transactionId)
    return fn.name
  }
  throw new CommandFailure(
    'no function of the contract can be called with small arguments',
    'Call one yourself with silo call, and start silo dispute before its commitment.',
    EXIT.failed,
  )
}

function smallValue(type: AbiType, sender: string): AbiValue {
  switch (type.kind) {
    case 'bool':
      return true
    case 'address':
    case 'hash':
      return sender
    case 'struct':
      return Object.fromEntries(type.fields.map((field) => [field.name, smallValue(field.type, sender)]))
    default:
      return 1n
  }
}
