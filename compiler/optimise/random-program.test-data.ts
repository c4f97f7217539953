// Random contracts for tests of the optimiser and the code generator: well-typed by construction, with everything that
// statements can do to locals, storage, events and control flow. The same seed gives the same text.

/** A contract with functions `run0` .. `run2` of (u64, i64, u8, bool). */
export function randomContract(seed: number): string {
  const random = generator(seed)
  const body = (): string => statements(random, { depth: 3, names: 0, loops: 0, impure: true }, 6)
  const runs = [0, 1, 2].map(
    (i) => `pub fn run${i}(x: u64, y: i64, z: u8, q: bool): u64 by anyone {
      let mut v: u64 = x
      let mut w: i64 = y
      let mut p: Point = Point { x, y: z, on: q }
      ${body()}
      require v % 7 != 3 else Odd { v, w }
      v ^ point.x
    }`,
  )
  return `
contract Random {
  struct Point { x: u64, y: u8, on: bool }
  struct Wide { a: Point, b: Point, who: address, c: Point }
  storage {
    total: u64 = 3
    level: i64 = -5
    point: Point = Point { x: 9, y: 1, on: true }
    counts: map<u64, u64 = 7>
    pairs: map<address, map<address, u64 = 0>>
    wide: map<u8, Wide = Wide {
      a: Point { x: 1, y: 2, on: true }, b: Point { x: 3, y: 4, on: false },
      who: 0x${'11'.repeat(32)}, c: Point { x: 5, y: 6, on: true } }>
  }
  error Odd { v: u64, w: i64 }
  event Seen { v: u64, w: i64, p: Point, who: address }
  fn twist(a: u64, b: u8): u64 { if b > 100 { return a / 3 } ${'\n'} a ^ u64(b) }
  fn spread(a: u64, on: bool): Point { Point { x: a, y: 7, on } }
  fn bump(a: u64): u64 {
    total = total.wrapping_add(a)
    point.x ^= 1
    counts[a % 4] ^= a
    wide[1].b.x ^= a
    total
  }
  ${runs.join('\n  ')}
}
`
}

/** A pure function of u64s v, x, total, i64s w, y, level, a u8 z, a bool q and two points, at file level. */
export function randomFunction(seed: number): string {
  const random = generator(seed)
  const context: Context = { depth: 0, names: 0, loops: 0, impure: false }
  const pure = (text: string): string =>
    text
      .replaceAll('caller.address != wide[2].who', 'q')
      .replaceAll('pairs[caller.address][wide[1].who]', 'total')
      .replaceAll('counts[v % 4]', 'x')
      .replaceAll(/wide\[\d\]\.b\.x/g, 'point.x')
  const n = (): string => pure(number(random, context, 3))
  const c = (): string => pure(condition(random, context, 2))
  return `
struct Point { x: u64, y: u8, on: bool }
fn twist(a: u64, b: u8): u64 { if b > 100 { return a / 3 } ${'\n'} a ^ u64(b) }
fn spread(a: u64, on: bool): Point { Point { x: a, y: 7, on } }
fn f(v: u64, x: u64, total: u64, w: i64, y: i64, level: i64, z: u8, q: bool, p: Point, point: Point): u64 {
  let mut sum = ${n()}
  for i in 0..5 {
    if ${c()} { sum = sum.wrapping_add(${n()}) } else { sum ^= ${n()} }
    if sum % 4 == i { continue }
    if ${c()} and i > 2 { break }
    sum = match sum % 3 { 0 => ${n()}, 1 => sum / 2, rest => rest }
  }
  if ${c()} { return sum | ${n()} }
  if ${pure(signed(random, 3))} < ${pure(signed(random, 2))} { sum } else { ${n()} }
}
contract Run {
  pub view fn run(v: u64, x: u64, total: u64, w: i64, y: i64, level: i64, z: u8, q: bool, p: Point, point: Point): u64 =>
    f(v: v, x: x, total: total, w: w, y: y, level: level, z: z, q: q, p: p, point: point)
}
`
}

export type Random = (below: number) => number

interface Context {
  readonly depth: number
  /** Variables declared so far in this block and around it: n0, n1, ... */
  readonly names: number
  readonly loops: number
  /** Whether expressions may change variables and storage. */
  readonly impure: boolean
}

