// SPDX-License-Identifier: MIT
// The benchmarks' programs as Solidity has them by custom: words of 256 bits, which are the EVM's own. The same as bench.silo.
pragma solidity ^0.8.20;

contract Bench {
  event Transfer(uint256 indexed from, uint256 indexed to, uint256 amount);

  mapping(uint256 => uint256) balances;

  constructor() {
    for (uint256 i = 0; i < 64; i++) balances[i] = 1_000_000;
  }

  function loop_checked(uint256 n) external pure returns (uint256 sum) {
    for (uint256 i = 0; i < n; i++) sum += i;
  }

  function loop_wrapping(uint256 n) external pure returns (uint256 sum) {
    unchecked {
      for (uint256 i = 0; i < n; i++) sum += i;
    }
  }

  function fib(uint256 n) external pure returns (uint256) {
    return fibonacci(n);
  }

  function fibonacci(uint256 n) internal pure returns (uint256) {
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
  }

  /// How many primes lie below n.
  function sieve(uint256 n) external pure returns (uint256 count) {
    bytes memory composite = new bytes(n);
    for (uint256 i = 2; i * i < n; i++) {
      if (composite[i] == 0) for (uint256 j = i * i; j < n; j += i) composite[j] = 0x01;
    }
    for (uint256 i = 2; i < n; i++) if (composite[i] == 0) count++;
  }

  /// n transfers among 64 accounts; a sum over what all hold afterwards.
  function transfers(uint256 n) external returns (uint256 sum) {
    for (uint256 i = 0; i < n; i++) {
      uint256 from = i % 64;
      uint256 to = (i * 7 + 1) % 64;
      uint256 amount = i % 3;
      uint256 held = balances[from];
      require(held >= amount);
      balances[from] = held - amount;
      balances[to] += amount;
      emit Transfer(from, to, amount);
    }
    for (uint256 i = 0; i < 64; i++) sum += balances[i] * (i + 1);
  }
}
