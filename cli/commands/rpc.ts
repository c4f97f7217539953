// silo rpc: any method of the node's interface from the command line.
import { readJson, writeJson } from '../../client/rpc/json.ts'
import { isMethodName, METHODS, whyUnsupported } from '../../client/rpc/methods.ts'
import { rpcSchema } from '../../client/rpc/schema.ts'
import { callMethod } from '../../client/rpc/serve.ts'
import { withNode } from '../connection.ts'
import {
  CommandFailure,
  EXIT,
  flag,
  type CommandContext,
  type CommandRun,
  type ExitCode,
} from '../outcome.ts'

export const run: CommandRun = async (context) => {
  const [name, text = '{}'] = context.arguments
  if (flag(context, 'schema')) return showSchema(context, name)
  if (name === undefined) return listMethods(context)
  if (!isMethodName(name)) throw noSuchMethod(name)
  const params = readJson(text)
  if (!params.ok)
    throw new CommandFailure(
      `the parameters are ${params.error}`,
      `Give a JSON object in quotes, such as '{"count":5}'; docs/rpc.md has those of every method.`,
    )
  return withNode(
    context,
    async (api) => {
      const answer = await callMethod(api, name, params.value)
      context.output.line(writeJson(answer, 2))
      context.output.result({ method: name, answer })
      return EXIT.ok
    },
    NO_PROJECT,
  )
}

const NO_PROJECT = { needsProject: false }

function listMethods({ output }: CommandContext): ExitCode {
  const methods = Object.entries(METHODS).map(([name, { summary }]) => ({ name, summary }))
  const width = Math.max(...methods.map(({ name }) => name.length))
  for (const { name, summary } of methods) output.line(`${name.padEnd(width)}  ${summary}`)
  output.result({ methods })
  return EXIT.ok
}

/** Of one method, or of all. */
function showSchema({ output }: CommandContext, name: string | undefined): ExitCode {
  if (name !== undefined && !isMethodName(name)) throw noSuchMethod(name)
  const schema = rpcSchema(name === undefined ? undefined : [name])
  output.line(writeJson(schema, 2))
  output.result({ schema })
  return EXIT.ok
}

function noSuchMethod(name: string): CommandFailure {
  const why = whyUnsupported(name)
  return why === undefined
    ? new CommandFailure(`no method is called "${name}"`, `silo rpc lists them.${similar(name)}`)
    : new CommandFailure(why, 'docs/rpc.md lists what a node offers and what it does not.')
}

/** Methods whose names contain what was typed, whatever the case. */
function similar(name: string): string {
  const typed = name.toLowerCase()
  const close = Object.keys(METHODS).filter((known) => known.toLowerCase().includes(typed))
  return close.length === 0 ? '' : ` Did you mean ${close.slice(0, 5).join(', ')}?`
}
