// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IFairOtaEscrow} from "../src/IFairOtaEscrow.sol";
import {Secp256k1} from "../src/Secp256k1.sol";
import {Fixture} from "./Fixture.sol";
import {Receipt} from "./Receipts.sol";
import {vm} from "./Vm.sol";

/// @notice How a reservation ends: revealed or expired.
contract RevealTest is Fixture {
    uint64 private expiry;

    function setUp() public override {
        super.setUp();
        expiry = _reserve(ALICE, 0, 3);
    }

    function _assertStands() private view {
        vm.assertTrue(escrow.isReserved(releaseId, 0, ALICE, expiry, _accepted(ALICE, 0, 3)), "the reservation stands");
        vm.assertEq(_balance(releaseId), uint256(REWARD) * SIZE, "nothing was paid");
    }

    /// @dev The same fleet once more.
    function _addTranche() private {
        bytes32 root = fleet.nodes[0];
        vm.prank(VENDOR);
        escrow.addTranche{value: uint256(REWARD) * SIZE}(MANIFEST, root, SIZE);
    }

    function _revealKeys(uint256[] memory keys) private {
        escrow.reveal(releaseId, 0, ALICE, expiry, _accepted(ALICE, 0, 3), keys);
    }

    function test_Reveal_ByAnybody_PaysTheDistributorOnceAndPublishesTheKeys() external {
        uint256 before = ALICE.balance;
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectEmit();
            emit IFairOtaEscrow.Delivered(releaseId, _device(i), ALICE, _key(ALICE, i));
        }
        _reveal(ALICE, expiry, 0, 3);
        vm.assertEq(ALICE.balance, before + 3 * uint256(REWARD), "distributor");
        vm.assertEq(ANYBODY.balance, 0, "sender");
        vm.assertEq(_balance(releaseId), uint256(REWARD) * (SIZE - 3), "release");
        vm.assertTrue(_taken(0) && _taken(1) && _taken(2), "paid devices stay taken");
        vm.assertFalse(
            escrow.isReserved(releaseId, 0, ALICE, expiry, _accepted(ALICE, 0, 3)), "the reservation is over"
        );
    }

    function test_Reveal_AtExpiry_Pays() external {
        vm.warp(expiry);
        _reveal(ALICE, expiry, 0, 3);
    }

    function test_Attack_RevealASecondLate_Reverts() external {
        vm.warp(expiry + 1);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.ReservationOver.selector, expiry));
        _reveal(ALICE, expiry, 0, 3);
        _assertStands();
    }

    function test_Attack_RevealWithALaterExpiry_Reverts() external {
        vm.warp(expiry + 1);
        vm.expectPartialRevert(IFairOtaEscrow.UnknownReservation.selector);
        _reveal(ALICE, expiry + 1, 0, 3);
        _assertStands();
    }

    function test_Attack_RevealTwice_Reverts() external {
        _reveal(ALICE, expiry, 0, 3);
        uint256 before = ALICE.balance;
        vm.expectPartialRevert(IFairOtaEscrow.UnknownReservation.selector);
        _reveal(ALICE, expiry, 0, 3);
        vm.assertEq(ALICE.balance, before, "distributor");
    }

    function test_Attack_RevealForAnotherDistributor_Reverts() external {
        vm.expectPartialRevert(IFairOtaEscrow.UnknownReservation.selector);
        escrow.reveal(releaseId, 0, BOB, expiry, _accepted(ALICE, 0, 3), _keys(ALICE, 0, 3));
        _assertStands();
    }

    /// @dev It would be paid from the other release's money.
    function test_Attack_RevealInAnotherRelease_Reverts() external {
        bytes32 other = _create(keccak256("other manifest"));
        vm.expectPartialRevert(IFairOtaEscrow.UnknownReservation.selector);
        escrow.reveal(other, 0, ALICE, expiry, _accepted(ALICE, 0, 3), _keys(ALICE, 0, 3));
        _assertStands();
    }

    function test_Attack_RevealInAnotherTranche_Reverts() external {
        _addTranche();
        vm.expectPartialRevert(IFairOtaEscrow.UnknownReservation.selector);
        escrow.reveal(releaseId, 1, ALICE, expiry, _accepted(ALICE, 0, 3), _keys(ALICE, 0, 3));
    }

    /// @dev What is no address is not taken for the one in its lower bits.
    function test_Attack_RevealWithMoreThanAnAddress_Reverts() external {
        bytes memory call =
            abi.encodeCall(escrow.reveal, (releaseId, 0, ALICE, expiry, _accepted(ALICE, 0, 3), _keys(ALICE, 0, 3)));
        // Behind the selector: release, tranche, distributor, expiry, two offsets, the list's length, member, commitment.
        uint256[3] memory words = [uint256(2), 3, 8];
        for (uint256 i = 0; i < 3; ++i) {
            bytes memory spoilt = bytes.concat(call);
            spoilt[4 + 32 * words[i]] = 0x01;
            (bool revealed,) = address(escrow).call(spoilt);
            vm.assertFalse(revealed, "revealed");
        }
        _assertStands();
        (bool paid,) = address(escrow).call(call);
        vm.assertTrue(paid, "as it was");
    }

    function test_Attack_RevealPartOfABatch_Reverts() external {
        vm.expectPartialRevert(IFairOtaEscrow.UnknownReservation.selector);
        _reveal(ALICE, expiry, 0, 2);
        _assertStands();
    }

    function test_Attack_RevealWithACommitmentOfOnesOwn_Reverts() external {
        IFairOtaEscrow.Accepted[] memory list = _accepted(ALICE, 0, 3);
        list[1].keyCommitment = vm.addr(1);
        uint256[] memory keys = _keys(ALICE, 0, 3);
        keys[1] = 1;
        vm.expectPartialRevert(IFairOtaEscrow.UnknownReservation.selector);
        escrow.reveal(releaseId, 0, ALICE, expiry, list, keys);
        _assertStands();
    }

    function test_Attack_RevealOfAnEmptyList_Reverts() external {
        vm.expectPartialRevert(IFairOtaEscrow.UnknownReservation.selector);
        escrow.reveal(releaseId, 0, ALICE, expiry, new IFairOtaEscrow.Accepted[](0), new uint256[](0));
    }

    function test_Reveal_FewerKeys_Reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.KeyCount.selector, 3, 2));
        _revealKeys(_keys(ALICE, 0, 2));
        _assertStands();
    }

    function test_Reveal_MoreKeys_Reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.KeyCount.selector, 3, 4));
        _revealKeys(_keys(ALICE, 0, 4));
        _assertStands();
    }

    function testFuzz_Attack_WrongKey_RevertsWithPositionAndLeavesTheReservation(uint256 position, uint256 key)
        external
    {
        position %= 3;
        uint256[] memory keys = _keys(ALICE, 0, 3);
        if (key == keys[position]) return;
        keys[position] = key;
        bytes memory expected =
            abi.encodeWithSelector(IFairOtaEscrow.WrongKey.selector, position, vm.addr(_key(ALICE, position)));
        vm.expectRevert(expected);
        _revealKeys(keys);
        _assertStands();
        _reveal(ALICE, expiry, 0, 3);
    }

    /// @dev The same point, but not the same key: devices and distributors read exactly 0 < k < q.
    function test_Attack_KeyPlusOrder_Reverts() external {
        uint256 key = 5;
        Receipt[] memory batch = _batch(BOB, 5, 1);
        batch[0].keyCommitment = vm.addr(key);
        (batch[0].r, batch[0].vs) =
            _sign(_deviceKey(5), _domain(), releaseId, BOB, batch[0].keyCommitment, batch[0].validUntil);
        _reserve(BOB, batch);

        IFairOtaEscrow.Accepted[] memory list = _accepted(BOB, 5, 1);
        list[0].keyCommitment = batch[0].keyCommitment;
        uint256[] memory keys = new uint256[](1);
        keys[0] = key + Secp256k1.Q;
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.WrongKey.selector, 0, vm.addr(key)));
        escrow.reveal(releaseId, 0, BOB, expiry, list, keys);
        keys[0] = key;
        escrow.reveal(releaseId, 0, BOB, expiry, list, keys);
    }

    function test_Attack_ZeroKey_Reverts() external {
        uint256[] memory keys = _keys(ALICE, 0, 3);
        keys[2] = 0;
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.WrongKey.selector, 2, vm.addr(_key(ALICE, 2))));
        _revealKeys(keys);
        _assertStands();
    }

    function test_Expire_ASecondAfterExpiry_FreesTheDevices() external {
        _reserve(BOB, 3, 1);
        vm.warp(expiry + 1);
        vm.expectEmit();
        emit IFairOtaEscrow.Expired(releaseId, 0, ALICE, expiry, _accepted(ALICE, 0, 3));
        _expire(ALICE, expiry, 0, 3);
        vm.assertFalse(_taken(0) || _taken(1) || _taken(2), "free");
        vm.assertTrue(_taken(3), "another's reservation");
        vm.assertEq(_balance(releaseId), uint256(REWARD) * SIZE, "release");
    }

    function test_Attack_ExpireALiveReservation_Reverts() external {
        vm.warp(expiry);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.ReservationLive.selector, expiry));
        _expire(ALICE, expiry, 0, 3);
        _assertStands();
    }

    function test_Attack_ExpireWithAnEarlierExpiry_Reverts() external {
        vm.expectPartialRevert(IFairOtaEscrow.UnknownReservation.selector);
        _expire(ALICE, START - 1, 0, 3);
        _assertStands();
    }

    function test_Attack_ExpirePaidDevices_Reverts() external {
        _reveal(ALICE, expiry, 0, 3);
        vm.warp(expiry + 1);
        vm.expectPartialRevert(IFairOtaEscrow.UnknownReservation.selector);
        _expire(ALICE, expiry, 0, 3);
        vm.assertTrue(_taken(0) && _taken(1) && _taken(2), "paid devices stay taken");
    }

    function test_Attack_ExpireTwice_DoesNotFreeTheNextReservation() external {
        vm.warp(expiry + 1);
        _expire(ALICE, expiry, 0, 3);
        uint64 next = _reserve(BOB, 0, 3);
        vm.expectPartialRevert(IFairOtaEscrow.UnknownReservation.selector);
        _expire(ALICE, expiry, 0, 3);
        _reveal(BOB, next, 0, 3);
    }

    /// @dev The places of its list are paid in the other tranche: freed, they would be paid again.
    function test_Attack_ExpireInAnotherTranche_DoesNotFreeIt() external {
        _addTranche();
        _claim(releaseId, 1, BOB, _batch(BOB, 0, 3), _keys(BOB, 0, 3));
        vm.warp(expiry + 1);
        vm.expectPartialRevert(IFairOtaEscrow.UnknownReservation.selector);
        escrow.expire(releaseId, 1, ALICE, expiry, _accepted(ALICE, 0, 3));
        for (uint256 i = 0; i < 3; ++i) {
            vm.assertTrue(escrow.isTaken(releaseId, 1, i), "paid devices stay taken");
        }
    }

    function test_Attack_ExpireInAnotherRelease_DoesNotFreeIt() external {
        bytes32 first = releaseId;
        releaseId = _create(keccak256("other manifest"));
        _claim(BOB, _batch(BOB, 0, 3), _keys(BOB, 0, 3));
        vm.warp(expiry + 1);
        vm.expectPartialRevert(IFairOtaEscrow.UnknownReservation.selector);
        _expire(ALICE, expiry, 0, 3);
        vm.assertTrue(_taken(0) && _taken(1) && _taken(2), "paid devices stay taken");

        releaseId = first;
        _expire(ALICE, expiry, 0, 3);
    }

    function test_Expire_ThenReservedByAnother_PaysTheOther() external {
        vm.warp(expiry + 1);
        _expire(ALICE, expiry, 0, 3);
        uint64 next = _reserve(BOB, 0, 3);
        uint256 before = BOB.balance;
        _reveal(BOB, next, 0, 3);
        vm.assertEq(BOB.balance, before + 3 * uint256(REWARD), "the other distributor");

        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.ReservationOver.selector, expiry));
        _reveal(ALICE, expiry, 0, 3);
    }

    function test_Reveal_AtTheClaimDeadline_PaysAndTheVendorReclaimsTheRest() external {
        vm.warp(DEADLINE - 3 hours);
        Receipt[] memory batch = new Receipt[](1);
        batch[0] = _receipt(BOB, 9, DEADLINE);
        _reserve(BOB, batch);
        vm.warp(DEADLINE);
        _reveal(BOB, DEADLINE, 9, 1);
        vm.warp(uint256(DEADLINE) + 1 days);
        vm.prank(VENDOR);
        escrow.reclaim(MANIFEST);
        vm.assertEq(address(escrow).balance, 0, "escrow");
    }

    function test_Expire_AfterReclaim_FreesNoMoney() external {
        vm.warp(uint256(DEADLINE) + 1 days);
        vm.prank(VENDOR);
        escrow.reclaim(MANIFEST);
        _expire(ALICE, expiry, 0, 3);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NothingAccepted.selector));
        _reserve(BOB, _batch(BOB, 0, 3));
    }
}
