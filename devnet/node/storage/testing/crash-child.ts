// A process that keeps a chain in a folder under load until somebody kills it: blocks of payments and silos' transactions, with a rival
// whose blocks come late, so that there are reorgs. Says on standard output what is safe: "kept", the sink, the number of blocks.
import { setImmediate } from 'node:timers/promises'
import { carelessBlock, randomSiloTransaction } from '../../../../test/support/random-silo.ts'
import type { Chain } from '../../../chain/index.ts'
import { createChain, SILO_EXTENSION } from '../../../chain/index.ts'
import { GENESIS } from '../../../chain/testing/kit.ts'
import type { Block } from '../../../tx/index.ts'
import { TINY } from '../../../tx/index.ts'
import { createRandom } from '../../simulation/random.ts'
import { openTables } from '../tables.ts'
import { openChain } from './folders.ts'

const [, , folder = '', seed = ''] = process.argv
const { below } = createRandom(seed)
const kept: { chain?: Chain } = {}
const { chain, storage, problems } = await openChain(folder, {
  open(file) {
    const tables = openTables(file)
    return {
      ...tables,
      commit(changes) {
        process.stdout.write('writing\n')
        tables.commit(changes)
        if (kept.chain !== undefined)
          process.stdout.write(`kept ${kept.chain.sink()} ${kept.chain.blockCount()}\n`)
      },
    }
  },
})
kept.chain = chain
const rival = createChain(TINY, GENESIS, SILO_EXTENSION, { image: chain.image() })
const late: Block[] = []

process.stdout.write('ready\n')
while (problems.length === 0) {
  const miner = below(3) === 0 ? rival : chain
  const transactions = Array.from({ length: below(4) }, () => randomSiloTransaction(below, miner))
  const offered = transactions.flatMap((tx) =>
    tx !== undefined && miner.checkTransaction(tx).ok ? [tx] : [],
  )
  const block = carelessBlock(below, miner, offered.slice(0, 1))
  if (!miner.addBlock(block).ok) continue
  if (miner === rival) late.push(block)
  else rival.addBlock(block)
  if (below(8) === 0) for (const hidden of late.splice(0)) chain.addBlock(hidden)
  if (below(3) === 0) storage.flush()
  // Lets timers of the storage run, as in a node that waits for messages.
  if (below(4) === 0) await setImmediate()
}
process.stdout.write(`stopped ${problems.map(({ kind }) => kind).join()}\n`)
