// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Token} from "./Token.sol";

/// @notice A token that keeps a hundredth of what it transfers, from when it is told to.
contract FeeToken is Token {
    bool private charges;

    function charge() external {
        charges = true;
    }

    function _update(address from, address to, uint256 amount) internal override {
        uint256 fee = charges && from != address(0) ? amount / 100 : 0;
        super._update(from, to, amount - fee);
        if (fee != 0) super._update(from, address(0), fee);
    }
}
