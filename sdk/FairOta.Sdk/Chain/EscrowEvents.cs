using System.Numerics;

namespace FairOta.Sdk.Chain;

/// <summary>Something the escrow logged.</summary>
/// <param name="At">Where it stands in the chain.</param>
public abstract record EscrowEvent(EventPosition At);

/// <summary>A release was created.</summary>
/// <param name="At">Where it stands in the chain.</param>
/// <param name="Release">The release.</param>
/// <param name="Vendor">Who funds it.</param>
/// <param name="ManifestHash">keccak256 of the manifest's payload.</param>
/// <param name="Token">What it pays in; zero for ETH.</param>
/// <param name="Reward">What a delivery pays, in wei or the token's smallest unit.</param>
/// <param name="ClaimDeadline">Last second, Unix time, of reservations; 253402300799 (the year 9999) for anything
/// above it.</param>
/// <param name="Url">The vendor's base URL: a stranger's text, unchecked.</param>
public sealed record ReleaseCreated(
    EventPosition At, ReleaseId Release, Address Vendor, Hash32 ManifestHash, Address Token, BigInteger Reward,
    long ClaimDeadline, string Url) : EscrowEvent(At);

/// <summary>A tranche was funded.</summary>
/// <param name="At">Where it stands in the chain.</param>
/// <param name="Release">The release.</param>
/// <param name="Tranche">The tranche, from 0.</param>
/// <param name="FleetRoot">Root of its fleet tree.</param>
/// <param name="FleetSize">Its number of devices.</param>
public sealed record TrancheAdded(EventPosition At, ReleaseId Release, uint Tranche, Hash32 FleetRoot, uint FleetSize)
    : EscrowEvent(At);

/// <summary>A batch was reserved.</summary>
/// <param name="At">Where it stands in the chain.</param>
/// <param name="Reservation">The batch, in the form that reveal and expire repeat.</param>
public sealed record Reserved(EventPosition At, Reservation Reservation) : EscrowEvent(At);

/// <summary>Why a delivery was passed over.</summary>
public enum PassedOverReason
{
    /// <summary>The device's reward is reserved or paid.</summary>
    Taken = 0,

    /// <summary>Its validUntil is outside the window that the call demands, or beyond the claim deadline.</summary>
    ValidUntil = 1,
}

/// <summary>A delivery of a batch was passed over; the rest of the batch was not affected.</summary>
/// <param name="At">Where it stands in the chain.</param>
/// <param name="Release">The release.</param>
/// <param name="Tranche">The tranche, from 0.</param>
/// <param name="Index">The device's place in the tranche's fleet.</param>
/// <param name="Reason">Why.</param>
public sealed record PassedOver(
    EventPosition At, ReleaseId Release, uint Tranche, uint Index, PassedOverReason Reason) : EscrowEvent(At);

/// <summary>A delivery was paid, and its key is public.</summary>
/// <param name="At">Where it stands in the chain.</param>
/// <param name="Release">The release.</param>
/// <param name="Device">The device.</param>
/// <param name="Distributor">Who was paid.</param>
/// <param name="Key">The key k, big-endian; checked by the escrow against its commitment.</param>
public sealed record Delivered(EventPosition At, ReleaseId Release, Address Device, Address Distributor, Hash32 Key)
    : EscrowEvent(At);

/// <summary>A reservation lapsed and its devices are free again.</summary>
/// <param name="At">Where it stands in the chain.</param>
/// <param name="Reservation">The batch that was reserved.</param>
public sealed record Expired(EventPosition At, Reservation Reservation) : EscrowEvent(At);

/// <summary>The vendor took back what was left.</summary>
/// <param name="At">Where it stands in the chain.</param>
/// <param name="Release">The release.</param>
/// <param name="Amount">In wei or the token's smallest unit.</param>
public sealed record Reclaimed(EventPosition At, ReleaseId Release, BigInteger Amount) : EscrowEvent(At);

/// <summary>A distributor said where it serves; the newest announcement of an address counts.</summary>
/// <param name="At">Where it stands in the chain.</param>
/// <param name="Distributor">Who says so.</param>
/// <param name="Url">Its base URL: a stranger's text, unchecked.</param>
public sealed record DistributorAnnounced(EventPosition At, Address Distributor, string Url) : EscrowEvent(At);
