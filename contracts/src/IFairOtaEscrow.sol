// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title The escrow of a fair over-the-air update network
/// @notice A vendor locks a reward for every device of a release; a distributor is paid for a device's signed proof of
/// distribution, and only together with the key that opens what the device holds. One contract serves all vendors.
/// Nobody owns it, nobody can change, pause or upgrade it.
/// @dev Amounts are in wei, or in the smallest unit of the release's token. Times are Unix seconds, "now" is the
/// block's timestamp. A position is a delivery's place in the array of a call, from 0. Tranches of a release count from
/// 0. What the sender of a batch can check alone reverts with the offending position; what others can change after the
/// batch was sent is passed over and reported by `PassedOver`, so that nobody can spoil somebody else's batch.
interface IFairOtaEscrow {
    /// @notice One delivery as the distributor presents it: 96 bytes, none wasted, as calldata is half of the cost.
    struct Delivery {
        /// From the most significant bit, with their bits: index (32), validUntil (40), steps (8), anchor (16),
        /// keyCommitment (160).
        /// index: place of the device in the tranche's fleet, from 0, below the fleet size.
        /// validUntil: end of the proof of distribution, Unix seconds, as the device signed it.
        /// steps, anchor: the device's path to the fleet root, see `reserve`.
        /// keyCommitment: addr(k·G) of the key k that opens the device's package; unused in `claim`, which has k.
        uint256 terms;
        /// The device's signature over ProofOfDistribution, EIP-2098: r …
        bytes32 r;
        /// … and yParity ‖ s
        bytes32 vs;
    }

    /// @notice One delivery of a reservation: what `Reserved` lists and `reveal` and `expire` repeat.
    struct Accepted {
        /// index · 2¹⁶⁰ + device: the place in the tranche's fleet, and who signed the proof of distribution there.
        uint256 member;
        /// addr(k·G)
        address keyCommitment;
    }

    /// @notice Why `reserve` and `claim` passed a delivery over: others can cause these after it was sent.
    enum Reason {
        Taken, // the device's reward is reserved or paid, perhaps by an earlier delivery of the same batch
        ValidUntil // not within the window that the call demands, or beyond the claim deadline
    }

    /// @notice A release was created; its first tranche follows as `TrancheAdded`.
    /// @param releaseId keccak256(abi.encode(vendor, manifestHash))
    /// @param vendor who created and funded it
    /// @param manifestHash keccak256 of the manifest's payload
    /// @param token what rewards are paid in; zero for ETH
    /// @param reward for one delivery
    /// @param claimDeadline after which nothing is paid any more
    /// @param url the vendor's base URL, at most 120 bytes, perhaps empty
    event ReleaseCreated(
        bytes32 indexed releaseId,
        address indexed vendor,
        bytes32 manifestHash,
        address token,
        uint96 reward,
        uint64 claimDeadline,
        string url
    );

    /// @notice A fleet was added to a release and its rewards locked.
    /// @param releaseId the release
    /// @param tranche the tranche's number
    /// @param fleetRoot root of OpenZeppelin's standard tree over (uint256 index, address device)
    /// @param fleetSize number of devices
    event TrancheAdded(bytes32 indexed releaseId, uint256 tranche, bytes32 fleetRoot, uint32 fleetSize);

    /// @notice Rewards are reserved for a distributor, who has until `expiry` to reveal the keys.
    /// @param releaseId the release
    /// @param tranche the tranche that all the devices are in
    /// @param distributor who reserved, and will be paid
    /// @param expiry the last second in which the keys can be revealed: the earliest validUntil of the listed
    /// deliveries
    /// @param deliveries what was accepted, in the order of the batch
    event Reserved(
        bytes32 indexed releaseId, uint256 tranche, address indexed distributor, uint64 expiry, Accepted[] deliveries
    );

    /// @notice A delivery was left out of a batch: the member of the fleet at `index` did sign it, but its reward was
    /// not to be had.
    /// @param releaseId the release
    /// @param tranche the tranche
    /// @param index the device's place in the fleet
    /// @param reason why not
    event PassedOver(bytes32 indexed releaseId, uint256 tranche, uint256 index, Reason reason);

