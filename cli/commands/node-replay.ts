// silo node replay: validates a chain from a file, computing every commitment of every header afresh, and says how fast that went.
import { readJson } from '../../client/rpc/json.ts'
import type { GivenBlock, Replay } from '../../devnet/chain/index.ts'
import { beginReplay, givenBlockFromJson, paramsFromJson, replayDag } from '../../devnet/chain/index.ts'
import type { Params } from '../../devnet/tx/index.ts'
import {
  argument,
  CommandFailure,
  EXIT,
  type CommandContext,
  type CommandRun,
  type ExitCode,
} from '../outcome.ts'
import { linesOfFile } from '../replay-lines.ts'

const FORMAT_HELP =
  "A chain's file has the network's parameters in its first line and a block in JSON in each line after it, genesis first. Files of GHOSTDAG tests (K, GenesisID, Blocks) are taken too. Both may be gzipped."

export const run: CommandRun = async (context) => {
  const path = argument(context, 0)
  const lines = linesOfFile(path)
  const first = await lines.next()
  if (first.done === true) throw new CommandFailure(`${path} is empty`, FORMAT_HELP)
  // A chain's parameters fill the first line; a DAG's file is one JSON value over many, or all in one.
  const header = readJson(first.value)
  const isDag =
    !header.ok || (typeof header.value === 'object' && header.value !== null && 'GenesisID' in header.value)
  return isDag
    ? replayDagFile(context, await allText(first.value, lines))
    : replayChainFile(context, header.value, lines)
}

async function replayChainFile(
  context: CommandContext,
  header: unknown,
  lines: AsyncIterable<string>,
): Promise<ExitCode> {
  const { output } = context
  const params = paramsFromJson(header)
  if (!params.ok)
    throw unreadable(context, `no parameters in the first line: ${params.path} ${params.reason}`)
  let replay: Replay | undefined
  let index = 0
  let milliseconds = 0
  for await (const line of lines) {
    const given = blockOfLine(context, line, index)
    const before = performance.now()
    const step = replayStep(params.value, replay, given)
    milliseconds += performance.now() - before
    if (step.difference !== undefined) return tellDifference(context, index, given.givenHash, step.difference)
    replay = step.replay
    index++
    if (index % 100 === 0) output.status(`${index} blocks`)
  }
  output.status('')
  if (replay === undefined) throw unreadable(context, 'no blocks after the first line')
  tellSummary(context, replay, milliseconds / 1000)
  return EXIT.ok
}

function blockOfLine(context: CommandContext, line: string, index: number): GivenBlock {
  const json = readJson(line)
  if (!json.ok) throw unreadable(context, `block ${index} is ${json.error}`)
  const given = givenBlockFromJson(json.value)
  if (!given.ok) throw unreadable(context, `block ${index}: ${given.path} ${given.reason}`)
  return given.value
}

interface Step {
  readonly replay: Replay | undefined
  readonly difference: string | undefined
}

/** Genesis begins the replay, every other block goes on with it. */
function replayStep(params: Params, replay: Replay | undefined, given: GivenBlock): Step {
  if (replay !== undefined) return { replay, difference: replay.add(given)?.difference }
  const begun = beginReplay(params, given)
  return begun.ok
    ? { replay: begun.replay, difference: undefined }
    : { replay: undefined, difference: begun.difference }
}

function tellSummary({ output }: CommandContext, replay: Replay, seconds: number): void {
  const summary = replay.summary()
  const { blocks, chainBlocks, reds, withLevels, transactions, unspentOutputs, sink } = summary
  const blocksPerSecond = Math.round(blocks / seconds)
  const transactionsPerSecond = Math.round(transactions / seconds)
  output.result({ same: true, ...summary, seconds, blocksPerSecond, transactionsPerSecond })
  output.line(`${output.style.green('same')}  ${blocks} blocks, every commitment as its header says`)
  output.line(`  chain         ${chainBlocks} blocks up to ${sink}`)
  output.line(`  merged        ${reds} red blocks; ${withLevels} blocks name parents of higher levels`)
  output.line(`  transactions  ${transactions}; ${unspentOutputs} outputs are unspent at the end`)
  output.line(
    `  speed         ${blocksPerSecond} blocks/s, ${transactionsPerSecond} transactions/s (${seconds.toFixed(2)} s)`,
  )
}

function replayDagFile(context: CommandContext, text: string): ExitCode {
  const { output } = context
  const json = readJson(text)
  if (!json.ok) throw unreadable(context, json.error)
  const before = performance.now()
  const replayed = replayDag(json.value)
  const seconds = (performance.now() - before) / 1000
  if (!replayed.ok) throw unreadable(context, `${replayed.path} ${replayed.reason}`)
  const result = replayed.value
  if (!result.ok) return tellDifference(context, result.index, result.id, result.difference)
  const { blocks, reds, tip } = result
  const blocksPerSecond = Math.round(blocks / seconds)
  output.result({ same: true, blocks, reds, tip, seconds, blocksPerSecond })
  output.line(`${output.style.green('same')}  ${blocks} blocks coloured as the file says, ${reds} red`)
  output.line(`  heaviest tip  ${tip}`)
  output.line(`  speed         ${blocksPerSecond} blocks/s`)
  return EXIT.ok
}

function tellDifference(
  { output }: CommandContext,
  index: number,
  block: string,
  difference: string,
): ExitCode {
  output.result({ same: false, index, block, difference })
  output.line(`${output.style.red('differs')}  block ${index}, ${block}`)
  output.line(`  ${difference}`)
  return EXIT.failed
}

async function allText(first: string, lines: AsyncIterable<string>): Promise<string> {
  const all = [first]
  for await (const line of lines) all.push(line)
  return all.join('\n')
}

function unreadable(context: CommandContext, problem: string): CommandFailure {
  return new CommandFailure(`${argument(context, 0)} can't be read: ${problem}`, FORMAT_HELP)
}
