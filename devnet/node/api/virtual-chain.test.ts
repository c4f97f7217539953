// The selected chain as Kaspa's RPC tells of it: the forms of the answers to the letter, their parts, and proofs of lanes that a client
// believes on the strength of headers alone.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readJson, writeJson } from '../../../client/rpc/json.ts'
import { serveSession } from '../../../client/rpc/serve.ts'
import type { RpcConnection } from '../../../client/rpc/websocket.ts'
import { connectRpc } from '../../../client/rpc/websocket.ts'
import type { Json } from '../../../client/rpc/codec.ts'
import { laneKey, verifyLaneProof } from '../../chain/index.ts'
import { ACCOUNTS, coin, pay, REMEMBERING } from '../../chain/testing/kit.ts'
import type { BlockHeader, Hash } from '../../tx/index.ts'
import {
  bytesToHex,
  encodeAddress,
  headerHash,
  laneOfNamespace,
  publicKeyOf,
  scriptPublicKeyToHex,
  transactionHash,
  transactionId,
} from '../../tx/index.ts'
import type { RpcServer } from '../rpc/server.ts'
import { startRpcServer } from '../rpc/server.ts'
import { proveLaneOver, tipOfLane } from '../testing/lane-tip.ts'
import { singleNode } from '../testing/single-node.ts'

const LANE = laneOfNamespace(0x01020304)!
const [alice, bob] = [ACCOUNTS[2]!, ACCOUNTS[3]!]
const ALICE = encodeAddress({ prefix: 'kaspasim', kind: 'pubKey', payload: publicKeyOf(alice.secretKey) })

const { node } = singleNode('virtual-chain')
const { chain, api } = node
const genesis = chain.genesis.hash
const onLane = { subnetworkId: LANE, payload: Uint8Array.of(0xde, 0xad) }
/** Accepted by the second and the fourth block. */
const first = pay(alice, coin(chain, alice), bob, 1_000_000_000n, 500_000n, onLane)
let second = first
let server: RpcServer
let client: RpcConnection
beforeAll(async () => {
  await api.submitTransaction({ transaction: first, allowOrphan: false })
  for (let i = 0; i < 2; i++) node.miner!.mine()
  second = pay(alice, coin(chain, alice), bob, 2_000_000_000n, 500_000n, onLane)
  await api.submitTransaction({ transaction: second, allowOrphan: false })
  for (let i = 0; i < 6; i++) node.miner!.mine()
  server = await startRpcServer(api, { port: 0 })
  client = await connectRpc(server.url)
})
afterAll(async () => {
  client.close()
  await server.close()
})

/** The answer's text, as a client of Kaspa's would get it. */
async function ask(method: string, params: Json): Promise<{ readonly [key: string]: unknown }> {
  const frames: string[] = []
  await serveSession(api, (frame) => frames.push(frame)).receive(writeJson({ id: 1n, method, params }))
  const reply = readJson(frames[0] ?? '')
  return reply.ok ? (reply.value as { readonly [key: string]: unknown }) : {}
}

const headerOf = (hash: Hash): BlockHeader => chain.block(hash)!.header
const at = (index: number): Hash => chain.chainBlockAt(index)!