    /// @notice A delivery was paid, and here is the key that opens the device's package.
    /// @param releaseId the release
    /// @param device who signed the proof of distribution
    /// @param distributor who was paid the release's reward for it
    /// @param key k, 0 < k < q
    event Delivered(bytes32 indexed releaseId, address indexed device, address indexed distributor, uint256 key);

    /// @notice A reservation was not revealed in time; its devices are free again.
    /// @param releaseId as in `Reserved`, like all the others
    /// @param tranche as in `Reserved`
    /// @param distributor as in `Reserved`
    /// @param expiry as in `Reserved`
    /// @param deliveries as in `Reserved`
    event Expired(
        bytes32 indexed releaseId, uint256 tranche, address indexed distributor, uint64 expiry, Accepted[] deliveries
    );

    /// @notice The vendor took back what was left.
    /// @param releaseId the release
    /// @param amount in wei, or units of the release's token
    event Reclaimed(bytes32 indexed releaseId, uint256 amount);

    /// @notice A distributor says where it serves.
    /// @param distributor who says so
    /// @param url base URL, 1 … 120 bytes
    event DistributorAnnounced(address indexed distributor, string url);

    /// @notice The vendor created this release before.
    error ReleaseExists(bytes32 releaseId);
    /// @notice No such release, or it is not the caller's.
    error UnknownRelease(bytes32 releaseId);
    /// @notice The release has no such tranche.
    error UnknownTranche(bytes32 releaseId, uint256 tranche);
    /// @notice The claim deadline must not be before `earliest`.
    error DeadlineTooEarly(uint64 claimDeadline, uint256 earliest);
    /// @notice The claim deadline is reached.
    error DeadlinePassed(uint64 claimDeadline);
    /// @notice A reward must be positive.
    error ZeroReward();
    /// @notice A fleet must not be empty.
    error ZeroFleet();
    /// @notice Exactly `expected` must arrive with the call: wei, or units of the release's token. With a token no wei
    /// may come, and a token that keeps a part of what it transfers cannot fund a release.
    error WrongValue(uint256 expected, uint256 got);
    /// @notice There is no contract at that address.
    error NotAToken(address token);
    /// @notice A URL has too many bytes, or none where one is needed.
    error UrlLength(uint256 length, uint256 limit);
    /// @notice The delivery's commitment is zero; in `claim`, its key is not within 1 … q-1.
    error ZeroCommitment(uint256 position);
    /// @notice The delivery's index is not below the size of the fleet.
    error IndexBeyondFleet(uint256 position, uint256 index, uint256 fleetSize);
    /// @notice The delivery's signature is malformed: nobody can have made it.
    error InvalidSignature(uint256 position);
    /// @notice It is not shown that `signer`, who made the delivery's signature, is at that index of the fleet. A
    /// signature over anything but this release, sender, commitment and validUntil, in this contract's domain, recovers
    /// a meaningless signer.
    error NotInFleet(uint256 position, uint256 index, address signer);
    /// @notice Every delivery of the batch was passed over, or there was none.
    error NothingAccepted();
    /// @notice No such reservation stands: never made, revealed, expired, or one of its fields differs.
    error UnknownReservation(bytes32 reservation);
    /// @notice The reservation cannot be revealed any more.
    error ReservationOver(uint64 expiry);
    /// @notice The reservation can still be revealed.
    error ReservationLive(uint64 expiry);
    /// @notice There must be one key for each delivery.
    error KeyCount(uint256 deliveries, uint256 keys);
    /// @notice The key is not within 1 … q-1, or is not the one that the device was promised.
    error WrongKey(uint256 position, address keyCommitment);
    /// @notice The receiver refused the payment.
    error PaymentFailed(address to, uint256 amount);
    /// @notice The vendor may reclaim from `earliest` on.
    error ReclaimTooEarly(uint256 earliest);
    /// @notice Everything was paid or reclaimed.
    error NothingLeft(bytes32 releaseId);

