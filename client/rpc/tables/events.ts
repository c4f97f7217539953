// The table of notifications.
import type { Codec } from '../codec.ts'
import { flag, list, object, text } from '../codec.ts'
import { hash, u64, withPlacedBlock } from '../base-codecs.ts'
import { acceptance, none, utxo } from './method.ts'

/** Notifications: Kaspa's name of the event, what a subscription names, what a notification carries. */
export const EVENTS = {
  blockAdded: event('BlockAdded', none, withPlacedBlock),
  virtualChainChanged: event(
    'VirtualChainChanged',
    object('VirtualChainScope', {
      include_accepted_transaction_ids: flag,
    }),
    object('VirtualChainChanged', {
      removedChainBlockHashes: list(hash),
      addedChainBlockHashes: list(hash),
      acceptedTransactionIds: list(acceptance),
    }),
  ),
  utxosChanged: event(
    'UtxosChanged',
    object('UtxosScope', { addresses: list(text, 10_000) }),
    object('UtxosChanged', {
      added: list(utxo),
      removed: list(utxo),
    }),
  ),
  virtualDaaScoreChanged: event(
    'VirtualDaaScoreChanged',
    none,
    object('VirtualDaaScoreChanged', {
      virtualDaaScore: u64,
    }),
  ),
  sinkBlueScoreChanged: event(
    'SinkBlueScoreChanged',
    none,
    object('SinkBlueScoreChanged', { sinkBlueScore: u64 }),
  ),
  newBlockTemplate: event('NewBlockTemplate', none, none),
} as const

function event<S, P>(
  wireName: string,
  scope: Codec<S>,
  payload: Codec<P>,
): { readonly wireName: string; readonly scope: Codec<S>; readonly payload: Codec<P> } {
  return { wireName, scope, payload }
}