describe('getVirtualChainFromBlockV2', () => {
  it('tells whole headers and transactions in Kaspa’s form', async () => {
    const { params } = await ask('getVirtualChainFromBlockV2', { startHash: at(1) })
    const { removedChainBlockHashes, addedChainBlockHashes, chainBlockAcceptedTransactions } = params as {
      [key: string]: readonly Json[]
    }
    expect(removedChainBlockHashes).toEqual([])
    expect(addedChainBlockHashes).toEqual([2, 3, 4, 5, 6, 7, 8].map(at))
    const header = headerOf(at(2))
    const merged = chain.block(at(1))!
    const [input, output, change] = [first.inputs[0]!, first.outputs[0]!, first.outputs[1]!]
    const place = {
      scriptPublicKeyType: 'PubKey',
      scriptPublicKeyAddress: ALICE,
    }
    const told = chainBlockAcceptedTransactions![0] as {
      chainBlockHeader: Json
      acceptedTransactions: readonly Json[]
    }
    expect(told.chainBlockHeader).toEqual({
      hash: at(2),
      version: 2n,
      parentsByLevel: [
        [1n, [at(1)]],
        [BigInt(header.parentsByLevel.length), [genesis]],
      ].slice(0, header.parentsByLevel.length > 1 ? 2 : 1),
      hashMerkleRoot: header.hashMerkleRoot,
      acceptedIdMerkleRoot: header.acceptedIdMerkleRoot,
      utxoCommitment: header.utxoCommitment,
      timestamp: header.timestamp,
      bits: BigInt(header.bits),
      nonce: header.nonce,
      daaScore: header.daaScore,
      blueWork: header.blueWork.toString(16).padStart(48, '0'),
      blueScore: header.blueScore,
      pruningPoint: header.pruningPoint,
    })
    expect(told.acceptedTransactions).toHaveLength(2)
    expect(told.acceptedTransactions[1]).toEqual({
      version: 1n,
      inputs: [
        {
          previousOutpoint: {
            transactionId: input.previousOutpoint.transactionId,
            index: BigInt(input.previousOutpoint.index),
          },
          signatureScript: bytesToHex(input.signatureScript),
          sequence: 2n ** 64n - 1n,
          sigOpCount: 0n,
          computeBudget: BigInt(input.computeBudget),
          verboseData: {
            utxoEntry: {
              amount: output.value + change.value + 500_000n,
              scriptPublicKey: scriptPublicKeyToHex(alice.script),
              blockDaaScore: 0n,
              isCoinbase: false,
              verboseData: place,
              covenantId: null,
            },
          },
        },
      ],
      outputs: [
        {
          value: 1_000_000_000n,
          scriptPublicKey: scriptPublicKeyToHex(bob.script),
          verboseData: { ...place, scriptPublicKeyAddress: expect.stringMatching(/^kaspasim:/) as unknown },
          covenant: null,
        },
        {
          value: change.value,
          scriptPublicKey: scriptPublicKeyToHex(alice.script),
          verboseData: place,
          covenant: null,
        },
      ],
      lockTime: 0n,
      subnetworkId: '0102030400000000000000000000000000000000',
      gas: 0n,
      payload: 'dead',
      storageMass: first.storageMass,
      mass: first.storageMass,
      verboseData: {
        transactionId: transactionId(first),
        hash: transactionHash(first),
        computeMass: expect.anything() as unknown,
        blockHash: merged.hash,
        blockTime: merged.header.timestamp,
      },
    })
  })

  it('leaves out what was not asked for', async () => {
    const request = { startHash: at(1), minConfirmationCount: undefined }
    const of = async (level: 'None' | 'Low' | 'High' | 'Full') => {
      const { chainBlockAcceptedTransactions } = await client.getVirtualChainFromBlockV2({
        ...request,
        dataVerbosityLevel: level,
      })
      return chainBlockAcceptedTransactions[0]!
    }
    const [none, low, high, full] = [await of('None'), await of('Low'), await of('High'), await of('Full')]
    expect(Object.entries(none.chainBlockHeader).filter(([, value]) => value !== null)).toEqual([
      ['hash', at(2)],
    ])
    const payment = none.acceptedTransactions[1]!
    expect(payment.inputs![0]!.signatureScript).toBeNull()
    expect(payment.verboseData!.transactionId).toBeNull()
    expect(payment.subnetworkId).toBe(LANE)
    expect(low.acceptedTransactions[1]!.inputs![0]!.previousOutpoint).toBeNull()
    expect(low.acceptedTransactions[1]!.verboseData!.transactionId).toBe(transactionId(first))
    expect(high.chainBlockHeader.utxoCommitment).toBeNull()
    expect(high.acceptedTransactions[1]!.lockTime).toBeNull()
    expect(high.acceptedTransactions[1]!.inputs![0]!.verboseData!.utxoEntry!.blockDaaScore).toBeNull()
    const unspecified = { ...request, dataVerbosityLevel: undefined }
    const { chainBlockAcceptedTransactions } = await client.getVirtualChainFromBlockV2(unspecified)
    expect(chainBlockAcceptedTransactions[0]).toEqual(full)
  })

  it('gives headers that hash to the block, and parents of all levels', async () => {
    const answer = await client.getVirtualChainFromBlockV2({
      startHash: genesis,
      dataVerbosityLevel: 'Full',
      minConfirmationCount: undefined,
    })
    for (const { chainBlockHeader } of answer.chainBlockAcceptedTransactions) {
      const { hash: told, ...header } = chainBlockHeader
      expect(headerHash(header as BlockHeader)).toBe(told)
    }
  })
})

