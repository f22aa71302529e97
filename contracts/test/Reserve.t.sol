// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IFairOtaEscrow} from "../src/IFairOtaEscrow.sol";
import {Fixture} from "./Fixture.sol";
import {Receipt} from "./Receipts.sol";
import {vm} from "./Vm.sol";

/// @notice What a reservation accepts, passes over and refuses.
contract ReserveTest is Fixture {
    function _expectPassedOver(uint256 index, IFairOtaEscrow.Reason reason) private {
        vm.expectEmit();
        emit IFairOtaEscrow.PassedOver(releaseId, 0, index, reason);
    }

    function _expectReserved(address distributor, uint64 expiry, uint256 first, uint256 count) private {
        vm.expectEmit();
        emit IFairOtaEscrow.Reserved(releaseId, 0, distributor, expiry, _accepted(distributor, first, count));
    }

    function test_Reserve_Batch_MarksTakenAndEmits() external {
        _expectReserved(ALICE, _now() + 20 hours, 2, 3);
        uint64 expiry = _reserve(ALICE, 2, 3);
        for (uint256 i = 0; i < SIZE; ++i) {
            vm.assertEq(_taken(i) ? 1 : 0, i >= 2 && i < 5 ? 1 : 0, "taken");
        }
        vm.assertTrue(escrow.isReserved(releaseId, 0, ALICE, expiry, _accepted(ALICE, 2, 3)), "reserved");
        vm.assertFalse(escrow.isReserved(releaseId, 0, BOB, expiry, _accepted(ALICE, 2, 3)), "for another");
        vm.assertFalse(escrow.isReserved(releaseId, 0, ALICE, expiry, _accepted(ALICE, 2, 2)), "another list");
        vm.assertEq(_balance(releaseId), uint256(REWARD) * SIZE, "nothing is paid yet");
    }

    function test_Reserve_SeveralValidUntil_ExpiresWithTheEarliest() external {
        Receipt[] memory batch = _batch(ALICE, 0, 3);
        batch[1] = _receipt(ALICE, 1, _now() + 5 hours);
        _expectReserved(ALICE, _now() + 5 hours, 0, 3);
        _reserve(ALICE, batch);
    }

    function test_Reserve_PassedOverDelivery_DoesNotShortenTheReservation() external {
        Receipt[] memory batch = _batch(ALICE, 0, 2);
        batch[1] = _receipt(ALICE, 1, _now() + 3 hours - 1);
        _expectPassedOver(1, IFairOtaEscrow.Reason.ValidUntil);
        _expectReserved(ALICE, _now() + 20 hours, 0, 1);
        _reserve(ALICE, batch);
    }

    function test_Reserve_TakenDevice_IsPassedOver() external {
        _reserve(BOB, 0, 1);
        _expectPassedOver(0, IFairOtaEscrow.Reason.Taken);
        _expectReserved(ALICE, _now() + 20 hours, 1, 1);
        _reserve(ALICE, _batch(ALICE, 0, 2));
    }

    function test_Reserve_PaidDevice_IsPassedOver() external {
        _claim(BOB, _batch(BOB, 0, 1), _keys(BOB, 0, 1));
        _expectPassedOver(0, IFairOtaEscrow.Reason.Taken);
        _reserve(ALICE, _batch(ALICE, 0, 2));
    }

    function test_Attack_DeviceTwiceInABatch_IsPassedOverOnce() external {
        Receipt[] memory batch = _batch(ALICE, 0, 2);
        batch[1] = batch[0];
        _expectPassedOver(0, IFairOtaEscrow.Reason.Taken);
        _expectReserved(ALICE, _now() + 20 hours, 0, 1);
        _reserve(ALICE, batch);
    }

    function test_Reserve_NothingLeftToAccept_Reverts() external {
        _reserve(BOB, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NothingAccepted.selector));
        _reserve(ALICE, _batch(ALICE, 0, 1));
    }

    function test_Reserve_EmptyBatch_Reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NothingAccepted.selector));
        _reserve(ALICE, new Receipt[](0));
    }

    function test_Reserve_UnknownTranche_Reverts() external {
        Receipt[] memory batch = _batch(ALICE, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.UnknownTranche.selector, releaseId, 1));
        _reserve(releaseId, 1, ALICE, batch);
    }

    function test_Reserve_UnknownRelease_Reverts() external {
        Receipt[] memory batch = _batch(ALICE, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.UnknownTranche.selector, MANIFEST, 0));
        _reserve(MANIFEST, 0, ALICE, batch);
    }

    function test_Reserve_ZeroCommitment_RevertsWithPosition() external {
        Receipt[] memory batch = _batch(ALICE, 0, 3);
        batch[2].keyCommitment = address(0);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.ZeroCommitment.selector, 2));
        _reserve(ALICE, batch);
    }

    function test_Attack_IndexBeyondTheFleet_RevertsWithPosition() external {
        Receipt[] memory batch = _batch(ALICE, 0, 2);
        batch[1].index = SIZE;
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.IndexBeyondFleet.selector, 1, SIZE, SIZE));
        _reserve(ALICE, batch);
    }

    function test_Reserve_AnothersPlace_Reverts() external {
        Receipt[] memory batch = _batch(ALICE, 0, 2);
        batch[1].index = 7;
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NotInFleet.selector, 1, 7, _device(1)));
        _reserve(ALICE, batch);
    }

    function test_Reserve_WrongProof_RevertsWithPosition() external {
        Receipt[] memory batch = _batch(ALICE, 0, 3);
        batch[2].proof = batch[0].proof;
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NotInFleet.selector, 2, 2, _device(2)));
        _reserve(ALICE, batch);
    }

    function test_Reserve_ProofCutShort_Reverts() external {
        Receipt[] memory batch = _batch(ALICE, 0, 1);
        bytes32[] memory longer = batch[0].proof;
        bytes32[] memory shorter = new bytes32[](longer.length - 1);
        for (uint256 i = 0; i < shorter.length; ++i) {
            shorter[i] = longer[i];
        }
        batch[0].proof = shorter;
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NotInFleet.selector, 0, 0, _device(0)));
        _reserve(ALICE, batch);
    }

    function test_Attack_NobodysSignature_Reverts() external {
        Receipt[] memory batch = _batch(ALICE, 0, 2);
        (batch[1].r, batch[1].vs) = (bytes32(0), bytes32(0));
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.InvalidSignature.selector, 1));
        _reserve(ALICE, batch);
    }

    /// @dev The largest s that EIP-2098 can carry is above q/2.
    function test_Attack_MalleableSignature_Reverts() external {
        Receipt[] memory batch = _batch(ALICE, 0, 1);
        batch[0].vs = bytes32(uint256(type(int256).max));
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.InvalidSignature.selector, 0));
        _reserve(ALICE, batch);
    }

    function test_Reserve_OtherParity_IsAnotherSigner() external {
        Receipt[] memory batch = _batch(ALICE, 0, 1);
        batch[0].vs ^= bytes32(uint256(1) << 255);
        vm.expectPartialRevert(IFairOtaEscrow.NotInFleet.selector);
        _reserve(ALICE, batch);
    }

    function test_Reserve_ChangedCommitment_Reverts() external {
        Receipt[] memory batch = _batch(ALICE, 0, 1);
        batch[0].keyCommitment = ALICE;
        vm.expectPartialRevert(IFairOtaEscrow.NotInFleet.selector);
        _reserve(ALICE, batch);
    }

    function test_Reserve_ChangedValidUntil_Reverts() external {
        Receipt[] memory batch = _batch(ALICE, 0, 1);
        batch[0].validUntil += 1;
        vm.expectPartialRevert(IFairOtaEscrow.NotInFleet.selector);
        _reserve(ALICE, batch);
    }

    /// @dev Order of the checks: what is passed over is verified first, as later paths may end at its nodes.
    function test_Reserve_TakenAndGarbage_Reverts() external {
        _reserve(BOB, 0, 1);
        Receipt[] memory batch = _batch(ALICE, 0, 2);
        (batch[0].r, batch[0].vs) = (bytes32(0), bytes32(0));
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.InvalidSignature.selector, 0));
        _reserve(ALICE, batch);
    }

    function test_Reserve_TakenAndOutsideTheFleet_Reverts() external {
        _reserve(BOB, 0, 1);
        Receipt[] memory batch = _batch(ALICE, 0, 2);
        batch[0].proof[0] ^= bytes32(uint256(1));
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NotInFleet.selector, 0, 0, _device(0)));
        _reserve(ALICE, batch);
    }

    function test_Reserve_LateAndOutsideTheFleet_Reverts() external {
        Receipt[] memory batch = _batch(ALICE, 0, 2);
        batch[0] = _receipt(ALICE, 0, _now());
        batch[0].proof[0] ^= bytes32(uint256(1));
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NotInFleet.selector, 0, 0, _device(0)));
        _reserve(ALICE, batch);
    }

    function test_Reserve_TakenAndZeroCommitment_Reverts() external {
        _reserve(BOB, 0, 1);
        Receipt[] memory batch = _batch(ALICE, 0, 2);
        batch[0].keyCommitment = address(0);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.ZeroCommitment.selector, 0));
        _reserve(ALICE, batch);
    }

    function testFuzz_Reserve_ValidUntil_IsAcceptedWithinItsWindowOnly(uint64 time, uint64 validUntil) external {
        time = START + time % 31 days;
        validUntil = time - 1 days + validUntil % 3 days;
        vm.warp(time);
        bool within = validUntil >= time + 3 hours && validUntil <= time + 24 hours && validUntil <= DEADLINE;
        Receipt[] memory batch = new Receipt[](1);
        batch[0] = _receipt(ALICE, 0, validUntil);
        if (!within) vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NothingAccepted.selector));
        _reserve(ALICE, batch);
        vm.assertEq(_taken(0) ? 1 : 0, within ? 1 : 0, "taken");
    }

    function test_Reserve_ValidUntilAtTheEdges_IsAccepted() external {
        Receipt[] memory batch = new Receipt[](2);
        batch[0] = _receipt(ALICE, 0, _now() + 3 hours);
        batch[1] = _receipt(ALICE, 1, _now() + 24 hours);
        _expectReserved(ALICE, _now() + 3 hours, 0, 2);
        _reserve(ALICE, batch);
    }

    function test_Reserve_ValidUntilASecondBeyondTheEdges_IsPassedOver() external {
        Receipt[] memory batch = _batch(ALICE, 0, 3);
        batch[0] = _receipt(ALICE, 0, _now() + 3 hours - 1);
        batch[1] = _receipt(ALICE, 1, _now() + 24 hours + 1);
        _expectPassedOver(0, IFairOtaEscrow.Reason.ValidUntil);
        _expectPassedOver(1, IFairOtaEscrow.Reason.ValidUntil);
        _expectReserved(ALICE, _now() + 20 hours, 2, 1);
        _reserve(ALICE, batch);
    }

    function test_Reserve_UntilTheClaimDeadline_IsAcceptedAndNotBeyond() external {
        vm.warp(DEADLINE - 10 hours);
        Receipt[] memory batch = new Receipt[](2);
        batch[0] = _receipt(ALICE, 0, DEADLINE);
        batch[1] = _receipt(ALICE, 1, DEADLINE + 1);
        _expectPassedOver(1, IFairOtaEscrow.Reason.ValidUntil);
        _expectReserved(ALICE, DEADLINE, 0, 1);
        _reserve(ALICE, batch);
    }

    function test_Reserve_LastDeviceOfTheFleet_Succeeds() external {
        _reserve(ALICE, SIZE - 1, 1);
        vm.assertTrue(_taken(SIZE - 1), "taken");
    }
}
