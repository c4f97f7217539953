// silo inspect: the program as instructions beside their source lines, or a deployed silo's storage by name.
import { namedStorage } from '../../client/debug/storage-names.ts'
import { placeOf, sourceFilesOf } from '../../client/debug/places.ts'
import type { Artifact } from '../../compiler/artifact.ts'
import { decodeSourceMap } from '../../compiler/sourcemap/decode.ts'
import { functionSteps, type FunctionSteps } from '../../compiler/steps/function-steps.ts'
import { decodeImage, formatInstruction, instructionAt } from '../../vm/index.ts'
import { hexToBytes } from '../../devnet/tx/index.ts'
import { compileProject } from '../compile.ts'
import { withNode } from '../connection.ts'
import {
  CommandFailure,
  EXIT,
  flag,
  type CommandContext,
  type CommandRun,
  type ExitCode,
} from '../outcome.ts'
import { findProject } from '../project.ts'
import { openChosenSilo } from '../silo-access.ts'
import { fullName, stepsJson, stepsLines } from '../steps-lines.ts'

export const run: CommandRun = async (context) => {
  if (flag(context, 'storage')) return showStorage(context)
  const project = await findProject(context.cwd)
  const { artifact, silo } = compileProject(project, context.output)
  return showCode(context, artifact, functionSteps(silo))
}

async function showStorage(context: CommandContext): Promise<ExitCode> {
  const { output } = context
  return withNode(context, async (api) => {
    const silo = await openChosenSilo(context, api)
    const { follower, artifact } = silo.contract
    const latest = follower.latest()
    if (latest === undefined)
      throw new CommandFailure(
        'the silo has no state yet',
        'Wait for its constructor to be accepted.',
        EXIT.failed,
      )
    const entries = namedStorage(latest.storage, artifact)
    output.result({
      siloId: follower.silo.siloId,
      referenceBlock: latest.info.hash,
      storageRoot: latest.roots.storage,
      entries: entries.map(({ contract, instance, name, value }) => ({ contract, instance, name, value })),
    })
    output.line(`storage of ${follower.silo.siloId}`)
    output.line(output.style.dim(`after reference block ${latest.info.hash}, root ${latest.roots.storage}`))
    for (const entry of entries)
      output.line(`  ${`${entry.contract}#${entry.instance}.${entry.name}`.padEnd(44)} ${entry.text}`)
    return EXIT.ok
  })
}

interface Line {
  readonly word: number
  readonly text: string
  readonly function: string
  readonly place: string | undefined
  readonly source: string | undefined
}

function showCode(context: CommandContext, artifact: Artifact, bounds: readonly FunctionSteps[]): ExitCode {
  const { output } = context
  const [only] = context.arguments
  const { style } = output
  const lines = codeLines(artifact)
  const isChosen = (name: string): boolean => only === undefined || name === only || name.endsWith(`.${only}`)
  const chosen = lines.filter((line) => isChosen(line.function))
  const steps = bounds.filter((bound) => isChosen(fullName(bound)))
  if (chosen.length === 0 && steps.length === 0) {
    const names = [...new Set([...lines.map((line) => line.function), ...bounds.map(fullName)])]
    throw new CommandFailure(
      `the program has no function "${only}"`,
      `It has: ${names.join(', ')} (inlined ones have no code of their own).`,
    )
  }
  output.result({
    name: artifact.name,
    codeRoot: artifact.codeRoot,
    steps: stepsJson(steps),
    instructions: chosen,
  })
  if (steps.length > 0) {
    output.line(style.bold('steps at most'))
    for (const line of stepsLines(steps)) output.line(line)
    if (chosen.length > 0) output.line()
  }
  let fn = ''
  let source: string | undefined
  for (const line of chosen) {
    if (line.function !== fn) {
      output.line(`${fn === '' ? '' : '\n'}${style.bold(line.function)}`)
      fn = line.function
      source = undefined
    }
    if (line.place !== undefined && line.place !== source) {
      output.line(style.dim(`      ; ${line.place}  ${line.source ?? ''}`))
      source = line.place
    }
    output.line(`${line.word.toString().padStart(5)}  ${line.text}`)
  }
  return EXIT.ok
}

function codeLines(artifact: Artifact): Line[] {
  const bytes = hexToBytes(artifact.code)
  const image = bytes === undefined ? undefined : decodeImage(bytes)
  const map = decodeSourceMap(artifact.sourceMap)
  if (image?.ok !== true || map === undefined)
    throw new Error('the compiler made an artifact that does not decode')
  const files = sourceFilesOf(map, artifact)
  return Array.from({ length: image.program.instructionCount }, (_, word) => {
    const fn = map.functions.find((candidate) => candidate.start <= word && word < candidate.end)
    const place = placeOf(map, files, word)
    return {
      word,
      text: formatInstruction(instructionAt(image.program, word)),
      function: fn === undefined ? '(entry)' : fn.contract === null ? fn.name : `${fn.contract}.${fn.name}`,
      place: place === undefined ? undefined : `${place.path}:${place.line}`,
      source: place?.lineText.trim(),
    }
  })
}
