// The books of a devnet as lines: where all coins are, and that they balance.
import type { Books } from '../../client/rpc/silo-codecs.ts'
import { showAmount } from '../amount.ts'

export interface CheckedBooks {
  readonly lines: readonly string[]
  /** unspent + burned = emitted (with fees on their way to a miner), and each silo account covers what it owes. */
  readonly balanced: boolean
}

/** Checks and describes the books. */
export function checkBooks(books: Books, siloName: (siloId: string) => string): CheckedBooks {
  const { emitted, burned, utxos, feesDue } = books
  const sum = utxos + burned + feesDue
  const lines = [
    `emitted            ${showAmount(emitted)}`,
    `unspent            ${showAmount(utxos)}`,
    `burned             ${showAmount(burned)}`,
    `fees not yet mined ${showAmount(feesDue)}`,
    `${sum === emitted ? 'balance' : 'DO NOT BALANCE'}: unspent + burned + fees ${sum === emitted ? '=' : '≠'} emitted`,
  ]
  let balanced = sum === emitted
  for (const silo of books.silos) {
    const covered = silo.held >= silo.owed
    balanced &&= covered
    lines.push(
      `silo ${siloName(silo.siloId)}: holds ${showAmount(silo.held)}, owes ${showAmount(silo.owed)} — pegged in ${showAmount(silo.pegged)}, fees ${showAmount(silo.fees)}, paid out ${showAmount(silo.published)}, fees paid ${showAmount(silo.feesPaid)}${covered ? '' : '  NOT COVERED'}`,
    )
  }
  return { lines, balanced }
}