    /// @notice Creates a release with its first tranche. The caller becomes its vendor. Nothing of it changes
    /// afterwards but that tranches are added.
    /// @dev Reverts with ZeroReward, DeadlineTooEarly, UrlLength, ReleaseExists, ZeroFleet, WrongValue, NotAToken, and
    /// where the token says no with SafeERC20FailedOperation(token) or as it does itself. The deadline has no upper limit:
    /// rewards that nobody earns stay locked until then.
    /// @param manifestHash keccak256 of the manifest's payload
    /// @param token zero for ETH, else an ERC-20 that the caller allowed this contract to take reward × fleetSize of
    /// @param reward for one delivery, in wei or the token's smallest unit, positive
    /// @param claimDeadline Unix seconds, at least 2 days from now
    /// @param url the vendor's base URL, at most 120 bytes, may be empty
    /// @param fleetRoot root of OpenZeppelin's standard tree over (uint256 index, address device)
    /// @param fleetSize number of devices, positive; exactly reward × fleetSize must arrive
    /// @return releaseId keccak256(abi.encode(msg.sender, manifestHash))
    function createRelease(
        bytes32 manifestHash,
        address token,
        uint96 reward,
        uint64 claimDeadline,
        string calldata url,
        bytes32 fleetRoot,
        uint32 fleetSize
    ) external payable returns (bytes32 releaseId);

    /// @notice Adds devices to the caller's own release, before its claim deadline.
    /// @dev Reverts with UnknownRelease, DeadlinePassed, and as createRelease with ZeroFleet, WrongValue and what
    /// concerns a token. A device in two tranches earns twice.
    /// @param manifestHash the caller is the vendor: releaseId = keccak256(abi.encode(msg.sender, manifestHash))
    /// @param fleetRoot as in createRelease
    /// @param fleetSize as in createRelease; exactly the release's reward × fleetSize must arrive
    /// @return tranche its number
    function addTranche(bytes32 manifestHash, bytes32 fleetRoot, uint32 fleetSize)
        external
        payable
        returns (uint256 tranche);

    /// @notice Reserves the rewards of a batch. The caller is the distributor that the devices signed for. No key need
    /// be public before the reservation is final.
    /// @dev Every delivery is verified, in order: it reverts with ZeroCommitment, IndexBeyondFleet, InvalidSignature,
    /// NotInFleet. Then it is passed over if its validUntil is not within now + 3 h … now + 24 h, both included, or
    /// beyond the claim deadline, or else if its device is taken. Reverts with UnknownTranche, and with NothingAccepted
    /// if nothing is left.
    ///
    /// The fleet's tree is OpenZeppelin's standard tree. A delivery's path starts at its leaf and takes the next
    /// `steps` nodes as siblings. It must end at the root where `anchor` is 0, else at nodes[anchor - 1], which an
    /// earlier delivery of the batch took. A batch so sends no node above the place where two paths meet twice; a
    /// single delivery has the ordinary proof for its nodes, as many steps, and anchor 0.
    /// @param releaseId the release
    /// @param tranche the tranche that all the devices are in
    /// @param deliveries the batch
    /// @param nodes of the fleet's tree, in the order in which the deliveries take them
    function reserve(bytes32 releaseId, uint256 tranche, Delivery[] calldata deliveries, bytes32[] calldata nodes)
        external;

    /// @notice Publishes the keys of a reservation and pays its distributor, once for the batch. Anybody may call it
    /// while now ≤ expiry; the money goes to the distributor.
    /// @dev Reverts with KeyCount, ReservationOver, UnknownReservation, WrongKey, PaymentFailed, and then leaves the
    /// reservation as it was.
    /// @param releaseId as in `Reserved`, like all but the last
    /// @param tranche as in `Reserved`
    /// @param distributor as in `Reserved`
    /// @param expiry as in `Reserved`
    /// @param deliveries as in `Reserved`
    /// @param keys k of each delivery, in the same order, 0 < k < q
    function reveal(
        bytes32 releaseId,
        uint256 tranche,
        address distributor,
        uint64 expiry,
        Accepted[] calldata deliveries,
        uint256[] calldata keys
    ) external;

