// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

import {IFairOtaEscrow} from "../src/IFairOtaEscrow.sol";
import {FleetTree} from "./FleetTree.sol";
import {Fixture} from "./Fixture.sol";
import {Receipt} from "./Receipts.sol";
import {vm} from "./Vm.sol";

/// @notice Gas of whole transactions, calldata and refunds included, in snapshots/Escrow.json. The fleet has 2^20 places:
/// the devices measured sit at random ones, so a proof has 20 siblings. "Fresh" means that no device of the same word of
/// the bitmap was taken before, "touched" that one was. Accounts that are paid hold money already.
/// forge-config: default.isolate = true
contract GasTest is Fixture {
    using FleetTree for FleetTree.Tree;

    uint256 private constant BATCH = 20;
    uint256 private constant MEMBERS = 64; // of which one half warms the bitmap words of the other
    uint256 private constant LEVELS_ABOVE = 14; // the members' subtree has 6 levels

    uint256[] private places;
    bytes32[] private above;

    function setUp() public override {
        super.setUp();
        uint256[] memory indices = new uint256[](MEMBERS);
        for (uint256 i = 0; i < MEMBERS / 2; ++i) {
            indices[i] = uint256(keccak256(abi.encode("place", i))) % (1 << 20);
            indices[MEMBERS / 2 + i] = indices[i] ^ 1; // its neighbour, in the same word
        }
        places = indices;
        fleet = FleetTree.build(indices, _devices(MEMBERS));
        bytes32 root = fleet.nodes[0];
        for (uint256 i = 0; i < LEVELS_ABOVE; ++i) {
            bytes32 sibling = keccak256(abi.encode("sibling", i));
            above.push(sibling);
            root = Hashes.commutativeKeccak256(root, sibling);
        }
        vm.deal(VENDOR, 1 ether);
        vm.prank(VENDOR);
        releaseId = escrow.createRelease{value: uint256(REWARD) << 20}(
            keccak256("large fleet"), address(0), REWARD, DEADLINE, "https://vendor.example", root, 1 << 20
        );
    }

    function _touchWords() private {
        _reserve(BOB, _members(BOB, MEMBERS / 2, MEMBERS / 2));
    }

    function _members(address distributor, uint256 first, uint256 count) private view returns (Receipt[] memory list) {
        list = _batch(distributor, first, count);
        for (uint256 i = 0; i < count; ++i) {
            list[i].index = places[first + i];
            bytes32[] memory path = list[i].proof;
            bytes32[] memory longer = new bytes32[](path.length + LEVELS_ABOVE);
            for (uint256 j = 0; j < longer.length; ++j) {
                longer[j] = j < path.length ? path[j] : above[j - path.length];
            }
            list[i].proof = longer;
        }
    }

    function _placed(uint256 count) private view returns (IFairOtaEscrow.Accepted[] memory list) {
        list = _accepted(ALICE, 0, count);
        for (uint256 i = 0; i < count; ++i) {
            list[i].member = _member(places[i], _device(i));
        }
    }

    function _snapshot(string memory name) private {
        vm.snapshotGasLastCall("Escrow", name);
    }

    function test_Gas_CreateRelease() external {
        _create(keccak256("another"));
        _snapshot("createRelease");
    }

    function test_Gas_AddTranche() external {
        vm.prank(VENDOR);
        escrow.addTranche{value: REWARD}(MANIFEST, MANIFEST, 1);
        _snapshot("addTranche");
    }

    function test_Gas_Announce() external {
        vm.prank(ALICE);
        escrow.announce("https://alice.example");
        _snapshot("announce");
    }

    function test_Gas_Reclaim() external {
        vm.warp(uint256(DEADLINE) + 1 days);
        vm.prank(VENDOR);
        escrow.reclaim(MANIFEST);
        _snapshot("reclaim");
    }

    function test_Gas_ReserveOneFresh() external {
        _reserve(ALICE, _members(ALICE, 0, 1));
        _snapshot("reserve 1, fresh");
    }

    function test_Gas_ReserveOneTouched() external {
        _touchWords();
        _reserve(ALICE, _members(ALICE, 0, 1));
        _snapshot("reserve 1, touched");
    }

    function test_Gas_ReserveBatchFresh() external {
        _reserve(ALICE, _members(ALICE, 0, BATCH));
        _snapshot("reserve 20, fresh");
    }

    function test_Gas_ReserveBatchTouched() external {
        _touchWords();
        _reserve(ALICE, _members(ALICE, 0, BATCH));
        _snapshot("reserve 20, touched");
    }

    function _revealAfterReserving(uint256 count, string memory name) private {
        _reserve(ALICE, _members(ALICE, 0, count));
        IFairOtaEscrow.Accepted[] memory list = _placed(count);
        uint256[] memory keys = _keys(ALICE, 0, count);
        vm.prank(ALICE);
        escrow.reveal(releaseId, 0, ALICE, _now() + 20 hours, list, keys);
        _snapshot(name);
    }

    function test_Gas_RevealOne() external {
        _revealAfterReserving(1, "reveal 1");
    }

    function test_Gas_RevealBatch() external {
        _revealAfterReserving(BATCH, "reveal 20");
    }

    function test_Gas_ExpireBatch() external {
        _reserve(ALICE, _members(ALICE, 0, BATCH));
        uint64 expiry = _now() + 20 hours;
        IFairOtaEscrow.Accepted[] memory list = _placed(BATCH);
        vm.warp(expiry + 1);
        vm.prank(ALICE);
        escrow.expire(releaseId, 0, ALICE, expiry, list);
        _snapshot("expire 20");
    }

    function test_Gas_ClaimOneFresh() external {
        _claim(ALICE, _members(ALICE, 0, 1), _keys(ALICE, 0, 1));
        _snapshot("claim 1, fresh");
    }

    function test_Gas_ClaimOneTouched() external {
        _touchWords();
        _claim(ALICE, _members(ALICE, 0, 1), _keys(ALICE, 0, 1));
        _snapshot("claim 1, touched");
    }

    function test_Gas_ClaimBatchFresh() external {
        _claim(ALICE, _members(ALICE, 0, BATCH), _keys(ALICE, 0, BATCH));
        _snapshot("claim 20, fresh");
    }

    function test_Gas_ClaimBatchTouched() external {
        _touchWords();
        _claim(ALICE, _members(ALICE, 0, BATCH), _keys(ALICE, 0, BATCH));
        _snapshot("claim 20, touched");
    }
}
