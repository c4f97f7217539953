// The explanatory part of a proof file: what its step does, and where in the source.
import type { Artifact } from '../../compiler/artifact.ts'
import { nextStep, sourceLookup } from '../../client/debug/step-words.ts'
import type { MachineState } from '../../vm/index.ts'

/** The explanatory part of a proof file. */
export function aboutStep(
  artifact: Artifact,
  state: MachineState,
  where: { readonly silo: string; readonly block: string; readonly step: bigint },
): Record<string, string> {
  const { does, place } = nextStep(state, sourceLookup(artifact))
  return {
    silo: where.silo,
    block: where.block,
    step: where.step.toString(),
    does,
    ...(place === undefined
      ? {}
      : { source: `${place.path}:${place.line}:${place.column}  ${place.lineText.trim()}` }),
  }
}
