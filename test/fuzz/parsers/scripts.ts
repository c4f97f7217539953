// Scripts of transactions through the script engine: random operations, never an exception.
import { createSighasher } from '../../../devnet/tx/sighash.ts'
import { nobleVerifier } from '../../../devnet/tx/signature.ts'
import type { Transaction } from '../../../devnet/tx/types.ts'
import { checkCovenants } from '../../../devnet/utxo/script/covenants.ts'
import { runInputScript } from '../../../devnet/utxo/script/engine.ts'
import type { Random } from '../../support/random.ts'
import { randomFrom } from '../../support/random.ts'
import { arbitraryEntry, arbitraryTransaction } from '../../arbitrary-tx.ts'
import { sampleOf } from './sample.ts'

/** Pushes of small numbers and bytes, so that operations find operands, and any opcodes. */
function randomScript(random: Random, pushes: boolean): Uint8Array {
  const bytes: number[] = []
  for (let left = random.below(24); left > 0; left--) {
    const kind = random.below(pushes ? 2 : 4)
    if (kind === 0) bytes.push(0x50 + random.below(17))
    else if (kind === 1) {
      const data = random.bytes(random.pick([0, 1, 2, 4, 8, 20, 32, 33, 64, 65]))
      bytes.push(data.length, ...data)
    } else bytes.push(0x61 + random.below(159))
  }
  return Uint8Array.from(bytes)
}

/** Runs the scripts of a seed's transaction. */
export function runRandomScripts(seed: number): boolean {
  const random = randomFrom(seed)
  const made = sampleOf(arbitraryTransaction, random)
  const [first] = made.inputs
  if (first === undefined) return false
  const input = {
    ...first,
    signatureScript: randomScript(random, true),
    sigOpCount: 255,
    computeBudget: 0xffff,
  }
  const tx: Transaction = { ...made, inputs: [input] }
  const entry = {
    ...sampleOf(arbitraryEntry, random),
    scriptPublicKey: { version: 0, script: randomScript(random, false) },
  }
  const covenants = checkCovenants(tx, [entry])
  if (!covenants.ok) return false
  const sighasher = createSighasher(tx, [entry])
  return runInputScript({
    tx,
    inputIndex: 0,
    entries: [entry],
    sighasher,
    verifier: nobleVerifier,
    covenants: covenants.context,
  }).ok
}
