// Projects of any size, the same in each language: parts with counters, whose functions compute in a loop, branch and change storage.

/** Lines of one function in each language; with its empty line. */
const FUNCTION_LINES = 14
/** Lines of a part beside its functions, about. */
const PART_LINES = 10

export interface Generated {
  /** Texts by file name; the first is the entry. */
  readonly files: Readonly<Record<string, string>>
  readonly lines: number
  /** Functions in all. */
  readonly functions: number
}

/** About `lines` lines in `parts` contracts of one file each, and a root that deploys them. */
export function siloProject(lines: number, parts: number): Generated {
  const names = Array.from({ length: parts }, (_, i) => i)
  const imports = names.map((i) => `import { Part${i} } from "./part${i}"`)
  const fields = names.map((i) => `    part${i}: Part${i}`)
  const deploys = names.map((i) => `    part${i} = deploy Part${i}()`)
  const root = [
    ...imports,
    'contract Root {',
    '  storage {',
    ...fields,
    '  }',
    '  init() {',
    ...deploys,
    '  }',
    '}',
    '',
  ]
  const each = functionsOf(lines, parts)
  const part = (i: number): string =>
    `/// Part ${i}.
contract Part${i} {
  storage {
    total: u64 = 0
    counts: map<u64, u64 = 0>
  }

${times(each, siloFunction)}}
`
  return generated(
    [['main.silo', root.join('\n')], ...names.map((i) => [`part${i}.silo`, part(i)] as const)],
    each * parts,
  )
}

function siloFunction(i: number): string {
  return `  /// Step ${i}.
  pub fn step_${i}(a: u64, b: u64): u64 by anyone {
    let mut x = a % 1_000 + ${i}
    for i in 0..8 {
      x = (x * 31 + b % 97) % 10_007
    }
    if x > total {
      total = x
    } else {
      counts[a] += 1
    }
    x + counts[b]
  }

`
}

export function solidityProject(lines: number, parts: number): Generated {
  const each = functionsOf(lines, parts)
  const part = (i: number): string =>
    `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Part ${i}.
contract Part${i} {
  uint64 total;
  mapping(uint64 => uint64) counts;

${times(each, solidityFunction)}}
`
  return generated(
    Array.from({ length: parts }, (_, i) => [`part${i}.sol`, part(i)] as const),
    each * parts,
  )
}

function solidityFunction(i: number): string {
  return `  /// Step ${i}.
  function step_${i}(uint64 a, uint64 b) external returns (uint64) {
    uint64 x = a % 1_000 + ${i};
    for (uint64 i = 0; i < 8; i++) {
      x = (x * 31 + b % 97) % 10_007;
    }
    if (x > total) {
      total = x;
    } else {
      counts[a] += 1;
    }
    return x + counts[b];
  }

`
}

/** Tact's entry points are messages, CashScript has no state: both get the same computation as far as they can say it. */
export function tactProject(lines: number): Generated {
  const each = functionsOf(lines, 1)
  const text = `contract Part0 {
    total: Int as uint64 = 0;
    counts: map<Int as uint64, Int as uint64>;

    receive() {}

${times(each, tactFunction)}}
`
  return generated([['part0.tact', text]], each)
}

function tactFunction(i: number): string {
  return `    /// Step ${i}.
    get fun step_${i}(a: Int, b: Int): Int {
        let x: Int = a % 1_000 + ${i};
        repeat (8) {
            x = (x * 31 + b % 97) % 10_007;
        }
        if (x > self.total) {
            self.total = x;
        } else {
            self.counts.set(a, (self.counts.get(a) == null ? 0 : self.counts.get(a)!!) + 1);
        }
        return x + (self.counts.get(b) == null ? 0 : self.counts.get(b)!!);
    }

`
}

export function cashProject(lines: number): Generated {
  const each = functionsOf(lines, 1)
  const text = `pragma cashscript ^0.12.0;

contract Part0(int total) {
${times(each, cashFunction)}}
`
  return generated([['part0.cash', text]], each)
}

function cashFunction(i: number): string {
  const rounds = Array.from({ length: 6 }, () => '        x = (x * 31 + b % 97) % 10007;').join('\n')
  return `    // Step ${i}.
    function step_${i}(int a, int b) {
        int x = a % 1000 + ${i};
${rounds}
        if (x > total) {
            x = total;
        }
        require(x + b > total);
    }

`
}

function functionsOf(lines: number, parts: number): number {
  return Math.max(1, Math.round((lines / parts - PART_LINES) / FUNCTION_LINES))
}

function times(count: number, text: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => text(i)).join('')
}

function generated(entries: readonly (readonly [string, string])[], functions: number): Generated {
  const lines = entries.reduce((sum, [, text]) => sum + text.split('\n').length - 1, 0)
  return { files: Object.fromEntries(entries), lines, functions }
}
