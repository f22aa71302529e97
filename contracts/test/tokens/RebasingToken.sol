// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Token} from "./Token.sol";

/// @notice A token whose issuer takes from any balance what it likes.
contract RebasingToken is Token {
    function take(address account, uint256 amount) external {
        _burn(account, amount);
    }
}
