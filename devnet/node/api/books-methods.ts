// The books: coins of the whole network, and of each silo's account.
import type { NodeMethods } from '../../../client/rpc/api.ts'
import type { Books, SiloBook } from '../../../client/rpc/silo-codecs.ts'
import type { SiloRecord } from '../../bridge/index.ts'
import { getAccount, heldBy, listSilos, listStakes } from '../../bridge/index.ts'
import type { Chain } from '../../chain/index.ts'
import { siloAccountScript } from '../../tx/index.ts'
import { sinkPoint } from './chain-methods.ts'

export type BooksMethods = Pick<NodeMethods, 'silo_getBooks'>

export function booksMethods(chain: Chain): BooksMethods {
  return { silo_getBooks: async () => books(chain) }
}

function books(chain: Chain): Books {
  const silos = listSilos(chain.ledger.bridge).map((silo) => siloBook(chain, silo))
  return { sink: sinkPoint(chain), ...chain.ledger.books(), silos }
}

function siloBook(chain: Chain, silo: SiloRecord): SiloBook {
  const view = chain.ledger.bridge
  const account = getAccount(view, silo.id)
  if (account === undefined) throw new Error(`bug: silo ${silo.id} has no account`)
  const held = chain.ledger
    .utxosOf(siloAccountScript(silo.id))
    .reduce((sum, utxo) => sum + utxo.entry.amount, 0n)
  const staked = listStakes(view, silo.id).reduce((sum, stake) => sum + stake.amount, 0n)
  return {
    siloId: silo.id,
    held,
    pegged: account.pegged,
    fees: account.feesIn,
    published: account.published,
    feesPaid: account.feesPaid,
    owed: heldBy(account),
    staked,
  }
}
