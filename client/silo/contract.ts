// A contract as its users see it: functions by name, values of its types. Calls are signed here and sent through the
// node; views run on this computer, on the state that the follower has computed.
import { encodeCall } from '../../compiler/abi/encode.ts'
import { contractOfInstance } from '../../compiler/abi/decode.ts'
import type { AbiContract, AbiFunction, AbiValue } from '../../compiler/abi/types.ts'
import type { Artifact } from '../../compiler/artifact.ts'
import type { SiloConfig } from '../../devnet/bridge/config.ts'
import type { Hash } from '../../devnet/tx/index.ts'
import { hexToBytes, ZERO_HASH } from '../../devnet/tx/index.ts'
import type { Draft } from '../wallet/build.ts'
import { callDraft, createDraft } from '../wallet/drafts.ts'
import type { SendResult, Wallet } from '../wallet/wallet.ts'
import type { ReferenceBlockInfo } from '../rpc/silo-codecs.ts'
import type { MessageResult } from '../../vm/machine/results.ts'
import { loadProgram } from '../../vm/program/validator/validate.ts'
import { executeAudited } from './audit.ts'
import { executeBlock } from './execute.ts'
import type { SiloFollower } from './follower.ts'
import { DEFAULT_CONSTRUCTOR_GAS_LIMIT, DEFAULT_GAS_LIMIT, gasLimitFor, tryConstructor } from './gas.ts'
import type { Outcome } from './outcome.ts'
import { describeOutcome } from './outcome.ts'

export interface CallOptions {
  /** Sompi pegged in with the call. */
  readonly value?: bigint
  /** What a call may use; if left out, what it uses when it is run here first, and half of that again (at least `DEFAULT_GAS_LIMIT`). */
  readonly gasLimit?: bigint
  /** Number of the contract's instance; 0 is the root contract. */
  readonly instance?: number
}

/** On whose behalf a function runs; nobody's if left out. */
interface Sender {
  readonly sender?: Hash
}

export type ViewResult =
  { readonly ok: true; readonly outcome: Outcome } | { readonly ok: false; readonly reason: string }

/** Where a message stands: in which reference block, and what it did there. */
export interface PlacedOutcome extends Outcome {
  readonly block: Hash
  /** Position in the block's inbox. */
  readonly index: number
}

export interface Contract {
  readonly artifact: Artifact
  readonly follower: SiloFollower
  /** Sends a call. A reason when name, arguments or coins don't fit, or the node refuses. */
  call(wallet: Wallet, fn: string, args: readonly AbiValue[], options?: CallOptions): Promise<SendResult>
  /** Runs a function on the state as of the last update, as if `sender` called it; nothing is changed anywhere. */
  view(fn: string, args: readonly AbiValue[], options?: CallOptions & Sender): ViewResult
  /** What became of a message, if the follower has executed it and still keeps it. */
  outcome(transactionId: Hash): PlacedOutcome | undefined
}

const VIEW_GAS_LIMIT = 1_000_000_000n

export function createContract(artifact: Artifact, follower: SiloFollower): Contract {
  const { silo } = follower

  /** Runs a message on the state as of the last update; undefined while there is none. */
  function tryOut(message: Uint8Array, options: CallOptions & Sender): MessageResult | undefined {
    const latest = follower.latest()
    if (latest === undefined) return undefined
    const info = viewBlock(latest.info, message, options)
    const block = executeAudited(
      (engine) => executeBlock(silo, follower.program, latest.storage, info, latest.height + 1, engine),
      info.hash,
      follower.engine,
      // Nothing rests on it but what its reader makes of it.
      { isSampled: () => false, onAlarm: follower.onAlarm },
    )
    return block.results[0]
  }

  function gasLimitOf(message: Uint8Array, options: CallOptions, sender: Hash): bigint {
    const { config } = silo
    const tried = tryOut(message, { ...options, sender, gasLimit: config.gasPerBlock })
    return gasLimitFor(tried, DEFAULT_GAS_LIMIT, config)
  }

  return {
    artifact,
    follower,
    async call(wallet, fn, args, options = {}) {
      const message = messageFor(artifact, fn, args, options)
      if (!message.ok) return message
      const sender = wallet.key.publicKey
      return wallet.send(
        callDraft({
          siloId: silo.siloId,
          namespace: silo.namespace,
          config: silo.config,
          sender,
          message: message.bytes,
          gasLimit: options.gasLimit ?? gasLimitOf(message.bytes, options, sender),
          value: options.value ?? 0n,
        }),
      )
    },
    view(fn, args, options = {}) {
      const message = messageFor(artifact, fn, args, options)
      if (!message.ok) return message
      const result = tryOut(message.bytes, options)
      if (result === undefined) return { ok: false, reason: 'no block of the silo has been executed yet' }
      return {
        ok: true,
        outcome: describeOutcome(result, { kind: 'call', payload: message.bytes }, artifact),
      }
    },
    outcome(transactionId) {
      return outcomeOf(follower, transactionId, artifact)
    },
  }
}

