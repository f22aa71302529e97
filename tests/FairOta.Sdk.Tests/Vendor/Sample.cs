using System;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Vendor;

namespace FairOta.Sdk.Tests.Vendor;

/// <summary>A small vendor: its keys, a fleet, a release plan.</summary>
internal static class Sample
{
    public const long Now = 1_900_000_000;
    public const long Day = 24 * 3600;
    public static readonly KeyPair Account = KeyPair.Draw(KeyKind.Account, new CountingRandomness(1000));
    public static readonly KeyPair ManifestKey = KeyPair.Draw(KeyKind.Manifest, new CountingRandomness(2000));
    public static readonly KeyPair OtherManifestKey = KeyPair.Draw(KeyKind.Manifest, new CountingRandomness(3000));
    public static readonly Address Escrow = Address.Parse("0x00000000000000000000000000000000000e5c40");
    public static readonly ProductId Product = ProductId.Of("example.com", "sensor");

    public static ReleasePlan Plan => new()
    {
        Image = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7))],
        Product = Product,
        Version = new ImageVersion(1, 2, 3, 4),
        SecurityCounter = 5,
        Fleet = Fleet(3),
        ChainId = 31337,
        Escrow = Escrow,
        VendorAccount = Account.Address,
        Reward = 1000,
        ClaimDeadline = Now + 14 * Day,
        NotAfter = Now + 30 * Day,
        Origins = ["https://origin.example"],
    };

    public static FleetList Fleet(int count, int first = 1) =>
        new([.. Enumerable.Range(first, count).Select(Device)]);

    public static Release Build(Func<ReleasePlan, ReleasePlan>? change = null, KeyPair? key = null, int seed = 0) =>
        new ReleaseBuilder(new CountingRandomness(seed), new FixedTime(Now))
            .Build(change is null ? Plan : change(Plan), key ?? ManifestKey);

    private static Address Device(int number)
    {
        byte[] bytes = new byte[Address.Size];
        BitConverter.TryWriteBytes(bytes, number);
        return Address.FromBytes(bytes);
    }

    private sealed class FixedTime(long unixSeconds) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(unixSeconds);
    }
}
