// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice A vendor or distributor that does something when it is paid.
contract Receiver {
    address private target;
    bytes private data;
    bool private refuses;
    uint256 private answerBytes;

    uint256 public calls;
    bool public succeeded;

    /// @notice On payment, makes this call, and notes that it did and whether it went through.
    function callBack(address target_, bytes calldata data_) external {
        (target, data) = (target_, data_);
    }

    /// @notice Takes no payment from now on.
    function refuse() external {
        refuses = true;
    }

    /// @notice On payment, returns that many bytes.
    function talk(uint256 answerBytes_) external {
        answerBytes = answerBytes_;
    }

    receive() external payable {
        require(!refuses, "no");
        if (target != address(0)) {
            ++calls;
            (succeeded,) = target.call(data);
        }
        uint256 length = answerBytes;
        if (length != 0) {
            assembly {
                return(0, length)
            }
        }
    }
}
