// A compiled silo whose parts are mutated.
import { compile } from '../../../compiler/index.ts'
import type { Artifact } from '../../../compiler/index.ts'
import type { Abi } from '../../../compiler/abi/types.ts'
import { memoryHost } from '../../../compiler/load.ts'
import { randomSilo } from '../language/silo-text.ts'

export const EXAMPLE_TEXT = randomSilo(1)

function example(): Artifact {
  const { artifact } = compile(memoryHost({ 'example.silo': EXAMPLE_TEXT }), 'example.silo')
  if (artifact === undefined) throw new Error('bug: the example does not compile')
  return artifact
}

export const EXAMPLE_ARTIFACT: Artifact = example()
export const EXAMPLE_ABI: Abi = EXAMPLE_ARTIFACT.abi
