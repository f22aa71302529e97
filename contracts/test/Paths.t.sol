// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IFairOtaEscrow} from "../src/IFairOtaEscrow.sol";
import {FleetTree} from "./FleetTree.sol";
import {Fixture} from "./Fixture.sol";
import {Receipt, Receipts} from "./Receipts.sol";
import {vm} from "./Vm.sol";

/// @notice Batches whose paths share nodes, and what one could try with them.
contract PathsTest is Fixture {
    using FleetTree for FleetTree.Tree;

    uint256 private constant OUTSIDER = uint256(keccak256("outsider")) >> 1;

    function _send(address distributor, Receipt[] memory batch, bytes32[] memory nodes) private {
        (IFairOtaEscrow.Delivery[] memory deliveries,) = Receipts.pack(batch);
        vm.prank(distributor);
        escrow.reserve(releaseId, 0, deliveries, nodes);
    }

    /// @dev The outsider's own signature at an index, without a path.
    function _outsider(uint256 index) private view returns (Receipt memory receipt) {
        receipt = _receipt(ALICE, index);
        receipt.device = vm.addr(OUTSIDER);
        receipt.proof = new bytes32[](0);
        (receipt.r, receipt.vs) =
            _sign(OUTSIDER, _domain(), releaseId, ALICE, receipt.keyCommitment, receipt.validUntil);
    }

    function _expectOutsider(uint256 position, uint256 index) private {
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NotInFleet.selector, position, index, vm.addr(OUTSIDER)));
    }

    function test_Reserve_WholeFleetWithSharedPaths_TakesIt() external {
        Receipt[] memory batch = Receipts.share(_batch(ALICE, 0, SIZE));
        (, bytes32[] memory nodes) = Receipts.pack(batch);
        vm.assertTrue(nodes.length < SIZE, "fewer nodes than devices");
        _reserve(ALICE, batch);
        _reveal(ALICE, _now() + 20 hours, 0, SIZE);
        vm.assertEq(_balance(releaseId), 0, "release");
    }

    function testFuzz_Claim_SharedPathsInAnyOrder_PaysThem(uint256 seed) external {
        Receipt[] memory batch = _batch(ALICE, 0, 8);
        uint256[] memory keys = _keys(ALICE, 0, 8);
        for (uint256 i = 7; i > 0; --i) {
            uint256 j = uint256(keccak256(abi.encode(seed, i))) % (i + 1);
            (batch[i], batch[j], keys[i], keys[j]) = (batch[j], batch[i], keys[j], keys[i]);
        }
        uint256 before = ALICE.balance;
        _claim(ALICE, Receipts.share(batch), keys);
        vm.assertEq(ALICE.balance, before + 8 * uint256(REWARD), "distributor");
    }

    /// @dev What is passed over still holds up the paths of others.
    function test_Attack_TakenDevice_DoesNotSpoilThePathsThatEndAtItsNodes() external {
        _reserve(BOB, 0, 1);
        Receipt[] memory batch = _batch(ALICE, 0, 4);
        batch[1] = _receipt(ALICE, 1, _now());
        _reserve(ALICE, Receipts.share(batch));
        vm.assertTrue(_taken(2) && _taken(3), "taken");
        vm.assertFalse(_taken(1), "missed its window");
        _reveal(ALICE, _now() + 20 hours, 2, 2);
    }

    function test_Reserve_ZeroStepsBesideItsSibling_Succeeds() external {
        FleetTree.Tree memory pair = FleetTree.build(_indices(2), _devices(2));
        releaseId = _createFor(pair, 2);
        fleet = pair;
        Receipt[] memory batch = Receipts.share(_batch(ALICE, 0, 2));
        vm.assertEq(batch[1].proof.length, 0, "no node of its own");
        vm.assertEq(batch[1].anchor, 1, "its sibling's node");
        _reserve(ALICE, batch);
        vm.assertTrue(_taken(0) && _taken(1), "taken");
    }

    function test_Claim_FleetOfOne_NeedsNoNodes() external {
        FleetTree.Tree memory one = FleetTree.build(_indices(1), _devices(1));
        releaseId = _createFor(one, 1);
        fleet = one;
        _claim(ALICE, _batch(ALICE, 0, 1), _keys(ALICE, 0, 1));
        vm.assertEq(_balance(releaseId), 0, "release");
    }

    /// @dev Nodes that no path takes do no harm.
    function test_Reserve_NodesLeftOver_Succeeds() external {
        Receipt[] memory batch = _batch(ALICE, 0, 1);
        bytes32[] memory nodes = new bytes32[](batch[0].proof.length + 1);
        for (uint256 i = 0; i < batch[0].proof.length; ++i) {
            nodes[i] = batch[0].proof[i];
        }
        _send(ALICE, batch, nodes);
        vm.assertTrue(_taken(0), "taken");
    }

    /// @dev The outsider's leaf lies behind the honest path's nodes, where no path has taken it.
    function test_Attack_AnchorAtANodeOfOnesOwn_Reverts() external {
        Receipt[] memory batch = _batch(ALICE, 0, 2);
        batch[1] = _outsider(1);
        bytes32[] memory path = batch[0].proof;
        bytes32[] memory nodes = new bytes32[](path.length + 1);
        for (uint256 i = 0; i < path.length; ++i) {
            nodes[i] = path[i];
        }
        nodes[path.length] = FleetTree.leaf(1, vm.addr(OUTSIDER));
        batch[1].anchor = nodes.length;
        _expectOutsider(1, 1);
        _send(ALICE, batch, nodes);
        vm.assertFalse(_taken(0) || _taken(1), "nothing was taken");
    }

    /// @dev The outsider's leaf as a sibling within an honest device's path: then that path leads nowhere.
    function test_Attack_LeafHiddenInAnHonestPath_Reverts() external {
        Receipt[] memory batch = _batch(ALICE, 0, 2);
        bytes32[] memory path = batch[0].proof;
        bytes32[] memory longer = new bytes32[](path.length + 1);
        for (uint256 i = 0; i < path.length; ++i) {
            longer[i] = path[i];
        }
        longer[path.length] = FleetTree.leaf(1, vm.addr(OUTSIDER));
        batch[0].proof = longer;
        batch[1] = _outsider(1);
        batch[1].anchor = longer.length;
        vm.expectRevert(abi.encodeWithSelector(IFairOtaEscrow.NotInFleet.selector, 0, 0, _device(0)));
        _reserve(ALICE, batch);
    }

    function testFuzz_Attack_OutsiderAtAnyAnchor_Reverts(uint256 anchor, uint256 steps) external {
        Receipt[] memory batch = Receipts.share(_batch(ALICE, 0, 4));
        (, bytes32[] memory nodes) = Receipts.pack(batch);
        batch[3] = _outsider(3);
        batch[3].anchor = anchor % (nodes.length + 3);
        batch[3].proof = new bytes32[](steps % 4);
        bytes32[] memory more = new bytes32[](nodes.length + 3);
        for (uint256 i = 0; i < more.length; ++i) {
            more[i] = i < nodes.length ? nodes[i] : FleetTree.leaf(3, vm.addr(OUTSIDER));
        }
        _expectOutsider(3, 3);
        _send(ALICE, batch, more);
    }

    /// @dev What follows the nodes in the transaction, here the keys, is no part of a path.
    function test_Attack_StepsBeyondTheList_Reverts() external {
        Receipt[] memory batch = _batch(ALICE, 0, 1);
        (IFairOtaEscrow.Delivery[] memory deliveries, bytes32[] memory nodes) = Receipts.pack(batch);
        bytes memory call = abi.encodeCall(escrow.reserve, (releaseId, 0, deliveries, nodes));
        // The list says that it is one node shorter; the node is still there, behind its end.
        uint256 lengthAt = 4 + 4 * 32 + 32 + 96;
        call[lengthAt + 31] = bytes1(uint8(nodes.length - 1));
        vm.prank(ALICE);
        (bool accepted, bytes memory answer) = address(escrow).call(call);
        vm.assertFalse(accepted, "accepted");
        vm.assertEq(
            keccak256(answer),
            keccak256(abi.encodeWithSelector(IFairOtaEscrow.NotInFleet.selector, 0, 0, _device(0))),
            "refusal"
        );
    }

    function test_Reserve_DevicesOfSeveralWords_AreTakenApart() external {
        uint256[] memory indices = _indices(4);
        (indices[1], indices[2], indices[3]) = (255, 256, 512);
        FleetTree.Tree memory sparse = FleetTree.build(indices, _devices(4));
        releaseId = _createFor(sparse, 1000);
        fleet = sparse;
        Receipt[] memory batch = _batch(ALICE, 0, 4);
        for (uint256 i = 0; i < 4; ++i) {
            batch[i].index = indices[i];
            Receipt[] memory one = new Receipt[](1);
            one[0] = batch[i];
            _reserve(ALICE, one);
            for (uint256 j = 0; j < 4; ++j) {
                vm.assertTrue(_taken(indices[j]) == (j <= i), "taken");
            }
        }
    }

    function _createFor(FleetTree.Tree memory tree, uint32 size) private returns (bytes32) {
        vm.prank(VENDOR);
        return escrow.createRelease{value: uint256(REWARD) * size}(
            keccak256("for another fleet"), address(0), REWARD, DEADLINE, "", tree.root(), size
        );
    }
}
