// Amounts as people type and read them on the command line: 5kas, 0.25 kas, 1000sompi. Stricter than the compiler's reader: an amount that moves
// coins always says its unit.
import { formatAmount, parseAmount as amountOf, SOMPI_PER_COIN } from '../compiler/abi/amount.ts'
import { CommandFailure } from './outcome.ts'

export { SOMPI_PER_COIN }
/** More coins than this are never emitted; it also keeps amounts far from the end of 64 bits. */
const MOST_COINS = 29_000_000_000n

/** Sompi of a text, or a failure that says how amounts are written. */
export function parseAmount(text: string, what: string): bigint {
  const bare = /^\d+(\.\d+)?$/.exec(text.trim())
  if (bare !== null)
    throw new CommandFailure(
      `${what} lacks its unit: "${text}"`,
      `Write ${bare[0]}kas for coins${bare[1] === undefined ? `, or ${bare[0]}sompi for the smallest unit` : ''}.`,
    )
  const amount = amountOf(text.trim())
  if (!amount.ok && amount.reason === 'form')
    throw new CommandFailure(
      `${what} is not an amount: "${text}"`,
      'Write coins with at most 8 decimals, such as 5kas or 0.25kas, or whole sompi, such as 1000sompi.',
    )
  if (!amount.ok || amount.sompi > MOST_COINS * SOMPI_PER_COIN)
    throw new CommandFailure(
      `${what} is more than all coins there can be: "${text}"`,
      `Give at most ${MOST_COINS}kas.`,
    )
  return amount.sompi
}

/** Sompi as coins: `1.5 kas`. */
export const showAmount = formatAmount
