// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IFairOtaEscrow} from "../src/IFairOtaEscrow.sol";
import {Secp256k1} from "../src/Secp256k1.sol";
import {Fixture} from "./Fixture.sol";
import {Receipt} from "./Receipts.sol";
import {vm} from "./Vm.sol";

/// @notice Reserve and reveal in one transaction.
contract ClaimTest is Fixture {
    function _assertUntouched() private view {
        vm.assertEq(_balance(releaseId), uint256(REWARD) * SIZE, "nothing was paid");
        vm.assertFalse(_taken(0) || _taken(1) || _taken(2), "nothing was taken");
    }

    function test_Claim_Batch_PaysOnceAndPublishesTheKeys() external {
        uint256 before = ALICE.balance;
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectEmit();
            emit IFairOtaEscrow.Delivered(releaseId, _device(i), ALICE, _key(ALICE, i));
        }
        _claim(ALICE, _batch(ALICE, 0, 3), _keys(ALICE, 0, 3));
        vm.assertEq(ALICE.balance, before + 3 * uint256(REWARD), "distributor");
        vm.assertEq(_balance(releaseId), uint256(REWARD) * (SIZE - 3), "release");
        vm.assertTrue(_taken(0) && _taken(1) && _taken(2), "taken");
    }

    function test_Claim_WholeFleet_EmptiesTheRelease() external {
        _claim(ALICE, _batch(ALICE, 0, SIZE), _keys(ALICE, 0, SIZE));
        vm.assertEq(_balance(releaseId), 0, "release");
    }

    function test_Attack_ClaimTwice_Reverts() external {
        _claim(ALICE, _batch(ALICE, 0, 1), _keys(ALICE, 0, 1));
        uint256 before = ALICE.balance;
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NothingAccepted.selector));
        _claim(ALICE, _batch(ALICE, 0, 1), _keys(ALICE, 0, 1));
        vm.assertEq(ALICE.balance, before, "distributor");
    }

    function test_Attack_ClaimWhatIsReserved_Reverts() external {
        uint64 expiry = _reserve(ALICE, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NothingAccepted.selector));
        _claim(ALICE, _batch(ALICE, 0, 1), _keys(ALICE, 0, 1));
        _reveal(ALICE, expiry, 0, 1);
    }

    function test_Attack_ClaimByAnother_Reverts() external {
        vm.expectPartialRevert(IFairOtaEscrow.NotInFleet.selector);
        _claim(BOB, _batch(ALICE, 0, 1), _keys(ALICE, 0, 1));
        _assertUntouched();
    }

    function test_Claim_PassedOverDelivery_IsNotPaid() external {
        _reserve(BOB, 1, 1);
        uint256[] memory keys = _keys(ALICE, 0, 3);
        uint256 before = ALICE.balance;
        vm.expectEmit();
        emit IFairOtaEscrow.Delivered(releaseId, _device(0), ALICE, keys[0]);
        vm.expectEmit();
        emit IFairOtaEscrow.PassedOver(releaseId, 0, 1, IFairOtaEscrow.Reason.Taken);
        vm.expectEmit();
        emit IFairOtaEscrow.Delivered(releaseId, _device(2), ALICE, keys[2]);
        _claim(ALICE, _batch(ALICE, 0, 3), keys);
        vm.assertEq(ALICE.balance, before + 2 * uint256(REWARD), "distributor");
    }

    /// @dev What is passed over is verified first, its key included.
    function test_Claim_PassedOverDeliveryWithoutKey_RevertsWithPosition() external {
        _reserve(BOB, 1, 1);
        uint256[] memory keys = _keys(ALICE, 0, 3);
        keys[1] = 0;
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.ZeroCommitment.selector, 1));
        _claim(ALICE, _batch(ALICE, 0, 3), keys);
        vm.assertFalse(_taken(0) || _taken(2), "nothing was taken");
    }

    /// @dev With the commitment of another key, the signature recovers somebody whom nobody knows.
    function test_Claim_WrongKey_RevertsWithPosition() external {
        uint256[] memory keys = _keys(ALICE, 0, 3);
        keys[2] = keys[1];
        Receipt[] memory batch = _batch(ALICE, 0, 3);
        address signer = _signer(ALICE, batch[2], vm.addr(keys[1]));
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NotInFleet.selector, 2, 2, signer));
        _claim(ALICE, batch, keys);
        _assertUntouched();
    }

    function test_Attack_ClaimWithKeyZero_RevertsWithPosition() external {
        uint256[] memory keys = _keys(ALICE, 0, 3);
        keys[2] = 0;
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.ZeroCommitment.selector, 2));
        _claim(ALICE, _batch(ALICE, 0, 3), keys);
        _assertUntouched();
    }

    /// @dev The same point, but not a key that devices and distributors read.
    function test_Attack_ClaimWithKeyPlusOrder_RevertsWithPosition() external {
        Receipt[] memory batch = _batch(ALICE, 0, 1);
        batch[0].keyCommitment = vm.addr(5);
        (batch[0].r, batch[0].vs) =
            _sign(_deviceKey(0), _domain(), releaseId, ALICE, batch[0].keyCommitment, batch[0].validUntil);
        uint256[] memory keys = new uint256[](1);
        keys[0] = Secp256k1.Q + 5;
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.ZeroCommitment.selector, 0));
        _claim(ALICE, batch, keys);
        _assertUntouched();
        keys[0] = 5;
        _claim(ALICE, batch, keys);
    }

    function test_Claim_FewerKeys_Reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.KeyCount.selector, 3, 2));
        _claim(ALICE, _batch(ALICE, 0, 3), _keys(ALICE, 0, 2));
        _assertUntouched();
    }

    function test_Claim_MoreKeys_Reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.KeyCount.selector, 2, 3));
        _claim(ALICE, _batch(ALICE, 0, 2), _keys(ALICE, 0, 3));
        _assertUntouched();
    }

    function test_Claim_EmptyBatch_Reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NothingAccepted.selector));
        _claim(ALICE, new Receipt[](0), new uint256[](0));
    }

    function test_Claim_UnknownTranche_Reverts() external {
        Receipt[] memory batch = _batch(ALICE, 0, 1);
        uint256[] memory keys = _keys(ALICE, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.UnknownTranche.selector, releaseId, 1));
        _claim(releaseId, 1, ALICE, batch, keys);
    }

    function test_Claim_AfterTheClaimDeadline_Reverts() external {
        vm.warp(DEADLINE + 1);
        Receipt[] memory batch = new Receipt[](2);
        batch[0] = _receipt(ALICE, 0, DEADLINE);
        batch[1] = _receipt(ALICE, 1, DEADLINE + 1);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NothingAccepted.selector));
        _claim(ALICE, batch, _keys(ALICE, 0, 2));
    }

    function testFuzz_Claim_ValidUntil_IsAcceptedWithinItsWindowOnly(uint64 time, uint64 validUntil) external {
        time = START + time % 31 days;
        validUntil = time - 1 days + validUntil % 3 days;
        vm.warp(time);
        bool within = validUntil >= time && validUntil <= time + 24 hours && validUntil <= DEADLINE;
        Receipt[] memory batch = new Receipt[](1);
        batch[0] = _receipt(ALICE, 0, validUntil);
        if (!within) vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NothingAccepted.selector));
        _claim(ALICE, batch, _keys(ALICE, 0, 1));
        vm.assertEq(_balance(releaseId), uint256(REWARD) * (within ? SIZE - 1 : SIZE), "release");
    }

    function test_Claim_ValidUntilAtTheEdges_IsPaidAndNotBeyond() external {
        Receipt[] memory batch = new Receipt[](4);
        batch[0] = _receipt(ALICE, 0, _now());
        batch[1] = _receipt(ALICE, 1, _now() - 1);
        batch[2] = _receipt(ALICE, 2, _now() + 24 hours);
        batch[3] = _receipt(ALICE, 3, _now() + 24 hours + 1);
        _claim(ALICE, batch, _keys(ALICE, 0, 4));
        vm.assertTrue(_taken(0) && !_taken(1) && _taken(2) && !_taken(3), "taken");
    }
}
