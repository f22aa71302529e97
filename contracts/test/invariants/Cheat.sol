// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IFairOtaEscrow} from "../../src/IFairOtaEscrow.sol";
import {Receipt, Receipts} from "../Receipts.sol";
import {vm} from "../Vm.sol";
import {Distributor} from "./Distributor.sol";

/// @notice A distributor that tries what it has no right to. It expects nothing: what it gets is seen in the books.
abstract contract Cheat is Distributor {
    uint256 private constant MALLORYS_DEVICE = uint256(keccak256("mallory's own device")) >> 1;

    /// @dev Squats: reserves what devices did sign for it, in any tranche, several times over, and may never reveal.
    function squat(uint256 which, uint256 first, uint256 count) external {
        (uint256 release, uint256 tranche) = _pick(which);
        _reserveBatch(release, tranche, _some(release, MALLORY, first, count));
    }

    /// @dev Claims every receipt of a batch two times, in one batch and then again.
    function claimTwice(uint256 which, uint256 first, uint256 count) external {
        (uint256 release, uint256 tranche) = _pick(which);
        Receipt[] memory batch = _some(release, MALLORY, first, count);
        Receipt[] memory doubled = new Receipt[](2 * batch.length);
        for (uint256 i = 0; i < doubled.length; ++i) {
            doubled[i] = batch[i / 2];
        }
        _claimBatch(release, tranche, MALLORY, doubled);
        _claimBatch(release, tranche, MALLORY, batch);
    }

    /// @dev Sends what devices signed for another distributor.
    function steal(uint256 which, bool fromAlice, uint256 first, bool later) external {
        (uint256 release, uint256 tranche) = _pick(which);
        Receipt[] memory batch = _some(release, fromAlice ? ALICE : BOB, first, 0);
        if (later) _reserveBatch(release, tranche, batch);
        else _claimBatch(release, tranche, MALLORY, batch);
    }

    /// @dev Signs in a device's place, with the device's path.
    function forgeReceipt(uint256 which, uint256 index, bool later) external {
        (uint256 release, uint256 tranche) = _pick(which);
        Receipt[] memory batch = new Receipt[](1);
        Receipt memory receipt = _withPath(Signed(index % ACTIVE, vm.addr(7), _now() + 5 hours, 0, 0));
        (receipt.r, receipt.vs) =
            _sign(MALLORYS_DEVICE, _domain(), releases[release], MALLORY, receipt.keyCommitment, receipt.validUntil);
        keyOf[receipt.keyCommitment] = 7;
        batch[0] = receipt;
        if (later) _reserveBatch(release, tranche, batch);
        else _claimBatch(release, tranche, MALLORY, batch);
    }

    /// @dev Puts a commitment of its own, another index or another time into a receipt that it does have.
    function tamper(uint256 which, uint256 first, uint256 what) external {
        (uint256 release, uint256 tranche) = _pick(which);
        Receipt[] memory batch = _some(release, MALLORY, first, 0);
        if (batch.length == 0) return;
        if (what % 3 == 0) {
            batch[0].keyCommitment = vm.addr(1);
            keyOf[vm.addr(1)] = 1;
        }
        if (what % 3 == 1) batch[0].index = (batch[0].index + 1) % ACTIVE;
        if (what % 3 == 2) batch[0].validUntil = _now() + 20 hours;
        if (what / 3 % 2 == 0) _reserveBatch(release, tranche, batch);
        else _claimBatch(release, tranche, MALLORY, batch);
    }

    /// @dev Takes the money for a reservation, its own or another's, with keys that open nothing.
    function revealWrongKeys(uint256 which, uint256 key) external {
        if (reservations.length == 0) return;
        Reservation memory entry = reservations[which % reservations.length];
        uint256[] memory keys = new uint256[](entry.deliveries.length);
        for (uint256 i = 0; i < keys.length; ++i) {
            keys[i] = key;
        }
        uint256 before = assets(entry.release, entry.distributor);
        vm.prank(MALLORY);
        try escrow.reveal(
            releases[entry.release], entry.tranche, entry.distributor, entry.expiry, entry.deliveries, keys
        ) {
            books[entry.release].paid += assets(entry.release, entry.distributor) - before;
            _observe(entry.release, entry.tranche);
        } catch {}
    }

    /// @dev Reclaims a release that is not its own.
    function reclaimAsAnother(uint256 which) external {
        uint256 release = which % RELEASES;
        uint256 before = assets(release, MALLORY);
        vm.prank(MALLORY);
        try escrow.reclaim(manifests[release]) {
            if (assets(release, MALLORY) != before) ++unsignedPayments;
        } catch {}
    }

    function _reserveBatch(uint256 release, uint256 tranche, Receipt[] memory batch) private {
        (IFairOtaEscrow.Delivery[] memory deliveries, bytes32[] memory nodes) = Receipts.pack(batch);
        vm.prank(MALLORY);
        try escrow.reserve(releases[release], tranche, deliveries, nodes) {
            _observe(release, tranche);
        } catch {}
    }
}
