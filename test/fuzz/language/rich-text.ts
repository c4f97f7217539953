// Random contracts with values of every shape: arrays, texts, options, enums, tuples, maps without defaults, sums and invariants.
import { randomFrom } from '../../support/random.ts'
import type { Random } from '../../support/random.ts'

/** The text of a silo of one contract; the same for the same seed. */
export function randomRichSilo(seed: number): string {
  const random = randomFrom(seed)
  const body = (): string => statements(random, 5, 2)
  const functions = [0, 1, 2].map(
    (
      i,
    ) => `pub fn run${i}(x: u64, s: Shape, list: [u64; ..5], t: string<8>, q: bool, big: u256, low: i128): (u64, Option<u64>) by anyone {
    let mut v: u64 = x
    let mut a = list
    let mut text: string = "ab"
    let mut shape_here = s
    let mut pair_here = (x, q)
    let mut wide: u256 = big
    let mut deep: i128 = low
    ${body()}
    require v % 7 != 3 else Odd { v, wide, list, text: t }
    (v, chain(v))
  }`,
  )
  return `
enum Shape { Dot, Line(u64), Box { w: u64, h: Option<u64> } }
struct Card { owner: address, marks: [u8; ..3], shape: Shape }
error Odd { v: u64, wide: u256, list: [u64; ..5], text: string<8> }
event Seen { v: u64, deep: i128, shape: Shape, text: string<8>, pair: (u64, bool) }
fn maybe(a: u64): Option<u64> => if a % 2 == 0 { Some(a / 2) } else { None }
fn chain(a: u64): Option<u64> => maybe(maybe(a)? ^ 1)
fn checked(a: u64): Result<u8, Shape> {
  let byte = a.try_u8() else { return Err(Shape.Line(a)) }
  Ok(byte)
}
fn size(s: Shape): u64 => match s {
  Dot => 0,
  Line(n) if n > 9 => n - 9,
  Line(n) => n,
  Box { w, h: Some(h) } => w ^ h,
  Box { w, .. } => w,
}
fn added(list: [u64]): u64 {
  let mut sum: u64 = 0
  for n in list { sum = sum.wrapping_add(n) }
  sum
}
contract Rich {
  storage {
    total: u64 = 0
    level: i32 = -3
    most: u256 = 7
    sums: map<u128, i128 = -1>
    held: map<u64, u64 = 0>
    spots: map<(u64, bool), Option<u64>>
    names: map<u64, string<16>>
    log: [u64; ..6] = []
    grid: [[u8; 2]; 3] = [[1, 2], [3, 4], [5, 6]]
    shape: Shape = Shape.Dot
    card: Card = Card { owner: 0x${'11'.repeat(32)}, marks: [1], shape: Shape.Box { w: 1, h: None } }
  }
  invariant count(held) <= 4
  invariant ${random.pick(['level < 1000', 'log.len < 6', 'sum(held) <= 1_000_000', 'total != 12345'])}
  ${functions.join('\n  ')}
}
`
}

function statements(random: Random, count: number, depth: number): string {
  return Array.from({ length: 1 + random.below(count) }, () => statement(random, depth)).join('\n    ')
}

