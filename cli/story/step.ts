// A step of a machine in words: which instruction, on which source line.
import type { Artifact } from '../../compiler/artifact.ts'
import { decodeSourceMap } from '../../compiler/sourcemap/decode.ts'
import { placeOf, sourceFilesOf, type SourcePlace } from '../../client/debug/places.ts'
import { formatInstruction, inspect, instructionAt, type MachineState } from '../../vm/index.ts'

/** The step that a state takes next. */
export interface StepInWords {
  /** The instruction, or what the machine does instead of one. */
  readonly does: string
  readonly place: SourcePlace | undefined
}

const BETWEEN: Readonly<Record<ReturnType<typeof inspect>['status'], string>> = {
  Ready: 'open the next message',
  Running: '',
  Refunding: 'roll back and refund',
  Closing: 'write the receipt',
  Halted: 'halted: nothing changes',
}

/** What a state does next. */
export function nextStep(artifact: Artifact, state: MachineState): StepInWords {
  const { status, pc } = inspect(state)
  if (status !== 'Running') return { does: BETWEEN[status], place: undefined }
  const map = decodeSourceMap(artifact.sourceMap)
  return {
    does: formatInstruction(instructionAt(state.program, pc)),
    place: map === undefined ? undefined : placeOf(map, sourceFilesOf(map, artifact), pc),
  }
}

/** The explanatory part of a proof file. */
export function aboutStep(
  artifact: Artifact,
  state: MachineState,
  where: { readonly silo: string; readonly block: string; readonly step: bigint },
): Record<string, string> {
  const { does, place } = nextStep(artifact, state)
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
