// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

import {IFairOtaEscrow} from "./IFairOtaEscrow.sol";
import {Secp256k1} from "./Secp256k1.sol";

/// @title The escrow, for rewards in ETH
/// @dev Every function checks, then writes, then emits, then pays, in that order, and pays at most once, so that a receiver
/// that calls back meets the state after its payment. Who is paid is who the devices signed for: never a free choice.
contract FairOtaEscrow is IFairOtaEscrow, EIP712 {
    using BitMaps for BitMaps.BitMap;

    /// @dev Two slots. `balance` cannot overflow: fewer than 2³² tranches of fewer than 2³² devices at less than 2⁹⁶ each.
    struct Release {
        address token;
        uint64 claimDeadline;
        uint32 tranches;
        uint96 reward;
        uint160 balance;
    }

    struct Tranche {
        bytes32 fleetRoot;
        uint32 fleetSize;
        BitMaps.BitMap taken;
    }

    /// @dev What all deliveries of a batch share, read once.
    struct Batch {
        bytes32 releaseId;
        uint256 tranche;
        bytes32 domain;
        bytes32 fleetRoot;
        uint256 fleetSize;
        uint256 notBefore;
        uint256 notAfter;
    }

    bytes32 private constant PROOF_OF_DISTRIBUTION =
        keccak256("ProofOfDistribution(bytes32 releaseId,address distributor,address keyCommitment,uint64 validUntil)");

    uint256 private constant MIN_LEAD = 2 days; // from a release's creation to its claim deadline
    uint256 private constant MIN_RESERVATION = 3 hours; // a reservation can be revealed at least so long
    uint256 private constant MAX_RESERVATION = 24 hours; // and blocks its devices at most so long
    uint256 private constant RECLAIM_DELAY = 1 days; // from the claim deadline to the vendor's reclaim
    uint256 private constant MAX_URL_BYTES = 120;

    mapping(bytes32 releaseId => Release) private _releases;
    mapping(bytes32 releaseId => mapping(uint256 tranche => Tranche)) private _tranches;
    mapping(bytes32 reservation => bool) private _reservations;

    constructor() EIP712("FairOTA", "1") {}

    /// @inheritdoc IFairOtaEscrow
    function createRelease(
        bytes32 manifestHash,
        address token,
        uint96 reward,
        uint64 claimDeadline,
        string calldata url,
        bytes32 fleetRoot,
        uint32 fleetSize
    ) external payable returns (bytes32 releaseId) {
        if (token != address(0)) revert UnsupportedToken(token);
        if (reward == 0) revert ZeroReward();
        uint256 earliest = block.timestamp + MIN_LEAD;
        if (claimDeadline < earliest) revert DeadlineTooEarly(claimDeadline, earliest);
        if (bytes(url).length > MAX_URL_BYTES) revert UrlLength(bytes(url).length, MAX_URL_BYTES);

        releaseId = _releaseId(manifestHash);
        Release storage entry = _releases[releaseId];
        if (entry.claimDeadline != 0) revert ReleaseExists(releaseId);
        entry.token = token;
        entry.claimDeadline = claimDeadline;
        entry.reward = reward;
        emit ReleaseCreated(releaseId, msg.sender, manifestHash, token, reward, claimDeadline, url);
        _addTranche(releaseId, entry, fleetRoot, fleetSize);
    }

    /// @inheritdoc IFairOtaEscrow
    function addTranche(bytes32 manifestHash, bytes32 fleetRoot, uint32 fleetSize) external payable returns (uint256) {
        bytes32 releaseId = _releaseId(manifestHash);
        Release storage entry = _known(releaseId);
        if (block.timestamp >= entry.claimDeadline) revert DeadlinePassed(entry.claimDeadline);
        return _addTranche(releaseId, entry, fleetRoot, fleetSize);
    }

    /// @inheritdoc IFairOtaEscrow
    function reserve(bytes32 releaseId, uint256 tranche_, Delivery[] calldata deliveries) external {
        Batch memory batch = _batch(releaseId, tranche_, MIN_RESERVATION);
        Accepted[] memory accepted = new Accepted[](deliveries.length);
        uint256 count;
        uint64 expiry = type(uint64).max;
        for (uint256 position = 0; position < deliveries.length; ++position) {
            Delivery calldata delivery = deliveries[position];
            address device = _take(batch, delivery, position);
            if (device == address(0)) continue;
            accepted[count++] = Accepted(delivery.index, device, delivery.keyCommitment);
            if (delivery.validUntil < expiry) expiry = delivery.validUntil;
        }
        if (count == 0) revert NothingAccepted();
        // count is at most the length that was allocated, so this only shortens the array.
        assembly ("memory-safe") {
            mstore(accepted, count)
        }
        _reservations[keccak256(abi.encode(releaseId, tranche_, msg.sender, expiry, accepted))] = true;
        emit Reserved(releaseId, tranche_, msg.sender, expiry, accepted);
    }

    /// @inheritdoc IFairOtaEscrow
    function reveal(
        bytes32 releaseId,
        uint256 tranche_,
        address distributor,
        uint64 expiry,
        Accepted[] calldata deliveries,
        uint256[] calldata keys
    ) external {
        if (keys.length != deliveries.length) revert KeyCount(deliveries.length, keys.length);
        if (block.timestamp > expiry) revert ReservationOver(expiry);
        _endReservation(_reservation(releaseId, tranche_, distributor, expiry, deliveries));
        for (uint256 position = 0; position < deliveries.length; ++position) {
            Accepted calldata delivery = deliveries[position];
            _checkKey(position, delivery.keyCommitment, keys[position]);
            emit Delivered(releaseId, delivery.device, distributor, keys[position]);
        }
        _payDeliveries(releaseId, distributor, deliveries.length);
    }

    /// @inheritdoc IFairOtaEscrow
    function expire(
        bytes32 releaseId,
        uint256 tranche_,
        address distributor,
        uint64 expiry,
        Accepted[] calldata deliveries
    ) external {
        if (block.timestamp <= expiry) revert ReservationLive(expiry);
        _endReservation(_reservation(releaseId, tranche_, distributor, expiry, deliveries));
        BitMaps.BitMap storage taken = _tranches[releaseId][tranche_].taken;
        for (uint256 position = 0; position < deliveries.length; ++position) {
            taken.unset(deliveries[position].index);
        }
        emit Expired(releaseId, tranche_, distributor, expiry, deliveries);
    }

    /// @inheritdoc IFairOtaEscrow
    function claim(bytes32 releaseId, uint256 tranche_, Delivery[] calldata deliveries, uint256[] calldata keys)
        external
    {
        if (keys.length != deliveries.length) revert KeyCount(deliveries.length, keys.length);
        Batch memory batch = _batch(releaseId, tranche_, 0);
        uint256 count;
        for (uint256 position = 0; position < deliveries.length; ++position) {
            Delivery calldata delivery = deliveries[position];
            address device = _take(batch, delivery, position);
            if (device == address(0)) continue;
            ++count;
            _checkKey(position, delivery.keyCommitment, keys[position]);
            emit Delivered(releaseId, device, msg.sender, keys[position]);
        }
        if (count == 0) revert NothingAccepted();
        _payDeliveries(releaseId, msg.sender, count);
    }

    /// @inheritdoc IFairOtaEscrow
    function reclaim(bytes32 manifestHash) external {
        bytes32 releaseId = _releaseId(manifestHash);
        Release storage entry = _known(releaseId);
        // No reservation can be live then: its expiry is at most the claim deadline, and reveal refuses from there on.
        uint256 earliest = entry.claimDeadline + RECLAIM_DELAY;
        if (block.timestamp < earliest) revert ReclaimTooEarly(earliest);
        uint256 amount = entry.balance;
        if (amount == 0) revert NothingLeft(releaseId);
        entry.balance = 0;
        emit Reclaimed(releaseId, amount);
        _pay(msg.sender, amount);
    }

    /// @inheritdoc IFairOtaEscrow
    function announce(string calldata url) external {
        uint256 length = bytes(url).length;
        if (length == 0 || length > MAX_URL_BYTES) revert UrlLength(length, MAX_URL_BYTES);
        emit DistributorAnnounced(msg.sender, url);
    }

    /// @inheritdoc IFairOtaEscrow
    function release(bytes32 releaseId)
        external
        view
        returns (address token, uint64 claimDeadline, uint32 tranches, uint96 reward, uint256 balance)
    {
        Release storage entry = _releases[releaseId];
        return (entry.token, entry.claimDeadline, entry.tranches, entry.reward, entry.balance);
    }

    /// @inheritdoc IFairOtaEscrow
    function tranche(bytes32 releaseId, uint256 tranche_) external view returns (bytes32 fleetRoot, uint32 fleetSize) {
        Tranche storage entry = _tranches[releaseId][tranche_];
        return (entry.fleetRoot, entry.fleetSize);
    }

    /// @inheritdoc IFairOtaEscrow
    function isTaken(bytes32 releaseId, uint256 tranche_, uint256 index) external view returns (bool) {
        return _tranches[releaseId][tranche_].taken.get(index);
    }

    /// @inheritdoc IFairOtaEscrow
    function isReserved(
        bytes32 releaseId,
        uint256 tranche_,
        address distributor,
        uint64 expiry,
        Accepted[] calldata deliveries
    ) external view returns (bool) {
        return _reservations[_reservation(releaseId, tranche_, distributor, expiry, deliveries)];
    }

    function _releaseId(bytes32 manifestHash) private view returns (bytes32) {
        return keccak256(abi.encode(msg.sender, manifestHash));
    }

    function _known(bytes32 releaseId) private view returns (Release storage entry) {
        entry = _releases[releaseId];
        if (entry.claimDeadline == 0) revert UnknownRelease(releaseId);
    }

    function _addTranche(bytes32 releaseId, Release storage entry, bytes32 fleetRoot, uint32 fleetSize)
        private
        returns (uint256 number)
    {
        if (fleetSize == 0) revert ZeroFleet();
        uint256 value = uint256(entry.reward) * fleetSize;
        if (msg.value != value) revert WrongValue(value, msg.value);
        number = entry.tranches++;
        // value < 2⁹⁶ · 2³²
        // forge-lint: disable-next-line(unsafe-typecast)
        entry.balance += uint160(value);
        Tranche storage added = _tranches[releaseId][number];
        added.fleetRoot = fleetRoot;
        added.fleetSize = fleetSize;
        emit TrancheAdded(releaseId, number, fleetRoot, fleetSize);
    }

    function _batch(bytes32 releaseId, uint256 tranche_, uint256 lead) private view returns (Batch memory) {
        Tranche storage entry = _tranches[releaseId][tranche_];
        if (entry.fleetSize == 0) revert UnknownTranche(releaseId, tranche_);
        uint256 latest = block.timestamp + MAX_RESERVATION;
        uint256 claimDeadline = _releases[releaseId].claimDeadline;
        return Batch({
            releaseId: releaseId,
            tranche: tranche_,
            domain: _domainSeparatorV4(),
            fleetRoot: entry.fleetRoot,
            fleetSize: entry.fleetSize,
            notBefore: block.timestamp + lead,
            notAfter: latest < claimDeadline ? latest : claimDeadline
        });
    }

    /// @dev Marks the delivery's device taken for msg.sender and returns it; zero if the delivery is passed over. What
    /// needs no signature comes first: what is passed over costs its sender little and touches nothing. Whatever its
    /// signature is worth, a delivery that is passed over has no effect, so it need not be verified.
    function _take(Batch memory batch, Delivery calldata delivery, uint256 position) private returns (address device) {
        uint256 index = delivery.index;
        if (delivery.keyCommitment == address(0)) revert ZeroCommitment(position);
        if (index >= batch.fleetSize) revert IndexBeyondFleet(position, index, batch.fleetSize);

        BitMaps.BitMap storage taken = _tranches[batch.releaseId][batch.tranche].taken;
        if (delivery.validUntil < batch.notBefore || delivery.validUntil > batch.notAfter) {
            emit PassedOver(batch.releaseId, batch.tranche, index, Reason.ValidUntil);
            return address(0);
        }
        if (taken.get(index)) {
            emit PassedOver(batch.releaseId, batch.tranche, index, Reason.Taken);
            return address(0);
        }

        device = _signer(batch, delivery, position);
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(index, device))));
        if (!MerkleProof.verifyCalldata(delivery.proof, batch.fleetRoot, leaf)) {
            revert NotInFleet(position, index, device);
        }
        taken.set(index);
    }

    /// @dev Who signed this delivery for msg.sender; never zero.
    function _signer(Batch memory batch, Delivery calldata delivery, uint256 position) private view returns (address) {
        bytes32 digest = MessageHashUtils.toTypedDataHash(
            batch.domain,
            keccak256(
                abi.encode(
                    PROOF_OF_DISTRIBUTION, batch.releaseId, msg.sender, delivery.keyCommitment, delivery.validUntil
                )
            )
        );
        (address signer, ECDSA.RecoverError failure,) = ECDSA.tryRecover(digest, delivery.r, delivery.vs);
        if (failure != ECDSA.RecoverError.NoError) revert InvalidSignature(position);
        return signer;
    }

    function _reservation(
        bytes32 releaseId,
        uint256 tranche_,
        address distributor,
        uint64 expiry,
        Accepted[] calldata deliveries
    ) private pure returns (bytes32) {
        return keccak256(abi.encode(releaseId, tranche_, distributor, expiry, deliveries));
    }

    function _endReservation(bytes32 reservation) private {
        if (!_reservations[reservation]) revert UnknownReservation(reservation);
        delete _reservations[reservation];
    }

    function _checkKey(uint256 position, address keyCommitment, uint256 key) private pure {
        // A commitment is never zero, and the address of a key outside 1 … q-1 is.
        if (Secp256k1.addressOf(key) != keyCommitment) revert WrongKey(position, keyCommitment);
    }

    /// @dev The subtraction cannot fail: every bit set in a tranche's bitmap stands for one reward that was locked.
    function _payDeliveries(bytes32 releaseId, address distributor, uint256 count) private {
        Release storage entry = _releases[releaseId];
        uint256 amount = count * entry.reward;
        // amount < 2³² · 2⁹⁶, as the devices are distinct ones of a tranche
        // forge-lint: disable-next-line(unsafe-typecast)
        entry.balance -= uint160(amount);
        _pay(distributor, amount);
    }

    function _pay(address to, uint256 amount) private {
        // The receiver's answer is not copied: it cannot make the caller pay for its length.
        if (!LowLevelCall.callNoReturn(to, amount, "")) revert PaymentFailed(to, amount);
    }
}