function statement(random: Random, depth: number): string {
  // Names are not declared again within their scope.
  const k = `k${random.below(1_000_000)}`
  const n = (): string => number(random, 2)
  const c = (): string => condition(random)
  const s = (): string => shape(random)
  const block = (): string => statements(random, 2, depth - 1)
  const simple: (() => string)[] = [
    () => `v = ${n()}`,
    () => `v = v.wrapping_add(${n()})`,
    () => `total = ${n()} % 100_000`,
    () => `level = level.wrapping_add(i32(${n()} % 1000))`,
    () => `a.push(${n()})`,
    () => `a[${n()} % 3] = ${n()}`,
    () => `a = list`,
    () => `a = a.slice(0, a.len / 2)`,
    () => `log.push(${n()})`,
    () => `log[${n()} % 2] ^= ${n()}`,
    () => `discard log.pop()`,
    () => `grid[${n()} % 3][${n()} % 2] = u8(${n()} % 256)`,
    () => `grid[${n()} % 3] = [u8(${n()} % 256), 7]`,
    () => `shape = ${s()}`,
    () => `shape_here = ${s()}`,
    () => `card.shape = ${s()}`,
    () => `card.marks.push(u8(${n()} % 256))`,
    () => `card.owner = caller.address`,
    () => `card = Card { owner: caller.address, marks: [u8(${n()} % 256), 2], shape: ${s()} }`,
    () => `held[${n()} % 5] = ${n()} % 1000`,
    () => `held[${n()} % 5] += ${n()} % 10`,
    () => `spots[(${n()} % 2, q)] = Some(Some(${n()}))`,
    () => `spots[(${n()} % 2, q)] = Some(None)`,
    () => `spots[(${n()} % 2, q)] = None`,
    () => `names[${n()} % 3] = ${random.pick(['Some(t.concat("x"))', 'None', 'Some(t)', 'Some(text)'])}`,
    () => `text = text.concat(t)`,
    () => `wide = ${wide(random, 2)}`,
    () => `wide = wide.wrapping_mul(${wide(random, 1)})`,
    () => `deep = ${deep(random, 2)}`,
    () => `most = ${wide(random, 1)}`,
    () => `sums[u128(${n()} % 3)] += ${deep(random, 1)}`,
    () => `let ${k} = (${wide(random, 1)}).try_u64() else { return (v, Some(1)) } \n v ^= ${k}`,
    () => `text = text.slice(${n()} % 2, text.len)`,
    () => `pair_here = (${n()}, ${c()})`,
    () => `let (${k}a, ${k}b) = pair_here \n if ${k}b { v ^= ${k}a }`,
    () => `let ${k} = maybe(${n()}) else { return (v, None) } \n v ^= ${k}`,
    () => `emit Seen { v, deep, shape: shape_here, text: t, pair: pair_here }`,
    () => `require ${c()} or v != 99 else Odd { v, wide, list: a, text: t }`,
  ]
  if (depth <= 0) return random.pick(simple)()
  return random.pick([
    ...simple,
    () => `if ${c()} { ${block()} } else { ${block()} }`,
    () => `for ${k} in a { v = v.wrapping_add(${k}) \n ${block()} }`,
    () => `for ${k} in log { if ${k} > 5 { v ^= ${k} } else { ${block()} } }`,
    () => `for ${k}a in grid { for ${k}b in ${k}a { v = v.wrapping_add(u64(${k}b)) } }`,
    () => `while a.len > 1 max 6 { discard a.pop() \n ${block()} }`,
    () => `match a.pop() { Some(${k}) => { v ^= ${k} \n ${block()} } None => { ${block()} } }`,
    () => `match names[${n()} % 3] { Some(${k}) => { v ^= ${k}.len } None => { ${block()} } }`,
    () =>
      `match (${s()}) { Dot => { ${block()} } Line(${k}) if ${k} > v => { v = ${k} } Line(_) => { ${block()} } Box { w: ${k}a, h: ${k}b } => { v = ${k}a \n if ${k}b == None { v ^= 3 } } }`,
    () =>
      `match checked(${n()}) { Ok(${k}a) => { v ^= u64(${k}a) } Err(${k}b) => { shape_here = ${k}b \n ${block()} } }`,
  ])()
}

