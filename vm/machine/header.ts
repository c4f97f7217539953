// The machine hash and the header leaves under it (docs/machine.md, *State*).
import type { SideHasher } from '../hash/side-hasher.ts'
import { HASH_BYTES } from '../hash/domains.ts'
import { inboxTree } from '../inbox.ts'
import type { InboxEntry, InboxTree } from '../inbox.ts'
import { ListTree } from '../merkle/list-tree.ts'
import { perfectRoot } from '../merkle/tree.ts'
import { codeTree as buildCodeTree } from '../program/code-tree.ts'
import type { Program } from '../program/image.ts'
import { contextBytes } from '../context.ts'
import type { BlockContext } from '../context.ts'
import { CONTEXT_DEPTH, HEADER_DEPTH, LEAF_BYTES } from '../spec/constants.ts'
import { subtreeHash } from '../storage/hashing.ts'
import { HEADER_LEAVES, MEMORY_LAYOUT, START_EVENT_COUNT, START_OUTBOX_COUNT } from './registers.ts'
import type { MachineState, StartRoots } from './state.ts'

// Trees of what never changes in a run are built once per object that they commit to.
const codeTrees = new WeakMap<Program, ListTree>()
const inboxTrees = new WeakMap<readonly InboxEntry[], InboxTree>()
const contextTrees = new WeakMap<BlockContext, ListTree>()

function cached<K extends WeakKey, V>(cache: WeakMap<K, V>, key: K, build: () => V): V {
  const known = cache.get(key)
  if (known !== undefined) return known
  const value = build()
  cache.set(key, value)
  return value
}

export function codeTreeOf(state: MachineState): ListTree {
  return cached(codeTrees, state.program, () => buildCodeTree(state.program))
}

export function inboxTreeOf(state: MachineState): InboxTree {
  return cached(inboxTrees, state.inbox, () => inboxTree(state.inbox))
}

export function contextTreeOf(state: MachineState): ListTree {
  return cached(contextTrees, state.context, () => ListTree.of(CONTEXT_DEPTH, contextBytes(state.context)))
}

/** Roots at the start of the current message: what a trap goes back to. */
export function startRootsOf(state: MachineState): StartRoots {
  const { registers, startStorage } = state
  return (state.startRoots ??= {
    storage: subtreeHash(startStorage.arena, startStorage.root),
    outbox: state.outbox.rootOfPrefix(registers[START_OUTBOX_COUNT] ?? 0),
    events: state.events.rootOfPrefix(registers[START_EVENT_COUNT] ?? 0),
  })
}

const RAM_ROOT_AT = LEAF_BYTES

/** The eight header leaves, one after another: registers and current roots. */
export function headerBytes(state: MachineState): Uint8Array {
  const header = headerWithoutRam(state)
  header.set(state.ramTree.root(), RAM_ROOT_AT)
  return header
}

function headerWithoutRam(state: MachineState): Uint8Array {
  const start = startRootsOf(state)
  const header = new Uint8Array(HEADER_LEAVES * LEAF_BYTES)
  header.set(new Uint8Array(state.memory, MEMORY_LAYOUT.registers, header.length))
  header.set(codeTreeOf(state).root(), RAM_ROOT_AT + HASH_BYTES)
  const pairs: [leaf: number, first: Uint8Array, second: Uint8Array][] = [
    [3, state.storage.root(), inboxTreeOf(state).root],
    [4, state.outbox.root(), state.events.root()],
    [5, start.storage, start.outbox],
    [6, start.events, contextTreeOf(state).root()],
  ]
  for (const [leaf, first, second] of pairs) {
    header.set(first, leaf * LEAF_BYTES)
    header.set(second, leaf * LEAF_BYTES + HASH_BYTES)
  }
  return header
}

/** Hash of the whole state; hashes only what changed since it was last asked for. */
export function machineHash(state: MachineState): Uint8Array {
  return perfectRoot(HEADER_DEPTH, headerBytes(state))
}

/** The hash of the state as it is now, told when it is asked for: another thread hashes RAM meanwhile. */
export function machineHashLater(state: MachineState, hasher: SideHasher): () => Uint8Array {
  const header = headerWithoutRam(state)
  const ramRoot = state.ramTree.rootLater(hasher)
  return () => {
    header.set(ramRoot(), RAM_ROOT_AT)
    return perfectRoot(HEADER_DEPTH, header)
  }
}
