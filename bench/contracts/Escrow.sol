// SPDX-License-Identifier: MIT
// A small contract for measuring cold compilers: the same as escrow.silo.
pragma solidity ^0.8.20;

error TooEarly(uint256 now_, uint256 deadline);
error NotBuyer(address who);

contract Escrow {
  address payable immutable buyer;
  address payable immutable seller;
  uint64 immutable deadline;

  event Released(uint256 amount);

  constructor(address payable seller_, uint64 deadline_) {
    buyer = payable(msg.sender);
    seller = seller_;
    deadline = deadline_;
  }

  modifier byBuyer() {
    if (msg.sender != buyer) revert NotBuyer(msg.sender);
    _;
  }

  function fund() external payable byBuyer {}

  function release() external byBuyer {
    uint256 amount = address(this).balance;
    emit Released(amount);
    seller.transfer(amount);
  }

  function reclaim() external byBuyer {
    if (block.timestamp < deadline) revert TooEarly(block.timestamp, deadline);
    buyer.transfer(address(this).balance);
  }

  function balance() external view returns (uint256) {
    return address(this).balance;
  }
}
