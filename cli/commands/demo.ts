// silo demo: the whole story, live in the terminal.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { realClock, type Clock } from '../../client/clock.ts'
import { createVirtualClock } from '../../devnet/index.ts'
import { compileProject } from '../compile.ts'
import { EXIT, flag, stringOption, type CommandContext, type CommandRun } from '../outcome.ts'
import { PACKAGE_ROOT } from '../package-root.ts'
import { findProject } from '../project.ts'
import { playStory, type Cheater, type StoryOptions, type StoryResult } from '../story/story.ts'
import type { Artifact } from '../../compiler/artifact.ts'

const TEMPLATE = join(PACKAGE_ROOT, 'templates/vault')
const CHEATERS: Readonly<Record<string, readonly Cheater[]>> = {
  state: ['falseState'],
  challenge: ['falseChallenge'],
  both: ['falseState', 'falseChallenge'],
}
/** Longest virtual time that the story may take, milliseconds. */
const LIMIT = 600_000n

export const run: CommandRun = async (context) => {
  const { output } = context
  const artifact = await buildTemplate(context)
  output.line(
    `${output.style.green('built')} the vault template: ${artifact.code.length / 2} bytes of code, code root ${artifact.codeRoot.slice(0, 16)}…`,
  )
  const story = {
    output,
    seed: stringOption(context, 'seed') ?? '1',
    artifact,
    cheaters: CHEATERS[stringOption(context, 'cheater') ?? 'both'] ?? [],
    outFolder: resolve(context.cwd, stringOption(context, 'out') ?? 'out'),
  }
  const result = flag(context, 'virtual')
    ? await playVirtually(story)
    : await playStory({ ...story, clock: realClock() })
  output.line()
  for (const problem of result.problems) output.line(`${output.style.red('wrong')} ${problem}`)
  if (result.ok) output.line(`${output.style.green('all as it must be')}, in ${result.seconds} s`)
  output.result(result)
  return result.ok ? EXIT.ok : EXIT.failed
}

function playVirtually(story: Omit<StoryOptions, 'clock'>): Promise<StoryResult> {
  const clock = createVirtualClock()
  const virtual: Clock = clock
  return clock.finish(playStory({ ...story, clock: virtual }), LIMIT)
}

/** Builds the template in a folder of its own, as silo new and silo build would. */
async function buildTemplate(context: CommandContext): Promise<Artifact> {
  const folder = mkdtempSync(join(tmpdir(), 'silo-demo-'))
  try {
    cpSync(TEMPLATE, folder, { recursive: true })
    return compileProject(await findProject(folder), context.output).artifact
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
