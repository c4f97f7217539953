// silo deploy: builds the project, creates its silo, and waits until the constructor has run.
import { deploySilo, openSilo } from '../../client/silo/user.ts'
import { contractOfInstance } from '../../compiler/abi/decode.ts'
import { quickConfig } from '../story/quick-config.ts'
import { compileProject } from '../compile.ts'
import { withNode } from '../connection.ts'
import { newestNamed, readDeployments, recordDeployment } from '../deployments.ts'
import { CommandFailure, EXIT, stringOption, type CommandRun } from '../outcome.ts'
import { findProject } from '../project.ts'
import { argumentsFor, fundedWallet, showOutcome } from '../silo-access.ts'
import { freeNamespace } from '../story/namespace.ts'

export const run: CommandRun = async (context) => {
  const { output } = context
  const project = await findProject(context.cwd)
  const { artifact } = compileProject(project, output)
  const root = contractOfInstance(artifact.abi, 0)
  if (root === undefined) throw new Error('an artifact has its root contract')
  const args = argumentsFor(root.init, context.arguments)
  return withNode(context, async (api) => {
    const wallet = await fundedWallet(context, api, 0n)
    const namespace = await freeNamespace(api, artifact.name)
    output.note('sending the creating transaction; waiting for the chain to accept it')
    const deployed = await deploySilo(api, wallet, {
      artifact,
      args,
      config: quickConfig,
      namespace,
    })
    if (!deployed.ok) throw new CommandFailure(`not deployed: ${deployed.reason}`, '', EXIT.failed)
    const { siloId, transactionId } = deployed.value
    const name = stringOption(context, 'name') ?? artifact.name
    const earlier = newestNamed(readDeployments(project), name)
    recordDeployment(project, name, siloId, artifact)
    const silo = await openSilo(api, siloId, artifact)
    const message = await silo.accepted(transactionId)
    output.line(`${output.style.green('deployed')} ${name}`)
    output.line(`  silo        ${siloId}`)
    if (earlier !== undefined)
      output.note(
        `"${name}" means this silo now; the one before is --silo ${earlier.siloId.slice(0, 12)} (--name keeps both by name)`,
      )
    const code = showOutcome(output, silo, message)
    if (code === EXIT.ok && stringOption(context, 'wait') === 'final') {
      const node = await silo.final(transactionId)
      output.line(`  final       ${node.reason}`)
    }
    output.result({ name, siloId, transactionId, codeRoot: artifact.codeRoot, constructed: code === EXIT.ok })
    return code
  })
}
