// Creation of a silo: validates configuration and code, registers the lane, and enters the constructor as entry 0 of
// its first reference block (41, E58, E62, E63, E64). The genesis node has nothing in storage and is final at once.
import { ZERO_HASH } from '../../tx/hash.ts'
import { laneOfNamespace, BRIDGE_NAMESPACE } from '../../tx/lanes.ts'
import { MAX_PAYLOAD_BYTES } from '../../../vm/consensus.ts'
import { senderProblem, strayCoin } from '../coins.ts'
import { configHash } from '../config.ts'
import { validateConfig } from '../config-rules.ts'
import type { Environment, Transition } from '../environment.ts'
import { ACCEPTED, refuse } from '../environment.ts'
import { gasCost } from '../gas.ts'
import { GENESIS_BLOCK, nodeIdOf, siloIdOf } from '../ids.ts'
import { appendEntry } from '../inboxes.ts'
import { EMPTY_LOTTERY } from '../lottery.ts'
import { checkCode, commitmentOf, EMPTY_ROOTS } from '../machine.ts'
import type { CreatePayload } from '../payloads.ts'
import { KEY, REFUSAL } from '../records.ts'
import type { NodeRecord, SiloRecord } from '../records.ts'
import { need, read } from '../store.ts'

export function applyCreate(env: Environment, payload: CreatePayload): Transition {
  const { draft } = env
  const { namespace, config, message } = payload
  const problem = strayCoin(env, [], []) ?? senderProblem(env, payload.sender)
  if (problem !== undefined) return refuse(problem)
  const lane = laneOfNamespace(namespace)
  if (lane === undefined || namespace === BRIDGE_NAMESPACE)
    return refuse({ kind: 'namespaceInvalid', namespace })
  const taken = read(draft, KEY.lane(lane), 'reference')
  if (taken !== undefined) return refuse({ kind: 'namespaceTaken', namespace, siloId: taken.id })
  const configProblem = validateConfig(config)
  if (configProblem !== undefined) return refuse({ kind: 'configInvalid', problem: configProblem })
  if (message.length > MAX_PAYLOAD_BYTES) return refuse({ kind: 'messageTooLong', bytes: message.length })
  const { gas } = env.tx
  if (gas > config.gasPerBlock) return refuse({ kind: 'constructorGas', gas, most: config.gasPerBlock })
  const least = gasCost(config.gasPrice, gas)
  if (env.context.fee < least) return refuse({ kind: 'underpaidGas', fee: env.context.fee, least })
  const code = checkCode(payload.code)
  if (!code.ok) return refuse({ kind: 'codeInvalid', problem: code.problem })

  const id = siloIdOf(env.txId)
  const stateCommitment = commitmentOf(EMPTY_ROOTS)
  const silo: SiloRecord = {
    kind: 'silo',
    id,
    namespace,
    lane,
    config,
    configHash: configHash(config),
    codeRoot: code.codeRoot,
    creator: payload.sender.key,
    creatingTransaction: env.txId,
    creatingBlock: env.context.chainBlock.hash,
    creatingIndex: env.index,
    creatingScore: env.score,
    genesisNode: nodeIdOf(id, GENESIS_BLOCK, GENESIS_BLOCK, stateCommitment),
  }
  putSilo(env, silo)
  draft.put(KEY.code(id), { kind: 'code', image: payload.code })
  putGenesis(env, silo)
  appendEntry(
    env,
    silo,
    {
      kind: 'inboxEntry',
      transactionId: env.txId,
      constructs: true,
      delivery: undefined,
      sender: payload.sender.key,
      value: 0n,
      gasLimit: gas,
      refusal: REFUSAL.none,
      payload: message,
    },
    0n,
  )
  return ACCEPTED
}

function putSilo(env: Environment, silo: SiloRecord): void {
  const { draft } = env
  const tip = need(draft, KEY.tip, 'tip')
  draft.put(KEY.silo(silo.id), silo)
  draft.put(KEY.lane(silo.lane), { kind: 'reference', id: silo.id })
  draft.put(KEY.siloAt(tip.silos), { kind: 'reference', id: silo.id })
  draft.put(KEY.tip, { ...tip, silos: tip.silos + 1 })
  draft.put(KEY.lottery(silo.id), EMPTY_LOTTERY)
  draft.put(KEY.account(silo.id), {
    kind: 'account',
    pegged: 0n,
    published: 0n,
    feesIn: 0n,
    feesPaid: 0n,
    credited: 0n,
    unassigned: 0n,
  })
  draft.put(KEY.progress(silo.id), {
    kind: 'progress',
    lastHeight: 0,
    finalNode: silo.genesisNode,
    finalHeight: 0,
    keptHeight: 0,
    forgetting: undefined,
    prunedHeight: 0,
    prunedIndex: 0,
    prunedHistory: ZERO_HASH,
    nodes: 1,
    disputes: 0,
    stakes: 0,
    owners: 0,
  })
}

function putGenesis(env: Environment, silo: SiloRecord): void {
  const genesis: NodeRecord = {
    kind: 'node',
    id: silo.genesisNode,
    siloId: silo.id,
    parent: undefined,
    far: silo.genesisNode,
    slot: 0,
    height: 0,
    block: GENESIS_BLOCK,
    roots: EMPTY_ROOTS,
    stateCommitment: commitmentOf(EMPTY_ROOTS),
    createdScore: env.score,
    committers: [],
    openDisputes: [],
    pastDisputes: [],
    settledScore: undefined,
    death: undefined,
    earlierDeaths: [],
    finalScore: env.score,
    paid: [],
    leavesPaid: 0,
    outboxLeaves: undefined,
    returns: [],
  }
  env.draft.put(KEY.node(genesis.id), genesis)
  env.draft.put(KEY.finalAt(silo.id, 0), { kind: 'reference', id: genesis.id })
}
