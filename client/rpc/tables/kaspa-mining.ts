// The table of methods: Kaspa's own, for whoever mines.
import { boolean, flag, object, optional, text, word } from '../codec.ts'
import { block, hash, minerBytes, u32, u64 } from '../base-codecs.ts'
import { method } from './method.ts'

export const KASPA_MINING_METHODS = {
  getBlockTemplate: method(
    'A block on top of what the node knows now, paying an address.',
    object('BlockTemplateParams', {
      payAddress: text,
      extraData: optional(minerBytes),
    }),
    object('BlockTemplateResult', { block, isSynced: boolean }),
  ),
  submitBlock: method(
    'Hands a block in.',
    object('SubmitBlockParams', { block, allowNonDAABlocks: flag }),
    object('SubmitBlockResult', {
      report: object('SubmitBlockReport', {
        type: word('success', 'reject'),
        reason: optional(word('BlockInvalid')),
      }),
      /** Why it was rejected. */
      message: optional(text),
    }),
  ),
  estimateNetworkHashesPerSecond: method(
    'Work in a number of chain blocks by the time between their first and last.',
    object('HashrateParams', {
      windowSize: u32,
      /** The sink when missing. */
      startHash: optional(hash),
    }),
    object('HashrateResult', { networkHashesPerSecond: u64 }),
  ),
} as const
