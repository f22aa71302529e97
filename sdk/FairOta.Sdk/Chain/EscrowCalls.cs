using System.Collections.Generic;
using System.Numerics;

namespace FairOta.Sdk.Chain;

/// <summary>One delivery as its distributor presents it to the escrow.</summary>
/// <param name="Index">The device's place in the tranche's fleet, from 0.</param>
/// <param name="KeyCommitment">addr(k·G) of the key k that opens the device's package.</param>
/// <param name="ValidUntil">End of the proof of distribution, Unix seconds, as the device signed it.</param>
/// <param name="Signature">The device's signature over ProofOfDistribution, 64 bytes EIP-2098.</param>
/// <param name="Proof">Siblings from the leaf (index, device) to the fleet root.</param>
public sealed record Delivery(
    uint Index, Address KeyCommitment, long ValidUntil, byte[] Signature, IReadOnlyList<Hash32> Proof);

/// <summary>One delivery of a reservation.</summary>
/// <param name="Index">The device's place in the tranche's fleet, from 0.</param>
/// <param name="Device">The device.</param>
/// <param name="KeyCommitment">addr(k·G) of the key that <see cref="Reveal"/> must show.</param>
public readonly record struct Accepted(uint Index, Address Device, Address KeyCommitment);

/// <summary>A batch that the escrow holds for a distributor until <paramref name="Expiry"/>.</summary>
/// <param name="Release">The release.</param>
/// <param name="Tranche">The tranche, from 0.</param>
/// <param name="Distributor">Who reserved, and is paid by the reveal.</param>
/// <param name="Expiry">Last second, Unix time, at which it can be revealed.</param>
/// <param name="Deliveries">The accepted deliveries in the order the escrow listed them.</param>
public sealed record Reservation(
    ReleaseId Release, uint Tranche, Address Distributor, long Expiry, IReadOnlyList<Accepted> Deliveries);

/// <summary>A call that changes the escrow, as a value: rules produce it, <see cref="IEscrow"/> carries it
/// out.</summary>
public abstract record EscrowCall
{
    private protected EscrowCall() { }

    /// <summary>Wei sent along.</summary>
    public virtual BigInteger Value => BigInteger.Zero;
}

/// <summary>Creates a release of the calling vendor together with its tranche 0. Sends reward × fleet size, or has the
/// escrow take as much of a token that the vendor allowed it to.</summary>
/// <param name="ManifestHash">keccak256 of the manifest's payload.</param>
/// <param name="Reward">What a delivery pays, in wei or the token's smallest unit; below 2^96.</param>
/// <param name="ClaimDeadline">Last second, Unix time, of reservations; at least 2 days ahead.</param>
/// <param name="Url">The vendor's base URL, at most 120 bytes.</param>
/// <param name="FleetRoot">Root of the tranche's fleet tree.</param>
/// <param name="FleetSize">Its number of devices.</param>
public sealed record CreateRelease(
    Hash32 ManifestHash, BigInteger Reward, long ClaimDeadline, string Url, Hash32 FleetRoot, uint FleetSize)
    : EscrowCall
{
    /// <summary>What rewards are paid in: an ERC-20 token; zero, as here by default, for ETH.</summary>
    public Address Token { get; init; }

    /// <inheritdoc/>
    public override BigInteger Value => Token.IsZero ? Reward * FleetSize : 0;
}

/// <summary>Adds the next tranche to a release of the calling vendor.</summary>
/// <param name="ManifestHash">keccak256 of the manifest's payload.</param>
/// <param name="FleetRoot">Root of the tranche's fleet tree.</param>
/// <param name="FleetSize">Its number of devices.</param>
/// <param name="Reward">The release's reward: the call sends reward × fleet size, unless it is in a token.</param>
public sealed record AddTranche(Hash32 ManifestHash, Hash32 FleetRoot, uint FleetSize, BigInteger Reward) : EscrowCall
{
    /// <summary>The release's token; zero, as here by default, for ETH.</summary>
    public Address Token { get; init; }

    /// <inheritdoc/>
    public override BigInteger Value => Token.IsZero ? Reward * FleetSize : 0;
}

/// <summary>Reserves the rewards of a batch for the calling distributor. What somebody else took meanwhile is passed
/// over.</summary>
/// <param name="Release">The release.</param>
/// <param name="Tranche">The tranche, from 0.</param>
/// <param name="Deliveries">The batch.</param>
public sealed record Reserve(ReleaseId Release, uint Tranche, IReadOnlyList<Delivery> Deliveries) : EscrowCall;

/// <summary>Shows the keys of a reservation, which pays its distributor. Anybody may call it until the
/// expiry.</summary>
/// <param name="Reservation">The reservation as the escrow listed it.</param>
/// <param name="Keys">One key per delivery, big-endian scalars. Secret until the call is sent.</param>
public sealed record Reveal(Reservation Reservation, IReadOnlyList<Hash32> Keys) : EscrowCall;

/// <summary>Frees the devices of a reservation that lapsed. Anybody may call it after the expiry.</summary>
/// <param name="Reservation">The reservation as the escrow listed it.</param>
public sealed record Expire(Reservation Reservation) : EscrowCall;

/// <summary>Reserves and reveals at once, where nobody can get in between.</summary>
/// <param name="Release">The release.</param>
/// <param name="Tranche">The tranche, from 0.</param>
/// <param name="Deliveries">The batch. Their commitments are not sent: they follow from the keys.</param>
/// <param name="Keys">One key per delivery, big-endian scalars. Secret until the call is sent.</param>
public sealed record Claim(
    ReleaseId Release, uint Tranche, IReadOnlyList<Delivery> Deliveries, IReadOnlyList<Hash32> Keys) : EscrowCall;

/// <summary>Takes back what is left of a release of the calling vendor, a day after its deadline.</summary>
/// <param name="ManifestHash">keccak256 of the manifest's payload.</param>
public sealed record Reclaim(Hash32 ManifestHash) : EscrowCall;

/// <summary>Announces the base URL under which the calling distributor serves.</summary>
/// <param name="Url">1 to 120 bytes; the newest announcement counts.</param>
public sealed record Announce(string Url) : EscrowCall;
