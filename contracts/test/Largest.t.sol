// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

import {IFairOtaEscrow} from "../src/IFairOtaEscrow.sol";
import {FleetTree} from "./FleetTree.sol";
import {Fixture} from "./Fixture.sol";
import {Receipt, Receipts} from "./Receipts.sol";
import {vm} from "./Vm.sol";

/// @notice The largest batches: 340 devices of a fleet of 2^20, each in a word of its own that nobody touched, each
/// with its whole path. No batch of so many costs more, and it fits into one transaction.
contract LargestTest is Fixture {
    using FleetTree for FleetTree.Tree;

    uint256 private constant GAS_OF_A_TRANSACTION = 16_777_216; // EIP-7825
    uint256 private constant BATCH = 340;
    uint256 private constant LEVELS = 20;

    bytes32[] private above;

    function setUp() public override {
        super.setUp();
        uint256[] memory indices = _indices(BATCH);
        for (uint256 i = 0; i < BATCH; ++i) {
            indices[i] = _index(i);
        }
        FleetTree.Tree memory members = FleetTree.build(indices, _devices(BATCH));
        bytes32 root = members.root();
        for (uint256 i = 0; i < LEVELS; ++i) {
            above.push(keccak256(abi.encode("sibling", i)));
        }
        fleet = members;
        // The devices lie eight or nine levels below the members' root, which lies eleven below the fleet's.
        for (uint256 i = 0; i < LEVELS - 9; ++i) {
            root = Hashes.commutativeKeccak256(root, above[i]);
        }
        vm.deal(VENDOR, 1 ether);
        vm.prank(VENDOR);
        releaseId = escrow.createRelease{value: uint256(REWARD) << 20}(
            keccak256("large fleet"), address(0), REWARD, DEADLINE, "", root, 1 << 20
        );
    }

    function test_Claim_LargestBatch_FitsATransaction() external {
        (IFairOtaEscrow.Delivery[] memory deliveries, bytes32[] memory nodes) = _largest();
        uint256[] memory keys = _keys(ALICE, 0, BATCH);
        uint256 before = ALICE.balance;
        _assertFits(abi.encodeCall(escrow.claim, (releaseId, 0, deliveries, nodes, keys)));
        vm.assertEq(ALICE.balance, before + BATCH * REWARD, "distributor");
    }

    function test_Reserve_LargestBatch_FitsATransactionAndSoDoItsEnds() external {
        (IFairOtaEscrow.Delivery[] memory deliveries, bytes32[] memory nodes) = _largest();
        _assertFits(abi.encodeCall(escrow.reserve, (releaseId, 0, deliveries, nodes)));

        uint64 expiry = _now() + 20 hours;
        IFairOtaEscrow.Accepted[] memory list = _accepted(ALICE, 0, BATCH);
        for (uint256 i = 0; i < BATCH; ++i) {
            list[i].member = _member(_index(i), _device(i));
        }
        bytes memory expire = abi.encodeCall(escrow.expire, (releaseId, 0, ALICE, expiry, list));
        uint256[] memory keys = _keys(ALICE, 0, BATCH);
        bytes memory reveal = abi.encodeCall(escrow.reveal, (releaseId, 0, ALICE, expiry, list, keys));
        uint256 before = ALICE.balance;
        uint256 snapshot = vm.snapshotState();
        _assertFits(reveal);
        vm.assertEq(ALICE.balance, before + BATCH * REWARD, "distributor");
        vm.revertToState(snapshot);
        vm.warp(expiry + 1);
        _assertFits(expire);
        vm.assertFalse(_taken(_index(0)) || _taken(_index(BATCH - 1)), "free");
    }

    /// @dev Sends it with what a transaction's limit leaves: 21,000 and 16 gas for each byte, none of which counts as
    /// zero.
    function _assertFits(bytes memory data) private {
        uint256 before = 21_000 + 16 * data.length;
        vm.prank(ALICE);
        (bool done,) = address(escrow).call{gas: GAS_OF_A_TRANSACTION - before}(data);
        vm.assertTrue(done, "within the gas of a transaction");
    }

    function _largest() private view returns (IFairOtaEscrow.Delivery[] memory, bytes32[] memory) {
        FleetTree.Tree memory members = fleet;
        Receipt[] memory batch = new Receipt[](BATCH);
        for (uint256 i = 0; i < BATCH; ++i) {
            Receipt memory receipt = batch[i];
            receipt.index = _index(i);
            receipt.keyCommitment = vm.addr(_key(ALICE, i));
            receipt.validUntil = _now() + 20 hours;
            (receipt.r, receipt.vs) =
                _sign(_deviceKey(i), _domain(), releaseId, ALICE, receipt.keyCommitment, receipt.validUntil);
            bytes32[] memory path = members.proof(i);
            receipt.proof = new bytes32[](path.length + LEVELS - 9);
            for (uint256 j = 0; j < receipt.proof.length; ++j) {
                receipt.proof[j] = j < path.length ? path[j] : above[j - path.length];
            }
        }
        return Receipts.pack(batch);
    }

    function _index(uint256 i) private pure returns (uint256) {
        return i << 8;
    }
}
