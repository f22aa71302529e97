// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

/// @notice OpenZeppelin's standard tree over (uint256 index, address device), as @openzeppelin/merkle-tree lays it out:
/// leaves sorted by hash at the end of an array in which the parent of i is at (i - 1) / 2.
library FleetTree {
    struct Tree {
        bytes32[] nodes;
        uint256[] places; // of each member's leaf among the nodes
    }

    function leaf(uint256 index, address device) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(index, device))));
    }

    function build(uint256[] memory indices, address[] memory devices) internal pure returns (Tree memory tree) {
        uint256 count = devices.length;
        tree.nodes = new bytes32[](2 * count - 1);
        tree.places = new uint256[](count);
        bytes32[] memory leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            leaves[i] = leaf(indices[i], devices[i]);
        }
        for (uint256 i = 0; i < count; ++i) {
            uint256 rank;
            for (uint256 j = 0; j < count; ++j) {
                if (leaves[j] < leaves[i]) ++rank;
            }
            tree.places[i] = 2 * count - 2 - rank;
            tree.nodes[tree.places[i]] = leaves[i];
        }
        for (uint256 i = count - 1; i > 0; --i) {
            tree.nodes[i - 1] = Hashes.commutativeKeccak256(tree.nodes[2 * i - 1], tree.nodes[2 * i]);
        }
    }

    function root(Tree memory tree) internal pure returns (bytes32) {
        return tree.nodes[0];
    }

    function proof(Tree memory tree, uint256 member) internal pure returns (bytes32[] memory path) {
        uint256 length;
        for (uint256 node = tree.places[member]; node > 0; node = (node - 1) / 2) {
            ++length;
        }
        path = new bytes32[](length);
        uint256 place = tree.places[member];
        for (uint256 i = 0; i < length; ++i) {
            path[i] = tree.nodes[place % 2 == 0 ? place - 1 : place + 1];
            place = (place - 1) / 2;
        }
    }
}