/** A small generator of numbers (xorshift); good enough to choose with. */
export function generator(seed: number): Random {
  let state = (seed ^ 0x9e3779b9) | 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

function pick(random: Random, options: readonly (() => string)[]): string {
  return options[random(options.length)]?.() ?? ''
}

function statements(random: Random, context: Context, count: number): string {
  const lines: string[] = []
  let { names } = context
  for (let i = 0; i < 1 + random(count); i++) {
    if (random(4) === 0) {
      lines.push(`let d${context.depth}_${names}: u64 = ${number(random, context, 2)}`)
      lines.push(`v = v.wrapping_add(d${context.depth}_${names})`)
      names++
    } else lines.push(statement(random, { ...context, names }))
  }
  return lines.join('\n')
}

function statement(random: Random, context: Context): string {
  const n = (): string => number(random, context, 3)
  const inner: Context = { ...context, depth: context.depth - 1 }
  const block = (): string => statements(random, inner, 3)
  const simple: (() => string)[] = [
    () => `v = ${n()}`,
    () => `v = v.wrapping_add(${n()})`,
    () => `v ^= ${n()}`,
    () => `w = w.saturating_sub(${signed(random, 2)})`,
    () => `w = ${signed(random, 2)}`,
    () => `p.x = ${n()}`,
    () => `p.on = ${condition(random, context, 2)}`,
    () => `p.y = ${small(random, context)}`,
    () => `total = ${n()}`,
    () => `total += ${n()}`,
    () => `level = ${signed(random, 2)}`,
    () => `point = p`,
    () => `p = Point { x: v, y: point.y, on: p.on }`,
    () => `p = Point { x: ${n()}, y: u8(p.x % 256), on: p.on }`,
    () => `v = bump(v)`,
    () => `point.x = ${n()}`,
    () => `point.y = ${small(random, context)}`,
    () => `p = spread(${n()}, ${condition(random, context, 1)})`,
    () => `counts[${n()} % 4] = ${n()}`,
    () => `counts[${n()} % 4] ^= ${n()}`,
    () => `pairs[caller.address][wide[1].who] += ${n()} % 1000`,
    () => `wide[${small(random, context)}].b.x = ${n()}`,
    () => `wide[${small(random, context)}].c = p`,
    () => `wide[${small(random, context)}].who = caller.address`,
    () => `emit Seen { v, w, p, who: caller.address }`,
    () => `require ${condition(random, context, 2)} or v != 12345 else Odd { v, w }`,
  ]
  if (context.depth <= 0) return pick(random, simple)
  const loop = `i${context.depth}_${context.loops}_${context.names}`
  return pick(random, [
    ...simple,
    () => `if ${condition(random, context, 3)} { ${block()} } else { ${block()} }`,
    () => `if ${condition(random, context, 3)} { ${block()} }`,
    () =>
      `for ${loop} in 0..${1 + random(5)} { v = v.wrapping_add(${loop}) \n ${block()} \n if v % 5 == 1 { break } }`,
    () => `for ${loop} in 0..(v % 6) max 4 { if ${loop} == 2 { continue } \n ${block()} }`,
    () => `while v % 3 != 0 max 6 { v = v.wrapping_add(1) \n ${block()} }`,
    () => `v = match v % 4 { 0 => ${n()}, 1 | 2 => total, other => other.wrapping_mul(${n()}) }`,
    () => `if ${condition(random, context, 2)} { return ${n()} }`,
  ])
}

function number(random: Random, context: Context, depth: number): string {
  const n = (): string => number(random, context, depth - 1)
  const leaves: (() => string)[] = [
    () => 'v',
    () => 'x',
    () => 'p.x',
    () => 'total',
    () => 'point.x',
    () => `${random(20)}`,
    () => '0xffff_ffff_ffff_ffff',
    () => 'u64(z)',
    () => 'counts[v % 4]',
    () => `wide[${random(3)}].b.x`,
    () => 'pairs[caller.address][wide[1].who]',
  ]
  if (depth <= 0) return pick(random, leaves)
  const effects: (() => string)[] = [
    () => `(if q { v = v.wrapping_add(${n()}) \n v } else { p.x = ${n()} \n v })`,
    () => `({ v = v.wrapping_add(${n()}) \n v })`,
    () => `(v ^ ({ v = ${n()} \n v.wrapping_mul(3) }))`,
    () => `bump(${n()})`,
  ]
  return pick(random, [
    ...leaves,
    ...(context.impure ? effects : []),
    () => `(${n()} + ${n()})`,
    () => `(${n()} - ${n()})`,
    () => `(${n()} & ${n()})`,
    () => `(${n()} | ${n()})`,
    () => `(${n()} >> (${n()} % 64))`,
    () => `${n()}.wrapping_mul(${n()})`,
    () => `${n()}.wrapping_sub(${n()})`,
    () => `${n()}.saturating_add(${n()})`,
    () => `(${n()} / ${n()})`,
    () => `(${n()} % (${n()} | 1))`,
    () => `(if ${condition(random, context, depth - 1)} { ${n()} } else { ${n()} })`,
    () => `twist(${n()}, z)`,
    () => `spread(${n()}, q).x`,
  ])
}

function signed(random: Random, depth: number): string {
  const n = (): string => signed(random, depth - 1)
  const leaves = [
    () => 'w',
    () => 'y',
    () => 'level',
    () => `i64(${random(9)})`,
    () => `(-i64(${1 + random(9)}))`,
  ]
  if (depth <= 0) return pick(random, leaves)
  return pick(random, [
    ...leaves,
    () => `(${n()} + ${n()})`,
    () => `${n()}.wrapping_mul(${n()})`,
    () => `${n()}.saturating_add(${n()})`,
    () => `(${n()} / ${n()})`,
    () => `(-${n()})`,
  ])
}

function small(random: Random, context: Context): string {
  return pick(random, [
    () => `${random(4)}`,
    () => 'z',
    () => 'p.y',
    () => 'point.y',
    () => `u8(${number(random, context, 1)} % 256)`,
    () => '(z & 3)',
  ])
}

function condition(random: Random, context: Context, depth: number): string {
  const compare = (): string =>
    pick(random, [
      () => `${number(random, context, 1)} < ${number(random, context, 1)}`,
      () => `${number(random, context, 1)} >= ${number(random, context, 1)}`,
      () => `${number(random, context, 1)} == ${number(random, context, 1)}`,
      () => `${signed(random, 1)} > ${signed(random, 1)}`,
      () => 'caller.address != wide[2].who',
      () => 'p.on == point.on',
      () => 'q',
      () => 'point.on',
    ])
  if (depth <= 0) return compare()
  const c = (): string => condition(random, context, depth - 1)
  return pick(random, [
    compare,
    () => `(${c()} and ${c()})`,
    () => `(${c()} or ${c()})`,
    () => `(not (${c()}))`,
  ])
}
