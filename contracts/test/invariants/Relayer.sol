// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {vm} from "../Vm.sol";
import {World} from "./World.sol";

/// @notice Somebody who sends the keys and the expiries of any reservation there ever was, at any time.
abstract contract Relayer is World {
    function reveal(uint256 which) external {
        if (reservations.length == 0) return;
        Reservation storage entry = reservations[_place(which, true)];
        uint256[] memory keys = new uint256[](entry.deliveries.length);
        for (uint256 i = 0; i < keys.length; ++i) {
            keys[i] = keyOf[entry.deliveries[i].keyCommitment];
        }
        bool live = !entry.over && _now() <= entry.expiry;
        uint256 before = assets(entry.release, entry.distributor);
        vm.prank(ANYBODY);
        try escrow.reveal(
            releases[entry.release], entry.tranche, entry.distributor, entry.expiry, entry.deliveries, keys
        ) {
            books[entry.release].paid += assets(entry.release, entry.distributor) - before;
            _observe(entry.release, entry.tranche);
            if (_now() > entry.expiry) ++longReservations;
            entry.over = true;
        } catch {
            if (live) ++brokenPromises;
        }
    }

    function expire(uint256 which) external {
        if (reservations.length == 0) return;
        Reservation storage entry = reservations[_place(which, false)];
        bool lapsed = !entry.over && _now() > entry.expiry;
        vm.prank(ANYBODY);
        try escrow.expire(releases[entry.release], entry.tranche, entry.distributor, entry.expiry, entry.deliveries) {
            if (_now() <= entry.expiry) ++brokenPromises;
            for (uint256 i = 0; i < entry.deliveries.length; ++i) {
                held[entry.release][entry.tranche][entry.deliveries[i].member >> 160] = false;
            }
            entry.over = true;
            _observe(entry.release, entry.tranche);
        } catch {
            if (lapsed) ++longReservations;
        }
    }

    /// @dev Every other time a reservation that stands and is live, or has lapsed, if there is one; else any.
    function _place(uint256 which, bool live) private view returns (uint256 place) {
        uint256 count = reservations.length;
        for (uint256 i = 0; i < count && which % 2 == 0; ++i) {
            place = (which / 2 + i) % count;
            Reservation storage entry = reservations[place];
            if (!entry.over && (_now() <= entry.expiry) == live) return place;
        }
        return which % count;
    }
}
