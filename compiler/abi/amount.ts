// Amounts as text: read exactly, never through a floating-point number, and written in coins.

export const SOMPI_PER_COIN = 100_000_000n
const DECIMALS = 8

export type ParsedAmount =
  | { readonly ok: true; readonly sompi: bigint }
  /** `form`: no amount at all; `range`: it doesn't fit in 64 bits. */
  | { readonly ok: false; readonly reason: 'form' | 'range' }

/** Sompi as coins, `1.5 kas`; differences may be negative. */
export function formatAmount(sompi: bigint): string {
  const size = sompi < 0n ? -sompi : sompi
  const fraction = (size % SOMPI_PER_COIN).toString().padStart(DECIMALS, '0').replace(/0+$/, '')
  return `${sompi < 0n ? '-' : ''}${size / SOMPI_PER_COIN}${fraction === '' ? '' : `.${fraction}`} kas`
}

/** Sompi of a text: `5 kas`, `0.2kas`, `1_000 sompi`, or a bare number of sompi. */
export function parseAmount(text: string): ParsedAmount {
  const match = /^([\d_]{1,60})(?:\.(\d{1,8}))?\s*(kas|sompi)?$/i.exec(text)
  const digits = match?.[1]?.replaceAll('_', '') ?? ''
  if (match === null || digits === '') return { ok: false, reason: 'form' }
  const inCoins = match[3]?.toLowerCase() === 'kas'
  if (!inCoins && match[2] !== undefined) return { ok: false, reason: 'form' }
  const fraction = BigInt((match[2] ?? '').padEnd(DECIMALS, '0'))
  const sompi = inCoins ? BigInt(digits) * SOMPI_PER_COIN + fraction : BigInt(digits)
  return sompi < 1n << 64n ? { ok: true, sompi } : { ok: false, reason: 'range' }
}
