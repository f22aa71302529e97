// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

// What the ledger is compared over: tokens of several habits, and a reader of much state in one call. Their code is put
// in place as it runs, so that no constructor counts.

/// A token as most are.
contract PlainToken is ERC20("", "") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// Keeps one unit of every transfer.
contract TaxedToken is ERC20("", "") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (from != address(0) && amount > 0) super._update(to, address(0), 1);
    }
}

/// Lets one account receive nothing.
contract BarringToken is ERC20("", "") {
    address private constant BARRED = 0x00000000000000000000000000000000000Ba44D;

    error Barred(address account);

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (from != address(0) && to == BARRED) revert Barred(to);
        super._update(from, to, amount);
    }
}

/// Answers nothing, and gives no reason when it refuses.
contract SilentToken {
    mapping(address account => uint256) public balanceOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed < amount) revert();
        if (allowed != type(uint256).max) allowance[from][msg.sender] = allowed - amount;
        _move(from, to, amount);
    }

    function _move(address from, address to, uint256 amount) private {
        if (balanceOf[from] < amount) revert();
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}

/// Says false where others refuse.
contract FalseToken {
    mapping(address account => uint256) public balanceOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        return _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed < amount || !_move(from, to, amount)) return false;
        if (allowed != type(uint256).max) allowance[from][msg.sender] = allowed - amount;
        return true;
    }

    function _move(address from, address to, uint256 amount) private returns (bool) {
        if (balanceOf[from] < amount) return false;
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
        return true;
    }
}

/// Takes no ETH.
contract Miser {}

/// Answers many questions at once. Input: for each the contract (20 bytes), the length (2 bytes) and the bytes of a
/// call; with contract zero, an account whose ETH is asked. Output: the answers one behind the other.
contract Reader {
    fallback(bytes calldata input) external returns (bytes memory output) {
        while (input.length > 0) {
            address target = address(bytes20(input[:20]));
            uint256 end = 22 + uint16(bytes2(input[20:22]));
            bytes calldata question = input[22:end];
            bytes memory answer;
            if (target == address(0)) {
                answer = abi.encode(address(bytes20(question)).balance);
            } else {
                bool answered;
                (answered, answer) = target.staticcall(question);
                require(answered);
            }
            output = bytes.concat(output, answer);
            input = input[end:];
        }
    }
}
