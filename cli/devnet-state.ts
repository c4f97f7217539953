// The options --load and --dump of silo devnet: all of a devnet's state in a file.
import { createReadStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { loadState, type Devnet, type DevnetState } from '../devnet/index.ts'
import { CommandFailure, EXIT, stringOption, type CommandContext } from './outcome.ts'
import { messageOf } from './project.ts'

/** More than a devnet that fits into memory has. */
const MAX_STATE_BYTES = 16_000_000_000

/** The state that --load names; undefined without it. */
export async function stateToLoad(context: CommandContext): Promise<DevnetState | undefined> {
  const given = stringOption(context, 'load')
  if (given === undefined) return undefined
  const loaded = await loadState(createReadStream(resolve(context.cwd, given)), MAX_STATE_BYTES)
  if (!loaded.ok)
    throw new CommandFailure(
      `${given} can't be loaded: ${loaded.reason}`,
      'A file that silo devnet --dump wrote is expected, whole and by this version of silo.',
    )
  const { blocks } = loaded.value.image
  context.output.note(`going on from ${given}: ${blocks.length} blocks`)
  return loaded.value
}

/** The file is there as a whole or not at all; what was there before stays until then. */
export async function dumpTo({ output }: CommandContext, devnet: Devnet, path: string): Promise<void> {
  const unfinished = `${path}.${process.pid}.unfinished`
  try {
    const file = await open(unfinished, 'w')
    try {
      const pieces: AsyncIterable<Uint8Array> = devnet.dump()
      for await (const piece of pieces) await file.write(piece)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(unfinished, path)
  } catch (failure) {
    await rm(unfinished, { force: true })
    throw new CommandFailure(
      `the state can't be written to ${path}: ${messageOf(failure)}`,
      'Nothing is left of it, and a file that was there before is as it was. Name another with --dump.',
      EXIT.failed,
    )
  }
  output.note(`the state is in ${path}: silo devnet --load goes on from it`)
}
