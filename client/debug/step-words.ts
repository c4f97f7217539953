// A step of a machine in words: which instruction, on which source line, or what the machine does instead of one. Everything that shows steps to
// people asks here.
import type { Artifact } from '../../compiler/artifact.ts'
import type { SourceFile } from '../../compiler/source.ts'
import { decodeSourceMap } from '../../compiler/sourcemap/decode.ts'
import type { SourceMap } from '../../compiler/sourcemap/types.ts'
import { formatInstruction, inspect, instructionAt } from '../../vm/index.ts'
import type { MachineState, MachineView } from '../../vm/index.ts'
import { placeOf, sourceFilesOf, type SourcePlace } from './places.ts'

/** The step that a state takes next. */
export interface StepInWords {
  /** The instruction, or what the machine does instead of one. */
  readonly does: string
  readonly place: SourcePlace | undefined
}

/** What places are looked up in; undefined where an artifact has no source map that can be read. */
export interface SourceLookup {
  readonly map: SourceMap
  readonly files: readonly (SourceFile | undefined)[]
}

const BETWEEN: Readonly<Record<MachineView['status'], string>> = {
  Ready: 'open the next message',
  Running: '',
  Refunding: 'roll back and refund',
  Closing: 'write the receipt',
  Halted: 'halted: nothing changes',
}

export function sourceLookup(artifact: Artifact): SourceLookup | undefined {
  const map = decodeSourceMap(artifact.sourceMap)
  return map === undefined ? undefined : { map, files: sourceFilesOf(map, artifact) }
}

/** What a state does next. Without an artifact's sources there is no place. */
export function nextStep(state: MachineState, sources: SourceLookup | undefined): StepInWords {
  const { status, pc } = inspect(state)
  if (status !== 'Running') return { does: BETWEEN[status], place: undefined }
  return {
    does: formatInstruction(instructionAt(state.program, pc)),
    place: sources === undefined ? undefined : placeOf(sources.map, sources.files, pc),
  }
}