/** What became of a message, decoded with the artifact when there is one. */
export function outcomeOf(
  follower: SiloFollower,
  transactionId: Hash,
  artifact: Artifact | undefined,
): PlacedOutcome | undefined {
  for (const block of follower.kept()) {
    const index = block.info.entries.findIndex((entry) => entry.transactionId === transactionId)
    const entry = block.info.entries[index]
    const result = block.results[index]
    if (entry === undefined || result === undefined) continue
    return { block: block.info.hash, index, ...describeOutcome(result, entry, artifact) }
  }
  return undefined
}

export interface DeployRequest {
  readonly artifact: Artifact
  readonly args: readonly AbiValue[]
  readonly config: SiloConfig
  /** The lane's namespace, u32; taken by whoever comes first. */
  readonly namespace: number
  readonly creator: Hash
  /** For the constructor; worked out as that of a call if left out, at least `DEFAULT_CONSTRUCTOR_GAS_LIMIT`. */
  readonly gasLimit?: bigint
}

/** The draft that creates a silo out of an artifact. */
export function deployDraft(
  request: DeployRequest,
): { readonly ok: true; readonly draft: Draft } | { readonly ok: false; readonly reason: string } {
  const { artifact, args, config, namespace, creator } = request
  const code = hexToBytes(artifact.code)
  const root = contractOfInstance(artifact.abi, 0)
  if (code === undefined || root === undefined) return { ok: false, reason: 'the artifact is damaged' }
  const message = encodeCall(root.init, args)
  if (!message.ok) return { ok: false, reason: message.error }
  const loaded = loadProgram(code)
  if (!loaded.ok) return { ok: false, reason: 'the artifact is damaged' }
  const gasLimit =
    request.gasLimit ??
    gasLimitFor(
      tryConstructor(loaded.program, message.bytes, creator, config),
      DEFAULT_CONSTRUCTOR_GAS_LIMIT,
      config,
    )
  return {
    ok: true,
    draft: createDraft({ namespace, config, creator, code, message: message.bytes, gasLimit }),
  }
}

type Message =
  { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly reason: string }

function messageFor(
  artifact: Artifact,
  name: string,
  args: readonly AbiValue[],
  options: CallOptions,
): Message {
  const found = functionFor(artifact, name, options)
  if (!found.ok) return found
  const encoded = encodeCall(found.fn, args, options.instance ?? 0)
  return encoded.ok ? encoded : { ok: false, reason: encoded.error }
}

/** The function that is called with these options; a reason if the contract has none, or one that takes no coins where some go along. */
export function functionFor(
  artifact: Artifact,
  name: string,
  options: CallOptions,
): { readonly ok: true; readonly fn: AbiFunction } | { readonly ok: false; readonly reason: string } {
  const instance = options.instance ?? 0
  const contract = contractOfInstance(artifact.abi, instance)
  if (contract === undefined) return { ok: false, reason: `the silo has no contract instance ${instance}` }
  const fn = contract.functions.find((candidate) => candidate.name === name)
  if (fn === undefined)
    return {
      ok: false,
      reason: `${contract.name} has no public function '${name}': it has ${namesOf(contract)}`,
    }
  const problem = coinProblem(fn, options.value ?? 0n)
  return problem === undefined ? { ok: true, fn } : { ok: false, reason: problem }
}

function coinProblem(fn: AbiFunction, value: bigint): string | undefined {
  if (value > 0n && !fn.payable) return `${fn.name} takes no coins`
  return undefined
}

function namesOf(contract: AbiContract): string {
  return contract.functions.map((fn) => fn.name).join(', ')
}

/** A block that no chain has, right after the last one: the same place and time, one message. */
function viewBlock(
  last: ReferenceBlockInfo,
  payload: Uint8Array,
  options: CallOptions & Sender,
): ReferenceBlockInfo {
  return {
    ...last,
    entries: [
      {
        transactionId: ZERO_HASH,
        kind: 'call',
        sender: options.sender ?? ZERO_HASH,
        delivery: undefined,
        admitted: true,
        refusalReason: 0,
        value: options.value ?? 0n,
        gasLimit: options.gasLimit ?? VIEW_GAS_LIMIT,
        payload,
      },
    ],
  }
}
