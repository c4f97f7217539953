// Heap accesses: bounds first, then alignment.
import { LEAF_WRITTEN } from '../../merkle/memory-tree.ts'
import { RAM_BYTES, STACK_BYTES } from '../../spec/constants.ts'
import { TRAP } from '../../spec/traps.ts'
import { setLeaf, setWord, slotA, slotB } from './operands.ts'
import type { Handler, Handlers, Outcome } from './operands.ts'
import type { MachineState } from '../state.ts'

/** What `addressOf` gives instead of an address. */
const OUT_OF_BOUNDS = -1
const MISALIGNED = -2

/** The address of an access of `size` bytes (a power of two), or OUT_OF_BOUNDS, or MISALIGNED. */
function addressOf(state: MachineState, low: number, immediate: number, size: number): number {
  const b = slotB(state, low)
  const address = ((state.ram[b] ?? 0) >>> 0) + immediate
  if (state.ram[b + 1] !== 0 || address < STACK_BYTES || address > RAM_BYTES - size) return OUT_OF_BOUNDS
  return (address & (size - 1)) === 0 ? address : MISALIGNED
}

function trapFor(address: number): Outcome {
  return address === MISALIGNED ? TRAP.Misaligned : TRAP.OutOfBounds
}

/** Copies part of a leaf to part of a leaf. */
function copyWords(state: MachineState, to: number, from: number, bytes: number): 0 {
  state.ram.copyWithin(to, from, from + bytes / 4)
  state.flags[to >>> 4] = LEAF_WRITTEN
  return 0
}

function loadGroup(bytes: number): Handler {
  return (state, low, immediate) => {
    const address = addressOf(state, low, immediate, bytes)
    return address < 0 ? trapFor(address) : copyWords(state, slotA(state, low), address >>> 2, bytes)
  }
}

function storeGroup(bytes: number): Handler {
  return (state, low, immediate) => {
    const address = addressOf(state, low, immediate, bytes)
    return address < 0 ? trapFor(address) : copyWords(state, address >>> 2, slotA(state, low), bytes)
  }
}

export const MEMORY: Handlers = {
  ld8(state, low, immediate) {
    const address = addressOf(state, low, immediate, 1)
    if (address < 0) return trapFor(address)
    setWord(state, slotA(state, low), state.ramBytes[address] ?? 0, 0)
    return 0
  },
  ld16(state, low, immediate) {
    const address = addressOf(state, low, immediate, 2)
    if (address < 0) return trapFor(address)
    const value = (state.ramBytes[address] ?? 0) | ((state.ramBytes[address + 1] ?? 0) << 8)
    setWord(state, slotA(state, low), value, 0)
    return 0
  },
  ld32(state, low, immediate) {
    const address = addressOf(state, low, immediate, 4)
    if (address < 0) return trapFor(address)
    setWord(state, slotA(state, low), state.ram[address >>> 2] ?? 0, 0)
    return 0
  },
  ld64(state, low, immediate) {
    const address = addressOf(state, low, immediate, 8)
    if (address < 0) return trapFor(address)
    const word = address >>> 2
    setWord(state, slotA(state, low), state.ram[word] ?? 0, state.ram[word + 1] ?? 0)
    return 0
  },
  st8(state, low, immediate) {
    const address = addressOf(state, low, immediate, 1)
    if (address < 0) return trapFor(address)
    state.ramBytes[address] = state.ram[slotA(state, low)] ?? 0
    state.flags[address >>> 6] = LEAF_WRITTEN
    return 0
  },
  st16(state, low, immediate) {
    const address = addressOf(state, low, immediate, 2)
    if (address < 0) return trapFor(address)
    const value = state.ram[slotA(state, low)] ?? 0
    state.ramBytes[address] = value
    state.ramBytes[address + 1] = value >>> 8
    state.flags[address >>> 6] = LEAF_WRITTEN
    return 0
  },
  st32(state, low, immediate) {
    const address = addressOf(state, low, immediate, 4)
    if (address < 0) return trapFor(address)
    state.ram[address >>> 2] = state.ram[slotA(state, low)] ?? 0
    state.flags[address >>> 6] = LEAF_WRITTEN
    return 0
  },
  st64(state, low, immediate) {
    const address = addressOf(state, low, immediate, 8)
    if (address < 0) return trapFor(address)
    const a = slotA(state, low)
    setWord(state, address >>> 2, state.ram[a] ?? 0, state.ram[a + 1] ?? 0)
    return 0
  },
  ld128: loadGroup(16),
  ld256: loadGroup(32),
  st128: storeGroup(16),
  st256: storeGroup(32),
  ldl(state, low, immediate) {
    const address = addressOf(state, low, immediate, 64)
    if (address < 0) return trapFor(address)
    setLeaf(state, slotA(state, low), state.ramLeaves, address >>> 2)
    return 0
  },
  stl(state, low, immediate) {
    const address = addressOf(state, low, immediate, 64)
    if (address < 0) return trapFor(address)
    setLeaf(state, address >>> 2, state.ramLeaves, slotA(state, low))
    return 0
  },
}
