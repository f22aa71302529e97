// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IFairOtaEscrow} from "../../src/IFairOtaEscrow.sol";
import {Secp256k1} from "../../src/Secp256k1.sol";
import {FleetTree} from "../FleetTree.sol";
import {Fixture} from "../Fixture.sol";
import {Receipt} from "../Receipts.sol";
import {Token} from "../tokens/Token.sol";
import {Vm, vm} from "../Vm.sol";

/// @notice Three releases, two in ETH and one in a token, for one fleet; and books about them, kept by what is seen of
/// the escrow: money that moved and events. What must never happen is counted, and the invariants look at the counts.
abstract contract World is Fixture {
    using FleetTree for FleetTree.Tree;

    struct Books {
        uint256 locked;
        uint256 paid;
        uint256 reclaimed;
    }

    struct Reservation {
        uint256 release;
        uint256 tranche;
        address distributor;
        uint64 expiry;
        bool over;
        IFairOtaEscrow.Accepted[] deliveries;
    }

    /// @dev A receipt without the path, which whoever sends it looks up.
    struct Signed {
        uint256 index;
        address keyCommitment;
        uint64 validUntil;
        bytes32 r;
        bytes32 vs;
    }

    uint256 public constant RELEASES = 3;
    uint256 public constant MOST_TRANCHES = 3;
    uint256 public constant ACTIVE = 6; // devices, of the fleet's 20, that take part

    bytes32 private constant RESERVED = IFairOtaEscrow.Reserved.selector;
    bytes32 private constant DELIVERED = IFairOtaEscrow.Delivered.selector;

    address internal immutable MALLORY = address(uint160(uint256(keccak256("distributor mallory"))));

    Token internal token;
    bytes32[] internal manifests;
    bytes32[][] internal paths; // of the active devices
    address[] internal devices;
    bytes32[] public releases;
    Reservation[] internal reservations;
    mapping(uint256 release => Books) public books;
    mapping(uint256 release => mapping(uint256 tranche => mapping(uint256 index => uint256))) public payments;
    mapping(uint256 release => mapping(uint256 tranche => mapping(uint256 index => bool))) public held;
    mapping(uint256 release => mapping(address distributor => Signed[])) internal receipts;
    mapping(bytes32 receipt => bool) internal signed;
    mapping(address commitment => uint256) internal keyOf;

    uint256 public unsignedPayments; // Delivered, but that device never signed for that distributor and that key
    uint256 public earlyReclaims; // the vendor was paid before its time
    uint256 public brokenPromises; // a live reservation whose reveal was refused, or that ended in another way
    uint256 public longReservations; // an expiry after 24 h or the deadline, or one that could not be ended after it
    uint256 public spoiltBatches; // an honest batch of which not everything free was accepted

    constructor() {
        setUp();
        token = new Token();
        token.mint(VENDOR, 1 ether);
        vm.prank(VENDOR);
        token.approve(address(escrow), type(uint256).max);
        bytes32 root = fleet.root();
        manifests = [MANIFEST, keccak256("second manifest"), keccak256("manifest in tokens")];
        releases = [releaseId, _create(manifests[1])];
        vm.prank(VENDOR);
        releases.push(escrow.createRelease(manifests[2], address(token), REWARD, DEADLINE, "", root, SIZE));
        for (uint256 i = 0; i < RELEASES; ++i) {
            books[i].locked = uint256(REWARD) * SIZE;
        }
        for (uint256 i = 0; i < ACTIVE; ++i) {
            paths.push(fleet.proof(i));
            devices.push(_device(i));
        }
        vm.recordLogs();
    }

    /// @notice What an account holds of what a release pays in.
    function assets(uint256 release, address account) public view returns (uint256) {
        return release == 2 ? token.balanceOf(account) : account.balance;
    }

    function escrowAssets(uint256 release) external view returns (uint256) {
        return assets(release, address(escrow));
    }

    function releaseBalance(uint256 release) public view returns (uint256) {
        return _balance(releases[release]);
    }

    function tranches(uint256 release) public view returns (uint256 count) {
        (,, count,,) = escrow.release(releases[release]);
    }

    function isTaken(uint256 release, uint256 tranche, uint256 index) external view returns (bool) {
        return escrow.isTaken(releases[release], tranche, index);
    }

    /// @notice What reservations that can still be revealed are worth.
    function promised(uint256 release) public view returns (uint256 amount) {
        for (uint256 i = 0; i < reservations.length; ++i) {
            Reservation storage entry = reservations[i];
            if (entry.release == release && !entry.over && _now() <= entry.expiry) {
                amount += entry.deliveries.length * REWARD;
            }
        }
    }

    function _pick(uint256 which) internal view returns (uint256 release, uint256 tranche) {
        release = which % RELEASES;
        tranche = (which / RELEASES) % tranches(release);
    }

    function _receiptId(uint256 release, address device, address distributor, address commitment)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(release, device, distributor, commitment));
    }

    function _withPath(Signed memory entry) internal view returns (Receipt memory) {
        return Receipt({
            index: entry.index,
            device: devices[entry.index],
            keyCommitment: entry.keyCommitment,
            validUntil: entry.validUntil,
            r: entry.r,
            vs: entry.vs,
            proof: paths[entry.index],
            anchor: 0
        });
    }

    /// @dev Books what the last call on a tranche made known.
    function _observe(uint256 release, uint256 tranche) internal {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != address(escrow)) continue;
            bytes32 topic = logs[i].topics[0];
            if (topic == RESERVED) _observeReserved(release, logs[i]);
            if (topic == DELIVERED) _observeDelivered(release, tranche, logs[i]);
        }
    }

    function _observeReserved(uint256 release, Vm.Log memory log) private {
        Reservation storage entry = reservations.push();
        entry.release = release;
        entry.distributor = address(uint160(uint256(log.topics[2])));
        IFairOtaEscrow.Accepted[] memory deliveries;
        (entry.tranche, entry.expiry, deliveries) = abi.decode(log.data, (uint256, uint64, IFairOtaEscrow.Accepted[]));
        for (uint256 i = 0; i < deliveries.length; ++i) {
            entry.deliveries.push(deliveries[i]);
            held[release][entry.tranche][deliveries[i].member >> 160] = true;
        }
        if (entry.expiry > _now() + 24 hours || entry.expiry > DEADLINE) ++longReservations;
    }

    function _observeDelivered(uint256 release, uint256 tranche, Vm.Log memory log) private {
        address device = address(uint160(uint256(log.topics[2])));
        address distributor = address(uint160(uint256(log.topics[3])));
        uint256 key = abi.decode(log.data, (uint256));
        bool valid = key != 0 && key < Secp256k1.Q;
        if (!valid || !signed[_receiptId(release, device, distributor, vm.addr(key))]) ++unsignedPayments;
        for (uint256 index = 0; index < ACTIVE; ++index) {
            if (devices[index] != device) continue;
            ++payments[release][tranche][index];
            held[release][tranche][index] = true;
        }
    }
}
