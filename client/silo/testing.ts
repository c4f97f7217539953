// What tests of the follower and of managers share: a small contract in machine code, a silo of it, reference blocks,
// and a node that knows nothing else.
import type { Hash } from '../../devnet/tx/index.ts'
import { hash, hashFromBytes } from '../../devnet/tx/index.ts'
import { devnetConfig } from '../../devnet/bridge/config.ts'
import { codeRoot } from '../../vm/program/code-tree.ts'
import { encodeImage } from '../../vm/program/image.ts'
import { testProgram } from '../../vm/testing.ts'
import type { NodeApi } from '../rpc/api.ts'
import { RpcError } from '../rpc/api.ts'
import type { InboxEntryInfo, ReferenceBlockInfo } from '../rpc/silo-codecs.ts'
import type { SiloInfo } from '../rpc/silo-config-codec.ts'

/** Adds each message's value to a stored total, counts to 50, and pays the sender half of what a message brings. */
export const TEST_PROGRAM = testProgram(`
         msgh {8} 0            ; head: value in [9]
         msgh {16} 1           ; origin: sender in [16]..[19]
         sload {24} {32}
         addu [24] [24] [9]
         addui [25] [25] 1
         sstore {24} {32}
  loop:  addui [40] [40] 1
         addui [41] [48] 50
         jltu [40] [41] loop
         jltu [9] [56] skip
         shrui [64] [9] 1
         mov [65] [16]
         mov [66] [17]
         mov [67] [18]
         mov [68] [19]
         addui [72] [73] 20000000
         jltu [64] [72] skip
         pay {64}
  skip:  end {24}
`)

const numbered = (n: number): Hash => hash(n.toString(16).padStart(64, '0'))

export const TEST_SILO: SiloInfo = {
  siloId: numbered(0x5170),
  namespace: 0x7661756c,
  config: devnetConfig,
  configHash: numbered(0xc0f),
  codeRoot: hashFromBytes(codeRoot(TEST_PROGRAM)),
  creator: numbered(0xc4ea),
  creationTransaction: numbered(0x7c),
  creationBlock: numbered(0xb001),
  creationIndex: 10,
  creationDaaScore: 10n,
  genesisNode: numbered(0x6e),
  finalNode: numbered(0x6e),
}

export const TEST_CODE = encodeImage(TEST_PROGRAM)

export function testMessage(n: number, over: Partial<InboxEntryInfo> = {}): InboxEntryInfo {
  return {
    transactionId: numbered(0x7000 + n),
    kind: 'call',
    sender: numbered(0x5e0d),
    delivery: undefined,
    admitted: true,
    refusalReason: 0,
    value: 100_000_000n,
    gasLimit: 100_000n,
    payload: Uint8Array.of(n),
    ...over,
  }
}

/** A reference block at chain index 10 * n; `variant` tells blocks of different branches apart. */
export function testBlock(n: number, entries: readonly InboxEntryInfo[], variant = 0): ReferenceBlockInfo {
  return {
    hash: numbered(0xb000 + n + variant * 0x100000),
    index: n * 10,
    daaScore: BigInt(n * 12),
    blueScore: BigInt(n * 11),
    timestamp: BigInt(n * 1000),
    entries,
  }
}

/** A node whose selected chain has these reference blocks; `setChain` reorganises it. */
export function testNode(
  start: readonly ReferenceBlockInfo[],
  silo: SiloInfo = TEST_SILO,
  code: Uint8Array = TEST_CODE,
): {
  readonly api: NodeApi
  setChain(blocks: readonly ReferenceBlockInfo[]): void
} {
  let chain = start
  const api = {
    silo_getSilo: async ({ siloId }: { siloId: Hash }) => {
      if (siloId !== silo.siloId) throw new RpcError('notFound', `no silo ${siloId}`)
      return { silo, code }
    },
    silo_getReferenceBlocks: async ({ after, limit }: { after: Hash | undefined; limit: number }) => {
      const at = after === undefined ? -1 : chain.findIndex((block) => block.hash === after)
      if (after !== undefined && at < 0) return { answer: { kind: 'leftChain' } }
      const blocks = chain.slice(at + 1, at + 1 + limit)
      const sink = { hash: numbered(0x51), index: 999, daaScore: 999n, blueScore: 999n, timestamp: 0n }
      return { answer: { kind: 'onChain', blocks, more: at + 1 + limit < chain.length, sink } }
    },
  } as unknown as NodeApi
  return {
    api,
    setChain(blocks) {
      chain = blocks
    },
  }
}
