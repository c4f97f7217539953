// Laws of the most steps that code can take: no message passes them, a promise of just so many is kept, and of one less is not.
import { ENTRY } from '../../../compiler/lower/entry.ts'
import { keyOf } from '../../../compiler/lower/scope.ts'
import { Finding } from '../tool/finding.ts'
import { buildText, type Variant } from './variants.ts'

/** A message is made ready and closed by a step each. */
const AROUND = 2n

/** Whether a silo's code has a most of steps; throws a finding if a message took more. */
export function keepsToItsSteps({ silo, passes }: Variant, steps: readonly bigint[]): boolean {
  const most = silo.stepsOf(ENTRY)
  if (!most.ok) return false
  for (const [i, taken] of steps.entries())
    if (taken - AROUND > most.steps)
      throw new Finding(
        'a message takes more steps than the code can',
        `message ${i} with passes ${passes.join(' ')}: ${taken - AROUND} of ${most.steps}`,
      )
  return true
}

/** Holds the root's functions that promise something to the least that they can promise; gives how many there were. */
export function checkPromises(text: string, { silo, passes }: Variant, promised: bigint): number {
  const promising = silo.plan.root.functions.filter(({ maxSteps }) => maxSteps === promised)
  for (const fn of promising) {
    const most = silo.stepsOf(keyOf(fn))
    if (!most.ok) throw new Finding('a promise is kept that has no bound', `${fn.name}: ${most.why}`)
    const codes = [most.steps, most.steps - 1n].map((steps) => {
      const at = text.lastIndexOf(`${promised}`, fn.nameSpan.start)
      const other = `${text.slice(0, at)}${steps}${text.slice(at + `${promised}`.length)}`
      const built = buildText(other, passes)
      return built.ok ? 'kept' : built.diagnostics.map(({ code }) => code).join(' ')
    })
    if (codes.join(', ') !== 'kept, E0706')
      throw new Finding(
        'a promise of the most steps is not what separates kept from broken',
        `${fn.name} with passes ${passes.join(' ')}, ${most.steps} steps: ${codes.join(', ')}`,
      )
  }
  return promising.length
}
