// What a `match` leaves over is named, and what is in vain is found.
import { describe, expect, test } from 'vitest'
import { analyse } from '../frontend.ts'
import { memoryHost } from '../load.ts'

const DECLARED = `pub enum Way { Left, Right, Far { by: u64, back: bool } }
pub struct Point { x: u8, y: bool }
`

function told(type: string, arms: string): string[] {
  const text = `${DECLARED}pub fn f(a: ${type}): u64 => match a { ${arms} }`
  const { diagnostics } = analyse(memoryHost({ 'a.silo': text }), ['a.silo'])
  return diagnostics.map((d) => `${d.code} ${/`(.*)`/.exec(d.message)?.[1] ?? ''}`.trim())
}

describe('a match', () => {
  test.each<[string, string, string[]]>([
    ['Way', 'Left => 1, Right => 2, Far { .. } => 3', []],
    ['Way', 'Left => 1, Right => 2', ['E0514 Far { .. }']],
    ['Way', 'Left => 1, Right => 2, Far { by: 0, .. } => 3', ['E0514 Far { by: 1, .. }']],
    ['Way', 'Left => 1, Right => 2, Far { back: true, .. } => 3', ['E0514 Far { back: false, .. }']],
    ['Way', 'Left | Right => 1, Far { by, .. } if by > 1 => 3', ['E0514 Far { .. }']],
    ['Way', '_ => 1, Left => 2', ['E0515']],
    ['Way', 'Left | Left => 1, _ => 2', ['E0515']],
    ['Way', 'Left | Right | Far { .. } => 1, _ => 2', ['E0515']],
    ['Option<bool>', 'Some(true) => 1, None => 2', ['E0514 Some(false)']],
    ['Option<Option<u8>>', 'Some(Some(0)) => 1, None => 2', ['E0514 Some(None)']],
    ['Option<Option<u8>>', 'Some(Some(0)) => 1, Some(None) | None => 2', ['E0514 Some(Some(1))']],
    ['(bool, bool)', '(true, _) => 1, (_, true) => 2', ['E0514 (false, false)']],
    ['(bool, bool)', '(true, _) => 1, (_, true) => 2, (false, false) => 3', []],
    ['(bool, bool)', '(true, _) => 1, (_, true) => 2, (true, false) => 3, _ => 4', ['E0515']],
    ['(Way, u8)', '(Left, n) => u64(n), (_, 0) => 1', ['E0514 (Right, 1)']],
    ['Point', 'Point { x: 0, .. } => 1, Point { y: true, .. } => 2', ['E0514 Point { x: 1, y: false }']],
    ['Result<u8, Way>', 'Ok(n) => u64(n), Err(Left) => 1', ['E0514 Err(Right)']],
    ['i8', '-1 => 1, 0 => 2', ['E0514 1']],
  ])('on %s: %s', (type, arms, codes) => {
    expect(told(type, arms)).toEqual(codes)
  })

  test('of very many cases ends', () => {
    const type = `(${Array(12).fill('Option<bool>').join(', ')})`
    const arms = Array.from(
      { length: 12 },
      (_, i) => `(${Array.from({ length: 12 }, (_v, j) => (i === j ? 'Some(true)' : '_')).join(', ')}) => 1`,
    )
    expect(told(type, arms.join(', '))).toEqual([expect.stringMatching(/^E0514/)])
  })
})
