// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

import {FleetProof} from "../src/FleetProof.sol";
import {FleetTree} from "./FleetTree.sol";
import {Receipt, Receipts} from "./Receipts.sol";
import {vm} from "./Vm.sol";

/// @notice The proof by itself, against OpenZeppelin's and against the tree: for fleets of 1 … 33, unbalanced ones
/// among them.
contract FleetProofTest {
    using FleetTree for FleetTree.Tree;

    uint256 private constant LARGEST = 33;

    function leads(bytes32 node, bytes32 root, bytes32[] calldata nodes, uint256 used, uint256 steps, uint256 anchor)
        external
        pure
        returns (bool)
    {
        return FleetProof.leads(node, root, nodes, used, steps, anchor);
    }

    function _tree(uint256 size) private pure returns (FleetTree.Tree memory) {
        uint256[] memory indices = new uint256[](size);
        address[] memory devices = new address[](size);
        for (uint256 i = 0; i < size; ++i) {
            (indices[i], devices[i]) = (i, _device(i));
        }
        return FleetTree.build(indices, devices);
    }

    function _device(uint256 i) private pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode("member", i)))));
    }

    function _nodes(bytes32 first, bytes32 second) private pure returns (bytes32[] memory nodes) {
        nodes = new bytes32[](2);
        (nodes[0], nodes[1]) = (first, second);
    }

    function testFuzz_LeafOf_AnyDevice_IsTheStandardTreesLeaf(uint256 index, address device) external pure {
        vm.assertEq(FleetProof.leafOf(index, device), FleetTree.leaf(index, device), "leaf");
    }

    function testFuzz_Leads_FullPath_AgreesWithOpenZeppelin(uint256 size, uint256 member, uint256 what, bytes32 garbage)
        external
        view
    {
        size = 1 + size % LARGEST;
        member %= size;
        FleetTree.Tree memory tree = _tree(size);
        bytes32[] memory path = tree.proof(member);
        bytes32 leaf = FleetTree.leaf(member, _device(member));
        if (what % 4 == 1) leaf = garbage;
        if (what % 4 == 2 && path.length != 0) path[uint256(garbage) % path.length] ^= bytes32(1 << what % 256);
        if (what % 4 == 3) path = tree.proof(uint256(garbage) % size);

        bool expected = MerkleProof.verify(path, tree.root(), leaf);
        vm.assertTrue(this.leads(leaf, tree.root(), path, 0, path.length, 0) == expected, "as OpenZeppelin");
        vm.assertTrue(expected || what % 4 != 0, "an honest path leads to the root");
    }

    /// @dev Any devices in any order: their shared paths all lead somewhere known, and no node is sent twice.
    function testFuzz_Leads_SharedPaths_AreAcceptedInAnyOrder(uint256 size, uint256 seed) external view {
        size = 1 + size % LARGEST;
        FleetTree.Tree memory tree = _tree(size);
        Receipt[] memory batch = _shared(tree, size, 1 + seed % 12, seed);
        bytes32[] memory nodes = _join(batch);
        uint256 used;
        for (uint256 i = 0; i < batch.length; ++i) {
            bytes32 leaf = FleetTree.leaf(batch[i].index, batch[i].device);
            uint256 steps = batch[i].proof.length;
            vm.assertTrue(this.leads(leaf, tree.root(), nodes, used, steps, batch[i].anchor), "a member");
            used += steps;
        }
        for (uint256 i = 0; i < nodes.length; ++i) {
            for (uint256 j = 0; j < i; ++j) {
                vm.assertTrue(nodes[i] != nodes[j], "sent once");
            }
        }
    }

    /// @dev Whatever nodes, steps and anchors an outsider chooses, while honest paths go before its own.
    function testFuzz_Attack_Outsider_IsNeverLedAnywhere(uint256 size, uint256 seed, uint256 steps, uint256 anchor)
        external
        view
    {
        size = 1 + size % LARGEST;
        FleetTree.Tree memory tree = _tree(size);
        bytes32[] memory honest = _join(_shared(tree, size, 1 + seed % 6, seed));
        bytes32 leaf = FleetTree.leaf(seed % size, address(uint160(uint256(keccak256(abi.encode("outsider", seed))))));

        // Its own nodes: the leaf, the root, inner nodes and honest siblings, in an order drawn from the seed.
        bytes32[] memory nodes = new bytes32[](honest.length + 4);
        for (uint256 i = 0; i < nodes.length; ++i) {
            uint256 draw = uint256(keccak256(abi.encode(seed, i)));
            if (i < honest.length) nodes[i] = honest[i];
            else if (draw % 3 == 0) nodes[i] = leaf;
            else nodes[i] = tree.nodes[draw % tree.nodes.length];
        }
        steps %= 6;
        anchor %= nodes.length + 2;
        vm.assertFalse(this.leads(leaf, tree.root(), nodes, honest.length, steps, anchor), "no member");
    }

    /// @dev The same for a member that claims another index, with its own path.
    function testFuzz_Attack_MemberAtAnotherIndex_IsNotLedAnywhere(uint256 size, uint256 member, uint256 index)
        external
        view
    {
        size = 2 + size % (LARGEST - 1);
        member %= size;
        if (index == member) ++index;
        FleetTree.Tree memory tree = _tree(size);
        bytes32[] memory path = tree.proof(member);
        bytes32 leaf = FleetTree.leaf(index, _device(member));
        vm.assertFalse(this.leads(leaf, tree.root(), path, 0, path.length, 0), "no member there");
    }

    function test_Leads_FleetOfOne_NeedsNoNodes() external view {
        bytes32 leaf = FleetTree.leaf(0, _device(0));
        vm.assertTrue(this.leads(leaf, leaf, new bytes32[](0), 0, 0, 0), "the only device");
        vm.assertFalse(this.leads(~leaf, leaf, new bytes32[](0), 0, 0, 0), "another");
    }

    function test_Leads_ZeroStepsAtTheSibling_IsAccepted() external view {
        FleetTree.Tree memory tree = _tree(2);
        (bytes32 first, bytes32 second) = (FleetTree.leaf(0, _device(0)), FleetTree.leaf(1, _device(1)));
        bytes32[] memory nodes = tree.proof(0);
        vm.assertTrue(this.leads(first, tree.root(), nodes, 0, 1, 0), "the first");
        vm.assertTrue(this.leads(second, tree.root(), nodes, 1, 0, 1), "its sibling");
        vm.assertFalse(this.leads(first, tree.root(), nodes, 1, 0, 1), "not the sibling");
    }

    /// @dev A node further on in the list, which no path has taken, vouches for nothing.
    function test_Attack_ForwardReference_IsRefused() external view {
        FleetTree.Tree memory tree = _tree(5);
        bytes32 outsider = keccak256("outsider");
        bytes32[] memory nodes = _nodes(tree.root(), outsider);
        for (uint256 used = 0; used < 2; ++used) {
            vm.assertFalse(this.leads(outsider, tree.root(), nodes, used, 0, 2), "not yet taken");
        }
        vm.assertTrue(this.leads(outsider, tree.root(), nodes, 2, 0, 2), "taken: whoever calls vouches for that");
    }

    function test_Attack_AnchorAtOnesOwnNodes_IsRefused() external view {
        FleetTree.Tree memory tree = _tree(5);
        bytes32[] memory nodes = _nodes(keccak256("own"), keccak256("own too"));
        for (uint256 steps = 0; steps <= 2; ++steps) {
            for (uint256 anchor = 1; anchor <= 4; ++anchor) {
                vm.assertFalse(this.leads(nodes[0], tree.root(), nodes, 0, steps, anchor), "its own");
            }
        }
    }

    function test_Attack_StepsBeyondTheList_AreRefused() external view {
        FleetTree.Tree memory tree = _tree(8);
        bytes32[] memory path = tree.proof(3);
        bytes32 leaf = FleetTree.leaf(3, _device(3));
        for (uint256 steps = 0; steps < 256; ++steps) {
            vm.assertTrue(this.leads(leaf, tree.root(), path, 0, steps, 0) == (steps == path.length), "steps");
            vm.assertFalse(this.leads(leaf, tree.root(), path, path.length, steps, 0), "nothing is left");
        }
    }

    /// @dev An inner node is no leaf, though its parent's path is a valid one for it: a device cannot be found for it.
    function testFuzz_Attack_InnerNode_IsNoLeaf(uint256 size, uint256 place, uint256 index, address device)
        external
        pure
    {
        size = 2 + size % (LARGEST - 1);
        FleetTree.Tree memory tree = _tree(size);
        vm.assertTrue(FleetProof.leafOf(index, device) != tree.nodes[place % (size - 1)], "an inner node");
    }

    /// @dev Distinct devices in an order drawn from the seed, with paths that share nodes.
    function _shared(FleetTree.Tree memory tree, uint256 size, uint256 count, uint256 seed)
        private
        pure
        returns (Receipt[] memory batch)
    {
        uint256[] memory order = new uint256[](size);
        batch = new Receipt[](count < size ? count : size);
        for (uint256 i = 0; i < size; ++i) {
            order[i] = i;
        }
        for (uint256 i = 0; i < batch.length; ++i) {
            uint256 j = i + uint256(keccak256(abi.encode(seed, "device", i))) % (size - i);
            (order[i], order[j]) = (order[j], order[i]);
            batch[i].index = order[i];
            batch[i].device = _device(order[i]);
            batch[i].proof = tree.proof(order[i]);
        }
        return Receipts.share(batch);
    }

    function _join(Receipt[] memory batch) private pure returns (bytes32[] memory nodes) {
        (, nodes) = Receipts.pack(batch);
    }
}
