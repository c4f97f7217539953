// Errors of the layers below in words. They are discriminated unions whose kinds and fields are named well enough to be
// read out; where a user can do something about it, a hint follows.

type Described = { readonly kind: string } & object

const HINTS: Readonly<Record<string, string>> = {
  missingOutpoints: 'it was spent already, or the transaction that makes it is not known here yet',
  immatureCoinbase: 'mined coins must wait for some blocks before they can be spent',
  wrongStorageMass: 'the transaction must commit to its storage mass (KIP-9) exactly',
  spendsTooMuch: 'the outputs are worth more than the inputs',
  notFinalized: 'its lock time has not been reached',
}

/** Such as "wrong storage mass: committed 5, computed 7 (...)". Nested errors are read out in brackets. */
export function describeError(error: Described): string {
  const fields = Object.entries(error)
    .filter(([name, value]) => name !== 'kind' && value !== undefined)
    .map(([name, value]) => `${words(name)} ${valueText(value)}`)
  const hint = HINTS[error.kind]
  const text = fields.length === 0 ? words(error.kind) : `${words(error.kind)}: ${fields.join(', ')}`
  return hint === undefined ? text : `${text} (${hint})`
}

function words(camelCase: string): string {
  return camelCase.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`)
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(' ')
  if (typeof value !== 'object' || value === null) return String(value)
  if ('kind' in value && typeof value.kind === 'string')
    return `(${describeError({ ...value, kind: value.kind })})`
  return Object.values(value).map(valueText).join(':')
}
