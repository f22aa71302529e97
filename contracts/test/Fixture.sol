// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IFairOtaEscrow} from "../src/IFairOtaEscrow.sol";
import {FleetTree} from "./FleetTree.sol";
import {Receipt, Receipts} from "./Receipts.sol";
import {vm} from "./Vm.sol";

/// @notice One vendor, two distributors and a release for a fleet of 20 devices, funded with 1 gwei each.
abstract contract Fixture {
    using FleetTree for FleetTree.Tree;

    uint64 internal constant START = 1_800_000_000;
    uint96 internal constant REWARD = 1 gwei;
    uint32 internal constant SIZE = 20;
    uint64 internal constant DEADLINE = START + 30 days;
    bytes32 internal constant MANIFEST = keccak256("manifest");
    bytes32 internal constant PROOF_OF_DISTRIBUTION =
        keccak256("ProofOfDistribution(bytes32 releaseId,address distributor,address keyCommitment,uint64 validUntil)");

    address internal immutable VENDOR = address(uint160(uint256(keccak256("vendor"))));
    address internal immutable ALICE = address(uint160(uint256(keccak256("distributor alice"))));
    address internal immutable BOB = address(uint160(uint256(keccak256("distributor bob"))));
    address internal immutable ANYBODY = address(uint160(uint256(keccak256("anybody"))));

    IFairOtaEscrow internal escrow;
    bytes32 internal releaseId;
    FleetTree.Tree internal fleet;

    function setUp() public virtual {
        vm.warp(START);
        escrow = _deploy();
        vm.deal(VENDOR, 1 ether);
        vm.deal(ALICE, 1 ether);
        vm.deal(BOB, 1 ether);
        fleet = FleetTree.build(_indices(SIZE), _devices(SIZE));
        releaseId = _create(MANIFEST);
    }

    /// @dev What ships, by its artifact; FAIROTA_ESCROW names another to test in its place: a mutant.
    function _deploy() internal returns (IFairOtaEscrow) {
        string memory shipped = "artifacts/FairOtaEscrow.json";
        return IFairOtaEscrow(vm.deployCode(vm.envOr("FAIROTA_ESCROW", shipped)));
    }

    function _create(bytes32 manifestHash) internal returns (bytes32) {
        vm.prank(VENDOR);
        return escrow.createRelease{value: uint256(REWARD) * SIZE}(
            manifestHash, address(0), REWARD, DEADLINE, "https://vendor.example", fleet.nodes[0], SIZE
        );
    }

    function _indices(uint256 count) internal pure returns (uint256[] memory indices) {
        indices = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            indices[i] = i;
        }
    }

    function _devices(uint256 count) internal pure returns (address[] memory devices) {
        devices = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            devices[i] = _device(i);
        }
    }

    function _deviceKey(uint256 i) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode("device", i))) >> 1;
    }

    function _device(uint256 i) internal pure returns (address) {
        return vm.addr(_deviceKey(i));
    }

    /// @dev The key k that opens what device i holds from that distributor.
    function _key(address distributor, uint256 i) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode("key", distributor, i))) >> 1;
    }

    function _domain(address contract_, uint256 chainId) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("FairOTA"),
                keccak256("1"),
                chainId,
                contract_
            )
        );
    }

    function _domain() internal view returns (bytes32) {
        return _domain(address(escrow), block.chainid);
    }

    function _sign(
        uint256 signerKey,
        bytes32 domain,
        bytes32 release,
        address distributor,
        address commitment,
        uint64 validUntil
    ) internal pure returns (bytes32 r, bytes32 vs) {
        return vm.signCompact(signerKey, _digest(domain, release, distributor, commitment, validUntil));
    }

    function _digest(bytes32 domain, bytes32 release, address distributor, address commitment, uint64 validUntil)
        internal
        pure
        returns (bytes32)
    {
        bytes32 message = keccak256(abi.encode(PROOF_OF_DISTRIBUTION, release, distributor, commitment, validUntil));
        return keccak256(abi.encodePacked(hex"1901", domain, message));
    }

    /// @dev Who the escrow takes for the signer when the distributor presents that commitment.
    function _signer(address distributor, Receipt memory receipt, address commitment) internal view returns (address) {
        return ecrecover(
            _digest(_domain(), releaseId, distributor, commitment, receipt.validUntil),
            uint8(27 + (uint256(receipt.vs) >> 255)),
            receipt.r,
            bytes32(uint256(receipt.vs) & type(uint256).max >> 1)
        );
    }

    function _receipt(address distributor, uint256 i, uint64 validUntil)
        internal
        view
        returns (Receipt memory receipt)
    {
        receipt.index = i;
        receipt.device = _device(i);
        receipt.keyCommitment = vm.addr(_key(distributor, i));
        receipt.validUntil = validUntil;
        receipt.proof = fleet.proof(i);
        (receipt.r, receipt.vs) =
            _sign(_deviceKey(i), _domain(), releaseId, distributor, receipt.keyCommitment, validUntil);
    }

    /// @dev What an honest device gives: 20 hours.
    function _receipt(address distributor, uint256 i) internal view returns (Receipt memory) {
        return _receipt(distributor, i, _now() + 20 hours);
    }

    /// @dev Devices first … first + count - 1.
    function _batch(address distributor, uint256 first, uint256 count) internal view returns (Receipt[] memory batch) {
        batch = new Receipt[](count);
        for (uint256 i = 0; i < count; ++i) {
            batch[i] = _receipt(distributor, first + i);
        }
    }

    function _accepted(address distributor, uint256 first, uint256 count)
        internal
        pure
        returns (IFairOtaEscrow.Accepted[] memory list)
    {
        list = new IFairOtaEscrow.Accepted[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 device = first + i;
            list[i] = IFairOtaEscrow.Accepted(_member(device, _device(device)), vm.addr(_key(distributor, device)));
        }
    }

    function _member(uint256 index, address device) internal pure returns (uint256) {
        return index << 160 | uint160(device);
    }

    function _keys(address distributor, uint256 first, uint256 count) internal pure returns (uint256[] memory keys) {
        keys = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            keys[i] = _key(distributor, first + i);
        }
    }

    function _reserve(address distributor, Receipt[] memory batch) internal {
        _reserve(releaseId, 0, distributor, batch);
    }

    function _reserve(bytes32 release, uint256 tranche, address distributor, Receipt[] memory batch) internal {
        (IFairOtaEscrow.Delivery[] memory deliveries, bytes32[] memory nodes) = Receipts.pack(batch);
        vm.prank(distributor);
        escrow.reserve(release, tranche, deliveries, nodes);
    }

    function _reserve(address distributor, uint256 first, uint256 count) internal returns (uint64 expiry) {
        _reserve(distributor, _batch(distributor, first, count));
        return _now() + 20 hours;
    }

    function _reveal(address distributor, uint64 expiry, uint256 first, uint256 count) internal {
        vm.prank(ANYBODY);
        escrow.reveal(
            releaseId, 0, distributor, expiry, _accepted(distributor, first, count), _keys(distributor, first, count)
        );
    }

    function _expire(address distributor, uint64 expiry, uint256 first, uint256 count) internal {
        vm.prank(ANYBODY);
        escrow.expire(releaseId, 0, distributor, expiry, _accepted(distributor, first, count));
    }

    function _claim(address distributor, Receipt[] memory batch, uint256[] memory keys) internal {
        _claim(releaseId, 0, distributor, batch, keys);
    }

    function _claim(
        bytes32 release,
        uint256 tranche,
        address distributor,
        Receipt[] memory batch,
        uint256[] memory keys
    ) internal {
        (IFairOtaEscrow.Delivery[] memory deliveries, bytes32[] memory nodes) = Receipts.pack(batch);
        vm.prank(distributor);
        escrow.claim(release, tranche, deliveries, nodes, keys);
    }

    /// @dev Asked from forge, since the optimizer takes block.timestamp for constant within a test.
    function _now() internal view returns (uint64) {
        return uint64(vm.getBlockTimestamp());
    }

    function _balance(bytes32 release) internal view returns (uint256 balance) {
        (,,,, balance) = escrow.release(release);
    }

    function _taken(uint256 i) internal view returns (bool) {
        return escrow.isTaken(releaseId, 0, i);
    }
}
