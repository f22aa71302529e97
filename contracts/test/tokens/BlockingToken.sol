// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Token} from "./Token.sol";

/// @notice A token whose issuer keeps a list of those who receive nothing.
contract BlockingToken is Token {
    error Blocked(address account);

    mapping(address account => bool) private blocked;

    function block_(address account) external {
        blocked[account] = true;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (blocked[to]) revert Blocked(to);
        super._update(from, to, amount);
    }
}
