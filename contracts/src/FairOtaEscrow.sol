// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {FleetProof} from "./FleetProof.sol";
import {IFairOtaEscrow} from "./IFairOtaEscrow.sol";
import {Secp256k1} from "./Secp256k1.sol";

/// @title The escrow
/// @notice What its functions promise is said in IFairOtaEscrow.
/// @dev Every function checks, then writes, then emits, then pays, in that order, and pays at most once, so that a
/// receiver that calls back meets the state after its payment. Funding in a token is the exception, as it must see what
/// the token did before it writes; a guard keeps a token from funding two tranches with one transfer. Who is paid is
/// who the devices signed for: never a free choice. There are no immutables: the code is the same on every chain, for
/// anybody to compare.
contract FairOtaEscrow is IFairOtaEscrow, ReentrancyGuardTransient {
    /// @dev Two slots. `balance` cannot overflow: fewer than 2³² tranches of fewer than 2³² devices at less than 2⁹⁶
    /// each.
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
        /// One bit per device, set while its reward is reserved or paid: bit index % 256 of word index / 256.
        mapping(uint256 word => Word) taken;
    }

    struct Word {
        uint256 bits;
    }

    /// @dev What all deliveries of a batch share, read once, and the place up to which they used up its nodes.
    struct Batch {
        uint256 tranche;
        bytes32 domain;
        bytes32 fleetRoot;
        uint256 fleetSize;
        uint256 notBefore;
        uint256 notAfter;
        uint256 used;
        ProofOfDistribution message;
    }

    /// @dev The EIP-712 message as encodeData lays it out, so that its hash is the hash of this memory.
    struct ProofOfDistribution {
        bytes32 typeHash;
        bytes32 releaseId;
        address distributor;
        address keyCommitment;
        uint256 validUntil;
    }

    bytes32 private constant PROOF_OF_DISTRIBUTION =
        keccak256("ProofOfDistribution(bytes32 releaseId,address distributor,address keyCommitment,uint64 validUntil)");
    bytes32 private constant DOMAIN =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant NAME = keccak256("FairOTA");
    bytes32 private constant VERSION = keccak256("1");

    uint256 private constant MIN_LEAD = 2 days; // from a release's creation to its claim deadline
    uint256 private constant MIN_RESERVATION = 3 hours; // a reservation can be revealed at least so long
    uint256 private constant MAX_RESERVATION = 24 hours; // and blocks its devices at most so long
    uint256 private constant RECLAIM_DELAY = 1 days; // from the claim deadline to the vendor's reclaim
    uint256 private constant MAX_URL_BYTES = 120;

    mapping(bytes32 releaseId => Release) private _releases;
    mapping(bytes32 releaseId => mapping(uint256 tranche => Tranche)) private _tranches;
    mapping(bytes32 reservation => bool) private _reservations;

    /// @inheritdoc IFairOtaEscrow
    function createRelease(
        bytes32 manifestHash,
        address token,
        uint96 reward,
        uint64 claimDeadline,
        string calldata url,
        bytes32 fleetRoot,
        uint32 fleetSize
    ) external payable nonReentrant returns (bytes32 releaseId) {
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
    function addTranche(bytes32 manifestHash, bytes32 fleetRoot, uint32 fleetSize)
        external
        payable
        nonReentrant
        returns (uint256)
    {
        bytes32 releaseId = _releaseId(manifestHash);
        Release storage entry = _known(releaseId);
        if (block.timestamp >= entry.claimDeadline) revert DeadlinePassed(entry.claimDeadline);
        return _addTranche(releaseId, entry, fleetRoot, fleetSize);
    }

    /// @inheritdoc IFairOtaEscrow
    function reserve(bytes32 releaseId, uint256 tranche_, Delivery[] calldata deliveries, bytes32[] calldata nodes)
        external
    {
        Batch memory batch = _batch(releaseId, tranche_, MIN_RESERVATION);
        mapping(uint256 => Word) storage taken = _tranches[releaseId][tranche_].taken;
        Accepted[] memory accepted = new Accepted[](deliveries.length);
        uint256 count;
        uint256 expiry = type(uint64).max;
        for (uint256 position = 0; position < deliveries.length; ++position) {
            Delivery calldata delivery = _at(deliveries, position);
            uint256 member = _verify(batch, delivery, address(uint160(delivery.terms)), nodes, position);
            if (!_take(batch, taken, member >> 160)) continue;
            Accepted memory item = accepted[count++];
            item.member = member;
            item.keyCommitment = batch.message.keyCommitment;
            if (batch.message.validUntil < expiry) expiry = batch.message.validUntil;
        }
        if (count == 0) revert NothingAccepted();
        // count is at most the length that was allocated, so this only shortens the array.
        assembly ("memory-safe") {
            mstore(accepted, count)
        }
        _reservations[keccak256(abi.encode(releaseId, tranche_, msg.sender, expiry, accepted))] = true;
        // expiry is at most the claim deadline, a uint64
        // forge-lint: disable-next-line(unsafe-typecast)
        emit Reserved(releaseId, tranche_, msg.sender, uint64(expiry), accepted);
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
            uint256 key = _at(keys, position);
            _checkKey(position, delivery.keyCommitment, key);
            emit Delivered(releaseId, address(uint160(delivery.member)), distributor, key);
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
        Tranche storage entry = _tranches[releaseId][tranche_];
        for (uint256 position = 0; position < deliveries.length; ++position) {
            uint256 index = deliveries[position].member >> 160;
            entry.taken[index >> 8].bits &= ~(1 << (index & 0xff));
        }
        emit Expired(releaseId, tranche_, distributor, expiry, deliveries);
    }

    /// @inheritdoc IFairOtaEscrow
    function claim(
        bytes32 releaseId,
        uint256 tranche_,
        Delivery[] calldata deliveries,
        bytes32[] calldata nodes,
        uint256[] calldata keys
    ) external {
        if (keys.length != deliveries.length) revert KeyCount(deliveries.length, keys.length);
        Batch memory batch = _batch(releaseId, tranche_, 0);
        mapping(uint256 => Word) storage taken = _tranches[releaseId][tranche_].taken;
        uint256 count;
        for (uint256 position = 0; position < deliveries.length; ++position) {
            uint256 key = _at(keys, position);
            uint256 member = _verify(batch, _at(deliveries, position), Secp256k1.addressOf(key), nodes, position);
            if (!_take(batch, taken, member >> 160)) continue;
            // count ≤ deliveries.length
            unchecked {
                ++count;
            }
            // The lower 160 bits of a member are the device.
            // forge-lint: disable-next-line(unsafe-typecast)
            emit Delivered(releaseId, address(uint160(member)), msg.sender, key);
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
        _pay(entry.token, msg.sender, amount);
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
        return _tranches[releaseId][tranche_].taken[index >> 8].bits & (1 << (index & 0xff)) != 0;
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
        _receive(entry.token, value);
        number = entry.tranches++;
        // value < 2⁹⁶ · 2³²
        // forge-lint: disable-next-line(unsafe-typecast)
        entry.balance += uint160(value);
        Tranche storage added = _tranches[releaseId][number];
        added.fleetRoot = fleetRoot;
        added.fleetSize = fleetSize;
        emit TrancheAdded(releaseId, number, fleetRoot, fleetSize);
    }

    /// @dev Exactly `value` has arrived, or this reverts.
    function _receive(address token, uint256 value) private {
        if (token == address(0)) {
            if (msg.value != value) revert WrongValue(value, msg.value);
            return;
        }
        if (msg.value != 0) revert WrongValue(0, msg.value);
        if (token.code.length == 0) revert NotAToken(token);
        IERC20 erc20 = IERC20(token);
        uint256 before = erc20.balanceOf(address(this));
        SafeERC20.safeTransferFrom(erc20, msg.sender, address(this), value);
        uint256 arrived = erc20.balanceOf(address(this)) - before;
        if (arrived != value) revert WrongValue(value, arrived);
    }

    function _batch(bytes32 releaseId, uint256 tranche_, uint256 lead) private view returns (Batch memory) {
        Tranche storage entry = _tranches[releaseId][tranche_];
        uint256 size = entry.fleetSize;
        if (size == 0) revert UnknownTranche(releaseId, tranche_);
        uint256 latest = block.timestamp + MAX_RESERVATION;
        uint256 claimDeadline = _releases[releaseId].claimDeadline;
        return Batch({
            tranche: tranche_,
            domain: keccak256(abi.encode(DOMAIN, NAME, VERSION, block.chainid, address(this))),
            fleetRoot: entry.fleetRoot,
            fleetSize: size,
            notBefore: block.timestamp + lead,
            notAfter: latest < claimDeadline ? latest : claimDeadline,
            used: 0,
            message: ProofOfDistribution(PROOF_OF_DISTRIBUTION, releaseId, msg.sender, address(0), 0)
        });
    }

    /// @dev Who made the delivery's signature, a member of the fleet: index · 2¹⁶⁰ + device.
    function _verify(
        Batch memory batch,
        Delivery calldata delivery,
        address keyCommitment,
        bytes32[] calldata nodes,
        uint256 position
    ) private pure returns (uint256) {
        uint256 terms = delivery.terms;
        uint256 index = terms >> 224;
        if (keyCommitment == address(0)) revert ZeroCommitment(position);
        if (index >= batch.fleetSize) revert IndexBeyondFleet(position, index, batch.fleetSize);

        ProofOfDistribution memory message = batch.message;
        message.keyCommitment = keyCommitment;
        message.validUntil = (terms >> 184) & type(uint40).max;
        (address device, ECDSA.RecoverError failure,) =
            ECDSA.tryRecover(_digest(batch.domain, message), delivery.r, delivery.vs);
        if (failure != ECDSA.RecoverError.NoError) revert InvalidSignature(position);

        bytes32 leaf = FleetProof.leafOf(index, device);
        uint256 steps = (terms >> 176) & 0xff;
        if (!FleetProof.leads(leaf, batch.fleetRoot, nodes, batch.used, steps, (terms >> 160) & 0xffff)) {
            revert NotInFleet(position, index, device);
        }
        // The sum is at most nodes.length.
        unchecked {
            batch.used += steps;
        }
        return (index << 160) | uint160(device);
    }

    function _digest(bytes32 domain, ProofOfDistribution memory message) private pure returns (bytes32) {
        bytes32 hash;
        // The message's five words.
        assembly ("memory-safe") {
            hash := keccak256(message, 0xa0)
        }
        return MessageHashUtils.toTypedDataHash(domain, hash);
    }

    /// @dev Marks the device of the batch's message taken, unless it is already or the message's time does not fit.
    function _take(Batch memory batch, mapping(uint256 => Word) storage taken, uint256 index) private returns (bool) {
        uint256 validUntil = batch.message.validUntil;
        if (validUntil < batch.notBefore || validUntil > batch.notAfter) {
            emit PassedOver(batch.message.releaseId, batch.tranche, index, Reason.ValidUntil);
            return false;
        }
        uint256 bit = 1 << (index & 0xff);
        Word storage word = taken[index >> 8];
        uint256 bits = word.bits;
        if (bits & bit != 0) {
            emit PassedOver(batch.message.releaseId, batch.tranche, index, Reason.Taken);
            return false;
        }
        word.bits = bits | bit;
        return true;
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

    /// @dev An item without the check of its position, which the callers' loops bound by the length.
    function _at(Delivery[] calldata deliveries, uint256 position) private pure returns (Delivery calldata delivery) {
        assembly ("memory-safe") {
            delivery := add(deliveries.offset, mul(position, 0x60))
        }
    }

    /// @dev As above; keys has the length of deliveries.
    function _at(uint256[] calldata keys, uint256 position) private pure returns (uint256 key) {
        assembly ("memory-safe") {
            key := calldataload(add(keys.offset, shl(5, position)))
        }
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
        _pay(entry.token, distributor, amount);
    }

    function _pay(address token, address to, uint256 amount) private {
        // The receiver's answer is not copied: it cannot make the caller pay for its length.
        bool paid = token == address(0)
            ? LowLevelCall.callNoReturn(to, amount, "")
            : SafeERC20.trySafeTransfer(IERC20(token), to, amount);
        if (!paid) revert PaymentFailed(to, amount);
    }
}
