using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Distributor;

/// <summary>Which release takes another's place (PROTOCOL.md, <i>Superseded and recalled releases</i>). Pure.</summary>
internal static class SuccessionRules
{
    /// <summary>Whether a newer release serves the device here: one that <see cref="Succeeds"/>, is not recalled,
    /// damaged or out of date, takes sessions still, is funded, and has the device in one of its fleets.</summary>
    /// <param name="older">The release that the device asks for.</param>
    /// <param name="device">The device.</param>
    /// <param name="held">What is held.</param>
    /// <param name="view">What the chain shows.</param>
    /// <param name="now">Unix seconds.</param>
    public static bool IsSuperseded(
        Holding older, Address device, IEnumerable<Holding> held, EscrowView view, long now) =>
        held.Any(newer => Succeeds(newer.Manifest, older.Manifest)
            && newer is { IsRecalled: false, IsDamaged: false }
            && now <= newer.Manifest.NotAfter
            && view.Find(newer.Id) is { Tranches.IsEmpty: false, Reclaimed.IsZero: true } funded
            && now < funded.Created.ClaimDeadline - Limits.OpenBeforeDeadlineSeconds
            && newer.IsFor(device));

    /// <summary>Whether a release is of the same vendor account and product as another, of a higher version, and for
    /// all hardware that the other is for.</summary>
    public static bool Succeeds(Manifest newer, Manifest older) =>
        newer.Version.CompareTo(older.Version) > 0
        && Bytes.Equal(newer.ProductId, older.ProductId)
        && Bytes.Equal(newer.VendorAccount, older.VendorAccount)
        && Includes(newer.HardwareRevisions, older.HardwareRevisions);

    /// <summary>An empty list is all hardware there is.</summary>
    private static bool Includes(long[] newer, long[] older) =>
        newer.Length == 0 || older.Length > 0 && older.All(revision => newer.Contains(revision));
}
