// Amounts as people type and read them: 5kas, 0.25 kas, 1000sompi. Exact: never through a floating-point number.
import { CommandFailure } from './outcome.ts'

export const SOMPI_PER_COIN = 100_000_000n
/** More coins than this are never emitted; it also keeps amounts far from the end of 64 bits. */
const MOST_COINS = 29_000_000_000n

/** Sompi of a text, or a failure that says how amounts are written. */
export function parseAmount(text: string, what: string): bigint {
  const match = /^(\d{1,20})(?:\.(\d{1,8}))?\s*(kas|sompi)$/i.exec(text.trim())
  const [, whole = '', fraction = '', unit = ''] = match ?? []
  const bare = /^\d+(\.\d+)?$/.exec(text.trim())
  if (bare !== null)
    throw new CommandFailure(
      `${what} lacks its unit: "${text}"`,
      `Write ${bare[0]}kas for coins${bare[1] === undefined ? `, or ${bare[0]}sompi for the smallest unit` : ''}.`,
    )
  if (match === null || (unit.toLowerCase() === 'sompi' && fraction !== '')) {
    throw new CommandFailure(
      `${what} is not an amount: "${text}"`,
      'Write coins with at most 8 decimals, such as 5kas or 0.25kas, or whole sompi, such as 1000sompi.',
    )
  }
  const amount =
    unit.toLowerCase() === 'sompi'
      ? BigInt(whole)
      : BigInt(whole) * SOMPI_PER_COIN + BigInt(fraction.padEnd(8, '0'))
  if (amount > MOST_COINS * SOMPI_PER_COIN)
    throw new CommandFailure(
      `${what} is more than all coins there can be: "${text}"`,
      `Give at most ${MOST_COINS}kas.`,
    )
  return amount
}

/** Sompi as coins: `1.5 kas`. */
export function showAmount(sompi: bigint): string {
  const sign = sompi < 0n ? '-' : ''
  const size = sompi < 0n ? -sompi : sompi
  const fraction = (size % SOMPI_PER_COIN).toString().padStart(8, '0').replace(/0+$/, '')
  return `${sign}${size / SOMPI_PER_COIN}${fraction === '' ? '' : `.${fraction}`} kas`
}
