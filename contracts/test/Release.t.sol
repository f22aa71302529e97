// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IFairOtaEscrow} from "../src/IFairOtaEscrow.sol";
import {FleetTree} from "./FleetTree.sol";
import {Fixture} from "./Fixture.sol";
import {vm} from "./Vm.sol";

/// @notice Releases, tranches, reclaiming and announcing.
contract ReleaseTest is Fixture {
    bytes32 private constant OTHER = keccak256("other manifest");
    uint256 private constant VALUE = uint256(REWARD) * SIZE;

    function _createOther(address token, uint96 reward, uint64 deadline, string memory url, uint32 size, uint256 value)
        private
    {
        bytes32 root = fleet.nodes[0];
        vm.prank(VENDOR);
        escrow.createRelease{value: value}(OTHER, token, reward, deadline, url, root, size);
    }

    function _url(uint256 length) private pure returns (string memory) {
        return string(new bytes(length));
    }

    function test_FleetTree_ThreeDevices_IsOpenZeppelins() external pure {
        address[] memory devices = new address[](3);
        (devices[0], devices[1], devices[2]) = (address(0x11), address(0x22), address(0x33));
        // StandardMerkleTree.of([[0, "0x…11"], [1, "0x…22"], [2, "0x…33"]], ["uint256", "address"]).root
        bytes32 expected = 0x278d86d0c62a9d569327d89bf129072adf54347e6fd559303554748ff3d2cbbc;
        vm.assertEq(FleetTree.build(_indices(3), devices).nodes[0], expected, "root");
    }

    function test_CreateRelease_Funded_StoresAndEmits() external {
        bytes32 id = keccak256(abi.encode(VENDOR, OTHER));
        bytes32 root = fleet.nodes[0];
        vm.expectEmit();
        emit IFairOtaEscrow.ReleaseCreated(id, VENDOR, OTHER, address(0), REWARD, DEADLINE, "https://vendor.example");
        vm.expectEmit();
        emit IFairOtaEscrow.TrancheAdded(id, 0, root, SIZE);
        vm.assertEq(_create(OTHER), id, "release id");

        (address token, uint64 deadline, uint32 tranches, uint96 reward, uint256 balance) = escrow.release(id);
        vm.assertEq(token, address(0), "token");
        vm.assertEq(deadline, DEADLINE, "deadline");
        vm.assertEq(tranches, 1, "tranches");
        vm.assertEq(reward, REWARD, "reward");
        vm.assertEq(balance, VALUE, "balance");
        (bytes32 fleetRoot, uint32 fleetSize) = escrow.tranche(id, 0);
        vm.assertEq(fleetRoot, root, "fleet root");
        vm.assertEq(fleetSize, SIZE, "fleet size");
    }

    function test_CreateRelease_NoReward_Reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.ZeroReward.selector));
        _createOther(address(0), 0, DEADLINE, "", SIZE, 0);
    }

    function test_CreateRelease_NoFleet_Reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.ZeroFleet.selector));
        _createOther(address(0), REWARD, DEADLINE, "", 0, 0);
    }

    function test_CreateRelease_DeadlineInTwoDays_Succeeds() external {
        _createOther(address(0), REWARD, START + 2 days, "", SIZE, VALUE);
    }

    function test_CreateRelease_DeadlineASecondTooEarly_Reverts() external {
        uint64 deadline = START + 2 days - 1;
        vm.expectRevert(
            abi.encodeWithSelector(IFairOtaEscrow.DeadlineTooEarly.selector, deadline, uint256(START + 2 days))
        );
        _createOther(address(0), REWARD, deadline, "", SIZE, VALUE);
    }

    function test_CreateRelease_LongestUrl_Succeeds() external {
        _createOther(address(0), REWARD, DEADLINE, _url(120), SIZE, VALUE);
    }

    function test_CreateRelease_UrlTooLong_Reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.UrlLength.selector, 121, 120));
        _createOther(address(0), REWARD, DEADLINE, _url(121), SIZE, VALUE);
    }

    function test_CreateRelease_Twice_Reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.ReleaseExists.selector, releaseId));
        _create(MANIFEST);
    }

    function test_CreateRelease_SameManifestByAnother_IsAnotherRelease() external {
        bytes32 root = fleet.nodes[0];
        vm.prank(ALICE);
        bytes32 id = escrow.createRelease{value: REWARD}(MANIFEST, address(0), REWARD, DEADLINE, "", root, 1);
        vm.assertEq(id, keccak256(abi.encode(ALICE, MANIFEST)), "release id");
        vm.assertEq(_balance(releaseId), VALUE, "the first release's balance");
    }

    function test_Attack_ReleaseFundedShort_Reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.WrongValue.selector, VALUE, VALUE - 1));
        _createOther(address(0), REWARD, DEADLINE, "", SIZE, VALUE - 1);
    }

    function test_CreateRelease_FundedLong_Reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.WrongValue.selector, VALUE, VALUE + 1));
        _createOther(address(0), REWARD, DEADLINE, "", SIZE, VALUE + 1);
    }

    function testFuzz_CreateRelease_AnyAmount_IsExactAndNothingWraps(uint96 reward, uint32 size) external {
        reward = reward == 0 ? 1 : reward;
        size = size == 0 ? 1 : size;
        uint256 value = uint256(reward) * size;
        vm.deal(VENDOR, 2 * value);
        _createOther(address(0), reward, DEADLINE, "", size, value);
        vm.prank(VENDOR);
        escrow.addTranche{value: value}(OTHER, bytes32(0), size);
        vm.assertEq(_balance(keccak256(abi.encode(VENDOR, OTHER))), 2 * value, "balance");
    }

    function test_AddTranche_BeforeDeadline_AddsAndEmits() external {
        vm.warp(DEADLINE - 1);
        vm.expectEmit();
        emit IFairOtaEscrow.TrancheAdded(releaseId, 1, OTHER, 3);
        vm.prank(VENDOR);
        vm.assertEq(escrow.addTranche{value: uint256(REWARD) * 3}(MANIFEST, OTHER, 3), 1, "tranche");
        (bytes32 fleetRoot, uint32 fleetSize) = escrow.tranche(releaseId, 1);
        vm.assertEq(fleetRoot, OTHER, "fleet root");
        vm.assertEq(fleetSize, 3, "fleet size");
        vm.assertEq(_balance(releaseId), VALUE + uint256(REWARD) * 3, "balance");
    }

    function test_AddTranche_AtDeadline_Reverts() external {
        vm.warp(DEADLINE);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.DeadlinePassed.selector, DEADLINE));
        vm.prank(VENDOR);
        escrow.addTranche{value: REWARD}(MANIFEST, OTHER, 1);
    }

    function test_Attack_AddTrancheToAnothersRelease_Reverts() external {
        bytes32 id = keccak256(abi.encode(ALICE, MANIFEST));
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.UnknownRelease.selector, id));
        vm.prank(ALICE);
        escrow.addTranche{value: REWARD}(MANIFEST, OTHER, 1);
    }

    function test_AddTranche_NoFleet_Reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.ZeroFleet.selector));
        vm.prank(VENDOR);
        escrow.addTranche(MANIFEST, OTHER, 0);
    }

    function test_Attack_TrancheFundedShort_Reverts() external {
        vm.expectRevert(
            abi.encodeWithSelector(IFairOtaEscrow.WrongValue.selector, uint256(REWARD) * 2, uint256(REWARD))
        );
        vm.prank(VENDOR);
        escrow.addTranche{value: REWARD}(MANIFEST, OTHER, 2);
    }

    function test_Reclaim_ADayAfterDeadline_PaysWhatIsLeft() external {
        _claim(ALICE, _batch(ALICE, 0, 3), _keys(ALICE, 0, 3));
        vm.warp(uint256(DEADLINE) + 1 days);
        uint256 before = VENDOR.balance;
        uint256 left = VALUE - uint256(REWARD) * 3;
        vm.expectEmit();
        emit IFairOtaEscrow.Reclaimed(releaseId, left);
        vm.prank(VENDOR);
        escrow.reclaim(MANIFEST);
        vm.assertEq(VENDOR.balance, before + left, "vendor");
        vm.assertEq(_balance(releaseId), 0, "release");
        vm.assertEq(address(escrow).balance, 0, "escrow");
    }

    function test_Attack_ReclaimASecondEarly_Reverts() external {
        vm.warp(uint256(DEADLINE) + 1 days - 1);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.ReclaimTooEarly.selector, uint256(DEADLINE) + 1 days));
        vm.prank(VENDOR);
        escrow.reclaim(MANIFEST);
    }

    function test_Attack_ReclaimAnothersRelease_Reverts() external {
        vm.warp(uint256(DEADLINE) + 1 days);
        bytes32 id = keccak256(abi.encode(ALICE, MANIFEST));
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.UnknownRelease.selector, id));
        vm.prank(ALICE);
        escrow.reclaim(MANIFEST);
    }

    function test_Attack_ReclaimTwice_Reverts() external {
        _create(OTHER);
        vm.warp(uint256(DEADLINE) + 1 days);
        vm.prank(VENDOR);
        escrow.reclaim(MANIFEST);
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NothingLeft.selector, releaseId));
        vm.prank(VENDOR);
        escrow.reclaim(MANIFEST);
        vm.assertEq(address(escrow).balance, VALUE, "the other release's money");
    }

    function test_Announce_Url_Emits() external {
        vm.expectEmit();
        emit IFairOtaEscrow.DistributorAnnounced(ALICE, "https://alice.example");
        vm.prank(ALICE);
        escrow.announce("https://alice.example");
    }

    function test_Announce_LongestUrl_Succeeds() external {
        escrow.announce(_url(120));
    }

    function test_Announce_UrlTooLong_Reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.UrlLength.selector, 121, 120));
        escrow.announce(_url(121));
    }

    function test_Announce_NoUrl_Reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.UrlLength.selector, 0, 120));
        escrow.announce("");
    }

    function test_Escrow_PlainTransfer_IsRefused() external {
        vm.prank(VENDOR);
        (bool accepted,) = address(escrow).call{value: 1}("");
        vm.assertFalse(accepted, "money without a release");
    }
}
