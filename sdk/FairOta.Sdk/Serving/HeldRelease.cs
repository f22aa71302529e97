using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FairOta.Core;

namespace FairOta.Sdk.Serving;

/// <summary>A release as it is served: whoever makes one has checked that package, leaves and fleets are the
/// release's.</summary>
internal sealed class HeldRelease
{
    private readonly IReadOnlyList<byte[]> _signers;
    private readonly Lazy<Address[]> _devices;

    /// <summary>Takes a release's parts.</summary>
    /// <param name="signedManifest">The COSE_Sign1 message.</param>
    /// <param name="package">c[1..n].</param>
    /// <param name="leaves">leaf[1..n], 32 bytes each.</param>
    /// <param name="fleets">Fleet lists by tranche, 20 bytes per device.</param>
    /// <exception cref="ProtocolException">The manifest is malformed or breaks a limit.</exception>
    public HeldRelease(
        byte[] signedManifest, IContent package, IContent leaves, IReadOnlyDictionary<uint, IContent> fleets)
    {
        SignedManifest = signedManifest;
        Manifest = Manifest.Parse(CoseSign1.Payload(signedManifest));
        Id = ReleaseId.FromBytes(Manifest.ReleaseId());
        Product = ProductId.FromBytes(Manifest.ProductId);
        Package = package;
        Leaves = leaves;
        Fleets = fleets;
        _signers = ManifestSigners.Of(signedManifest);
        _devices = new Lazy<Address[]>(
            () => Sorted(fleets.Values), LazyThreadSafetyMode.PublicationOnly); // a read that fails is not remembered
    }

    /// <summary>The release.</summary>
    public ReleaseId Id { get; }

    /// <summary>Its product.</summary>
    public ProductId Product { get; }

    /// <summary>The COSE_Sign1 message.</summary>
    public byte[] SignedManifest { get; }

    /// <summary>Its payload.</summary>
    public Manifest Manifest { get; }

    /// <summary>c[1..n].</summary>
    public IContent Package { get; }

    /// <summary>leaf[1..n].</summary>
    public IContent Leaves { get; }

    /// <summary>Fleet lists by tranche.</summary>
    public IReadOnlyDictionary<uint, IContent> Fleets { get; }

    /// <summary>The notice by which its vendor takes the release back: a COSE_Sign1 message that whoever sets it has
    /// verified; null while there is none.</summary>
    public byte[]? Recall { get; init; }

    /// <summary>The same release, taken back.</summary>
    /// <param name="notice">The notice, verified by the caller.</param>
    public HeldRelease WithRecall(byte[] notice) =>
        new(SignedManifest, Package, Leaves, Fleets) { Recall = notice };

    /// <summary>The same release with its first tranches alone: those that are funded.</summary>
    /// <param name="tranches">How many, from 0.</param>
    public HeldRelease WithTranches(int tranches) => Fleets.Keys.All(tranche => tranche < tranches)
        ? this
        : new(
            SignedManifest, Package, Leaves,
            Fleets.Where(fleet => fleet.Key < tranches).ToDictionary(fleet => fleet.Key, fleet => fleet.Value))
        {
            Recall = Recall,
        };

    /// <summary>Whether the device is in one of the fleets. The first question sorts them, into 24 bytes a
    /// device.</summary>
    public bool HasDevice(Address device) => Array.BinarySearch(_devices.Value, device) >= 0;

    /// <summary>Whether a notice takes this release back: it names it and is by the key that signed its manifest, or
    /// by the vendor account, which nobody can put another in place of. Anybody may send one, so the manifest's
    /// signature is not looked at again.</summary>
    internal bool IsTakenBackBy(RecallNotice notice) =>
        notice.ReleaseId == Id && (_signers.Any(notice.IsBy) || notice.IsByAccount(Manifest.VendorAccount));

    /// <summary>Whether the manifest is signed by the key.</summary>
    /// <param name="signer">33 bytes, compressed.</param>
    public bool IsSignedBy(ReadOnlySpan<byte> signer)
    {
        foreach (byte[] key in _signers)
        {
            if (signer.SequenceEqual(key)) return true;
        }

        return false;
    }

    /// <summary>The release of the highest version that is not recalled; null where there is none. Of equal versions
    /// the one issued last.</summary>
    public static HeldRelease? Newest(IEnumerable<HeldRelease> releases) => releases
        .Where(release => release.Recall is null)
        .Aggregate((HeldRelease?)null, (best, next) => best is null || best.IsOlderThan(next) ? next : best);

    private static Address[] Sorted(IEnumerable<IContent> fleets)
    {
        Address[] devices = [.. fleets.SelectMany(fleet => fleet.ToArray().Chunk(Address.Size))
            .Select(bytes => Address.FromBytes(bytes))];
        Array.Sort(devices);
        return devices;
    }

    private bool IsOlderThan(HeldRelease other)
    {
        int versions = Manifest.Version.CompareTo(other.Manifest.Version);
        return versions != 0 ? versions < 0 : Manifest.IssuedAt < other.Manifest.IssuedAt;
    }
}