    /// @notice Frees the devices of a reservation that was not revealed. Anybody may call it when now > expiry.
    /// @dev Reverts with ReservationLive, UnknownReservation.
    /// @param releaseId as in `Reserved`, like all the others
    /// @param tranche as in `Reserved`
    /// @param distributor as in `Reserved`
    /// @param expiry as in `Reserved`
    /// @param deliveries as in `Reserved`
    function expire(
        bytes32 releaseId,
        uint256 tranche,
        address distributor,
        uint64 expiry,
        Accepted[] calldata deliveries
    ) external;

    /// @notice Reserves and reveals in one transaction: for chains and relays where nobody can get in between.
    /// Elsewhere the keys of deliveries that are passed over become public unpaid.
    /// @dev As `reserve`, but a validUntil from now on suffices, and a commitment is that of the key: with a wrong key
    /// the signature recovers a meaningless signer, who is NotInFleet. Reverts also with KeyCount, PaymentFailed.
    /// @param releaseId as in `reserve`
    /// @param tranche as in `reserve`
    /// @param deliveries as in `reserve`
    /// @param nodes as in `reserve`
    /// @param keys k of each delivery, in the same order, 0 < k < q
    function claim(
        bytes32 releaseId,
        uint256 tranche,
        Delivery[] calldata deliveries,
        bytes32[] calldata nodes,
        uint256[] calldata keys
    ) external;

    /// @notice Pays what is left of the caller's own release back to it, from claimDeadline + 1 day on.
    /// @dev Reserved money is safe: a reservation ends with the claim deadline at the latest.
    /// Reverts with UnknownRelease, ReclaimTooEarly, NothingLeft, PaymentFailed.
    /// @param manifestHash the caller is the vendor: releaseId = keccak256(abi.encode(msg.sender, manifestHash))
    function reclaim(bytes32 manifestHash) external;

    /// @notice Tells devices and distributors where the caller serves. The last announcement counts.
    /// @dev Reverts with UrlLength.
    /// @param url base URL, 1 … 120 bytes
    function announce(string calldata url) external;

    /// @notice A release as it stands. Zero claimDeadline: no such release.
    /// @param releaseId keccak256(abi.encode(vendor, manifestHash))
    /// @return token zero for ETH
    /// @return claimDeadline Unix seconds
    /// @return tranches how many there are
    /// @return reward for one delivery
    /// @return balance what is locked and neither paid nor reclaimed
    function release(bytes32 releaseId)
        external
        view
        returns (address token, uint64 claimDeadline, uint32 tranches, uint96 reward, uint256 balance);

    /// @notice The fleet of a tranche. Zero size: no such tranche.
    /// @param releaseId the release
    /// @param tranche its number, from 0
    /// @return fleetRoot root of the tree over (uint256 index, address device)
    /// @return fleetSize number of devices
    function tranche(bytes32 releaseId, uint256 tranche) external view returns (bytes32 fleetRoot, uint32 fleetSize);

    /// @notice Whether the reward of the device at that index is reserved or paid. A reservation that lapsed counts
    /// until somebody expires it.
    /// @param releaseId the release
    /// @param tranche the tranche
    /// @param index the device's place in the fleet
    function isTaken(bytes32 releaseId, uint256 tranche, uint256 index) external view returns (bool);

    /// @notice Whether that very reservation stands: neither revealed nor expired.
    /// @param releaseId as in `Reserved`, like all the others
    /// @param tranche as in `Reserved`
    /// @param distributor as in `Reserved`
    /// @param expiry as in `Reserved`
    /// @param deliveries as in `Reserved`
    function isReserved(
        bytes32 releaseId,
        uint256 tranche,
        address distributor,
        uint64 expiry,
        Accepted[] calldata deliveries
    ) external view returns (bool);
}