describe('both ways to ask for the chain', () => {
  it('leave out blocks with too few confirmations', async () => {
    const asked = { startHash: genesis, minConfirmationCount: 3n }
    const ids = await client.getVirtualChainFromBlock({ ...asked, includeAcceptedTransactionIds: true })
    const whole = await client.getVirtualChainFromBlockV2({ ...asked, dataVerbosityLevel: 'None' })
    expect(ids.addedChainBlockHashes).toEqual([1, 2, 3, 4].map(at))
    expect(whole.addedChainBlockHashes).toEqual(ids.addedChainBlockHashes)
  })

  it('tell a long way in parts', async () => {
    const long = singleNode('long', undefined, REMEMBERING).node
    for (let i = 0; i < 300; i++) long.miner!.mine()
    const seen: Hash[] = []
    let parts = 0
    for (let from = long.chain.genesis.hash; from !== long.chain.sink(); parts++) {
      const asked = { startHash: from, includeAcceptedTransactionIds: true, minConfirmationCount: undefined }
      const { addedChainBlockHashes } = await long.api.getVirtualChainFromBlock(asked)
      const { addedChainBlockHashes: same } = await long.api.getVirtualChainFromBlockV2({
        startHash: from,
        dataVerbosityLevel: 'Full',
        minConfirmationCount: undefined,
      })
      expect(same).toEqual(addedChainBlockHashes)
      seen.push(...addedChainBlockHashes)
      from = addedChainBlockHashes.at(-1)!
    }
    expect(parts).toBeGreaterThan(1)
    expect(seen).toEqual(Array.from({ length: 300 }, (_, i) => long.chain.chainBlockAt(i + 1)))
  })
})

describe('getSeqCommitLaneProof', () => {
  const prove = (blockHash: Hash, key: Hash) => proveLaneOver(client, blockHash, key)

  it('is believed by a client that has the header and nothing else', async () => {
    for (const [index, active] of [
      [1, false],
      [2, true],
      [3, true],
      [8, true],
    ] as const) {
      const { proof, holds } = await prove(at(index), laneKey(LANE))
      expect([index, holds, proof.lane !== undefined]).toEqual([index, true, active])
    }
    const { proof, header } = await prove(at(3), laneKey(LANE))
    const { acceptedIdMerkleRoot: root } = header
    const forged = { ...proof, lane: { ...proof.lane!, blueScore: proof.lane!.blueScore + 1n } }
    expect(verifyLaneProof(forged, laneKey(LANE), root)).toBe(false)
    expect(verifyLaneProof({ ...proof, lane: undefined }, laneKey(LANE), root)).toBe(false)
    expect(verifyLaneProof(proof, laneKey(laneOfNamespace(0x01020305)!), root)).toBe(false)
  })

  it('ends on the tip that follows from what the chain is told to have accepted on the lane', async () => {
    const { chainBlockAcceptedTransactions: blocks } = await client.getVirtualChainFromBlockV2({
      startHash: genesis,
      dataVerbosityLevel: 'Full',
      minConfirmationCount: undefined,
    })
    const { proof, holds } = await prove(chain.sink(), laneKey(LANE))
    expect(holds).toBe(true)
    expect(proof.lane!.tip).toBe(tipOfLane(LANE, headerOf(genesis), blocks))
  })

  it('has Kaspa’s form: the proof as numbers, an absent lane as null', async () => {
    const { params } = await ask('getSeqCommitLaneProof', { blockHash: at(2), laneKey: laneKey(LANE) })
    const { smtProof, lane, ...hashes } = params as { smtProof: bigint[]; lane: Json }
    // The other lane, of coinbases, is the sibling at some depth; all others are empty.
    const emptySiblings = smtProof.slice(0, 32).map((byte) => byte.toString(2).padStart(8, '0'))
    expect(emptySiblings.join('').replaceAll('1', '')).toBe('0')
    expect(smtProof[32]).toBe(1n)
    expect(smtProof).toHaveLength(32 + 2 + 32)
    expect(lane).toEqual({ tip: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown, blueScore: 2n })
    expect(Object.keys(hashes)).toEqual(['payloadAndCtxDigest', 'parentSeqCommit', 'inactivityShortcut'])
    const absent = await ask('getSeqCommitLaneProof', { blockHash: at(1), laneKey: laneKey(LANE) })
    expect(absent['params']).toMatchObject({ lane: null })
  })

  it('is refused where no header says anything', async () => {
    const key = laneKey(LANE)
    await expect(client.getSeqCommitLaneProof({ blockHash: genesis, laneKey: key })).rejects.toThrow(
      /genesis/,
    )
    const nowhere = transactionId(first)
    await expect(client.getSeqCommitLaneProof({ blockHash: nowhere, laneKey: key })).rejects.toThrow(
      /no block/,
    )
  })
})

describe('what a node does not offer', () => {
  it('is told with the reason', async () => {
    expect(await ask('getHeaders', {})).toMatchObject({
      error: {
        code: 0n,
        data: 'unavailable',
        message: expect.stringMatching(/^getHeaders isn't offered: /) as unknown,
      },
    })
    expect(await ask('subscribe', { FinalityConflict: {} })).toMatchObject({
      error: {
        data: 'unavailable',
        message: expect.stringMatching(/^FinalityConflict isn't offered: /) as unknown,
      },
    })
    expect(await ask('noSuchThing', {})).toMatchObject({ error: { data: 'badParams' } })
  })
})
