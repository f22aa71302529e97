// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

import {IFairOtaEscrow} from "../src/IFairOtaEscrow.sol";
import {FleetTree} from "./FleetTree.sol";

/// @notice A receipt as its distributor keeps it: what the device signed, its signature, and its path in the fleet.
/// Tests change its fields at will; `Receipts` lays a batch of them out as the escrow reads it.
struct Receipt {
    uint256 index;
    address device; // whose leaf the path starts at; not sent
    address keyCommitment;
    uint64 validUntil;
    bytes32 r;
    bytes32 vs;
    bytes32[] proof;
    uint256 anchor;
}

library Receipts {
    /// @notice Lays the receipts out as they are, anchors included: with full paths, every path is sent whole.
    function pack(Receipt[] memory batch)
        internal
        pure
        returns (IFairOtaEscrow.Delivery[] memory deliveries, bytes32[] memory nodes)
    {
        deliveries = new IFairOtaEscrow.Delivery[](batch.length);
        nodes = new bytes32[](_length(batch));
        uint256 used;
        for (uint256 i = 0; i < batch.length; ++i) {
            Receipt memory receipt = batch[i];
            deliveries[i] = IFairOtaEscrow.Delivery(
                terms(receipt.index, receipt.validUntil, receipt.proof.length, receipt.anchor, receipt.keyCommitment),
                receipt.r,
                receipt.vs
            );
            for (uint256 j = 0; j < receipt.proof.length; ++j) {
                nodes[used++] = receipt.proof[j];
            }
        }
    }

    /// @notice Cuts every path at the first node that an earlier path of the batch took as its sibling.
    function share(Receipt[] memory batch) internal pure returns (Receipt[] memory shared) {
        shared = new Receipt[](batch.length);
        bytes32[] memory known = new bytes32[](_length(batch));
        uint256 used;
        for (uint256 i = 0; i < batch.length; ++i) {
            Receipt memory receipt = batch[i];
            bytes32 node = FleetTree.leaf(receipt.index, receipt.device);
            uint256 before = used;
            uint256 steps;
            uint256 anchor = _find(known, before, node);
            while (anchor == 0 && steps < receipt.proof.length) {
                bytes32 sibling = receipt.proof[steps++];
                known[used++] = sibling;
                node = Hashes.commutativeKeccak256(node, sibling);
                anchor = _find(known, before, node);
            }
            bytes32[] memory path = new bytes32[](steps);
            for (uint256 j = 0; j < steps; ++j) {
                path[j] = receipt.proof[j];
            }
            shared[i] = Receipt(
                receipt.index,
                receipt.device,
                receipt.keyCommitment,
                receipt.validUntil,
                receipt.r,
                receipt.vs,
                path,
                anchor
            );
        }
    }

    function terms(uint256 index, uint256 validUntil, uint256 steps, uint256 anchor, address keyCommitment)
        internal
        pure
        returns (uint256)
    {
        return index << 224 | validUntil << 184 | steps << 176 | anchor << 160 | uint160(keyCommitment);
    }

    function _length(Receipt[] memory batch) private pure returns (uint256 length) {
        for (uint256 i = 0; i < batch.length; ++i) {
            length += batch[i].proof.length;
        }
    }

    function _find(bytes32[] memory known, uint256 count, bytes32 node) private pure returns (uint256 anchor) {
        for (uint256 i = 0; i < count; ++i) {
            if (known[i] == node) return i + 1;
        }
    }
}
