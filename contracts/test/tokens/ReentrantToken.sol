// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Token} from "./Token.sol";

/// @notice A token that makes a call of somebody's choice before it moves anything, once.
contract ReentrantToken is Token {
    address private target;
    bytes private data;

    uint256 public calls;
    bool public succeeded;
    bytes public answer;

    function callBack(address target_, bytes calldata data_) external {
        (target, data) = (target_, data_);
    }

    /// @dev What this token does as somebody's agent: it may be a vendor or a distributor itself.
    function execute(address target_, bytes calldata data_) external {
        (bool done, bytes memory result) = target_.call(data_);
        if (!done) {
            assembly {
                revert(add(result, 0x20), mload(result))
            }
        }
    }

    function _update(address from, address to, uint256 amount) internal override {
        address called = target;
        if (called != address(0)) {
            target = address(0);
            ++calls;
            (succeeded, answer) = called.call(data);
        }
        super._update(from, to, amount);
    }
}
