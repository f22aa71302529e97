// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title The escrow of a fair over-the-air update network
/// @notice A vendor locks a reward for every device of a release; a distributor is paid for a device's signed proof of
/// distribution, and only together with the key that opens what the device holds. One contract serves all vendors. Nobody
/// owns it, nobody can change, pause or upgrade it.
/// @dev Amounts are in wei, or in the smallest unit of the release's token. Times are Unix seconds.
interface IFairOtaEscrow {
    /// @notice One delivery as the distributor presents it.
    struct Delivery {
        uint256 index; // place of the device in the tranche's fleet, from 0, below the fleet size
        address keyCommitment; // addr(k·G) of the key k that opens the device's package
        uint64 validUntil; // end of the proof of distribution, as the device signed it
        bytes32 r; // the device's signature over ProofOfDistribution, EIP-2098: r …
        bytes32 vs; // … and yParity ‖ s
        bytes32[] proof; // siblings from the leaf (index, device) to the fleet root
    }

    /// @notice One delivery of a reservation: what `Reserved` lists and `reveal` and `expire` repeat.
    struct Accepted {
        uint256 index;
        address device;
        address keyCommitment;
    }

    /// @notice Why `reserve` and `claim` passed a delivery over: others can cause these after it was sent.
    enum Reason {
        Taken, // the device's reward is reserved or paid
        ValidUntil // not within the window that the call demands, or beyond the claim deadline
    }

    event ReleaseCreated(
        bytes32 indexed releaseId,
        address indexed vendor,
        bytes32 manifestHash,
        address token,
        uint96 reward,
        uint64 claimDeadline,
        string url
    );
    event TrancheAdded(bytes32 indexed releaseId, uint256 tranche, bytes32 fleetRoot, uint32 fleetSize);
    event Reserved(
        bytes32 indexed releaseId, uint256 tranche, address indexed distributor, uint64 expiry, Accepted[] deliveries
    );
    event PassedOver(bytes32 indexed releaseId, uint256 tranche, uint256 index, Reason reason);
    event Delivered(bytes32 indexed releaseId, address indexed device, address indexed distributor, uint256 key);
    event Expired(bytes32 indexed releaseId, uint256 tranche, address indexed distributor, uint64 expiry, Accepted[] deliveries);
    event Reclaimed(bytes32 indexed releaseId, uint256 amount);
    event DistributorAnnounced(address indexed distributor, string url);

    function createRelease(
        bytes32 manifestHash,
        address token,
        uint96 reward,
        uint64 claimDeadline,
        string calldata url,
        bytes32 fleetRoot,
        uint32 fleetSize
    ) external payable returns (bytes32 releaseId);

    /// The caller is the vendor: releaseId = keccak256(abi.encode(msg.sender, manifestHash)).
    function addTranche(bytes32 manifestHash, bytes32 fleetRoot, uint32 fleetSize)
        external
        payable
        returns (uint256 tranche);

    /// The caller is the distributor that the devices signed for.
    function reserve(bytes32 releaseId, uint256 tranche, Delivery[] calldata deliveries) external;

    function reveal(
        bytes32 releaseId,
        uint256 tranche,
        address distributor,
        uint64 expiry,
        Accepted[] calldata deliveries,
        uint256[] calldata keys
    ) external;

    function expire(
        bytes32 releaseId,
        uint256 tranche,
        address distributor,
        uint64 expiry,
        Accepted[] calldata deliveries
    ) external;

    function claim(bytes32 releaseId, uint256 tranche, Delivery[] calldata deliveries, uint256[] calldata keys) external;

    function reclaim(bytes32 manifestHash) external;

    function announce(string calldata url) external;

    /// Zero claimDeadline: no such release. `balance` is what is locked and not paid yet.
    function release(bytes32 releaseId)
        external
        view
        returns (address token, uint64 claimDeadline, uint32 tranches, uint96 reward, uint256 balance);

    function tranche(bytes32 releaseId, uint256 tranche) external view returns (bytes32 fleetRoot, uint32 fleetSize);

    /// Reserved or paid, by index.
    function isTaken(bytes32 releaseId, uint256 tranche, uint256 index) external view returns (bool);

    /// Whether that very reservation stands.
    function isReserved(
        bytes32 releaseId,
        uint256 tranche,
        address distributor,
        uint64 expiry,
        Accepted[] calldata deliveries
    ) external view returns (bool);
}
