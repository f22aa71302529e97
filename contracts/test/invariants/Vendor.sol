// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {FleetTree} from "../FleetTree.sol";
import {vm} from "../Vm.sol";
import {World} from "./World.sol";

/// @notice Adds tranches, and asks for its money at any time.
abstract contract Vendor is World {
    using FleetTree for FleetTree.Tree;

    function addTranche(uint256 which) external {
        uint256 release = which % RELEASES;
        if (tranches(release) == MOST_TRANCHES) return;
        bytes32 root = fleet.root();
        uint256 before = assets(release, VENDOR);
        vm.prank(VENDOR);
        try escrow.addTranche{value: release == 2 ? 0 : uint256(REWARD) * SIZE}(manifests[release], root, SIZE) {
            books[release].locked += before - assets(release, VENDOR);
        } catch {}
    }

    function reclaim(uint256 which) external {
        uint256 release = which % RELEASES;
        uint256 before = assets(release, VENDOR);
        vm.prank(VENDOR);
        try escrow.reclaim(manifests[release]) {
            books[release].reclaimed += assets(release, VENDOR) - before;
            if (_now() < uint256(DEADLINE) + 1 days) ++earlyReclaims;
            if (promised(release) != 0) ++brokenPromises;
        } catch {}
    }
}
