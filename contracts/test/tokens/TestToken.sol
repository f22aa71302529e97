// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title A token for private chains: what the simulator and the tests of the SDK pay rewards in
/// @notice Whoever deploys it holds all of it. It can be given two habits that tokens in use have.
contract TestToken is ERC20 {
    uint8 private immutable _decimals;
    uint256 private immutable _feePercent;
    bool private immutable _keepsAllowances;

    error AllowanceStands(address spender);

    /// @param symbol_ also its name
    /// @param decimals_ of one token
    /// @param supply in the smallest unit
    /// @param feePercent what is burnt of every transfer
    /// @param keepsAllowances whether an allowance must be set to zero before it changes, as USDT demands
    constructor(string memory symbol_, uint8 decimals_, uint256 supply, uint256 feePercent, bool keepsAllowances)
        ERC20(symbol_, symbol_)
    {
        _decimals = decimals_;
        _feePercent = feePercent;
        _keepsAllowances = keepsAllowances;
        _mint(msg.sender, supply);
    }

    function decimals() public view override returns (uint8) {
        return _decimals;
    }

    function approve(address spender, uint256 value) public override returns (bool) {
        if (_keepsAllowances && value != 0 && allowance(msg.sender, spender) != 0) revert AllowanceStands(spender);
        return super.approve(spender, value);
    }

    function _update(address from, address to, uint256 value) internal override {
        uint256 fee = from == address(0) || to == address(0) ? 0 : value * _feePercent / 100;
        super._update(from, to, value - fee);
        if (fee != 0) super._update(from, address(0), fee);
    }
}
