// Moves and constants.
import { LEAF_WRITTEN } from '../../merkle/memory-tree.ts'
import { LEAF_BYTES } from '../../spec/constants.ts'
import type { MachineState } from '../state.ts'
import { LEAF_WORDS, setLeaf, setWord, slotA, slotB, slotC, slotOf } from './operands.ts'
import type { Handlers } from './operands.ts'

/** A count of bytes of a leaf: the slot's word, at most 64. */
function byteCount({ ram }: MachineState, slot: number): number {
  const low = (ram[slot] ?? 0) >>> 0
  return ram[slot + 1] === 0 && low < LEAF_BYTES ? low : LEAF_BYTES
}

// Scratch of one instruction: two leaves.
const both = new Uint32Array(2 * LEAF_WORDS)
const bothBytes = new Uint8Array(both.buffer)

function loadBoth({ ramLeaves }: MachineState, b: number, c: number): void {
  for (let i = 0; i < LEAF_WORDS; i++) {
    both[i] = ramLeaves[b + i] ?? 0
    both[LEAF_WORDS + i] = ramLeaves[c + i] ?? 0
  }
}

export const MOVES: Handlers = {
  mov(state, low) {
    const b = slotB(state, low)
    setWord(state, slotA(state, low), state.ram[b] ?? 0, state.ram[b + 1] ?? 0)
    return 0
  },
  ldi(state, low, immediate) {
    setWord(state, slotA(state, low), immediate, 0)
    return 0
  },
  ldn(state, low, immediate) {
    setWord(state, slotA(state, low), immediate, (immediate | 0) >> 31)
    return 0
  },
  ldc(state, low, immediate) {
    setWord(state, slotA(state, low), state.code[immediate * 2] ?? 0, state.code[immediate * 2 + 1] ?? 0)
    return 0
  },
  ldcl(state, low, immediate) {
    setLeaf(state, slotA(state, low), state.code, immediate * LEAF_WORDS)
    return 0
  },
  movl(state, low) {
    setLeaf(state, slotA(state, low), state.ramLeaves, slotB(state, low))
    return 0
  },
  zerol(state, low) {
    const a = slotA(state, low)
    state.ram.fill(0, a, a + LEAF_WORDS)
    state.flags[a >>> 4] = LEAF_WRITTEN
    return 0
  },
  spanl(state, low, immediate) {
    const count = byteCount(state, slotOf(state, immediate))
    loadBoth(state, slotB(state, low), slotC(state, low))
    bothBytes.copyWithin(0, count, count + LEAF_BYTES)
    setLeaf(state, slotA(state, low), both, 0)
    return 0
  },
  blendl(state, low, immediate) {
    const count = byteCount(state, slotOf(state, immediate))
    loadBoth(state, slotB(state, low), slotC(state, low))
    bothBytes.copyWithin(count, LEAF_BYTES + count, 2 * LEAF_BYTES)
    setLeaf(state, slotA(state, low), both, 0)
    return 0
  },
  select(state, low, immediate) {
    const { ram } = state
    const condition = slotOf(state, immediate)
    const chosen =
      ((ram[condition] ?? 0) | (ram[condition + 1] ?? 0)) !== 0 ? slotB(state, low) : slotC(state, low)
    setWord(state, slotA(state, low), ram[chosen] ?? 0, ram[chosen + 1] ?? 0)
    return 0
  },
}
