// What the machine's word operations compute, on constants. Undefined where the operation would trap or isn't of the kind
// that can be worked out ahead.

const MASK = (1n << 64n) - 1n
const unsigned = (x: bigint): bigint => BigInt.asUintN(64, x)
const signed = (x: bigint): bigint => BigInt.asIntN(64, x)
const flag = (yes: boolean): bigint => (yes ? 1n : 0n)
const inU64 = (x: bigint): bigint | undefined => (x >= 0n && x <= MASK ? x : undefined)
const inI64 = (x: bigint): bigint | undefined => (signed(x) === x ? unsigned(x) : undefined)

type Binary = (x: bigint, y: bigint) => bigint | undefined

const BINARY: Readonly<Record<string, Binary>> = {
  add: (x, y) => unsigned(x + y),
  sub: (x, y) => unsigned(x - y),
  mul: (x, y) => unsigned(x * y),
  mulhu: (x, y) => (x * y) >> 64n,
  and: (x, y) => x & y,
  or: (x, y) => x | y,
  xor: (x, y) => x ^ y,
  shl: (x, y) => unsigned(x << (y & 63n)),
  shru: (x, y) => x >> (y & 63n),
  shrs: (x, y) => unsigned(signed(x) >> (y & 63n)),
  addu: (x, y) => inU64(x + y),
  subu: (x, y) => inU64(x - y),
  mulu: (x, y) => inU64(x * y),
  divu: (x, y) => (y === 0n ? undefined : x / y),
  remu: (x, y) => (y === 0n ? undefined : x % y),
  adds: (x, y) => inI64(signed(x) + signed(y)),
  subs: (x, y) => inI64(signed(x) - signed(y)),
  muls: (x, y) => inI64(signed(x) * signed(y)),
  divs: (x, y) => (y === 0n ? undefined : inI64(signed(x) / signed(y))),
  rems: (x, y) => (y === 0n ? undefined : unsigned(signed(x) % signed(y))),
  eq: (x, y) => flag(x === y),
  ne: (x, y) => flag(x !== y),
  ltu: (x, y) => flag(x < y),
  leu: (x, y) => flag(x <= y),
  lts: (x, y) => flag(signed(x) < signed(y)),
  les: (x, y) => flag(signed(x) <= signed(y)),
}

/** The operation with an immediate that an operation on two registers becomes when the second is a constant. */
export interface ImmediateForm {
  readonly op: string
  readonly imm: number
}

const unsignedImmediate = (y: bigint): number => Number(y)
const shiftImmediate = (y: bigint): number => Number(y & 63n)
const signedImmediate = (y: bigint): number => Number(signed(y))
// Not `-n`, which of zero would be a number of its own.
const negatedImmediate = (y: bigint): number => 0 - Number(signed(y))

/** The form of each operation that has one, and what its immediate is, which may not fit. */
const IMMEDIATE_FORM: ReadonlyMap<string, { readonly op: string; readonly imm: (y: bigint) => number }> =
  new Map([
    ['add', { op: 'addi', imm: signedImmediate }],
    ['sub', { op: 'addi', imm: negatedImmediate }],
    ['and', { op: 'andi', imm: unsignedImmediate }],
    ['xor', { op: 'xori', imm: unsignedImmediate }],
    ['shl', { op: 'shli', imm: shiftImmediate }],
    ['shru', { op: 'shrui', imm: shiftImmediate }],
    ['shrs', { op: 'shrsi', imm: shiftImmediate }],
    ['addu', { op: 'addui', imm: unsignedImmediate }],
    ['subu', { op: 'subui', imm: unsignedImmediate }],
    ['mulu', { op: 'mului', imm: unsignedImmediate }],
    ['eq', { op: 'eqi', imm: unsignedImmediate }],
    ['ltu', { op: 'ltui', imm: unsignedImmediate }],
  ])

const COMMUTATIVE: ReadonlySet<string> = new Set(['add', 'and', 'xor', 'addu', 'mulu', 'eq', 'mul', 'or'])

/** The value of an operation on two constants. */
export function evaluateBinary(op: string, x: bigint, y: bigint): bigint | undefined {
  return BINARY[op]?.(x, y)
}

/** The operation on two registers that each operation with an immediate stands for. */
const PLAIN_FORM: ReadonlyMap<string, string> = new Map(
  [...IMMEDIATE_FORM].flatMap(([plain, { op }]) => (plain === 'sub' ? [] : [[op, plain] as const])),
)

/** The value of an operation with an immediate (as the instruction holds it) on a constant. */
export function evaluateImmediate(op: string, x: bigint, imm: number): bigint | undefined {
  const plain = PLAIN_FORM.get(op)
  return plain === undefined ? undefined : evaluateBinary(plain, x, unsigned(BigInt(imm)))
}

/** The form with an immediate, if there is one and the constant fits in it. */
export function immediateForm(op: string, y: bigint): ImmediateForm | undefined {
  const form = IMMEDIATE_FORM.get(op)
  if (form === undefined) return undefined
  const imm = form.imm(y)
  const fits = form.op === 'addi' ? imm >= -(2 ** 31) && imm < 2 ** 31 : imm < 2 ** 32
  return fits ? { op: form.op, imm } : undefined
}

export function isCommutative(op: string): boolean {
  return COMMUTATIVE.has(op)
}

/** Whether a branch on constants is taken. */
export function evaluateBranch(op: string, x: bigint, y: bigint): boolean | undefined {
  switch (op) {
    case 'jz':
      return x === 0n
    case 'jnz':
      return x !== 0n
    case 'jeq':
      return x === y
    case 'jne':
      return x !== y
    case 'jltu':
      return x < y
    case 'jgeu':
      return x >= y
    case 'jlts':
      return signed(x) < signed(y)
    case 'jges':
      return signed(x) >= signed(y)
    default:
      return undefined
  }
}
