using System.Collections.Generic;
using System.Numerics;
using FairOta.Core;
using FairOta.Sdk.Fleet;

namespace FairOta.Sdk.Vendor;

/// <summary>What a vendor wants to release, to whom and on which terms.</summary>
public sealed record ReleasePlan
{
    /// <summary>The firmware image: opaque bytes, 1 byte to 64 MiB.</summary>
    public required byte[] Image { get; init; }

    /// <summary>The product.</summary>
    public required ProductId Product { get; init; }

    /// <summary>Version of the image; devices take only a higher one than theirs.</summary>
    public required ImageVersion Version { get; init; }

    /// <summary>Security counter: devices refuse a lower one than theirs for ever.</summary>
    public required long SecurityCounter { get; init; }

    /// <summary>The devices of the first tranche.</summary>
    public required FleetList Fleet { get; init; }

    /// <summary>EIP-155 chain id.</summary>
    public required long ChainId { get; init; }

    /// <summary>The escrow on that chain.</summary>
    public required Address Escrow { get; init; }

    /// <summary>The account that funds the release.</summary>
    public required Address VendorAccount { get; init; }

    /// <summary>What rewards are paid in: an ERC-20 token; zero, as by default, for ETH.</summary>
    public Address Token { get; init; }

    /// <summary>What a delivery pays, in wei or the token's smallest unit: 1 to 2^96 - 1.</summary>
    public required BigInteger Reward { get; init; }

    /// <summary>Last second, Unix time, of reservations: at least 2 days ahead.</summary>
    public required long ClaimDeadline { get; init; }

    /// <summary>Last second, Unix time, at which a device may take the release.</summary>
    public required long NotAfter { get; init; }

    /// <summary>The vendor's base URLs, 1 to 8; the first also goes on chain.</summary>
    public required IReadOnlyList<string> Origins { get; init; }

    /// <summary>Samples λ, 32 to 64.</summary>
    public int Samples { get; init; } = Limits.MinSamples;

    /// <summary>Bytes of a segment; null for what suits the image.</summary>
    public int? SegmentSize { get; init; }

    /// <summary>One of <see cref="Core.PayloadFormat"/>.</summary>
    public int PayloadFormat { get; init; } = Core.PayloadFormat.Opaque;

    /// <summary>The bootloader of the devices: with <see cref="Core.PayloadFormat.McuBoot"/> only what it boots is
    /// released. Null for other formats.</summary>
    public McuBootBootloader? Bootloader { get; init; }

    /// <summary>Hardware revisions that the image fits; empty means all.</summary>
    public IReadOnlyList<long> HardwareRevisions { get; init; } = [];

    /// <summary>Manifest keys that devices trust from this release on, 33 bytes each; null leaves them as they
    /// are.</summary>
    public IReadOnlyList<byte[]>? ManifestKeys { get; init; }
}
