// Which sorts of calls the messages of generated silos were, where they went well, and whether a silo's functions use memory.
import type { Silo } from '../../../compiler/link/build-silo.ts'
import type { Call } from './behaviour.ts'
import type { MessageMeaning } from './resource-coverage.ts'

/** With signatures, from other silos, to other silos or users; by what `behaviourOf` tells of the messages. */
export function callsThatWentWell(calls: readonly Call[], meaning: readonly string[]): readonly string[] {
  return calls.flatMap(({ fn, message }, i) => {
    const text = meaning[i] ?? ''
    if (text === '') return []
    const [, trap, , , , payments] = JSON.parse(text) as MessageMeaning
    if (trap !== 'None') return []
    const sort = fn.signatures > 0 ? 'signed' : message.kind
    return payments.length > 0 ? [sort, 'pays or sends'] : [sort]
  })
}

/** Whether some of a silo's functions keep values in memory. */
export function usesMemory({ sourceMap }: Silo): boolean {
  return sourceMap().functions.some(({ base }) => base > 0)
}
