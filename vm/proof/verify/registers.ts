// The registers by name: which word, or which half, of which header leaf (docs/machine.md, *State*).
import { wordOf, withWord } from '../bytes.ts'
import { type StepRun, readLeaf, writeLeaf } from './run.ts'

const WORD = {
  pc: [0, 0],
  fp: [0, 1],
  depth: [0, 2],
  steps: [0, 3],
  gas: [0, 4],
  status: [0, 5],
  message: [0, 6],
  trap: [0, 7],
  instance: [2, 0],
  caller: [2, 1],
  outboxCount: [2, 2],
  eventCount: [2, 3],
  startOutboxCount: [2, 4],
  startEventCount: [2, 5],
  inboxCount: [2, 6],
  gasLimit: [2, 7],
  detail: [7, 0],
  place: [7, 1],
} as const

const HASH = {
  ram: [1, 0],
  code: [1, 1],
  storage: [3, 0],
  inbox: [3, 1],
  outbox: [4, 0],
  events: [4, 1],
  startStorage: [5, 0],
  startOutbox: [5, 1],
  startEvents: [6, 0],
  context: [6, 1],
} as const

export type WordRegister = keyof typeof WORD
export type RootRegister = keyof typeof HASH

export const RESULT_LEAF = 7

/** The header leaf that holds a root. */
export function leafOfRoot(name: RootRegister): number {
  return HASH[name][0]
}

export function placeOfWord(name: WordRegister): { readonly leaf: number; readonly word: number } {
  const [leaf, word] = WORD[name]
  return { leaf, word }
}

export function rootIn(leaf: Uint8Array, name: RootRegister): Uint8Array {
  const at = HASH[name][1] * 32
  return leaf.slice(at, at + 32)
}

export function getWord(run: StepRun, name: WordRegister): bigint {
  const [leaf, word] = WORD[name]
  return wordOf(readLeaf(run, 'header', leaf), word)
}

export function setWord(run: StepRun, name: WordRegister, value: bigint): void {
  const [leaf, word] = WORD[name]
  writeLeaf(run, 'header', leaf, withWord(readLeaf(run, 'header', leaf), word, value))
}

export function getRoot(run: StepRun, name: RootRegister): Uint8Array {
  return rootIn(readLeaf(run, 'header', leafOfRoot(name)), name)
}

export function setRoot(run: StepRun, name: RootRegister, root: Uint8Array): void {
  const [leaf, half] = HASH[name]
  const copy = readLeaf(run, 'header', leaf).slice()
  copy.set(root, half * 32)
  writeLeaf(run, 'header', leaf, copy)
}
