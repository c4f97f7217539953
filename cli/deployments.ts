// The project's record of what it deployed: name -> silo and the artifact it was made of, in .silo/deployments.json.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isJsonObject } from '../compiler/json.ts'
import type { Artifact } from '../compiler/artifact.ts'
import { CommandFailure, stringOption, type CommandContext } from './outcome.ts'
import { findProject, type Project } from './project.ts'

export interface Deployment {
  readonly name: string
  readonly siloId: string
  /** The artifact at the time of deployment, relative to the state folder: sources may have changed since. */
  readonly artifactFile: string
}

const FILE = 'deployments.json'

/** All deployments of the project, oldest first. */
export function readDeployments(project: Project): readonly Deployment[] {
  const path = join(project.stateFolder, FILE)
  if (!existsSync(path)) return []
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw new CommandFailure(`${path} is not JSON`, 'Remove it and deploy again.')
  }
  if (!Array.isArray(value) || !value.every(isDeployment)) {
    throw new CommandFailure(`${path} is not a list of deployments`, 'Remove it and deploy again.')
  }
  return value
}

/** Adds a deployment as the newest. Its name means this one from now on; an earlier one of that name keeps its id. */
export function recordDeployment(
  project: Project,
  name: string,
  siloId: string,
  artifact: Artifact,
): Deployment {
  mkdirSync(project.stateFolder, { recursive: true })
  const artifactFile = `${siloId}.artifact.json`
  writeFileSync(join(project.stateFolder, artifactFile), JSON.stringify(artifact))
  const deployment = { name, siloId, artifactFile }
  const others = readDeployments(project)
  writeFileSync(join(project.stateFolder, FILE), `${JSON.stringify([...others, deployment], null, 2)}\n`)
  return deployment
}

/** The silo that the command line means, with its artifact. */
export async function chosenDeployment(
  context: CommandContext,
): Promise<{ project: Project; deployment: Deployment; artifact: Artifact }> {
  const project = await findProject(context.cwd)
  const all = readDeployments(project)
  const wanted = stringOption(context, 'silo')
  const deployment =
    wanted === undefined
      ? all.at(-1)
      : (newestNamed(all, wanted) ?? byId(all, wanted.toLowerCase().replace(/…$/, '')))
  if (deployment === undefined) {
    if (wanted === undefined)
      throw new CommandFailure('this project has no deployment yet', 'Run silo deploy first.')
    const names = [...new Set(all.map((one) => one.name))].join(', ')
    throw new CommandFailure(
      `this project has no deployment "${wanted}"`,
      names === '' ? 'Run silo deploy first.' : `It has: ${names}.`,
    )
  }
  const path = join(project.stateFolder, deployment.artifactFile)
  if (!existsSync(path))
    throw new CommandFailure(`the deployment's artifact ${path} is gone`, 'Deploy again with silo deploy.')
  // Written by this command itself; nobody else's bytes.
  return { project, deployment, artifact: JSON.parse(readFileSync(path, 'utf8')) as Artifact }
}

/** The deployment that a name means; undefined where none has it. */
export function newestNamed(all: readonly Deployment[], name: string): Deployment | undefined {
  return all.findLast((one) => one.name === name)
}

/** By silo id, which may be cut short. */
function byId(all: readonly Deployment[], prefix: string): Deployment | undefined {
  if (!/^[0-9a-f]{4,64}$/.test(prefix)) return undefined
  const found = all.filter((one) => one.siloId.startsWith(prefix))
  if (new Set(found.map((one) => one.siloId)).size > 1)
    throw new CommandFailure(`${found.length} deployments begin with ${prefix}`, 'Give more digits.')
  return found[0]
}

function isDeployment(value: unknown): value is Deployment {
  return (
    isJsonObject(value) &&
    typeof value['name'] === 'string' &&
    typeof value['siloId'] === 'string' &&
    typeof value['artifactFile'] === 'string'
  )
}