function number(random: Random, depth: number): string {
  const k = `k${random.below(1_000_000)}`
  const n = (): string => number(random, depth - 1)
  const leaves = [
    'v',
    'x',
    'total',
    'a.len',
    'list.len',
    't.len',
    'text.len',
    'log.len',
    'held[v % 5]',
    'sum(held)',
    'count(held)',
    'u64(grid[1][0])',
    'size(shape)',
    'size(s)',
    'size(card.shape)',
    'added(a)',
    'a[v % 2]',
    '0xffff_ffff_ffff_ffff',
    `${random.below(12)}`,
  ]
  if (depth <= 0) return random.pick(leaves)
  return random.pick([
    () => random.pick(leaves),
    () => random.pick(leaves),
    () => `(${n()} + ${n()})`,
    () => `(${n()} ^ ${n()})`,
    () => `(${n()} / (${n()} | 1))`,
    () => `${n()}.wrapping_mul(${n()})`,
    () => `${n()}.wrapping_sub(${n()})`,
    () => `(if ${condition(random)} { ${n()} } else { ${n()} })`,
    () => `(match maybe(${n()}) { Some(${k}) => ${k}, None => ${n()} })`,
    () => `(match spots[(${n()} % 2, q)] { Some(Some(${k})) => ${k}, _ => ${n()} })`,
    () =>
      `(match chain(${n()}) { Some(${k}) if ${k} > 3 => ${k}, ${k}a => if ${k}a == None { 1 } else { 2 } })`,
    () => `added([${n()}, ${n()}])`,
    () => `size(${shape(random)})`,
  ])()
}

function wide(random: Random, depth: number): string {
  const w = (): string => wide(random, depth - 1)
  const leaf = (): string =>
    random.pick(['wide', 'big', 'most', 'u256(v)', '(u256(1) << 200)', '(u256(1) << 128)', 'u256(3)'])
  if (depth <= 0) return leaf()
  return random.pick([
    leaf,
    () => `(${w()} + ${w()})`,
    () => `(${w()} ^ ${w()})`,
    () => `${w()}.wrapping_sub(${w()})`,
    () => `${w()}.saturating_mul(${w()})`,
    () => `(${w()} / (${w()} | 1))`,
    () => `(${w()} % (${w()} | 1))`,
    () => `(${w()} >> (u256(x) % 256))`,
    () => `mul_div(${w()}, ${w()}, ${w()} | 1, round: ${random.pick(['up', 'down'])})`,
    () => `(if ${w()} < ${w()} { ${w()} } else { ${w()} })`,
  ])()
}

function deep(random: Random, depth: number): string {
  const d = (): string => deep(random, depth - 1)
  const leaf = (): string =>
    random.pick(['deep', 'low', 'sums[u128(v % 3)]', 'i128(v)', '(-i128(1))', 'i128(5)'])
  if (depth <= 0) return leaf()
  return random.pick([
    leaf,
    () => `(${d()} + ${d()})`,
    () => `(${d()} - ${d()})`,
    () => `${d()}.wrapping_mul(${d()})`,
    () => `(${d()} / (if ${d()} == 0 { i128(1) } else { ${d()} }))`,
    () => `(-${d()})`,
    () => `(if ${d()} < ${d()} { ${d()} } else { i128(level) })`,
  ])()
}

function shape(random: Random): string {
  const leaf = (): string => random.pick(['v', 'x', 'a.len', '7', 'total'])
  return random.pick([
    's',
    'shape',
    'shape_here',
    'card.shape',
    'Shape.Dot',
    `Shape.Line(${leaf()})`,
    `Shape.Box { w: ${leaf()}, h: maybe(${leaf()}) }`,
  ])
}

function condition(random: Random): string {
  const n = (): string => number(random, 1)
  return random.pick([
    () => `${n()} < ${n()}`,
    () => `${n()} == ${n()}`,
    () => 'q',
    () => 'shape == shape_here',
    () => `maybe(${n()}) == Some(${n()})`,
    () => 'a == list',
    () => 't == "aa"',
    () => 'names[v % 3] == Some(t)',
    () => 'level > 0',
    () => 'pair_here == (v, true)',
    () => 'log == []',
    () => 'wide > big',
    () => 'deep < 0',
  ])()
}
