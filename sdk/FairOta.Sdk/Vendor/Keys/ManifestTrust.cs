using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Core;

namespace FairOta.Sdk.Vendor;

/// <summary>Which manifest keys the devices of a product trust, as the vendor's own releases changed them (PROTOCOL.md,
/// Manifest, key 18). Pure.</summary>
/// <param name="Since">The release that changed them last; null where none did, so that they trust what they were made
/// with.</param>
/// <param name="Before">Keys that signed or were trusted before that: devices which slept still look for releases
/// signed by these.</param>
internal sealed record ManifestTrust(ReleaseCard? Since, IReadOnlyList<byte[]> Before)
{
    /// <summary>The trusted keys, 33 bytes each; null where only who made the devices knows them.</summary>
    public IReadOnlyList<byte[]>? Keys => Since?.Manifest.ManifestKeys;

    /// <summary>What devices trust when they have seen every release of a product below a version.</summary>
    /// <param name="releases">The vendor's releases; what was never sent does not count.</param>
    /// <param name="product">The product.</param>
    /// <param name="below">The version; null for all.</param>
    public static ManifestTrust Of(
        IEnumerable<ReleaseCard> releases, ProductId product, ImageVersion? below = null)
    {
        ReleaseCard[] rotations =
        [
            .. Rotations(releases, product)
                .Where(card => below is null || card.Manifest.Version.CompareTo(below) < 0)
                .OrderBy(card => card.Manifest.Version, Comparer<ImageVersion>.Create((a, b) => a.CompareTo(b))),
        ];
        return new ManifestTrust(
            rotations.LastOrDefault(),
            [
                .. rotations.Select(card => card.Journal.Signer)
                    .Concat(rotations.SkipLast(1).SelectMany(card => card.Manifest.ManifestKeys)),
            ]);
    }

    /// <summary>Why devices would be lost by a release, or would never take it; null where nothing speaks against
    /// it.</summary>
    /// <param name="releases">The vendor's other releases.</param>
    /// <param name="product">The product.</param>
    /// <param name="version">The release's version.</param>
    /// <param name="signer">The key that is to sign it, 33 bytes.</param>
    /// <param name="trusts">The keys that it is to name; null for none.</param>
    public static string? Refusal(
        IReadOnlyCollection<ReleaseCard> releases, ProductId product, ImageVersion version, byte[] signer,
        IReadOnlyList<byte[]>? trusts)
    {
        ReleaseCard? later = Rotations(releases, product)
            .FirstOrDefault(card => card.Manifest.Version.CompareTo(version) >= 0);
        if (trusts is not null && later is not null)
        {
            return $"Version {later.Manifest.Version} changes the trusted keys: a release that is not above it cannot "
                + "change them any more.";
        }

        ManifestTrust trust = Of(releases, product, version);
        if (trust.Keys is null) return null;
        string since = $"{trust.Since!.Manifest.Version}";
        if (!Holds(trust.Keys, signer))
        {
            return $"The key is retired: since version {since} devices trust only "
                + $"{string.Join(", ", trust.Keys.Select(Convert.ToHexStringLower))}.";
        }

        // Whoever slept asks for the newest release of the key that it knows, and would find this one, which does not
        // tell of the change.
        return trusts is null && Holds(trust.Before, signer)
            ? $"Devices that have not seen version {since} yet would miss the keys that it names: name them again, or "
                + "sign with one of the new ones."
            : null;
    }

    private static IEnumerable<ReleaseCard> Rotations(IEnumerable<ReleaseCard> releases, ProductId product) =>
        releases.Where(card => card.IsSent && card.Product == product && card.Manifest.ManifestKeys is not null);

    private static bool Holds(IEnumerable<byte[]> keys, byte[] key) =>
        keys.Any(each => each.AsSpan().SequenceEqual(key));
}
