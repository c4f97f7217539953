// Rows of the opcode table: integers of 128 and 256 bits, in groups of two or four slots. The type stands in the immediate.
import { op, shape } from './opcode.ts'
import type { Opcode, Shape } from './opcode.ts'
import type { TrapName } from './traps.ts'

/** Types that an instruction takes, as the largest number in its immediate: u128 and u256 where the sign makes no difference. */
const UNSIGNED = 1
const ALL = 3

const UNARY = shape('writeWide', 'readWide', 'none', 'wide')
const BINARY = shape('writeWide', 'readWide', 'readWide', 'wide')
const SHIFT = shape('writeWide', 'readWide', 'read', 'wide')
const COMPARISON = shape('write', 'readWide', 'readWide', 'wide')

function wide(
  code: number,
  name: string,
  fields: Shape,
  types: typeof UNSIGNED | typeof ALL,
  gas: number,
  effect: string,
  traps: readonly TrapName[] = [],
): Opcode {
  return { ...op(code, name, fields, gas, effect, traps), immMax: types }
}

export const WIDE_ROWS: readonly Opcode[] = [
  // Moves and conversions
  wide(0x70, 'wmov', UNARY, UNSIGNED, 2, '<a> := <b>'),
  wide(
    0x71,
    'wof',
    shape('writeWide', 'read', 'none', 'wide'),
    ALL,
    2,
    '<a> := [b], zero-extended; s[b] sign-extended for signed types',
  ),
  wide(
    0x72,
    'wto',
    shape('write', 'readWide', 'none', 'wide'),
    ALL,
    2,
    '[a] := <b>; Overflow beyond 2^64-1, for signed types outside i64',
    ['Overflow'],
  ),
  op(0x73, 'wextu', shape('writeQuad', 'readPair'), 2, '<a> := <b>, zero-extended to 256 bits'),
  op(0x74, 'wexts', shape('writeQuad', 'readPair'), 2, '<a> := s<b>, sign-extended to 256 bits'),
  op(0x75, 'wnaru', shape('writePair', 'readQuad'), 2, '<a> := <b>; Overflow beyond 2^128-1', ['Overflow']),
  op(0x76, 'wnars', shape('writePair', 'readQuad'), 2, '<a> := s<b>; Overflow outside i128', ['Overflow']),

  // Wrapping arithmetic
  wide(0x78, 'wadd', BINARY, UNSIGNED, 15, '<a> := <b> + <c> mod 2^W'),
  wide(0x79, 'wsub', BINARY, UNSIGNED, 15, '<a> := <b> - <c> mod 2^W'),
  wide(0x7a, 'wmul', BINARY, UNSIGNED, 40, '<a> := <b> * <c> mod 2^W'),

  // Checked arithmetic: numbers are signed for signed types
  wide(0x7b, 'waddx', BINARY, ALL, 15, '<a> := <b> + <c>; Overflow outside the type', ['Overflow']),
  wide(0x7c, 'wsubx', BINARY, ALL, 15, '<a> := <b> - <c>; Overflow outside the type', ['Overflow']),
  wide(0x7d, 'wmulx', BINARY, ALL, 100, '<a> := <b> * <c>; Overflow outside the type', ['Overflow']),
  wide(
    0x7e,
    'wdiv',
    BINARY,
    ALL,
    140,
    '<a> := <b> / <c> rounded towards 0; Overflow for -2^(W-1) / -1 of signed types',
    ['DivideByZero', 'Overflow'],
  ),
  wide(
    0x7f,
    'wrem',
    BINARY,
    ALL,
    140,
    '<a> := <b> - <c> * (<b> / <c>), the quotient rounded towards 0; 0 for -2^(W-1) and -1',
    ['DivideByZero'],
  ),
  {
    ...op(
      0x80,
      'wmuldiv',
      shape('writeWide', 'readWide', 'readWide', 'wideAndFlag'),
      240,
      '<a> := <b> * <c> / <imm slot>, unsigned, in 2W bits, rounded down, or up when bit 8 of imm is set; Overflow beyond 2^W-1',
      ['DivideByZero', 'Overflow'],
    ),
    flag: 'up',
  },

  // Bits
  wide(0x81, 'wand', BINARY, UNSIGNED, 6, '<a> := <b> & <c>'),
  wide(0x82, 'wor', BINARY, UNSIGNED, 6, '<a> := <b> | <c>'),
  wide(0x83, 'wxor', BINARY, UNSIGNED, 6, '<a> := <b> ^ <c>'),
  wide(0x84, 'wnot', UNARY, UNSIGNED, 3, '<a> := every bit of <b> turned'),
  wide(0x85, 'wshl', SHIFT, UNSIGNED, 20, '<a> := <b> << ([c] mod W)'),
  wide(0x86, 'wshr', SHIFT, ALL, 20, '<a> := <b> >> ([c] mod W), zero-filled, for signed types sign-filled'),

  // Comparison: 1 or 0
  wide(0x87, 'weq', COMPARISON, UNSIGNED, 3, '[a] := <b> = <c>'),
  wide(0x88, 'wlt', COMPARISON, ALL, 14, '[a] := <b> < <c>, signed for signed types'),
]
