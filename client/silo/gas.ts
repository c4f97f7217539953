// The gas limit of a message whose sender names none. It is run here first, on the state that the silo has now; the limit is what that took
// and half of it again, since the state may be another one when the message's turn comes.
import type { SiloConfig } from '../../devnet/bridge/config.ts'
import type { Hash } from '../../devnet/tx/index.ts'
import { hashToBytes } from '../../devnet/tx/index.ts'
import { run } from '../../vm/machine/run.ts'
import type { MessageResult } from '../../vm/machine/results.ts'
import { createMachine, recycleMachine } from '../../vm/machine/state.ts'
import { codeRoot } from '../../vm/program/code-tree.ts'
import type { Program } from '../../vm/program/image.ts'
import { MACHINE_VERSION } from '../../vm/spec/constants.ts'
import { TRAP } from '../../vm/spec/traps.ts'
import { StorageTree } from '../../vm/storage/storage-tree.ts'

/** The least limit of a call, and that of one that can't be tried: a new key of storage takes some 17,000. */
export const DEFAULT_GAS_LIMIT = 1_000_000n
/** The same for constructors, which fill storage more than others. */
export const DEFAULT_CONSTRUCTOR_GAS_LIMIT = 10_000_000n

/**
 * A limit for a message that ended like this when it was tried. One that trapped gets what took it there, so that the chain says why it doesn't work, and not that
 * gas was lacking; one that could not be tried, or that no gas is enough for, gets the least. None gets more than a reference block holds.
 */
export function gasLimitFor(
  tried: MessageResult | undefined,
  least: bigint,
  { gasPerBlock }: SiloConfig,
): bigint {
  const used = tried === undefined || tried.trap === TRAP.OutOfGas ? 0n : tried.gasUsed
  const roomy = used + used / 2n
  const limit = roomy > least ? roomy : least
  return limit < gasPerBlock ? limit : gasPerBlock
}

/** How a constructor ends in a silo that isn't there yet; the chain's block and time are all zero to it. */
export function tryConstructor(
  program: Program,
  payload: Uint8Array,
  creator: Hash,
  { gasPerBlock }: SiloConfig,
): MessageResult | undefined {
  const nothing = new Uint8Array(32)
  const machine = createMachine({
    program,
    storage: new StorageTree(),
    inbox: [
      {
        kind: 'constructor',
        admitted: true,
        sender: hashToBytes(creator),
        transactionId: nothing,
        value: 0n,
        gas: gasPerBlock,
        refusal: 0,
        payload,
      },
    ],
    context: {
      siloId: nothing,
      referenceBlock: nothing,
      daaScore: 0n,
      timestamp: 0n,
      blueScore: 0n,
      machineVersion: MACHINE_VERSION,
      configHash: nothing,
      codeRoot: codeRoot(program),
    },
  })
  run(machine)
  const [result] = machine.results
  recycleMachine(machine)
  return result
}
