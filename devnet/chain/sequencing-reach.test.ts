// Scripts that ask for the sequencing commitment of a chain block: what a chain answers, and that the answer isn't carried over to another chain.
import { describe, expect, it } from 'vitest'
import type { Hash, ScriptPublicKey, Transaction } from '../tx/index.ts'
import { hashToBytes, pushData, transactionStorageMass } from '../tx/index.ts'
import type { Chain } from './types.ts'
import { ACCOUNTS, coin, mine, newChain, pay } from './testing/kit.ts'

const [payer] = [ACCOUNTS[0]!]
const SEQUENCING_OF = 0xd4
const [DROP, TRUE, EQUAL] = [0x75, 0x51, 0x87]

/** Mines an output with this script. */
function lock(chain: Chain, script: Uint8Array): Transaction {
  const scriptPublicKey: ScriptPublicKey = { version: 0, script }
  const tx = pay(payer, coin(chain, payer), { ...payer, script: scriptPublicKey }, 1_000_000_000n)
  mine(chain, [tx])
  mine(chain)
  return tx
}

/** Spends it by naming a block. */
function unlock(chain: Chain, locked: Transaction, block: Hash): Transaction {
  const utxo = [...chain.ledger.allUtxos()].find(
    ({ entry }) => entry.scriptPublicKey.script === locked.outputs[0]!.scriptPublicKey.script,
  )!
  const draft: Transaction = {
    ...locked,
    inputs: [
      {
        ...locked.inputs[0]!,
        previousOutpoint: utxo.outpoint,
        signatureScript: pushData(hashToBytes(block)),
        computeBudget: 0,
      },
    ],
    outputs: [{ value: 999_000_000n, scriptPublicKey: payer.script }],
  }
  return { ...draft, storageMass: transactionStorageMass(draft, [utxo.entry])! }
}

function answer(chain: Chain, tx: Transaction): string {
  const check = chain.checkTransaction(tx)
  return check.ok ? 'ok' : check.reason
}

describe('a script that asks for a sequencing commitment', () => {
  it('gets that of a chain block in reach, and none of others', () => {
    const chain = newChain()
    mine(chain)
    const named = mine(chain)
    const other = mine(chain)
    const commitment = hashToBytes(named.header.acceptedIdMerkleRoot)
    const locked = lock(chain, Uint8Array.of(SEQUENCING_OF, ...pushData(commitment), EQUAL))
    const spend = unlock(chain, locked, named.hash)
    expect(answer(chain, spend)).toBe('ok')
    expect(answer(chain, unlock(chain, locked, other.hash))).toContain('ends on false')
    expect(answer(chain, unlock(chain, locked, 'ab'.repeat(32) as Hash))).toContain('unknown')
    for (let i = 0n; i < chain.params.finalityDepth; i++) mine(chain)
    expect(answer(chain, spend)).toContain('tooDeep')
  })

  it('is asked again on another chain, which lacks the block', () => {
    const script = Uint8Array.of(SEQUENCING_OF, DROP, TRUE)
    const chain = newChain()
    const others = newChain()
    mine(chain)
    const locked = lock(chain, script)
    for (let i = 1; i <= 3; i++) others.addBlock(chain.block(chain.chainBlockAt(i)!)!)
    const named = mine(chain)
    const spend = unlock(chain, locked, named.hash)
    expect(answer(chain, spend)).toBe('ok')
    expect(answer(others, spend)).toContain('unknown')
    // A longer chain without the block: it is known then, and not on the chain.
    for (let i = 0; i < 3; i++) chain.addBlock(mine(others, [], ACCOUNTS[1]))
    expect(chain.isChainBlock(named.hash)).toBe(false)
    expect(answer(chain, spend)).toContain('notOnTheChain')
  })
})
