// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {vm} from "../Vm.sol";
import {World} from "./World.sol";

/// @notice Time passes: mostly hours, now and then to the days around the claim deadline.
abstract contract Clock is World {
    function wait(uint256 seconds_) external {
        vm.warp(_now() + seconds_ % 9 hours);
    }

    function waitLong(uint256 seconds_) external {
        if (seconds_ % 4 != 0) return;
        uint256 time = DEADLINE - 8 hours + (seconds_ / 4) % 40 hours;
        if (time > _now()) vm.warp(time);
    }
}
