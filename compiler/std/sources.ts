// The sources of the standard library. Made from the .silo files beside it by `npm run std`; change those.

/** Texts of the modules by path within the library. */
export const STD_SOURCES: Readonly<Record<string, string>> = {
  'access.silo': `/// Who may do what: an owner who hands over in two steps, roles that an owner gives, and a switch that stops a contract.
/// \`by admin.owner\` and \`by role(payers.members)\` are written where such a component was taken in as \`admin\` or \`payers\`.

const NOBODY: address = address(0x0000000000000000000000000000000000000000000000000000000000000000)

/// An owner. Handing over takes two messages, so that nothing is lost to an address that nobody has the key of.
///
/// \`\`\`silo
/// import { Owned } from "std/access"
///
/// contract Switch {
///   use Owned as admin
///   storage { on: bool = false }
///   init() { admin.init(caller.address) }
///   pub fn turn() by admin.owner { on = not on }
/// }
///
/// test "the owner turns it, and hands over in two steps" {
///   let s = deploy Switch()
///   s.turn()
///   s.admin.offer(bob)
///   as bob { s.admin.accept() }
///   expect trap NotAuthorised { s.turn() }
/// }
/// \`\`\`
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
///
/// \`\`\`silo
/// import { Role } from "std/access"
///
/// contract Till {
///   use Role as cashiers
///   init() { cashiers.init(caller.address) }
///   pub fn open() by role(cashiers.members) { }
/// }
///
/// test "the keeper says who is a cashier" {
///   let t = deploy Till()
///   expect trap NotAuthorised { as bob { t.open() } }
///   t.cashiers.grant(bob)
///   as bob { t.open() }
/// }
/// \`\`\`
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
  'auction.silo': `/// Auctions. In all of them coins that are owed wait until they are asked for: nobody's refusal to be paid can stop others.

/// The auction has not begun, or is over.
pub error NotOpen { now: u64, end: u64 }

/// The auction is still going on.
pub error StillOpen { now: u64, end: u64 }

/// A bid must be at least so much.
pub error BidTooLow { bid: sompi, least: sompi }

/// Nothing is owed to the caller.
pub error NothingOwed {}

/// It was settled before.
pub error AlreadySettled {}

/// What is owed to whom. Each debt is backed by coins of its own.
pub component Refunds {
  storage {
    owed: map<address, coin>
  }

  event Owed { who: address, amount: sompi }

  fn credit(who: address, funds: coin) {
    emit Owed { who, amount: funds.amount }
    owed[who].join(funds)
  }

  /// Pays the caller all that is owed.
  pub fn collect(): OutboxId by anyone {
    let amount = owed[caller.address].amount
    require amount > 0 sompi else NothingOwed {}
    pay(caller.address, owed[caller.address].take(amount))
  }

  pub view fn owed_to(who: address): sompi => owed[who].amount
}

/// The highest bid wins, and bids are open. Who is outbid collects the bid; a late bid puts the end off, so that waiting for the last moment gains nothing.
///
/// \`\`\`silo
/// import { EnglishAuction } from "std/auction"
///
/// contract Sale {
///   use EnglishAuction as auction
///   init(end: u64) {
///     auction.init(seller: caller.address, reserve: 1 kas, step: 500, end, extension: 0)
///   }
///   pub fn settle() by anyone { discard auction.settle() }
/// }
///
/// test "who is outbid collects the bid" {
///   let s = deploy Sale(1_000_000)
///   as bob { s.auction.bid(coin(1 kas)) }
///   as carol { s.auction.bid(coin(2 kas)) }
///   as bob { s.auction.refunds.collect() }
///   expect paid_to(bob) == 1 kas
/// }
/// \`\`\`
pub component EnglishAuction {
  use Refunds as refunds

  storage {
    best: coin
    winner: Option<address> = None
    seller: address
    reserve: sompi
    /// How much a bid must be above the last, in basis points.
    step: u64
    /// A DAA score.
    end: u64
    /// A bid later than so long before the end puts it off until so long after the bid.
    extension: u64
    settled: bool = false
  }

  event Bid { who: address, amount: sompi, end: u64 }
  event Settled { winner: Option<address>, amount: sompi }

  invariant winner != None or best.amount == 0 sompi

  init(seller: address, reserve: sompi, step: u64, end: u64, extension: u64) {
    require reserve >= context.min_pay
    best = coin.zero()
    self.seller = seller
    self.reserve = reserve
    self.step = step
    self.end = end
    self.extension = extension
  }

  pub payable fn bid(funds: coin) by anyone {
    let now = context.daa_score
    require now < end else NotOpen { now, end }
    let least = least_bid()
    require funds.amount >= least else BidTooLow { bid: funds.amount, least }
    emit Bid { who: caller.address, amount: funds.amount, end }
    let before = best.swap(funds)
    match winner {
      Some(outbid) => refunds.credit(outbid, before),
      None => best.join(before),
    }
    winner = Some(caller.address)
    if now + extension > end { end = now + extension }
  }

  /// Ends the auction: the seller is owed the best bid, and the contract learns who gets what was sold. Once.
  fn settle(): Option<address> {
    let now = context.daa_score
    require now >= end else StillOpen { now, end }
    require not settled else AlreadySettled {}
    settled = true
    emit Settled { winner, amount: best.amount }
    if best.amount > 0 sompi { refunds.credit(seller, best.take(best.amount)) }
    winner
  }

  /// The least that is a bid now: the reserve, or the best bid and a step, rounded up.
  pub view fn least_bid(): sompi {
    if winner == None { return reserve }
    let more = sompi(mul_div(best.amount.count, step, 10_000, round: up))
    best.amount + (if more > 1 sompi { more } else { 1 sompi })
  }

  pub view fn leader(): Option<address> => winner
  pub view fn best_bid(): sompi => best.amount
  pub view fn ends_at(): u64 => end
}

/// The price falls from \`start\` to \`least\` between two DAA scores; who first pays what it is then has bought.
pub component DutchAuction {
  use Refunds as refunds

  storage {
    seller: address
    start: sompi
    least: sompi
    begins: u64
    ends: u64
    sold: bool = false
  }

  event Sold { buyer: address, price: sompi }

  init(seller: address, start: sompi, least: sompi, begins: u64, ends: u64) {
    require start >= least and least >= context.min_pay and begins < ends
    self.seller = seller
    self.start = start
    self.least = least
    self.begins = begins
    self.ends = ends
  }

  /// Buys at the price of now. What was given beyond it is owed back.
  fn buy(funds: coin): address {
    require not sold else AlreadySettled {}
    require context.daa_score >= begins else NotOpen { now: context.daa_score, end: begins }
    let price = price_now()
    require funds.amount >= price else BidTooLow { bid: funds.amount, least: price }
    sold = true
    emit Sold { buyer: caller.address, price }
    refunds.credit(seller, funds.take(price))
    refunds.credit(caller.address, funds)
    caller.address
  }

  /// The price, rounded up.
  pub view fn price_now(): sompi {
    let now = context.daa_score
    if now <= begins { return start }
    if now >= ends { return least }
    least + sompi(mul_div((start - least).count, ends - now, ends - begins, round: up))
  }
}
`,
  'bytes.silo': `/// Bytes: numbers as bytes and back, in either order; comparing; text in hexadecimal digits.

const DIGITS: string<16> = "0123456789abcdef"

/// A number as 8 bytes, the most significant first.
///
/// \`\`\`silo
/// expect from_u64(0x0102) == 0x0000000000000102
/// \`\`\`
pub fn from_u64(n: u64): bytes<8> {
  let mut list: [u8] = []
  for i in 0..8 { list.push(u8((n >> (56 - 8 * i)) & 0xff)) }
  bytes(list)
}

/// A number as 8 bytes, the least significant first.
///
/// \`\`\`silo
/// expect from_u64_little(0x0102) == 0x0201000000000000
/// \`\`\`
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
///
/// \`\`\`silo
/// expect to_u64(0x0102) == 258
/// \`\`\`
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
///
/// \`\`\`silo
/// expect to_hex(0x00ff) == "00ff"
/// \`\`\`
pub fn to_hex(data: bytes): bytes {
  let mut digits: [u8] = []
  for i in 0..data.len max 2048 {
    digits.push(DIGITS[u64(data[i] >> 4)])
    digits.push(DIGITS[u64(data[i] & 0xf)])
  }
  bytes(digits)
}

/// The bytes that digits in lower or upper case stand for; \`None\` if they are no such digits, or an odd number. Traps beyond 2048 bytes.
///
/// \`\`\`silo
/// let digits: bytes = "00fF"
/// let Some(data) = from_hex(digits) else { return }
/// expect data == 0x00ff
/// \`\`\`
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
  'escrow.silo': `/// Coins that a third party holds between two others until it is clear whose they are. One component is one agreement; who wants many takes a map of states.

/// The agreement isn't in the state that this needs.
pub error WrongState { state: EscrowState }

/// The time for it has not come, or is over.
pub error WrongTime { now: u64, deadline: u64 }

/// The coins aren't what was agreed.
pub error WrongAmount { given: sompi, agreed: sompi }

pub enum EscrowState {
  Empty
  Funded
  Settled
}

/// The buyer funds it; the buyer or the arbiter releases it to the seller; the seller or the arbiter gives it back; after the deadline the buyer takes it back without
/// anybody's help, so that nothing is locked for ever.
///
/// \`\`\`silo
/// import { Escrow } from "std/escrow"
///
/// contract Sale {
///   use Escrow as escrow
///   init(buyer: address, seller: address, arbiter: address) {
///     escrow.init(buyer, seller, arbiter, price: 2 kas, deadline: 1_000_000)
///   }
/// }
///
/// test "the buyer pays, and says when it is right" {
///   let s = deploy Sale(buyer: alice, seller: bob, arbiter: carol)
///   s.escrow.fund(coin(2 kas))
///   s.escrow.release()
///   expect paid_to(bob) == 2 kas
/// }
/// \`\`\`
pub component Escrow {
  storage {
    held: coin
    buyer: address
    seller: address
    arbiter: address
    price: sompi
    deadline: u64
    state: EscrowState = EscrowState.Empty
  }

  event Funded { amount: sompi }
  event Released { amount: sompi }
  event Returned { amount: sompi }

  invariant state == EscrowState.Funded or held.amount == 0 sompi
  invariant state != EscrowState.Funded or held.amount == price

  /// \`deadline\` is a DAA score.
  init(buyer: address, seller: address, arbiter: address, price: sompi, deadline: u64) {
    require price >= context.min_pay
    held = coin.zero()
    self.buyer = buyer
    self.seller = seller
    self.arbiter = arbiter
    self.price = price
    self.deadline = deadline
  }

  pub payable fn fund(funds: coin) by buyer {
    demand(EscrowState.Empty)
    require context.daa_score < deadline else WrongTime { now: context.daa_score, deadline }
    require funds.amount == price else WrongAmount { given: funds.amount, agreed: price }
    held.join(funds)
    state = EscrowState.Funded
    emit Funded { amount: price }
  }

  /// Pays the seller.
  pub fn release(): OutboxId by buyer or arbiter {
    demand(EscrowState.Funded)
    state = EscrowState.Settled
    emit Released { amount: price }
    pay(seller, held.take(price))
  }

  /// Pays the buyer back.
  pub fn give_back(): OutboxId by seller or arbiter {
    give_to_buyer()
  }

  /// Pays the buyer back when time is over.
  pub fn reclaim(): OutboxId by buyer {
    require context.daa_score >= deadline else WrongTime { now: context.daa_score, deadline }
    give_to_buyer()
  }

  pub view fn state_now(): EscrowState => state
  pub view fn amount_held(): sompi => held.amount

  fn give_to_buyer(): OutboxId {
    demand(EscrowState.Funded)
    state = EscrowState.Settled
    emit Returned { amount: price }
    pay(buyer, held.take(price))
  }

  view fn demand(wanted: EscrowState) {
    require state == wanted else WrongState { state }
  }
}
`,
  'fixed.silo': `/// Numbers with eighteen decimals, for rates, prices and shares. Whatever can't be exact says which way it is rounded: down for what is paid out, up
/// for what is asked for. There are no numbers below zero: what would be traps.

/// One, in the smallest units: 10^18.
pub const SCALE: u128 = 1_000_000_000_000_000_000

/// A number from 0 up to 340 million million millions, counted in units of 10^-18. Two are equal by \`==\`.
pub struct Fixed { units: u128 }

/// A whole number.
///
/// \`\`\`silo
/// expect whole(3) == Fixed { units: 3_000_000_000_000_000_000 }
/// \`\`\`
pub fn whole(n: u64): Fixed => Fixed { units: u128(n) * SCALE }

/// \`a / of\`, rounded down.
///
/// \`\`\`silo
/// expect ratio_down(1, of: 3) == Fixed { units: 333_333_333_333_333_333 }
/// \`\`\`
pub fn ratio_down(a: u64, of: u64): Fixed => Fixed { units: mul_div(u128(a), SCALE, u128(of), round: down) }

/// \`a / of\`, rounded up.
///
/// \`\`\`silo
/// expect ratio_up(1, of: 3) == Fixed { units: 333_333_333_333_333_334 }
/// \`\`\`
pub fn ratio_up(a: u64, of: u64): Fixed => Fixed { units: mul_div(u128(a), SCALE, u128(of), round: up) }

/// \`a + more\`, exactly.
///
/// \`\`\`silo
/// expect add(ratio_down(1, of: 4), more: ratio_down(3, of: 4)) == whole(1)
/// \`\`\`
pub fn add(a: Fixed, more: Fixed): Fixed => Fixed { units: a.units + more.units }

/// \`a - less\`, exactly; traps if that is below zero.
///
/// \`\`\`silo
/// expect sub(whole(1), less: ratio_down(1, of: 4)) == ratio_down(3, of: 4)
/// \`\`\`
pub fn sub(a: Fixed, less: Fixed): Fixed => Fixed { units: a.units - less.units }

/// \`a * by\`, rounded down.
///
/// \`\`\`silo
/// expect mul_down(ratio_down(1, of: 2), by: ratio_down(1, of: 2)) == ratio_down(1, of: 4)
/// \`\`\`
pub fn mul_down(a: Fixed, by: Fixed): Fixed => Fixed { units: mul_div(a.units, by.units, SCALE, round: down) }

/// \`a * by\`, rounded up.
///
/// \`\`\`silo
/// expect mul_up(Fixed { units: 1 }, by: Fixed { units: 1 }) == Fixed { units: 1 }
/// \`\`\`
pub fn mul_up(a: Fixed, by: Fixed): Fixed => Fixed { units: mul_div(a.units, by.units, SCALE, round: up) }

/// \`a / by\`, rounded down; traps if \`by\` is zero.
///
/// \`\`\`silo
/// expect div_down(whole(2), by: whole(3)) == ratio_down(2, of: 3)
/// \`\`\`
pub fn div_down(a: Fixed, by: Fixed): Fixed => Fixed { units: mul_div(a.units, SCALE, by.units, round: down) }

/// \`a / by\`, rounded up; traps if \`by\` is zero.
///
/// \`\`\`silo
/// expect div_up(whole(2), by: whole(3)) == ratio_up(2, of: 3)
/// \`\`\`
pub fn div_up(a: Fixed, by: Fixed): Fixed => Fixed { units: mul_div(a.units, SCALE, by.units, round: up) }

/// Whether \`a\` is smaller than \`than\`.
///
/// \`\`\`silo
/// expect is_less(ratio_down(1, of: 3), than: ratio_up(1, of: 3))
/// \`\`\`
pub fn is_less(a: Fixed, than: Fixed): bool => a.units < than.units

/// The largest whole number that is not above.
///
/// \`\`\`silo
/// expect floor(ratio_down(7, of: 2)) == 3
/// \`\`\`
pub fn floor(a: Fixed): u64 => u64(a.units / SCALE)

/// The smallest whole number that is not below.
///
/// \`\`\`silo
/// expect ceil(ratio_down(7, of: 2)) == 4 and ceil(whole(4)) == 4
/// \`\`\`
pub fn ceil(a: Fixed): u64 => u64(a.units / SCALE + (if a.units % SCALE == 0 { 0 } else { 1 }))

/// So many times an amount, rounded down: for what is paid out.
///
/// \`\`\`silo
/// expect times_down(10 sompi, ratio_down(1, of: 4)) == 2 sompi
/// \`\`\`
pub fn times_down(amount: sompi, factor: Fixed): sompi =>
  sompi(u64(mul_div(u128(amount.count), factor.units, SCALE, round: down)))

/// So many times an amount, rounded up: for what is asked for.
///
/// \`\`\`silo
/// expect times_up(10 sompi, ratio_down(1, of: 4)) == 3 sompi
/// \`\`\`
pub fn times_up(amount: sompi, factor: Fixed): sompi =>
  sompi(u64(mul_div(u128(amount.count), factor.units, SCALE, round: up)))

/// \`base\` multiplied \`exponent\` times, each product rounded down: no more than the power is.
///
/// \`\`\`silo
/// expect pow_down(ratio_down(1, of: 2), exponent: 3) == ratio_down(1, of: 8)
/// \`\`\`
pub fn pow_down(base: Fixed, exponent: u64): Fixed {
  let mut result = whole(1)
  let mut square = base
  let mut left = exponent
  while left > 0 max 64 {
    if left & 1 == 1 { result = mul_down(result, by: square) }
    left = left >> 1
    if left > 0 { square = mul_down(square, by: square) }
  }
  result
}

/// \`base\` multiplied \`exponent\` times, each product rounded up: no less than the power is. For interest that is owed.
///
/// \`\`\`silo
/// expect is_less(pow_down(ratio_up(4, of: 3), exponent: 9), than: pow_up(ratio_up(4, of: 3), exponent: 9))
/// \`\`\`
pub fn pow_up(base: Fixed, exponent: u64): Fixed {
  let mut result = whole(1)
  let mut square = base
  let mut left = exponent
  while left > 0 max 64 {
    if left & 1 == 1 { result = mul_up(result, by: square) }
    left = left >> 1
    if left > 0 { square = mul_up(square, by: square) }
  }
  result
}
`,
  'math.silo': `/// Whole numbers: the smaller and larger of two, powers, roots, averages and parts, all with their rounding written out.
/// \`mul_div(a, b, c, round: down)\` is known everywhere; it may be imported from here too.

/// The whole, in basis points: a hundredth of a percent each.
pub const ALL_BASIS_POINTS: u64 = 10_000

/// The smaller of the two.
///
/// \`\`\`silo
/// expect min(3, 5) == 3 and max(3, 5) == 5
/// \`\`\`
pub fn min<T: Ordered>(a: T, b: T): T => if b < a { b } else { a }

/// The larger of the two.
pub fn max<T: Ordered>(a: T, b: T): T => if b > a { b } else { a }

/// \`value\`, but no less than \`least\` and no more than \`most\`; traps if \`least\` is above \`most\`.
///
/// \`\`\`silo
/// expect clamp(12, least: 1, most: 9) == 9
/// expect clamp(0, least: 1, most: 9) == 1
/// \`\`\`
pub fn clamp<T: Ordered>(value: T, least: T, most: T): T {
  require least <= most
  max(min(value, most), least)
}

/// How far two numbers are apart. Traps on overflow, which only numbers with a sign can have.
///
/// \`\`\`silo
/// expect distance(3, 5) == 2 and distance(5, 3) == 2
/// \`\`\`
pub fn distance<T: Number>(a: T, b: T): T => if a > b { a - b } else { b - a }

/// The number without its sign; right for the least of all as well.
///
/// \`\`\`silo
/// expect abs(-9_223_372_036_854_775_808) == 9_223_372_036_854_775_808
/// \`\`\`
pub fn abs(n: i64): u64 => if n < 0 { u64(-(n + 1)) + 1 } else { u64(n) }

/// \`a / b\`, rounded up.
///
/// \`\`\`silo
/// expect div_up(7, 2) == 4 and div_up(6, 2) == 3
/// \`\`\`
pub fn div_up<T: Number>(a: T, b: T): T => if a % b == 0 { a / b } else { a / b + 1 }

/// The number halfway between, rounded down; never overflows.
///
/// \`\`\`silo
/// expect average(3, 6) == 4
/// \`\`\`
pub fn average(a: u64, b: u64): u64 => (a & b) + ((a ^ b) >> 1)

/// \`base\` multiplied \`exponent\` times; traps on overflow.
///
/// \`\`\`silo
/// expect pow(2, exponent: 10) == 1_024 and pow(7, exponent: 0) == 1
/// \`\`\`
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
///
/// \`\`\`silo
/// expect log2(1_000) == 9 and log2(1_024) == 10
/// \`\`\`
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
///
/// \`\`\`silo
/// expect sqrt(15) == 3 and sqrt(16) == 4
/// \`\`\`
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
///
/// \`\`\`silo
/// expect sqrt_of_product(2, 8) == 4
/// \`\`\`
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
///
/// \`\`\`silo
/// expect basis_points_down(101 sompi, points: 250) == 2 sompi
/// \`\`\`
pub fn basis_points_down(amount: sompi, points: u64): sompi =>
  sompi(mul_div(amount.count, points, ALL_BASIS_POINTS, round: down))

/// So many basis points of an amount, rounded up: for what is asked for.
///
/// \`\`\`silo
/// expect basis_points_up(101 sompi, points: 250) == 3 sompi
/// \`\`\`
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
  Blake3
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
    Blake3 => blake3(data),
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
///
/// \`\`\`silo
/// let left = leaf_hash(Hasher.Sha256, "a")
/// let right = leaf_hash(Hasher.Sha256, "b")
/// let root = node_hash(Hasher.Sha256, left, right)
/// expect proves(Hasher.Sha256, root, "a", index: 0, path: [right])
/// expect not proves(Hasher.Sha256, root, "a", index: 1, path: [right])
/// \`\`\`
pub fn proves(hasher: Hasher, root: hash, data: bytes, index: u64, path: [hash; ..32]): bool =>
  index >> path.len == 0 and root_of(hasher, leaf_hash(hasher, data), index, path) == root
`,
  'multisig.silo': `/// Several keys of which some must agree. What they agree on is a hash of all that is to be done, of the contract's own address and of a number that is used once, so a
/// set of signatures does one thing, once, in one contract.

import { from_u64 } from "./bytes"

/// As many keys as a group may have.
pub const MAX_KEYS: u64 = 8

/// Fewer of the keys signed than must.
pub error TooFewSignatures { given: u64, needed: u64 }

/// Keys are named in ascending order, so that none counts twice.
pub error KeysOutOfOrder {}

/// A key that isn't of the group.
pub error NotAKey { key: u64 }

/// A signature that isn't one of this message by this key.
pub error BadSignature { key: u64 }

/// The number must be at least 1 and at most the number of keys; no key may be there twice.
pub error BadGroup {}

/// A key of the group, by its index, and its signature.
pub struct Signature { key: u64, bytes: bytes<64> }

/// How many of these are right signatures of the message by different keys; traps if any isn't.
pub fn demand_signatures(keys: [address; ..8], needed: u64, message: hash, signatures: [Signature; ..8]) {
  require signatures.len >= needed else TooFewSignatures { given: signatures.len, needed }
  let mut least = 0
  for signature in signatures {
    let key = signature.key
    require key >= least else KeysOutOfOrder {}
    require key < keys.len else NotAKey { key }
    require verify_schnorr(keys[key], message, signature.bytes) else BadSignature { key }
    least = key + 1
  }
}

/// A group of keys, and the number of the next thing that they agree on.
///
/// \`\`\`silo
/// import { Multisig, Signature, TooFewSignatures } from "std/multisig"
///
/// /// Does what enough of its keys have signed.
/// contract Board {
///   use Multisig as group
///   storage { agreed: u64 = 0 }
///   init(keys: [address; ..8], needed: u64) { group.init(keys, needed) }
///   pub fn agree(text: bytes<16>, signatures: [Signature; ..8]) by anyone {
///     group.demand(sha256(text), signatures)
///     agreed += 1
///   }
/// }
///
/// test "nothing happens without signatures" {
///   let b = deploy Board([alice, bob], needed: 2)
///   expect trap TooFewSignatures { b.agree("first", []) }
/// }
/// \`\`\`
pub component Multisig {
  storage {
    keys: [address; ..8] = []
    needed: u64 = 0
    next: u64 = 0
  }

  event Agreed { number: u64, message: hash }
  event GroupChanged { keys: u64, needed: u64 }

  init(keys: [address; ..8], needed: u64) {
    set_group(keys, needed)
  }

  /// What the keys sign, so that something with this hash is done next.
  pub view fn message_for(action: hash): hash =>
    sha256(
      bytes(sha256("silo/multisig")).concat(bytes(self.address)).concat(from_u64(next)).concat(bytes(action)),
    )

  /// Traps unless enough keys agree on it; the number is then used up.
  fn demand(action: hash, signatures: [Signature; ..8]) {
    let message = message_for(action)
    demand_signatures(keys, needed, message, signatures)
    emit Agreed { number: next, message }
    next += 1
  }

  /// Another group. The contract calls it once the old one agrees.
  fn set_group(keys: [address; ..8], needed: u64) {
    require needed >= 1 and needed <= keys.len else BadGroup {}
    for i in 0..keys.len max 8 {
      for j in 0..i max 8 { require keys[i] != keys[j] else BadGroup {} }
    }
    self.keys = keys
    self.needed = needed
    emit GroupChanged { keys: keys.len, needed }
  }

  pub view fn group(): [address; ..8] => keys
  pub view fn how_many(): u64 => needed
  pub view fn number(): u64 => next
}
`,
  'nonces.silo': `/// What may happen only once: sets of used ids, and numbers that count up for each account.

/// This id has been used.
pub error UsedBefore { id: hash }

/// Another number is expected.
pub error WrongNonce { expected: u64, given: u64 }

/// Ids that were used. The contract calls \`use_up(id)\`, which traps the second time.
///
/// \`\`\`silo
/// import { Once, UsedBefore } from "std/nonces"
///
/// contract Coupons {
///   use Once as coupons
///   init() {}
///   pub fn redeem(code: hash) by anyone { coupons.use_up(code) }
/// }
///
/// test "a coupon is redeemed once" (code: hash) {
///   let c = deploy Coupons()
///   c.redeem(code)
///   expect trap UsedBefore { as bob { c.redeem(code) } }
/// }
/// \`\`\`
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
///
/// \`\`\`silo
/// import { Nonces, WrongNonce } from "std/nonces"
///
/// contract Orders {
///   use Nonces as orders
///   init() {}
///   pub fn order(nonce: u64) by anyone { orders.use_up(caller.address, nonce) }
/// }
///
/// test "each number is good for one time" {
///   let o = deploy Orders()
///   o.order(0)
///   expect trap WrongNonce { o.order(0) }
///   o.order(1)
/// }
/// \`\`\`
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
  'random.silo': `import { from_u256, number_of } from "./bytes"

/// Numbers that nobody can foresee or choose. Some commit to secrets, then reveal them, and the number comes from all that were revealed. Who doesn't reveal loses
/// a stake to those who did, so that keeping a secret back once the others' are seen has a price. The hash of a block is no such number: who makes the block chooses it.

/// It is too late or too early for this.
pub error WrongPhase { now: u64, commit_until: u64, reveal_until: u64 }

/// The secret isn't what was committed to, or nothing was.
pub error WrongSecret {}

/// There is one commitment for each.
pub error CommittedBefore {}

/// The stake isn't what it must be.
pub error WrongStake { given: sompi, stake: sompi }

/// Nothing is due to the caller.
pub error NothingDue {}

/// What one commits to. Bound to who commits, so that nobody can use another's.
pub fn commitment_of(who: address, secret: hash): hash =>
  sha256(bytes("silo/commit").concat(bytes(who)).concat(bytes(secret)))

/// A number below \`end\` out of a seed; each is as likely as the others but for one part in 2^192.
///
/// \`\`\`silo
/// expect number_below(sha256("a seed"), end: 6) < 6
/// \`\`\`
pub fn number_below(seed: hash, end: u64): u64 => u64(number_of(seed) % u256(end))

/// One draw. It has two phases, whose ends are DAA scores.
pub component Draw {
  storage {
    stakes: coin
    stake: sompi
    commit_until: u64
    reveal_until: u64
    /// What isn't revealed yet.
    hidden: map<address, hash>
    /// Who revealed and has not collected yet.
    waiting: set<address>
    revealed: u64 = 0
    /// The order of reveals changes nothing of it.
    mix: u256 = 0
  }

  event Committed { who: address, commitment: hash }
  event Revealed { who: address, secret: hash }

  invariant count(waiting) <= revealed

  init(stake: sompi, commit_until: u64, reveal_until: u64) {
    require stake >= context.min_pay and commit_until < reveal_until
    stakes = coin.zero()
    self.stake = stake
    self.commit_until = commit_until
    self.reveal_until = reveal_until
  }

  pub payable fn commit(commitment: hash, funds: coin) by anyone {
    demand(context.daa_score < commit_until)
    require hidden[caller.address] == None else CommittedBefore {}
    require funds.amount == stake else WrongStake { given: funds.amount, stake }
    stakes.join(funds)
    hidden[caller.address] = Some(commitment)
    emit Committed { who: caller.address, commitment }
  }

  pub fn reveal(secret: hash) by anyone {
    let now = context.daa_score
    demand(now >= commit_until and now < reveal_until)
    require hidden[caller.address] == Some(commitment_of(caller.address, secret)) else WrongSecret {}
    hidden[caller.address] = None
    waiting[caller.address] = true
    revealed += 1
    mix = mix ^ number_of(sha256(bytes(caller.address).concat(bytes(secret))))
    emit Revealed { who: caller.address, secret }
  }

  /// Pays the caller's stake back, with a part of what those lose who didn't reveal. If nobody did, each gets the own stake.
  pub fn collect(): OutboxId by anyone {
    demand(context.daa_score >= reveal_until)
    let who = caller.address
    if waiting[who] {
      let sharers = count(waiting)
      waiting[who] = false
      let share = sompi(mul_div(stakes.amount.count, 1, sharers, round: down))
      return pay(who, stakes.take(share))
    }
    require revealed == 0 and hidden[who] != None else NothingDue {}
    hidden[who] = None
    pay(who, stakes.take(stake))
  }

  /// The number as 32 bytes, once no secret can be added. \`None\` before, or if there was no secret.
  pub view fn seed(): Option<hash> {
    if context.daa_score < reveal_until or revealed == 0 { return None }
    Some(sha256(from_u256(mix)))
  }

  pub view fn has_committed(who: address): bool => hidden[who] != None
  pub view fn amount_staked(): sompi => stakes.amount

  view fn demand(right: bool) {
    require right else WrongPhase { now: context.daa_score, commit_until, reveal_until }
  }
}
`,
  'token/fungible.silo': `/// Tokens of which one is like another, with allowances: what ERC-20 is elsewhere. A contract takes \`FungibleToken\` in and decides who may \`mint\` and
/// \`burn\`; it has no way to make or lose tokens but these two. Sums that somebody may spend are changed by how much, never set to a value that others may have used up
/// meanwhile, and may be set only from a value that the owner names.

/// More was asked for than there is.
pub error InsufficientTokens { have: u64, want: u64 }

/// More was asked for than the owner allows.
pub error InsufficientAllowance { have: u64, want: u64 }

/// The allowance isn't what the owner takes it for.
pub error AllowanceChanged { expected: u64, found: u64 }

/// What other contracts of a silo may ask of a token.
pub interface Fungible {
  view fn total_supply(): u64
  view fn balance_of(who: address): u64
  view fn allowance(owner: address, spender: address): u64
  fn transfer(to: address, amount: u64)
  fn transfer_from(owner: address, to: address, amount: u64)
}

/// Balances and allowances.
///
/// \`\`\`silo
/// import { FungibleToken } from "std/token/fungible"
///
/// contract Points {
///   use FungibleToken as points
///   init() { points.mint(caller.address, amount: 100) }
/// }
///
/// test "points go from one to the other" {
///   let p = deploy Points()
///   p.points.transfer(bob, amount: 30)
///   expect p.points.balance_of(alice) == 70 and p.points.balance_of(bob) == 30
/// }
/// \`\`\`
pub component FungibleToken {
  storage {
    held: map<address, u64 = 0>
    allowed: map<address, map<address, u64 = 0>>
    supply: u64 = 0
  }

  event Minted { to: address, amount: u64 }
  event Burned { from: address, amount: u64 }
  event Moved { from: address, to: address, amount: u64 }
  event Allowed { owner: address, spender: address, amount: u64 }

  invariant supply == sum(held)

  /// Makes tokens. The supply is at most what a u64 holds; more traps.
  fn mint(to: address, amount: u64) {
    held[to] += amount
    supply += amount
    emit Minted { to, amount }
  }

  fn burn(from: address, amount: u64) {
    take(from, amount)
    supply -= amount
    emit Burned { from, amount }
  }

  /// Moves tokens of any owner: the contract says when.
  fn move_between(from: address, to: address, amount: u64) {
    take(from, amount)
    held[to] += amount
    emit Moved { from, to, amount }
  }

  /// Gives tokens of the caller to somebody else.
  pub fn transfer(to: address, amount: u64) by anyone {
    move_between(from: caller.address, to, amount)
  }

  /// Moves tokens that their owner lets the caller move.
  pub fn transfer_from(owner: address, to: address, amount: u64) by anyone {
    spend(owner, spender: caller.address, amount)
    move_between(from: owner, to, amount)
  }

  /// Lets somebody move so many more of the caller's tokens.
  pub fn allow_more(spender: address, amount: u64) by anyone {
    set_allowance(owner: caller.address, spender, amount: allowed[caller.address][spender] + amount)
  }

  /// Lets somebody move so many, if it was \`expected\` before: nothing that was spent meanwhile is given twice.
  pub fn allow(spender: address, expected: u64, amount: u64) by anyone {
    let found = allowed[caller.address][spender]
    require found == expected else AllowanceChanged { expected, found }
    set_allowance(owner: caller.address, spender, amount)
  }

  /// Uses up a part of what an owner allows.
  fn spend(owner: address, spender: address, amount: u64) {
    let have = allowed[owner][spender]
    require have >= amount else InsufficientAllowance { have, want: amount }
    set_allowance(owner, spender, amount: have - amount)
  }

  pub view fn total_supply(): u64 => supply
  pub view fn balance_of(who: address): u64 => held[who]
  pub view fn allowance(owner: address, spender: address): u64 => allowed[owner][spender]

  fn set_allowance(owner: address, spender: address, amount: u64) {
    allowed[owner][spender] = amount
    emit Allowed { owner, spender, amount }
  }

  fn take(from: address, amount: u64) {
    let have = held[from]
    require have >= amount else InsufficientTokens { have, want: amount }
    held[from] = have - amount
  }
}
`,
  'token/non-fungible.silo': `/// Tokens of which each is one of its kind, by a number: what ERC-721 is elsewhere. A contract takes \`NonFungibleToken\` in and decides who may \`mint\` and
/// \`burn\`. Who a token belongs to, and who may move it, is asked and answered as an \`Option\`: there is no address that stands for nobody.

/// There is no such token.
pub error NoSuchToken { id: u64 }

/// There is such a token already.
pub error TokenExists { id: u64 }

/// Neither its owner, nor approved for it, nor an operator of its owner.
pub error MayNotMove { id: u64, who: address }

/// It belongs to somebody else.
pub error NotItsOwner { id: u64, owner: address }

/// What other contracts of a silo may ask of such tokens.
pub interface NonFungible {
  view fn owner_of(id: u64): Option<address>
  view fn balance_of(who: address): u64
  fn transfer(id: u64, from: address, to: address)
}

/// Whose each token is, and who else may move it.
///
/// \`\`\`silo
/// import { NonFungibleToken } from "std/token/non-fungible"
///
/// contract Stamps {
///   use NonFungibleToken as stamps
///   init() { stamps.mint(id: 1, caller.address) }
/// }
///
/// test "a stamp has one owner" {
///   let s = deploy Stamps()
///   s.stamps.transfer(id: 1, from: alice, to: bob)
///   expect s.stamps.owner_of(1) == Some(bob)
/// }
/// \`\`\`
pub component NonFungibleToken {
  storage {
    owners: map<u64, address>
    owned: map<address, u64 = 0>
    approved: map<u64, address>
    operators: set<(address, address)>
  }

  event Minted { id: u64, to: address }
  event Burned { id: u64, from: address }
  event Moved { id: u64, from: address, to: address }
  event Approved { id: u64, who: Option<address> }
  event OperatorSet { owner: address, operator: address, may: bool }

  invariant sum(owned) == count(owners) and count(approved) <= count(owners)

  fn mint(id: u64, to: address) {
    require owners[id] == None else TokenExists { id }
    owners[id] = Some(to)
    owned[to] += 1
    emit Minted { id, to }
  }

  fn burn(id: u64) {
    let from = demand_owner(id)
    owners[id] = None
    approved[id] = None
    owned[from] -= 1
    emit Burned { id, from }
  }

  /// Moves a token, whoever asks: the contract says when. Ends its approval.
  fn move_to(id: u64, to: address) {
    let from = demand_owner(id)
    approved[id] = None
    owned[from] -= 1
    owned[to] += 1
    owners[id] = Some(to)
    emit Moved { id, from, to }
  }

  /// Gives a token away, for its owner, who is named so that nobody moves what has changed hands meanwhile.
  pub fn transfer(id: u64, from: address, to: address) by anyone {
    let owner = demand_owner(id)
    require owner == from else NotItsOwner { id, owner }
    require may_move(id, who: caller.address) else MayNotMove { id, who: caller.address }
    move_to(id, to)
  }

  /// Lets somebody move one token, until it changes hands; \`None\` takes it back.
  pub fn approve(id: u64, who: Option<address>) by anyone {
    let owner = demand_owner(id)
    let mine = owner == caller.address or operators[(owner, caller.address)]
    require mine else MayNotMove { id, who: caller.address }
    approved[id] = who
    emit Approved { id, who }
  }

  /// Lets somebody move all tokens of the caller, now and later.
  pub fn set_operator(operator: address, may: bool) by anyone {
    operators[(caller.address, operator)] = may
    emit OperatorSet { owner: caller.address, operator, may }
  }

  pub view fn owner_of(id: u64): Option<address> => owners[id]
  pub view fn balance_of(who: address): u64 => owned[who]
  pub view fn approved_for(id: u64): Option<address> => approved[id]
  pub view fn is_operator(owner: address, who: address): bool => operators[(owner, who)]

  /// Whether somebody may move a token.
  pub view fn may_move(id: u64, who: address): bool {
    let owner = owners[id] else { return false }
    who == owner or approved[id] == Some(who) or operators[(owner, who)]
  }

  /// The owner of a token that must be there.
  view fn demand_owner(id: u64): address {
    let owner = owners[id] else { trap NoSuchToken { id } }
    owner
  }
}
`,
}
