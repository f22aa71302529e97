// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Proofs that the devices of a batch are in one fleet, without sending a node twice
/// @notice The tree is OpenZeppelin's standard tree over (uint256 index, address device): a leaf is the hash of the
/// hash of its value, an inner node the hash of its children, the smaller first.
/// @dev The nodes of a batch lie in one list. The path of each device takes the next `steps` of them as its siblings,
/// from the leaf upwards, and must end at a hash that is known to be in the tree: the root (`anchor` 0), or the sibling
/// that an earlier path took from place `anchor - 1` of the list, which is known because that path ended at a known
/// hash itself. So where paths meet, what is above is sent and hashed once, and yet each device is judged alone.
library FleetProof {
    /// @notice The leaf of a device.
    /// @param index the device's place in the fleet
    /// @param device its address
    /// @return leaf the hash of the hash of both
    function leafOf(uint256 index, address device) internal pure returns (bytes32 leaf) {
        // Within the scratch space, 0x00 … 0x3f.
        assembly ("memory-safe") {
            mstore(0x00, index)
            mstore(0x20, device)
            mstore(0x00, keccak256(0x00, 0x40))
            leaf := keccak256(0x00, 0x20)
        }
    }

    /// @notice Whether a path leads from a node to a known hash.
    /// @param node the leaf that the path starts from
    /// @param root the root of the tree
    /// @param nodes of the whole batch
    /// @param used how many of them earlier paths took, at most nodes.length
    /// @param steps how many this one takes, at most 255
    /// @param anchor 0 for the root, else 1 + the place of an earlier sibling
    function leads(bytes32 node, bytes32 root, bytes32[] calldata nodes, uint256 used, uint256 steps, uint256 anchor)
        internal
        pure
        returns (bool)
    {
        // The sum is small: calldata has not that many nodes.
        unchecked {
            if (used + steps > nodes.length || anchor > used) return false;
        }
        bytes32 known = root;
        // What is read lies below nodes.length, as checked above; what is written, in the scratch space.
        assembly ("memory-safe") {
            if anchor { known := calldataload(add(nodes.offset, shl(5, sub(anchor, 1)))) }
            let next := add(nodes.offset, shl(5, used))
            let end := add(next, shl(5, steps))
            // A step stores the smaller of the two at 0x00 and the other at 0x20.
            if and(steps, 1) {
                let place := shl(5, gt(node, calldataload(next)))
                mstore(place, node)
                mstore(xor(place, 0x20), calldataload(next))
                node := keccak256(0x00, 0x40)
                next := add(next, 0x20)
            }
            // The others in pairs, as a loop's own cost is a quarter of a step's.
            for {} lt(next, end) { next := add(next, 0x40) } {
                let place := shl(5, gt(node, calldataload(next)))
                mstore(place, node)
                mstore(xor(place, 0x20), calldataload(next))
                node := keccak256(0x00, 0x40)
                let second := calldataload(add(next, 0x20))
                place := shl(5, gt(node, second))
                mstore(place, node)
                mstore(xor(place, 0x20), second)
                node := keccak256(0x00, 0x40)
            }
        }
        return node == known;
    }
}
