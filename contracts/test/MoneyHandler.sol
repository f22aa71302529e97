// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IFairOtaEscrow} from "../src/IFairOtaEscrow.sol";
import {Fixture} from "./Fixture.sol";
import {Receipt, Receipts} from "./Receipts.sol";
import {vm} from "./Vm.sol";

/// @notice A vendor, honest and lazy distributors, a relayer and the clock, acting in any order over two releases with two
/// tranches each, all for the same fleet. Keeps books of its own, by what the escrow should do. What it expects to succeed
/// must succeed, and what it expects to be refused must be refused.
contract MoneyHandler is Fixture {
    struct Reservation {
        bytes32 releaseId;
        uint256 tranche;
        address distributor;
        uint64 expiry;
        IFairOtaEscrow.Accepted[] deliveries;
        uint256[] keys;
    }

    struct Books {
        uint256 locked;
        uint256 paid;
        uint256 reclaimed;
        bool closed;
    }

    uint256 public constant TRANCHES = 2;
    uint256 public constant RELEASES = 2;

    bytes32[] private manifests;
    bytes32[] public releases;
    Reservation[] private open;
    mapping(bytes32 releaseId => Books) public books;
    mapping(bytes32 releaseId => mapping(uint256 tranche => mapping(uint256 device => uint256))) public payments;
    mapping(bytes32 releaseId => mapping(uint256 tranche => mapping(uint256 device => bool))) public held;
    uint256 public deliveries;

    constructor() {
        setUp();
        manifests.push(MANIFEST);
        manifests.push(keccak256("second manifest"));
        releases.push(releaseId);
        releases.push(_create(manifests[1]));
        for (uint256 i = 0; i < RELEASES; ++i) {
            bytes32 root = fleet.nodes[0];
            vm.prank(VENDOR);
            escrow.addTranche{value: uint256(REWARD) * SIZE}(manifests[i], root, SIZE);
            books[releases[i]].locked = TRANCHES * uint256(REWARD) * SIZE;
        }
    }

    function escrowBalance() external view returns (uint256) {
        return address(escrow).balance;
    }

    function releaseBalance(bytes32 id) external view returns (uint256) {
        return _balance(id);
    }

    function taken(bytes32 id, uint256 tranche, uint256 device) external view returns (bool) {
        return escrow.isTaken(id, tranche, device);
    }

    function wait(uint256 seconds_) external {
        vm.warp(_now() + seconds_ % 12 hours);
    }

    function waitLong(uint256 seconds_) external {
        if (seconds_ % 8 == 0) vm.warp(_now() + seconds_ % 20 days);
    }

    function reserve(uint256 which, uint256 first, uint256 count, bool alice, uint64 hours_) external {
        (bytes32 id, uint256 tranche) = _pick(which);
        address distributor = alice ? ALICE : BOB;
        (uint64 validUntil, bool live) = _validUntil(3 + hours_ % 22, 3 hours);
        (Receipt[] memory batch,) = _some(id, distributor, first, count, validUntil);
        uint256[] memory free = _free(id, tranche, batch);
        bool expected = live && free.length != 0;

        (IFairOtaEscrow.Delivery[] memory list, bytes32[] memory nodes) = Receipts.pack(batch);
        vm.prank(distributor);
        try escrow.reserve(id, tranche, list, nodes) {
            require(expected, "reserved what is taken or out of time");
            _note(id, tranche, distributor, validUntil, free);
        } catch {
            require(!expected, "refused an honest reservation");
        }
    }

    function claim(uint256 which, uint256 first, uint256 count, bool alice, uint64 hours_) external {
        (bytes32 id, uint256 tranche) = _pick(which);
        address distributor = alice ? ALICE : BOB;
        (uint64 validUntil, bool live) = _validUntil(hours_ % 25, 0);
        (Receipt[] memory batch, uint256[] memory keys) = _some(id, distributor, first, count, validUntil);
        uint256[] memory free = _free(id, tranche, batch);
        bool expected = live && free.length != 0;
        uint256 before = distributor.balance;

        (IFairOtaEscrow.Delivery[] memory list, bytes32[] memory nodes) = Receipts.pack(batch);
        vm.prank(distributor);
        try escrow.claim(id, tranche, list, nodes, keys) {
            require(expected, "claimed what is taken or out of time");
            for (uint256 i = 0; i < free.length; ++i) {
                held[id][tranche][free[i]] = true;
                ++payments[id][tranche][free[i]];
            }
            _paid(id, distributor, before, free.length);
        } catch {
            require(!expected, "refused an honest claim");
        }
    }

    function reveal(uint256 which) external {
        if (open.length == 0) return;
        uint256 place = which % open.length;
        Reservation memory entry = open[place];
        bool expected = _now() <= entry.expiry;
        uint256 before = entry.distributor.balance;

        vm.prank(ANYBODY);
        try escrow.reveal(
            entry.releaseId, entry.tranche, entry.distributor, entry.expiry, entry.deliveries, entry.keys
        ) {
            require(expected, "revealed too late");
            for (uint256 i = 0; i < entry.deliveries.length; ++i) {
                ++payments[entry.releaseId][entry.tranche][entry.deliveries[i].member >> 160];
            }
            _paid(entry.releaseId, entry.distributor, before, entry.deliveries.length);
            _close(place);
        } catch {
            require(!expected, "refused an honest reveal: a live reservation is always paid");
        }
    }

    function expire(uint256 which) external {
        if (open.length == 0) return;
        uint256 place = which % open.length;
        Reservation memory entry = open[place];
        bool expected = _now() > entry.expiry;

        vm.prank(ANYBODY);
        try escrow.expire(entry.releaseId, entry.tranche, entry.distributor, entry.expiry, entry.deliveries) {
            require(expected, "expired a live reservation");
            for (uint256 i = 0; i < entry.deliveries.length; ++i) {
                held[entry.releaseId][entry.tranche][entry.deliveries[i].member >> 160] = false;
            }
            _close(place);
        } catch {
            require(!expected, "refused to expire a lapsed reservation");
        }
    }

    function reclaim(uint256 which) external {
        bytes32 id = releases[which % RELEASES];
        Books storage entry = books[id];
        uint256 left = entry.locked - entry.paid;
        bool expected = _now() >= uint256(DEADLINE) + 1 days && !entry.closed && left != 0;
        uint256 before = VENDOR.balance;

        vm.prank(VENDOR);
        try escrow.reclaim(manifests[which % RELEASES]) {
            require(expected, "reclaimed early or twice");
            require(VENDOR.balance == before + left, "reclaimed something else than what was left");
            entry.reclaimed = left;
            entry.closed = true;
        } catch {
            require(!expected, "refused the vendor its money");
        }
    }

    function _pick(uint256 which) private view returns (bytes32 id, uint256 tranche) {
        return (releases[which % RELEASES], (which / RELEASES) % TRANCHES);
    }

    function _validUntil(uint64 hours_, uint256 lead) private view returns (uint64 validUntil, bool live) {
        validUntil = _now() + hours_ * 1 hours;
        if (validUntil > DEADLINE) validUntil = DEADLINE;
        live = validUntil >= _now() + lead;
    }

    function _some(bytes32 id, address distributor, uint256 first, uint256 count, uint64 validUntil)
        private
        returns (Receipt[] memory batch, uint256[] memory keys)
    {
        releaseId = id;
        first %= SIZE;
        count = 1 + count % 3;
        if (first + count > SIZE) count = SIZE - first;
        batch = new Receipt[](count);
        for (uint256 i = 0; i < count; ++i) {
            batch[i] = _receipt(distributor, first + i, validUntil);
        }
        keys = _keys(distributor, first, count);
    }

    function _free(bytes32 id, uint256 tranche, Receipt[] memory batch) private view returns (uint256[] memory free) {
        free = new uint256[](batch.length);
        uint256 count;
        for (uint256 i = 0; i < batch.length; ++i) {
            if (!held[id][tranche][batch[i].index]) free[count++] = batch[i].index;
        }
        assembly {
            mstore(free, count)
        }
    }

    function _note(bytes32 id, uint256 tranche, address distributor, uint64 expiry, uint256[] memory devices) private {
        Reservation storage entry = open.push();
        (entry.releaseId, entry.tranche, entry.distributor, entry.expiry) = (id, tranche, distributor, expiry);
        for (uint256 i = 0; i < devices.length; ++i) {
            held[id][tranche][devices[i]] = true;
            entry.deliveries.push(_accepted(distributor, devices[i], 1)[0]);
            entry.keys.push(_key(distributor, devices[i]));
        }
    }

    function _paid(bytes32 id, address distributor, uint256 before, uint256 count) private {
        require(distributor.balance == before + count * REWARD, "the distributor was not paid exactly");
        books[id].paid += count * REWARD;
        deliveries += count;
    }

    function _close(uint256 place) private {
        uint256 last = open.length - 1;
        if (place != last) open[place] = open[last];
        open.pop();
    }
}
