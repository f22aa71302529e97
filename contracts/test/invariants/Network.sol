// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Cheat} from "./Cheat.sol";
import {Clock} from "./Clock.sol";
import {Device} from "./Device.sol";
import {Relayer} from "./Relayer.sol";
import {Vendor} from "./Vendor.sol";

/// @notice Everybody, over one escrow.
contract Network is Vendor, Device, Cheat, Relayer, Clock {}
