// E03xx: names and imports.
import type { DiagnosticEntry } from '../entry.ts'

export const NAMES = {
  E0301: {
    severity: 'error',
    message: 'nothing here is called `%name%`',
    help: null,
    failing: 'pub fn twice(amount: u64): u64 => amuont * 2',
    working: 'pub fn twice(amount: u64): u64 => amount * 2',
  },
  E0302: {
    severity: 'error',
    message: '`%name%` is declared twice',
    help: 'give one of them another name',
    failing: 'pub fn f(a: u64): u64 { let a = 2; a }',
    working: 'pub fn f(a: u64): u64 { let b = a; b }',
  },
  E0303: {
    severity: 'error',
    message: 'there is no type `%name%`',
    help: null,
    failing: 'pub fn f(a: uint256): u64 => 1',
    working: 'pub fn f(a: u64): u64 => a',
  },
  E0304: {
    severity: 'error',
    message: '`%name%` is %is%, not %wanted%',
    help: null,
    failing: 'pub struct Point { x: u64 }\npub fn f(): u64 => Point',
    working: 'pub struct Point { x: u64 }\npub fn f(): Point => Point { x: 1 }',
  },
  E0305: {
    severity: 'error',
    message: 'there is no file `%path%` to import from',
    help: 'files are named by `./` or `../`, which stay within the project; modules and packages by `std/math`, `name` or `@scope/name/file`',
    failing: 'import { Shared } from "./nowhere"\npub fn f(): u64 => trap Shared { code: 1 }',
    working: 'import { Shared } from "./other"\npub fn f(): u64 => trap Shared { code: 1 }',
  },
  E0306: {
    severity: 'error',
    message: '`%path%` declares no `%name%`',
    help: null,
    failing: 'import { Sharde } from "./other"\npub fn f(): u64 => trap Sharde { code: 1 }',
    working: 'import { Shared } from "./other"\npub fn f(): u64 => trap Shared { code: 1 }',
  },
  E0307: {
    severity: 'error',
    message: '`%name%` is not exported',
    help: 'declare it with `pub`',
    failing: 'import { Hidden } from "./other"\npub fn f(): u64 => trap Hidden { code: 1 }',
    working: 'import { Shared } from "./other"\npub fn f(): u64 => trap Shared { code: 1 }',
  },
  E0308: {
    severity: 'error',
    message: '`%type%` has no `%name%`',
    help: null,
    failing: 'pub struct Point { x: u64 }\npub fn f(p: Point): u64 => p.z',
    working: 'pub struct Point { x: u64 }\npub fn f(p: Point): u64 => p.x',
  },
  E0309: {
    severity: 'error',
    message: 'the contract `%contract%` has no function `%name%`',
    help: null,
    failing: `contract Counter { pub view fn value(): u64 => 1 }
test "t" { let c = deploy Counter(); expect c.valeu() == 1 }`,
    working: `contract Counter { pub view fn value(): u64 => 1 }
test "t" { let c = deploy Counter(); expect c.value() == 1 }`,
  },
  E0310: {
    severity: 'error',
    message: "`%name%` has a meaning of its own and can't be declared",
    help: 'choose another name',
    failing: 'pub fn f(): u64 { let caller = 1; 2 }',
    working: 'pub fn f(): u64 { let sender = 1; sender }',
  },
  E0311: {
    severity: 'error',
    message: 'there is no actor `%name%`',
    help: null,
    failing: `contract C { pub view fn one(): u64 => 1 }
test "t" { let c = deploy C(); as alise { expect c.one() == 1 } }`,
    working: `contract C { pub view fn one(): u64 => 1 }
test "t" { let c = deploy C(); as alice { expect c.one() == 1 } }`,
  },
  E0312: {
    severity: 'error',
    message: 'there is no package `%package%`',
    help: 'install it with npm, or name its folder under `packages` in silo.config.ts',
    failing: 'import { min } from "math"\npub fn f(a: u64): u64 => min(a, 9)',
    working: 'import { min } from "std/math"\npub fn f(a: u64): u64 => min(a, 9)',
  },
  E0313: {
    severity: 'error',
    message: 'the package `%package%` has no file `%file%`',
    help: null,
    failing: 'import { min } from "std/maths"\npub fn f(a: u64): u64 => min(a, 9)',
    working: 'import { min } from "std/math"\npub fn f(a: u64): u64 => min(a, 9)',
  },
  E0314: {
    severity: 'error',
    message: 'the package.json of `%package%` %why%',
    help: 'a package says `"silo": "src/index.silo"`, or has an `index.silo`',
    failing: 'import { Shared } from "broken"\npub fn f(): u64 => trap Shared { code: 1 }',
    working: 'import { Shared } from "@good/shapes"\npub fn f(): u64 => trap Shared { code: 1 }',
  },
} as const satisfies Record<string, DiagnosticEntry>
