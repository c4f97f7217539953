// The sources of the standard library. Made from the .silo files beside it by `npm run std`; change those.

/** Texts of the modules by path within the library. */
export const STD_SOURCES: Readonly<Record<string, string>> = {
  'access.silo': `/// Who may do what: an owner who hands over in two steps, roles that an owner gives, and a switch that stops a contract.
/// \`by admin.owner\` and \`by role(payers.members)\` are written where such a component was taken in as \`admin\` or \`payers\`.

const NOBODY: address = address(0x0000000000000000000000000000000000000000000000000000000000000000)

/// An owner. Handing over takes two messages, so that nothing is lost to an address that nobody has the key of.
pub component Owned {
  storage {
    owner: address
    heir: address = NOBODY
  }

  event OwnerOffered { owner: address, heir: address }
  event OwnerChanged { from: address, to: address }

  init(owner: address) {
    self.owner = owner
  }

  /// Names who may take over. Another offer takes this one back; one to oneself ends it.
  pub fn offer(to: address) by owner {
    heir = to
    emit OwnerOffered { owner, heir: to }
  }

  /// Takes over, if one was offered to.
  pub fn accept() by heir {
    emit OwnerChanged { from: owner, to: heir }
    owner = heir
    heir = NOBODY
  }

  /// Leaves the contract without an owner, for good. Also ends an offer.
  pub fn renounce() by owner {
    emit OwnerChanged { from: owner, to: NOBODY }
    owner = NOBODY
    heir = NOBODY
  }

  /// Whether it is the owner's address.
  pub view fn is_owner(who: address): bool => who == owner and owner != NOBODY
}

/// A role: addresses that its keeper names. The keeper hands over in two steps, like an owner.
pub component Role {
  use Owned as keeper

  storage {
    members: map<address, bool = false>
  }

  event Granted { to: address }
  event Revoked { from: address }

  init(keeper_address: address) {
    keeper.init(keeper_address)
  }

  pub fn grant(to: address) by keeper.owner {
    if members[to] { return }
    members[to] = true
    emit Granted { to }
  }

  pub fn revoke(from: address) by keeper.owner {
    if not members[from] { return }
    members[from] = false
    emit Revoked { from }
  }

  /// Gives up one's own membership.
  pub fn leave() by role(members) {
    members[caller.address] = false
    emit Revoked { from: caller.address }
  }

  /// Whether an address has the role.
  pub view fn has(who: address): bool => members[who]
}

/// The contract is stopped.
pub error IsPaused {}

/// A switch in the hand of a guardian. The contract calls \`demand_running()\` where it must not go on while stopped.
pub component Pausable {
  use Owned as guardian

  storage {
    paused: bool = false
  }

  event Paused { by_whom: address }
  event Resumed { by_whom: address }

  init(guardian_address: address) {
    guardian.init(guardian_address)
  }

  pub fn pause() by guardian.owner {
    paused = true
    emit Paused { by_whom: caller.address }
  }

  pub fn resume() by guardian.owner {
    paused = false
    emit Resumed { by_whom: caller.address }
  }

  /// Traps while the contract is stopped.
  view fn demand_running() {
    require not paused else IsPaused {}
  }

  pub view fn is_paused(): bool => paused
}
`,
  'bytes.silo': `/// Bytes: numbers as bytes and back, in either order; comparing; text in hexadecimal digits.

const DIGITS: string<16> = "0123456789abcdef"

/// A number as 8 bytes, the most significant first.
pub fn from_u64(n: u64): bytes<8> {
  let mut list: [u8] = []
  for i in 0..8 { list.push(u8((n >> (56 - 8 * i)) & 0xff)) }
  bytes(list)
}

/// A number as 8 bytes, the least significant first.
pub fn from_u64_little(n: u64): bytes<8> {
  let mut list: [u8] = []
  for i in 0..8 { list.push(u8((n >> (8 * i)) & 0xff)) }
  bytes(list)
}

/// A number as 32 bytes, the most significant first.
pub fn from_u256(n: u256): bytes<32> {
  let mut list: [u8] = []
  for i in 0..32 { list.push(u8((n >> (248 - 8 * u256(i))) & 0xff)) }
  bytes(list)
}

/// The number that up to 8 bytes are, the most significant first. Traps if there are more.
pub fn to_u64(data: bytes): u64 {
  require data.len <= 8
  let mut n = 0
  for i in 0..data.len max 8 { n = (n << 8) | u64(data[i]) }
  n
}

/// The number that up to 8 bytes are, the least significant first. Traps if there are more.
pub fn to_u64_little(data: bytes): u64 {
  require data.len <= 8
  let mut n = 0
  for i in 0..data.len max 8 { n = (n << 8) | u64(data[data.len - 1 - i]) }
  n
}

/// The number that up to 32 bytes are, the most significant first. Traps if there are more.
pub fn to_u256(data: bytes): u256 {
  require data.len <= 32
  let mut n: u256 = 0
  for i in 0..data.len max 32 { n = (n << 8) | u256(data[i]) }
  n
}

/// The number that the 32 bytes of a hash are, the most significant first.
pub fn number_of(h: hash): u256 => to_u256(bytes(h))

/// The order of two byte strings, as of words in a dictionary.
pub enum Order {
  Less
  Same
  More
}

/// Compares byte by byte; of two that begin alike the shorter one is less. At most 4096 bytes are looked at: it traps beyond.
pub fn compare(a: bytes, b: bytes): Order {
  let shorter = if a.len < b.len { a.len } else { b.len }
  for i in 0..shorter max 4096 {
    if a[i] < b[i] { return Less }
    if a[i] > b[i] { return More }
  }
  if a.len < b.len {
    Less
  } else if a.len > b.len {
    More
  } else {
    Same
  }
}

pub fn starts_with(data: bytes, beginning: bytes): bool =>
  data.len >= beginning.len and data.slice(0, beginning.len) == beginning

pub fn ends_with(data: bytes, end: bytes): bool =>
  data.len >= end.len and data.slice(data.len - end.len, data.len) == end

/// Two digits for each byte, in lower case. Traps beyond 2048 bytes.
pub fn to_hex(data: bytes): bytes {
  let mut digits: [u8] = []
  for i in 0..data.len max 2048 {
    digits.push(DIGITS[u64(data[i] >> 4)])
    digits.push(DIGITS[u64(data[i] & 0xf)])
  }
  bytes(digits)
}

/// The bytes that digits in lower or upper case stand for; \`None\` if they are no such digits, or an odd number. Traps beyond 2048 bytes.
pub fn from_hex(digits: bytes): Option<bytes<2048>> {
  if digits.len % 2 != 0 { return None }
  let mut list: [u8] = []
  for i in 0..digits.len / 2 max 2048 {
    let high = digit_value(digits[2 * i])?
    let low = digit_value(digits[2 * i + 1])?
    list.push((high << 4) | low)
  }
  Some(bytes(list))
}

/// What a digit stands for.
fn digit_value(digit: u8): Option<u8> {
  if digit >= 0x30 and digit <= 0x39 { return Some(digit - 0x30) }
  let lower = digit | 0x20
  if lower >= 0x61 and lower <= 0x66 { return Some(lower - 0x57) }
  None
}
`,
  'math.silo': `/// Whole numbers: the smaller and larger of two, powers, roots, averages and parts, all with their rounding written out.
/// \`mul_div(a, b, c, round: down)\` is known everywhere; it may be imported from here too.

/// The whole, in basis points: a hundredth of a percent each.
pub const ALL_BASIS_POINTS: u64 = 10_000

pub fn min<T: Ordered>(a: T, b: T): T => if b < a { b } else { a }

pub fn max<T: Ordered>(a: T, b: T): T => if b > a { b } else { a }

/// \`value\`, but no less than \`least\` and no more than \`most\`; traps if \`least\` is above \`most\`.
pub fn clamp<T: Ordered>(value: T, least: T, most: T): T {
  require least <= most
  max(min(value, most), least)
}

/// How far two numbers are apart. Traps on overflow, which only numbers with a sign can have.
pub fn distance<T: Number>(a: T, b: T): T => if a > b { a - b } else { b - a }

/// The number without its sign; right for the least of all as well.
pub fn abs(n: i64): u64 => if n < 0 { u64(-(n + 1)) + 1 } else { u64(n) }

/// \`a / b\`, rounded up.
pub fn div_up<T: Number>(a: T, b: T): T => if a % b == 0 { a / b } else { a / b + 1 }

/// The number halfway between, rounded down; never overflows.
pub fn average(a: u64, b: u64): u64 => (a & b) + ((a ^ b) >> 1)

/// \`base\` multiplied \`exponent\` times; traps on overflow.
pub fn pow<T: Number>(base: T, exponent: u64): T {
  let mut result: T = 1
  let mut square = base
  let mut left = exponent
  while left > 0 max 64 {
    if left & 1 == 1 { result = result * square }
    left = left >> 1
    // The last square may be too large, and isn't needed.
    if left > 0 { square = square * square }
  }
  result
}

/// The position of the highest bit that is set, that is the logarithm to base 2 rounded down; 0 for 0.
pub fn log2(n: u64): u64 {
  let mut rest = n
  let mut bits = 0
  for step in [32, 16, 8, 4, 2, 1] {
    if rest >> step > 0 {
      rest = rest >> step
      bits += step
    }
  }
  bits
}

/// The root, rounded down.
pub fn sqrt(n: u64): u64 {
  if n == 0 { return 0 }
  // No less than the root, from where Newton's steps come down to it.
  let mut root = 1 << (log2(n) / 2 + 1)
  for _step in 0..64 {
    let next = (root + n / root) / 2
    if next >= root { return root }
    root = next
  }
  root
}

/// The root of \`a * b\`, rounded down: their geometric mean.
pub fn sqrt_of_product(a: u64, b: u64): u64 {
  let n = u128(a) * u128(b)
  if n == 0 { return 0 }
  let high = u64(n >> 64)
  let bits = if high > 0 { log2(high) + 64 } else { log2(u64(n)) }
  let mut root: u128 = u128(1) << u128(bits / 2 + 1)
  for _step in 0..128 {
    let next = (root + n / root) / 2
    if next >= root { return u64(root) }
    root = next
  }
  u64(root)
}

/// So many basis points of an amount, rounded down: for what is paid out.
pub fn basis_points_down(amount: sompi, points: u64): sompi =>
  sompi(mul_div(amount.count, points, ALL_BASIS_POINTS, round: down))

/// So many basis points of an amount, rounded up: for what is asked for.
pub fn basis_points_up(amount: sompi, points: u64): sompi =>
  sompi(mul_div(amount.count, points, ALL_BASIS_POINTS, round: up))
`,
  'merkle.silo': `/// Proofs that something is among many, of which a contract keeps only the root of a tree. Leaves and inner nodes are hashed with different bytes in
/// front, so neither can be taken for the other; the side on which each neighbour stands comes from the leaf's index, so that every leaf has one place.

/// As deep as a tree may be: four thousand million leaves.
pub const MAX_DEPTH: u64 = 32

const LEAF: bytes<1> = 0x00
const NODE: bytes<1> = 0x01

/// The hash function that a tree is made with.
pub enum Hasher {
  Sha256
  Blake2b
}

/// The hash of a leaf's data.
pub fn leaf_hash(hasher: Hasher, data: bytes): hash => digest(hasher, LEAF.concat(data))

/// The hash of two neighbours.
pub fn node_hash(hasher: Hasher, left: hash, right: hash): hash =>
  digest(hasher, NODE.concat(bytes(left)).concat(bytes(right)))

fn digest(hasher: Hasher, data: bytes): hash =>
  match hasher {
    Sha256 => sha256(data),
    Blake2b => blake2b(data),
  }

/// The root of a tree in which a leaf has this index and these neighbours, from the leaf up.
pub fn root_of(hasher: Hasher, leaf: hash, index: u64, path: [hash; ..32]): hash {
  let mut node = leaf
  let mut at = index
  for other in path {
    node = if at & 1 == 0 {
      node_hash(hasher, left: node, right: other)
    } else {
      node_hash(hasher, left: other, right: node)
    }
    at = at >> 1
  }
  node
}

/// Whether data is the leaf of this index in the tree of this root. A path may be no shorter than its index says, or one leaf would have many indexes.
pub fn proves(hasher: Hasher, root: hash, data: bytes, index: u64, path: [hash; ..32]): bool =>
  index >> path.len == 0 and root_of(hasher, leaf_hash(hasher, data), index, path) == root
`,
  'nonces.silo': `/// What may happen only once: sets of used ids, and numbers that count up for each account.

/// This id has been used.
pub error UsedBefore { id: hash }

/// Another number is expected.
pub error WrongNonce { expected: u64, given: u64 }

/// Ids that were used. The contract calls \`use_up(id)\`, which traps the second time.
pub component Once {
  storage {
    used: set<hash>
  }

  fn use_up(id: hash) {
    require not used[id] else UsedBefore { id }
    used[id] = true
  }

  pub view fn is_used(id: hash): bool => used[id]
}

/// A number for each account that counts what it has signed: a signature holds for one number, and so for one time.
pub component Nonces {
  storage {
    next: map<address, u64 = 0>
  }

  fn use_up(who: address, nonce: u64) {
    let expected = next[who]
    require nonce == expected else WrongNonce { expected, given: nonce }
    next[who] = expected + 1
  }

  /// Makes what was signed for the next number void.
  pub fn skip() by anyone {
    next[caller.address] += 1
  }

  pub view fn nonce_of(who: address): u64 => next[who]
}
`,
}
