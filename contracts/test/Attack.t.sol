// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IFairOtaEscrow} from "../src/IFairOtaEscrow.sol";
import {FleetTree} from "./FleetTree.sol";
import {Fixture} from "./Fixture.sol";
import {Receipt, Receipts} from "./Receipts.sol";
import {Receiver} from "./Receiver.sol";
import {Vm, vm} from "./Vm.sol";

/// @notice Attacks that involve more than one party or more than one call. Those on a single rule stand beside that
/// rule's tests. Each asserts that nobody honest lost anything and, where it matters, that no key came out.
contract AttackTest is Fixture {
    using FleetTree for FleetTree.Tree;

    bytes32 private constant DELIVERED = keccak256("Delivered(bytes32,address,address,uint256)");

    /// @dev A vendor in league with its device has it sign a second receipt, for the vendor, and gets in first. The
    /// distributor's transaction carries no key yet, and it reveals only what was accepted.
    function test_Attack_VendorFrontRunsTheReservation_GetsNoKey() external {
        vm.recordLogs();
        _reserve(VENDOR, 0, 1);
        _reserve(ALICE, _batch(ALICE, 0, 2));
        vm.assertEq(_delivered(), 0, "keys that came out");
        vm.assertTrue(
            escrow.isReserved(releaseId, 0, ALICE, _now() + 20 hours, _accepted(ALICE, 1, 1)), "the honest device's"
        );
        uint256 before = ALICE.balance;
        _reveal(ALICE, _now() + 20 hours, 1, 1);
        vm.assertEq(ALICE.balance, before + REWARD, "the honest device's reward");
    }

    /// @dev Nor does it help to get in between reserve and reveal.
    function test_Attack_VendorFrontRunsTheReveal_TheDistributorIsPaid() external {
        uint64 expiry = _reserve(ALICE, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NothingAccepted.selector));
        _claim(VENDOR, _batch(VENDOR, 0, 1), _keys(VENDOR, 0, 1));
        uint256 before = ALICE.balance;
        _reveal(ALICE, expiry, 0, 1);
        vm.assertEq(ALICE.balance, before + REWARD, "distributor");
    }

    /// @dev The published IoTPatchPool contract paid any key that came with a member's proof of membership.
    function test_Attack_OutsiderWithAMembersProof_Reverts() external {
        uint256 outsider = uint256(keccak256("outsider")) >> 1;
        Receipt[] memory batch = _batch(ALICE, 0, 1);
        (batch[0].r, batch[0].vs) =
            _sign(outsider, _domain(), releaseId, ALICE, batch[0].keyCommitment, batch[0].validUntil);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NotInFleet.selector, 0, 0, vm.addr(outsider)));
        _claim(ALICE, batch, _keys(ALICE, 0, 1));
        vm.assertFalse(_taken(0), "the member's reward");
    }

    /// @dev A leaf that the published list hides: two devices at index 0. They earn one reward together.
    function test_Attack_ShadowLeaf_EarnsTheOneRewardOnly() external {
        uint256[] memory indices = _indices(3);
        indices[2] = 0;
        FleetTree.Tree memory tree = FleetTree.build(indices, _devices(3));
        bytes32 shadowed = _createWith(tree.root(), 2);
        fleet = tree;
        releaseId = shadowed;

        Receipt[] memory batch = _batch(ALICE, 0, 3);
        batch[2].index = 0;
        _claim(ALICE, batch, _keys(ALICE, 0, 3));
        vm.assertEq(_balance(shadowed), 0, "the shadowed release");
        vm.assertEq(address(escrow).balance, uint256(REWARD) * SIZE, "the honest release's money");
    }

    /// @dev A tree that names the zero address, which a failed recovery answers.
    function test_Attack_ZeroAddressInTheFleet_EarnsNothing() external {
        address[] memory devices = _devices(2);
        devices[0] = address(0);
        FleetTree.Tree memory tree = FleetTree.build(_indices(2), devices);
        releaseId = _createWith(tree.root(), 2);
        fleet = tree;
        Receipt[] memory batch = _batch(ALICE, 0, 1);
        (batch[0].r, batch[0].vs) = (bytes32(0), bytes32(0));
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.InvalidSignature.selector, 0));
        _claim(ALICE, batch, _keys(ALICE, 0, 1));
        vm.assertFalse(_taken(0), "nobody's reward");
    }

    /// @dev The tree holds more devices than the vendor paid for.
    function test_Attack_TreeLargerThanTheFleet_IndexBeyondIsRefused() external {
        releaseId = _createWith(fleet.nodes[0], 3);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.IndexBeyondFleet.selector, 3, 3, 3));
        _claim(ALICE, _batch(ALICE, 0, 4), _keys(ALICE, 0, 4));
        _claim(ALICE, _batch(ALICE, 0, 3), _keys(ALICE, 0, 3));
        vm.assertEq(address(escrow).balance, uint256(REWARD) * SIZE, "the honest release's money");
    }

    /// @dev A release emptied by its devices, reserved or reclaimed by its vendor, leaves the other's money alone.
    function test_Attack_OneReleaseDrained_TheOtherPaysInFull() external {
        bytes32 honest = releaseId;
        releaseId = _createWith(fleet.nodes[0], SIZE);
        _claim(ALICE, _batch(ALICE, 0, SIZE), _keys(ALICE, 0, SIZE));
        vm.assertEq(_balance(releaseId), 0, "the drained release");
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NothingAccepted.selector));
        _claim(BOB, _batch(BOB, 0, 1), _keys(BOB, 0, 1));

        releaseId = honest;
        vm.assertFalse(_taken(0), "the other release's devices");
        _claim(BOB, _batch(BOB, 0, SIZE), _keys(BOB, 0, SIZE));
        vm.assertEq(address(escrow).balance, 0, "escrow");
    }

    function test_Attack_ReceiptOfAnotherRelease_Reverts() external {
        Receipt[] memory batch = _batch(ALICE, 0, 1);
        releaseId = _createWith(fleet.nodes[0], SIZE);
        vm.expectPartialRevert(IFairOtaEscrow.NotInFleet.selector);
        _reserve(ALICE, batch);
    }

    function test_Attack_ReceiptForAnotherContract_Reverts() external {
        Receipt[] memory batch = _batch(ALICE, 0, 1);
        escrow = _deploy();
        _create(MANIFEST);
        vm.expectPartialRevert(IFairOtaEscrow.NotInFleet.selector);
        _reserve(ALICE, batch);
    }

    function test_Attack_ReceiptForAnotherChain_Reverts() external {
        Receipt[] memory batch = _batch(ALICE, 0, 1);
        vm.chainId(1);
        vm.expectPartialRevert(IFairOtaEscrow.NotInFleet.selector);
        _reserve(ALICE, batch);
    }

    /// @dev A fork of the chain: receipts for the new chain id count there, with the contract that was there before.
    function test_Reserve_AfterAFork_TakesTheNewChainIdsReceipts() external {
        vm.chainId(99);
        Receipt[] memory batch = _batch(ALICE, 0, 1);
        (batch[0].r, batch[0].vs) = _sign(
            _deviceKey(0), _domain(address(escrow), 99), releaseId, ALICE, batch[0].keyCommitment, batch[0].validUntil
        );
        _reserve(ALICE, batch);
    }

    function test_Attack_ReservationOfAnothersReceipt_Reverts() external {
        vm.expectPartialRevert(IFairOtaEscrow.NotInFleet.selector);
        _reserve(BOB, _batch(ALICE, 0, 1));
        vm.assertFalse(_taken(0), "the device");
    }

    /// @dev A device that signs for two distributors is paid for once.
    function test_Attack_TwoReceiptsOfADevice_EarnOneReward() external {
        uint64 expiry = _reserve(ALICE, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NothingAccepted.selector));
        _reserve(BOB, _batch(BOB, 0, 1));
        _reveal(ALICE, expiry, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NothingAccepted.selector));
        _reserve(BOB, _batch(BOB, 0, 1));
        vm.assertEq(_balance(releaseId), uint256(REWARD) * (SIZE - 1), "release");
    }

    /// @dev A receipt names no tranche: it earns once in each that lists its device, and an event cannot tell where. Reserved
    /// in one and claimed in the other, it is published once, and what was reserved still expires.
    function test_Attack_ReceiptInTwoTranches_EarnsOnceInEach() external {
        bytes32 root = fleet.nodes[0];
        vm.prank(VENDOR);
        escrow.addTranche{value: uint256(REWARD) * SIZE}(MANIFEST, root, SIZE);
        uint64 expiry = _reserve(ALICE, 0, 2);
        _claim(releaseId, 1, ALICE, _batch(ALICE, 0, 1), _keys(ALICE, 0, 1));
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NothingAccepted.selector));
        _claim(releaseId, 1, ALICE, _batch(ALICE, 0, 1), _keys(ALICE, 0, 1));
        vm.warp(expiry + 1);
        _expire(ALICE, expiry, 0, 2);
        vm.assertFalse(_taken(0) || _taken(1), "the first tranche");
        vm.assertTrue(escrow.isTaken(releaseId, 1, 0), "the second");
        vm.assertEq(_balance(releaseId), uint256(REWARD) * (2 * SIZE - 1), "release");
    }

    /// @dev A reservation that is never revealed costs its device one expiry, and nobody any money.
    function test_Attack_SquattedReservation_EndsWithItsExpiry() external {
        Receipt[] memory batch = new Receipt[](1);
        batch[0] = _receipt(BOB, 0, _now() + 24 hours);
        _reserve(BOB, batch);
        vm.warp(START + 24 hours + 1);
        _expire(BOB, START + 24 hours, 0, 1);
        uint64 expiry = _reserve(ALICE, 0, 1);
        _reveal(ALICE, expiry, 0, 1);
    }

    /// @dev Paid again within the payment? The distributor meets the state after it.
    function test_Attack_ReentrantDistributor_IsPaidOnce() external {
        Receiver receiver = new Receiver();
        uint64 expiry = _reserve(address(receiver), 0, 2);
        bytes memory again = abi.encodeCall(
            escrow.reveal,
            (
                releaseId,
                0,
                address(receiver),
                expiry,
                _accepted(address(receiver), 0, 2),
                _keys(address(receiver), 0, 2)
            )
        );
        receiver.callBack(address(escrow), again);
        _reveal(address(receiver), expiry, 0, 2);
        vm.assertEq(receiver.calls(), 1, "it did call back");
        vm.assertFalse(receiver.succeeded(), "and was refused");
        vm.assertEq(address(receiver).balance, 2 * uint256(REWARD), "distributor");
        vm.assertEq(_balance(releaseId), uint256(REWARD) * (SIZE - 2), "release");
    }

    function test_Attack_ReentrantClaim_IsPaidOnce() external {
        Receiver receiver = new Receiver();
        Receipt[] memory batch = _batch(address(receiver), 0, 2);
        uint256[] memory keys = _keys(address(receiver), 0, 2);
        (IFairOtaEscrow.Delivery[] memory deliveries, bytes32[] memory nodes) = Receipts.pack(batch);
        receiver.callBack(address(escrow), abi.encodeCall(escrow.claim, (releaseId, 0, deliveries, nodes, keys)));
        _claim(address(receiver), batch, keys);
        vm.assertEq(receiver.calls(), 1, "it did call back");
        vm.assertFalse(receiver.succeeded(), "and was refused");
        vm.assertEq(address(receiver).balance, 2 * uint256(REWARD), "distributor");
    }

    function test_Attack_ReentrantVendor_ReclaimsOnce() external {
        Receiver receiver = new Receiver();
        bytes32 root = fleet.nodes[0];
        vm.deal(address(receiver), REWARD);
        vm.prank(address(receiver));
        escrow.createRelease{value: REWARD}(MANIFEST, address(0), REWARD, DEADLINE, "", root, 1);
        vm.warp(uint256(DEADLINE) + 1 days);
        receiver.callBack(address(escrow), abi.encodeCall(escrow.reclaim, (MANIFEST)));
        vm.prank(address(receiver));
        escrow.reclaim(MANIFEST);
        vm.assertEq(receiver.calls(), 1, "it did call back");
        vm.assertFalse(receiver.succeeded(), "and was refused");
        vm.assertEq(address(receiver).balance, REWARD, "vendor");
        vm.assertEq(address(escrow).balance, uint256(REWARD) * SIZE, "the other release's money");
    }

    /// @dev A distributor that refuses its money publishes no key, and frees its devices when it expires.
    function test_Attack_BlockingDistributor_HurtsItselfOnly() external {
        Receiver receiver = new Receiver();
        receiver.refuse();
        uint64 expiry = _reserve(address(receiver), 0, 1);
        bytes memory refused =
            abi.encodeWithSelector(IFairOtaEscrow.PaymentFailed.selector, address(receiver), uint256(REWARD));
        vm.expectRevert(refused);
        _reveal(address(receiver), expiry, 0, 1);
        vm.expectRevert(refused);
        _claim(address(receiver), _batch(address(receiver), 1, 1), _keys(address(receiver), 1, 1));

        vm.warp(expiry + 1);
        _expire(address(receiver), expiry, 0, 1);
        uint64 next = _reserve(ALICE, 0, 2);
        _reveal(ALICE, next, 0, 2);
    }

    /// @dev The receiver's answer of 1 MB takes 2 million gas of memory. A copy of it would take as much from the sender again.
    function test_Attack_TalkativeReceiver_CostsTheSenderNoMemory() external {
        Receiver receiver = new Receiver();
        uint64 expiry = _reserve(address(receiver), 0, 1);
        receiver.talk(1_000_000);
        escrow.reveal{gas: 3_000_000}(
            releaseId, 0, address(receiver), expiry, _accepted(address(receiver), 0, 1), _keys(address(receiver), 0, 1)
        );
        vm.assertEq(address(receiver).balance, REWARD, "distributor");
    }

    function _createWith(bytes32 root, uint32 size) private returns (bytes32) {
        vm.prank(VENDOR);
        return escrow.createRelease{value: uint256(REWARD) * size}(
            keccak256("dishonest manifest"), address(0), REWARD, DEADLINE, "", root, size
        );
    }

    function _delivered() private returns (uint256 count) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == DELIVERED) ++count;
        }
    }
}
