using System;
using System.Linq;
using System.Numerics;
using System.Security.Cryptography;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Vendor;

/// <summary>Packs an image and signs its manifest.</summary>
/// <param name="randomness">For package keys; null for the system's.</param>
/// <param name="time">For the manifest's issued-at; null for the system's.</param>
public sealed class ReleaseBuilder(IRandomness? randomness = null, TimeProvider? time = null)
{
    private const long LeadSeconds = 2 * 24 * 3600;
    private const long LastSecond = 253402300799; // of the year 9999
    private static readonly BigInteger RewardLimit = BigInteger.One << 96;
    private static readonly ISymmetric Symmetric = new HostSymmetric();
    private readonly IRandomness _randomness = randomness ?? new SystemRandomness();
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Makes a release. Every call packs under a new key, so the same plan twice makes two releases.</summary>
    /// <param name="plan">What is wanted.</param>
    /// <param name="manifestKey">Signs; never the vendor's account.</param>
    /// <exception cref="ReleaseException">The plan breaks a limit; the message says which.</exception>
    public Release Build(ReleasePlan plan, KeyPair manifestKey)
    {
        long now = _time.GetUtcNow().ToUnixTimeSeconds();
        Check(plan, manifestKey, now);
        McuBootRelease.Check(plan);
        AssemblySetRelease.Check(plan);
        try
        {
            int segmentSize = plan.SegmentSize ?? PackageShape.ChooseSegmentSize(plan.Image.Length);
            Package package = Package.Pack(
                Symmetric, plan.Image, segmentSize, plan.Samples, _randomness.Draw(Package.KeyBytes));
            Manifest manifest = Describe(plan, package, now);
            byte[] signed = manifest.Sign(Symmetric, manifestKey.Secret);
            return new Release
            {
                Manifest = Manifest.Open(signed, manifestKey.CompressedPublicKey),
                SignedManifest = signed,
                Signer = manifestKey.CompressedPublicKey,
                Package = new MemoryContent(package.Content),
                Leaves = package.Leaves,
                Terms = new FundingTerms(plan.Reward, plan.ClaimDeadline, plan.Origins[0]) { Token = plan.Token },
                Tranches = [plan.Fleet],
            };
        }
        catch (ProtocolException e)
        {
            throw new ReleaseException(e.Message, e);
        }
    }

    private static Manifest Describe(ReleasePlan plan, Package package, long now) => new()
    {
        ProductId = plan.Product.ToBytes(),
        Version = plan.Version,
        SecurityCounter = plan.SecurityCounter,
        ImageSize = plan.Image.Length,
        ImageSha256 = SHA256.HashData(plan.Image),
        SegmentSize = package.SegmentSize,
        PackageRoot = package.Root,
        Samples = plan.Samples,
        ChainId = plan.ChainId,
        Escrow = plan.Escrow.ToBytes(),
        VendorAccount = plan.VendorAccount.ToBytes(),
        NotAfter = plan.NotAfter,
        Origins = [.. plan.Origins],
        IssuedAt = now,
        PayloadFormat = plan.PayloadFormat,
        HardwareRevisions = [.. plan.HardwareRevisions],
        ManifestKeys = plan.ManifestKeys?.ToArray(),
    };

    private static void Check(ReleasePlan plan, KeyPair manifestKey, long now)
    {
        Demand(manifestKey.Kind == KeyKind.Manifest, "Manifests are signed with a key of kind manifest.");
        Demand(manifestKey.Address != plan.VendorAccount, "The manifest key must not be the vendor account's key.");
        Demand(plan.SecurityCounter >= 0, "A security counter is not negative.");
        Demand(plan.ChainId > 0, "A chain id is above zero.");
        Demand(!plan.Escrow.IsZero, "The escrow's address is zero.");
        Demand(
            plan.Reward > 0 && plan.Reward < RewardLimit,
            "A reward is 1 to 2^96 - 1 wei, or as many of the token's smallest units.");
        Demand(plan.ClaimDeadline >= now + LeadSeconds, "The claim deadline must be at least 2 days ahead.");
        Demand(
            plan.ClaimDeadline <= LastSecond && plan.NotAfter <= LastSecond,
            "Claim deadline and not-after are not beyond the year 9999.");
        Demand(plan.NotAfter > now, "The release's last day, not-after, is past.");
        Demand(plan.Origins.Count is > 0 and <= Limits.MaxOrigins, $"A release has 1 to {Limits.MaxOrigins} origins.");
        string? bad = plan.Origins.FirstOrDefault(url => !BaseUrl.IsValid(url) || url.EndsWith('/'));
        Demand(bad is null, $"This is no http or https URL of at most 120 bytes without a slash at its end: {bad}");
    }

    private static void Demand(bool met, string otherwise)
    {
        if (!met) throw new ReleaseException(otherwise);
    }
}
