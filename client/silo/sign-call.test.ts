// Signatures of calls through the client: whoever has one may make the call, once; the next one counts on.
import { describe, expect, it } from 'vitest'
import { encodeCall } from '../../compiler/abi/encode.ts'
import type { AbiValue } from '../../compiler/abi/types.ts'
import { compile, memoryHost } from '../../compiler/index.ts'
import { bytesToHex, hash, hexToBytes } from '../../devnet/tx/index.ts'
import type { InboxEntryInfo } from '../rpc/silo-codecs.ts'
import { keyFromHex } from '../wallet/keys.ts'
import { createContract, type Contract } from './contract.ts'
import { createFollower } from './follower.ts'
import { signCall } from './sign-call.ts'
import { testBlock, testMessage, testNode, TEST_SILO } from './testing.ts'

const SOURCE = `contract Count {
  storage { held: map<address, u64 = 0> }
  pub payable fn add(who: address, n: u64, signature: bytes<64>, funds: coin) by sig(who) {
    held[who] += n
    pay(who, funds)
  }
  pub fn reset(who: address, signature: bytes<64>) by sig(who) { held[who] = 0 }
  pub fn free() by anyone { held[caller.address] += 1 }
  pub view fn held_by(who: address): u64 => held[who]
}
`
const COIN = 100_000_000n
const KEY = keyFromHex('b7e151628aed2a6abf7158809cf4f3c762e7160f38b4da56a784d9045190cfef')!
const { artifact } = compile(memoryHost({ 'count.silo': SOURCE }), 'count.silo')

function messageTo(n: number, name: string, args: readonly AbiValue[], value = 0n): InboxEntryInfo {
  const fn = artifact!.abi.contracts[0]!.functions.find((own) => own.name === name)!
  const encoded = encodeCall(fn, args)
  if (!encoded.ok) throw new Error(encoded.error)
  return testMessage(n, {
    kind: 'call',
    sender: hash('a1'.repeat(32)),
    payload: encoded.bytes,
    value,
    gasLimit: 9_000_000n,
  })
}

async function contractAfter(entries: readonly InboxEntryInfo[]): Promise<Contract> {
  const silo = { ...TEST_SILO, codeRoot: hash(artifact!.codeRoot) }
  const { api } = testNode([testBlock(1, [...entries])], silo, hexToBytes(artifact!.code)!)
  const follower = await createFollower({ api, siloId: silo.siloId })
  await follower.update()
  return createContract(artifact!, follower)
}

function signatureFor(contract: Contract, n: bigint, value: bigint): { hex: string; nonce: bigint } {
  const signed = signCall(contract, KEY, 'add', [KEY.publicKey, n], { value })
  if (!signed.ok) throw new Error(signed.reason)
  return { hex: bytesToHex(signed.signature), nonce: signed.nonce }
}

describe('a signed call', () => {
  it('is taken from anybody, once; what it pays is signed too', async () => {
    const before = await contractAfter([messageTo(9, 'free', [])])
    const { hex, nonce } = signatureFor(before, 5n, COIN)
    expect(nonce).toBe(0n)
    const args = [KEY.publicKey, 5n, hex]
    const contract = await contractAfter([
      messageTo(0, 'add', args, 2n * COIN),
      messageTo(1, 'add', args, COIN),
      messageTo(2, 'add', args, COIN),
    ])
    const failures = [0, 1, 2].map(
      (n) => contract.outcome(testMessage(n).transactionId)?.failure?.error?.name,
    )
    expect(failures).toEqual(['NotSigned', undefined, 'NotSigned'])
    expect(contract.view('held_by', [KEY.publicKey])).toMatchObject({ ok: true, outcome: { value: 5n } })
    expect(signatureFor(contract, 5n, COIN).nonce).toBe(1n)
  })

  it('is refused for what asks for no signature, and for wrong arguments', async () => {
    const contract = await contractAfter([messageTo(9, 'free', [])])
    const reasons = [
      signCall(contract, KEY, 'free', []),
      signCall(contract, KEY, 'gone', []),
      signCall(contract, KEY, 'add', [KEY.publicKey]),
      signCall(contract, KEY, 'reset', [KEY.publicKey], { value: 1n }),
    ].map((signed) => (signed.ok ? '' : signed.reason))
    expect(reasons[0]).toContain('by anyone')
    expect(reasons[1]).toContain('it has add')
    expect(reasons[2]).toContain('2 arguments')
    expect(reasons[3]).toContain('takes no coins')
  })
})
