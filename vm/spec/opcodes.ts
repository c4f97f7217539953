// The one table of opcodes: number, operands, gas, traps, effect. The interpreter, step verifier, validator, assembler, disassembler,
// documentation and WebAssembly engine all read it; none keeps a list of its own.
import { op, shape } from './opcode.ts'
import type { Opcode } from './opcode.ts'
import { CRYPTO_ROWS } from './crypto-opcodes.ts'
import { WIDE_ROWS } from './wide-opcodes.ts'

export type { FieldUse, Flow, ImmediateUse, Opcode } from './opcode.ts'

const BINARY = shape('write', 'read', 'read')
const BINARY_UNSIGNED = shape('write', 'read', 'none', 'unsigned')
const BINARY_SHIFT = shape('write', 'read', 'none', 'shift')
const COMPARE_BRANCH = shape('read', 'read', 'none', 'target')
const LOAD = shape('write', 'read', 'none', 'unsigned')
const STORE = shape('read', 'read', 'none', 'unsigned')

const ROWS: readonly Opcode[] = [
  // Moves and constants
  op(0x01, 'mov', shape('write', 'read'), 1, '[a] := [b]'),
  op(0x02, 'ldi', shape('write', 'none', 'none', 'unsigned'), 1, '[a] := imm'),
  op(0x03, 'ldn', shape('write', 'none', 'none', 'signed'), 1, '[a] := sign-extended imm'),
  op(0x04, 'ldc', shape('write', 'none', 'none', 'dataWord'), 1, '[a] := code word imm'),
  op(0x05, 'ldcl', shape('writeLeaf', 'none', 'none', 'dataLeaf'), 3, '{a} := code leaf imm'),
  op(0x06, 'movl', shape('writeLeaf', 'readLeaf'), 2, '{a} := {b}'),
  op(0x07, 'zerol', shape('writeLeaf'), 2, '{a} := 0'),
  op(0x08, 'select', shape('write', 'read', 'read', 'slot'), 1, '[a] := [imm] != 0 ? [b] : [c]'),
  op(
    0x09,
    'spanl',
    shape('writeLeaf', 'readLeaf', 'readLeaf', 'slot'),
    12,
    '{a} := bytes n .. n+63 of {b} followed by {c}, where n = min([imm], 64)',
  ),
  op(
    0x0a,
    'blendl',
    shape('writeLeaf', 'readLeaf', 'readLeaf', 'slot'),
    14,
    '{a} := the first n bytes of {b}, then {c} from byte n on, where n = min([imm], 64)',
  ),

  // Wrapping arithmetic and bits
  op(0x10, 'add', BINARY, 1, '[a] := [b] + [c]'),
  op(0x11, 'sub', BINARY, 1, '[a] := [b] - [c]'),
  op(0x12, 'mul', BINARY, 2, '[a] := [b] * [c]'),
  op(0x13, 'mulhu', BINARY, 5, '[a] := high word of [b] * [c], unsigned'),
  op(0x14, 'and', BINARY, 1, '[a] := [b] & [c]'),
  op(0x15, 'or', BINARY, 1, '[a] := [b] | [c]'),
  op(0x16, 'xor', BINARY, 1, '[a] := [b] ^ [c]'),
  op(0x17, 'shl', BINARY, 1, '[a] := [b] << ([c] mod 64)'),
  op(0x18, 'shru', BINARY, 1, '[a] := [b] >> ([c] mod 64), zero-filled'),
  op(0x19, 'shrs', BINARY, 1, '[a] := [b] >> ([c] mod 64), sign-filled'),
  op(0x1a, 'addi', shape('write', 'read', 'none', 'signed'), 1, '[a] := [b] + sign-extended imm'),
  op(0x1b, 'andi', BINARY_UNSIGNED, 1, '[a] := [b] & imm'),
  op(0x1c, 'xori', BINARY_UNSIGNED, 1, '[a] := [b] ^ imm'),
  op(0x1d, 'shli', BINARY_SHIFT, 1, '[a] := [b] << imm'),
  op(0x1e, 'shrui', BINARY_SHIFT, 1, '[a] := [b] >> imm, zero-filled'),
  op(0x1f, 'shrsi', BINARY_SHIFT, 1, '[a] := [b] >> imm, sign-filled'),

  // Checked arithmetic
  op(0x20, 'addu', BINARY, 1, '[a] := [b] + [c]; Overflow beyond 2^64-1', ['Overflow']),
  op(0x21, 'subu', BINARY, 1, '[a] := [b] - [c]; Overflow below 0', ['Overflow']),
  op(0x22, 'mulu', BINARY, 4, '[a] := [b] * [c]; Overflow beyond 2^64-1', ['Overflow']),
  op(0x23, 'divu', BINARY, 9, '[a] := floor([b] / [c])', ['DivideByZero']),
  op(0x24, 'remu', BINARY, 9, '[a] := [b] mod [c]', ['DivideByZero']),
  op(0x25, 'adds', BINARY, 1, '[a] := s[b] + s[c]; Overflow outside i64', ['Overflow']),
  op(0x26, 'subs', BINARY, 1, '[a] := s[b] - s[c]; Overflow outside i64', ['Overflow']),
  op(0x27, 'muls', BINARY, 4, '[a] := s[b] * s[c]; Overflow outside i64', ['Overflow']),
  op(0x28, 'divs', BINARY, 9, '[a] := s[b] / s[c] rounded towards 0; Overflow for -2^63 / -1', [
    'DivideByZero',
    'Overflow',
  ]),
  op(0x29, 'rems', BINARY, 9, '[a] := s[b] - s[c] * (s[b] / s[c]); 0 for -2^63 and -1', ['DivideByZero']),
  op(0x2a, 'addui', BINARY_UNSIGNED, 1, '[a] := [b] + imm; Overflow beyond 2^64-1', ['Overflow']),
  op(0x2b, 'subui', BINARY_UNSIGNED, 1, '[a] := [b] - imm; Overflow below 0', ['Overflow']),
  op(0x2c, 'mului', BINARY_UNSIGNED, 2, '[a] := [b] * imm; Overflow beyond 2^64-1', ['Overflow']),
  {
    ...op(
      0x2d,
      'muldiv',
      shape('write', 'read', 'read', 'slotAndFlag'),
      50,
      '[a] := [b] * [c] / [imm slot], in 128 bits, rounded down, or up when bit 8 of imm is set; Overflow beyond 2^64-1',
      ['DivideByZero', 'Overflow'],
    ),
    flag: 'up',
  },
  op(0x2e, 'fitu', shape('read', 'none', 'none', 'bits'), 1, 'Overflow unless [a] < 2^imm', ['Overflow']),
  op(
    0x2f,
    'fits',
    shape('read', 'none', 'none', 'bits'),
    1,
    'Overflow unless -2^(imm-1) <= s[a] < 2^(imm-1)',
    ['Overflow'],
  ),

  // Comparison: 1 or 0
  op(0x30, 'eq', BINARY, 2, '[a] := [b] = [c]'),
  op(0x31, 'ne', BINARY, 2, '[a] := [b] != [c]'),
  op(0x32, 'ltu', BINARY, 2, '[a] := [b] < [c]'),
  op(0x33, 'leu', BINARY, 2, '[a] := [b] <= [c]'),
  op(0x34, 'lts', BINARY, 2, '[a] := s[b] < s[c]'),
  op(0x35, 'les', BINARY, 2, '[a] := s[b] <= s[c]'),
  op(0x36, 'eqi', BINARY_UNSIGNED, 2, '[a] := [b] = imm'),
  op(0x37, 'ltui', BINARY_UNSIGNED, 2, '[a] := [b] < imm'),
  op(0x38, 'eql', shape('write', 'readLeaf', 'readLeaf'), 3, '[a] := {b} = {c}, all 64 bytes'),

  // Heap: addresses are [b] + imm without wrapping; naturally aligned
  op(0x40, 'ld8', LOAD, 2, '[a] := byte at [b] + imm', ['OutOfBounds']),
  op(0x41, 'ld16', LOAD, 2, '[a] := 2 bytes at [b] + imm', ['OutOfBounds', 'Misaligned']),
  op(0x42, 'ld32', LOAD, 2, '[a] := 4 bytes at [b] + imm', ['OutOfBounds', 'Misaligned']),
  op(0x43, 'ld64', LOAD, 2, '[a] := 8 bytes at [b] + imm', ['OutOfBounds', 'Misaligned']),
  op(0x44, 'st8', STORE, 2, 'byte at [b] + imm := low bits of [a]', ['OutOfBounds']),
  op(0x45, 'st16', STORE, 2, '2 bytes at [b] + imm := low bits of [a]', ['OutOfBounds', 'Misaligned']),
  op(0x46, 'st32', STORE, 2, '4 bytes at [b] + imm := low bits of [a]', ['OutOfBounds', 'Misaligned']),
  op(0x47, 'st64', STORE, 2, '8 bytes at [b] + imm := [a]', ['OutOfBounds', 'Misaligned']),
  op(0x48, 'ldl', shape('writeLeaf', 'read', 'none', 'unsigned'), 3, '{a} := leaf at [b] + imm', [
    'OutOfBounds',
    'Misaligned',
  ]),
  op(0x49, 'stl', shape('readLeaf', 'read', 'none', 'unsigned'), 3, 'leaf at [b] + imm := {a}', [
    'OutOfBounds',
    'Misaligned',
  ]),

  op(0x4a, 'ld128', shape('writePair', 'read', 'none', 'unsigned'), 2, '<a> := 16 bytes at [b] + imm', [
    'OutOfBounds',
    'Misaligned',
  ]),
  op(0x4b, 'ld256', shape('writeQuad', 'read', 'none', 'unsigned'), 2, '<a> := 32 bytes at [b] + imm', [
    'OutOfBounds',
    'Misaligned',
  ]),
  op(0x4c, 'st128', shape('readPair', 'read', 'none', 'unsigned'), 2, '16 bytes at [b] + imm := <a>', [
    'OutOfBounds',
    'Misaligned',
  ]),
  op(0x4d, 'st256', shape('readQuad', 'read', 'none', 'unsigned'), 2, '32 bytes at [b] + imm := <a>', [
    'OutOfBounds',
    'Misaligned',
  ]),

  // Control: a branch not taken goes on with the next word
  op(0x50, 'jmp', shape('none', 'none', 'none', 'target'), 1, 'pc := imm', [], 'jump'),
  op(0x51, 'jz', shape('read', 'none', 'none', 'target'), 1, 'pc := imm if [a] = 0', [], 'branch'),
  op(0x52, 'jnz', shape('read', 'none', 'none', 'target'), 1, 'pc := imm if [a] != 0', [], 'branch'),
  op(0x53, 'jeq', COMPARE_BRANCH, 1, 'pc := imm if [a] = [b]', [], 'branch'),
  op(0x54, 'jne', COMPARE_BRANCH, 1, 'pc := imm if [a] != [b]', [], 'branch'),
  op(0x55, 'jltu', COMPARE_BRANCH, 1, 'pc := imm if [a] < [b]', [], 'branch'),
  op(0x56, 'jgeu', COMPARE_BRANCH, 1, 'pc := imm if [a] >= [b]', [], 'branch'),
  op(0x57, 'jlts', COMPARE_BRANCH, 1, 'pc := imm if s[a] < s[b]', [], 'branch'),
  op(0x58, 'jges', COMPARE_BRANCH, 1, 'pc := imm if s[a] >= s[b]', [], 'branch'),
  op(
    0x59,
    'call',
    shape('frame', 'none', 'none', 'target'),
    3,
    'callee slots 0-3 := pc + 1, fp, instance, caller; fp += 64 * a; depth += 1; pc := imm',
    ['StackOverflow'],
    'call',
  ),
  op(
    0x5a,
    'callx',
    shape('frame', 'read', 'none', 'target'),
    8,
    'as call; then caller := instance; instance := [b]',
    ['StackOverflow'],
    'call',
  ),
  op(0x5b, 'ret', shape('none'), 2, 'pc, fp, instance, caller := slots 0-3; depth -= 1', [], 'return'),
  op(0x5c, 'end', shape('readLeaf'), 1, 'the message ends well; r0-r3 := first words of {a}', [], 'stop'),
  op(
    0x5d,
    'trap',
    shape('readLeaf', 'none', 'none', 'unsigned'),
    1,
    'UserError with detail imm and r0-r3 := first words of {a}',
    ['UserError'],
    'stop',
  ),

  // Silo: storage, message, outbox, events, identity
  op(
    0x60,
    'sload',
    shape('writeLeaf', 'readLeaf'),
    2000,
    '{a} := storage of (instance, first 7 words of {b})',
  ),
  {
    ...op(
      0x61,
      'sstore',
      shape('readLeaf', 'readLeaf'),
      12000,
      'storage of (instance, first 7 words of {b}) := {a}; extra gas when the key was absent and {a} is not zero',
    ),
    extraGas: 5000,
  },
  {
    ...op(
      0x62,
      'msgh',
      shape('writeLeaf', 'none', 'none', 'selector'),
      75,
      '{a} := head (0) or origin (1) of the message',
    ),
    immMax: 1,
  },
  op(0x63, 'msgd', shape('writeLeaf', 'read'), 180, '{a} := payload leaf [b]; OutOfBounds unless [b] < 256', [
    'OutOfBounds',
  ]),
  {
    ...op(0x64, 'ctx', shape('writeLeaf', 'none', 'none', 'selector'), 75, '{a} := context leaf imm'),
    immMax: 3,
  },
  op(0x65, 'self', shape('write'), 1, '[a] := instance'),
  op(0x66, 'from', shape('write'), 1, '[a] := caller'),
  op(
    0x67,
    'pay',
    shape('readLeaf'),
    2500,
    'append to the outbox: kind pay, amount = word 0 of {a}, recipient = words 1-4 of {a}',
    ['Dust', 'OutboxFull'],
  ),
  {
    ...op(
      0x68,
      'emit',
      shape('readLeaf', 'none', 'none', 'selector'),
      600,
      'append to the events: part imm, data = first 7 words of {a}',
      ['EventsFull'],
    ),
    immMax: 255,
  },
  op(
    0x69,
    'hash',
    shape('writeLeaf', 'readLeaf'),
    300,
    '{a} := H(silo.hash.v1, {b}) in words 0-3, zero in 4-7',
  ),

  {
    ...op(
      0x6a,
      'send',
      shape('readLeaf', 'none', 'none', 'selector'),
      2500,
      'append to the outbox: kind call, part imm, data = first 7 words of {a}',
      ['Dust', 'OutboxFull'],
    ),
    immMax: 255,
  },

  ...WIDE_ROWS,
  ...CRYPTO_ROWS,
]

/** Opcodes by number; a hole is not an instruction. */
export const OPCODES: readonly (Opcode | undefined)[] = (() => {
  const table: (Opcode | undefined)[] = Array.from({ length: 256 }, () => undefined)
  for (const row of ROWS) {
    if (table[row.code] !== undefined) throw new Error(`opcode ${row.code} is listed twice`)
    table[row.code] = row
  }
  return table
})()

/** All opcodes in ascending order of number. */
export const OPCODE_LIST: readonly Opcode[] = ROWS

/** Opcodes by name. */
export const OPCODE_BY_NAME: ReadonlyMap<string, Opcode> = new Map(ROWS.map((row) => [row.name, row]))
