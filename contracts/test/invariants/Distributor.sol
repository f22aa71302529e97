// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IFairOtaEscrow} from "../../src/IFairOtaEscrow.sol";
import {Receipt, Receipts} from "../Receipts.sol";
import {vm} from "../Vm.sol";
import {World} from "./World.sol";

/// @notice Honest distributors send the receipts that they hold, some of which others have made worthless since: they
/// were paid or reserved elsewhere, or their window was missed. Everything else of the batch must be accepted.
abstract contract Distributor is World {
    function reserve(uint256 which, bool alice, uint256 first, uint256 count) external {
        (uint256 release, uint256 tranche) = _pick(which);
        address distributor = alice ? ALICE : BOB;
        Receipt[] memory batch = _some(release, distributor, first, count);
        uint256 expected = _free(release, tranche, batch, 3 hours);
        (IFairOtaEscrow.Delivery[] memory deliveries, bytes32[] memory nodes) = Receipts.pack(Receipts.share(batch));
        uint256 before = reservations.length;
        vm.prank(distributor);
        try escrow.reserve(releases[release], tranche, deliveries, nodes) {
            _observe(release, tranche);
            uint256 accepted = reservations.length > before ? reservations[before].deliveries.length : 0;
            if (accepted < expected) ++spoiltBatches;
        } catch {
            if (expected != 0) ++spoiltBatches;
        }
    }

    function claim(uint256 which, bool alice, uint256 first, uint256 count) external {
        (uint256 release, uint256 tranche) = _pick(which);
        address distributor = alice ? ALICE : BOB;
        Receipt[] memory batch = _some(release, distributor, first, count);
        uint256 expected = _free(release, tranche, batch, 0);
        uint256 before = assets(release, distributor);
        if (_claimBatch(release, tranche, distributor, batch)) {
            if (assets(release, distributor) < before + expected * REWARD) ++spoiltBatches;
        } else if (expected != 0) {
            ++spoiltBatches;
        }
    }

    /// @dev Whether it went through. The keys are those that the commitments stand for, as far as anybody knows them.
    function _claimBatch(uint256 release, uint256 tranche, address distributor, Receipt[] memory batch)
        internal
        returns (bool)
    {
        uint256[] memory keys = new uint256[](batch.length);
        for (uint256 i = 0; i < batch.length; ++i) {
            keys[i] = keyOf[batch[i].keyCommitment];
        }
        (IFairOtaEscrow.Delivery[] memory deliveries, bytes32[] memory nodes) = Receipts.pack(Receipts.share(batch));
        uint256 before = assets(release, distributor);
        vm.prank(distributor);
        try escrow.claim(releases[release], tranche, deliveries, nodes, keys) {
            books[release].paid += assets(release, distributor) - before;
            _observe(release, tranche);
            return true;
        } catch {
            return false;
        }
    }

    /// @dev Up to four of what a distributor holds for a release, in a row.
    function _some(uint256 release, address distributor, uint256 first, uint256 count)
        internal
        view
        returns (Receipt[] memory batch)
    {
        Signed[] storage own = receipts[release][distributor];
        if (own.length == 0) return batch;
        count = 1 + count % 4;
        if (count > own.length) count = own.length;
        first %= own.length - count + 1;
        batch = new Receipt[](count);
        for (uint256 i = 0; i < count; ++i) {
            batch[i] = _withPath(own[first + i]);
        }
    }

    /// @dev How many distinct devices of a batch are free and in time.
    function _free(uint256 release, uint256 tranche, Receipt[] memory batch, uint256 lead)
        private
        view
        returns (uint256 count)
    {
        bool[] memory seen = new bool[](SIZE);
        for (uint256 i = 0; i < batch.length; ++i) {
            (uint256 index, uint256 validUntil) = (batch[i].index, batch[i].validUntil);
            bool inTime = validUntil >= _now() + lead && validUntil <= _now() + 24 hours && validUntil <= DEADLINE;
            if (!inTime || seen[index] || held[release][tranche][index]) continue;
            seen[index] = true;
            ++count;
        }
    }
}
